"""Sheets of a test: written, sent, read back."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from portal.changes.models import Changeset
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
    """The answer to an upload; a redirect to the page of its check when the file was taken."""
    return client.post(address(noun, "import"), {"file": SimpleUploadedFile(name, content), **fields})


def checked(client, noun, content, name="bang.csv", **fields):
    """(CheckedSheet, page) of a file that was taken."""
    answer = send(client, noun, content, name, **fields)
    assert answer.status_code == 302, answer.context and answer.context.get("refusal")
    page = client.get(answer.url)
    return page.context["sheet"], page


def again(client, noun, sheet):
    """The same as its sender is shown it now."""
    return client.get(address(noun, "import_check", sheet.key)).context["sheet"]


def outcomes(sheet):
    """[(line, outcome, problem)]."""
    return [(row.line, row.outcome, row.problem) for row in sheet.rows]


def do(client, noun, sheet, verb):
    return client.post(address(noun, "import_check", sheet.key), {"viec": verb}, follow=True)


def undo_import(client):
    """The answer to undoing the last import, on its page."""
    changeset = Changeset.objects.filter(kind=Changeset.Kind.IMPORT).latest("pk")
    return client.post(address("changes.changeset", "page", changeset.pk), follow=True)


def exported(client, noun, kind="csv", query=""):
    """The rows of an export, as lists of texts; numbers and days of a workbook as they are."""
    content = content_of(client.get(address(noun, f"export_{kind}") + query))
    if kind == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    return [list(row) for row in load_workbook(io.BytesIO(content)).worksheets[0].values]


def content_of(answer):
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content
