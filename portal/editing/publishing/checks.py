"""What is asked before a record goes on the page, and what follows."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.changes.apply import sentences
from portal.editing.models import Scheduled
from portal.records import rights
from portal.records.models import Publication
from portal.records.models.state import GUARDED
from portal.records.uncited import publishing_obstacles

#: Facts without a source that one sentence names.
NAMED = 10


def drop_schedule(record):
    """Drops the hour of a record that was put on the page or taken off it by hand."""
    if record.publication in GUARDED:
        Scheduled.objects.of(type(record), record.pk).delete()


def publishing_refusal(user, record, forbidden=""):
    """Why `user` may not publish `record` as it is stored, in a sentence (`forbidden` where they lack the right);
    "" where they may.
    """
    if user is None or not user.is_active or not rights.may(user, "publish", record):
        return forbidden or _("Người hẹn không còn quyền đăng bản ghi này.")
    if record.publication == Publication.WITHDRAWN:  # since the hour was set, by whatever way
        return _("Bản ghi đã bị gỡ khỏi trang; muốn đăng lại thì đăng bằng tay.")
    try:
        record.full_clean()
    except ValidationError as error:
        return " ".join(sentences(error, type(record)))
    lacking = publishing_obstacles(record)
    if not lacking:
        return ""
    named = dict.fromkeys(f"{one.record._meta.verbose_name}: {one.label}" for one in lacking)
    return _("Chưa có nguồn: %(facts)s.") % {"facts": "; ".join(list(named)[:NAMED])}
