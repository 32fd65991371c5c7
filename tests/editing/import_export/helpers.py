"""Sheets of a test: written, sent, read back."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from portal.editing.models.import_job import SheetImport
from tests.editing.admin.nouns import address


def as_csv(rows, separator=","):
    """The bytes of a CSV of `rows` (lists of texts, the header first)."""
    file = io.StringIO()
    csv.writer(file, delimiter=separator).writerows(rows)
    return file.getvalue().encode()


def as_xlsx(rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def send(client, noun, content, name="bang.csv", **fields):
    """The answer to an upload; a redirect to the job when the file was taken."""
    return client.post(address(noun, "import"), {"file": SimpleUploadedFile(name, content), **fields})


def checked(client, noun, content, name="bang.csv", **fields):
    """(job, page) of a file that was taken, every row of it checked."""
    answer = send(client, noun, content, name, **fields)
    assert answer.status_code == 302, answer.context and answer.context.get("refusal")
    page = client.get(answer.url)
    while page.context["checking"]:
        page = client.get(answer.url)
    return SheetImport.objects.get(), page


def outcomes(job):
    """[(line, outcome, problem)] of a job."""
    return list(job.rows.values_list("line", "outcome", "problem"))


def do(client, job, verb, **fields):
    noun = f"{job.noun.app_label}.{job.noun.model}"
    return client.post(address(noun, "import_job", job.pk), {"viec": verb, **fields}, follow=True)


def exported(client, noun, kind="csv", query=""):
    """The rows of an export, as lists of texts; numbers and days of a workbook as they are."""
    content = content_of(client.get(address(noun, f"export_{kind}") + query))
    if kind == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    return [list(row) for row in load_workbook(io.BytesIO(content)).worksheets[0].values]


def content_of(answer):
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content
