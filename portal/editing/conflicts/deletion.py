"""A deletion is confirmed for what the page showed: not for rows that changed or came since."""

import hashlib

from django.contrib.admin.utils import NestedObjects, unquote
from django.db import router
from django.http import QueryDict
from django.utils.translation import gettext as _

from portal.changes.form_token import Ticket, read, salt_of


def fingerprint(record):
    """What changes with every change of the stored row: its version, or a digest of its values."""
    if hasattr(record, "version"):
        return f"v{record.version}"
    return hashlib.sha256("\0".join(_texts(record).values()).encode()).hexdigest()[:16]


def _texts(record):
    # A JSONField gives its value as it is.
    return {field.attname: str(field.value_to_string(record)) for field in record._meta.concrete_fields}


class DisplayedRows:
    """Rows that a page showed before somebody confirms: `heads` with their fields, `rows` by their fingerprint."""

    def __init__(self, heads, rows):
        self.heads = {_key(record): record for record in heads}
        self.rows = {_key(row): row for row in rows}

    def form_token(self):
        rows = {key: {"": [fingerprint(row)]} for key, row in self.rows.items()}
        for key, record in self.heads.items():
            rows[key] = {"": [fingerprint(record)], **{name: [text] for name, text in _texts(record).items()}}
        return Ticket(rows)

    def moved(self, form_token):
        """What changed since `form_token` (None: not known), in sentences; none when nothing did."""
        if form_token is None:
            return [_("Không rõ trang xóa được mở khi nào.")]
        said = []
        for key, row in self.rows.items():
            opened = form_token.rows.get(key)
            name = f"{row._meta.verbose_name}: {row}"
            if opened is None:
                said.append(_("Vừa được thêm: %(name)s") % {"name": name})
            elif opened[""] != [fingerprint(row)]:
                said.append(_("Vừa được sửa: %(name)s") % {"name": name})
                said += self._fields(row, opened)
        gone = len(set(form_token.rows) - set(self.rows))
        if gone:
            said.append(_("Số dòng đã bị người khác xóa hoặc chuyển đi: %(count)s") % {"count": gone})
        return said

    def _fields(self, row, opened):
        """The fields of a record to delete that are not as they were shown."""
        for field in row._meta.concrete_fields:
            now, before = field.value_to_string(row), opened.get(field.attname)
            if before is None or before == [now] or not field.editable:
                continue
            if field.is_relation:
                yield f"– {field.verbose_name}"
            else:
                yield f"– {field.verbose_name}: “{before[0]}” → “{now}”"


def rows_to_delete(records):
    """The DisplayedRows of all that the deletion of `records` deletes."""
    collector = NestedObjects(using=router.db_for_write(type(records[0])) if records else "default")
    collector.collect(records)
    rows = (row for model, rows in collector.data.items() if not model._meta.auto_created for row in rows)
    return DisplayedRows(records, rows)


def _key(row):
    return f"{row._meta.label_lower} {row.pk}"


def compare_deletion(model_admin, request, object_id):
    """Before a confirmed deletion: where what it deletes is not what the page showed, it is asked for again."""
    record = model_admin.get_object(request, unquote(object_id))
    if record is None or not model_admin.has_delete_permission(request, record):
        return  # Django says so
    request.moved = rows_to_delete([record]).moved(read(request, salt_of(record, "delete")))
    if request.moved:
        request.POST = QueryDict()  # to the stock view: asked for, not yet confirmed


def deletion_panel(request, record):
    """{"moved": what changed since the page was opened, "opened": what it shows now}."""
    form_token = rows_to_delete([record]).form_token()
    return {
        "moved": getattr(request, "moved", None),
        "opened": form_token.signed(salt_of(record, "delete")),
    }
