"""The ledger: a Changeset is what somebody changed together, a Change is one row of it, before and after.

`Changeset.objects` and `Change.objects` know only what was done (`Changeset.DONE`). What somebody proposed or an hour
waits for is nobody's history: who means that too says `everything`.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple, Self
from uuid import uuid4

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .states import RowKey, State, StateChange, from_json, is_recorded, to_json

#: New rows of what is not done yet bear keys from here on, which no record has.
FIRST_KEY = 10**17


class TrackedModel(models.Model):
    """A model whose rows the recorder follows: what changes of them is written as Changes."""

    is_tracked = True

    class Meta:
        abstract = True


class DoneChangesets(models.Manager):
    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(state__in=Changeset.DONE)


class Changeset(models.Model):
    """All that one form, action, import or command changed together, or would change.

    One that was done is saved at the end of its transaction, when something was changed; until then, and when nothing
    was, it has no key. `reverts`: the changeset that this one took back.

    One that is proposed or scheduled has Changes that nobody has made, of a record that it is about (`subject_type`,
    `subject_key`): `form` is [label, key] of the record on whose form it was typed, `answer` what was said to it by
    whoever decided, or why it could not be done when its hour came, `result` the changeset by which it was done.
    """

    class Kind(models.TextChoices):
        FORM = "form", _("biểu mẫu")
        ACTION = "action", _("thao tác trên danh sách")
        IMPORT = "import", _("nhập bảng tính")
        MERGE = "merge", _("gộp bản ghi")
        RESTORE = "restore", _("khôi phục")
        DELETION = "deletion", _("xóa")
        PROPOSAL = "proposal", _("đề nghị được nhận")
        COMMAND = "command", _("lệnh máy chủ")

    class State(models.TextChoices):
        APPLIED = "applied", _("đã thực hiện")
        REVERTED = "reverted", _("đã hoàn tác")
        PROPOSED = "proposed", _("chờ duyệt")
        RETURNED = "returned", _("được trả lại")
        ACCEPTED = "accepted", _("đã nhận")
        REJECTED = "rejected", _("bị từ chối")
        WITHDRAWN = "withdrawn", _("đã rút")
        SCHEDULED = "scheduled", _("hẹn giờ")

    DONE = (State.APPLIED, State.REVERTED)
    #: May still be done.
    OPEN = (State.PROPOSED, State.RETURNED, State.SCHEDULED)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("người sửa")
    )
    who = models.CharField(
        _("tên người sửa"), max_length=200, help_text="The name of the user, which outlives the account."
    )
    at = models.DateTimeField(_("lúc"), default=timezone.now)
    kind = models.CharField(_("cách sửa"), max_length=8, choices=Kind, default=Kind.COMMAND)
    state = models.CharField(_("tình trạng"), max_length=9, choices=State, default=State.APPLIED)
    note = models.TextField(_("ghi chú cho người biên tập"), blank=True)
    public_note = models.TextField(_("lời cho người đọc"), blank=True)
    form_id = models.CharField(  # noqa: DJ001 (each once, and most have none)
        max_length=40, null=True, unique=True, editable=False, help_text="Which showing of a form was sent."
    )
    form_mark = models.CharField(max_length=20, blank=True, editable=False, help_text="Of what it held.")
    reverts = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="reverted_by", verbose_name=_("hoàn tác lượt")
    )
    subject_type = models.ForeignKey(
        ContentType,
        models.CASCADE,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("loại bản ghi"),
    )
    subject_key = models.BigIntegerField(null=True)
    title = models.CharField(
        _("bản ghi"), max_length=300, blank=True, help_text="The name of the subject, which outlives it."
    )
    form = models.JSONField(null=True)
    apply_at = models.DateTimeField(_("đăng vào lúc"), null=True)
    decided_by = models.CharField(_("người xét"), max_length=200, blank=True)
    decided_at = models.DateTimeField(_("xét lúc"), null=True)
    answer = models.TextField(_("lời của người duyệt"), blank=True)
    result = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    objects = DoneChangesets()
    everything = models.Manager()  # noqa: DJ012 (a manager, no field)

    class Meta:
        default_permissions = ()
        verbose_name = _("lượt sửa")
        verbose_name_plural = _("lượt sửa")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["subject_type", "subject_key", "state"],
                condition=models.Q(subject_key__isnull=False),
                name="changeset_of_subject",
            ),
            models.Index(
                fields=["state", "-at"],
                condition=models.Q(subject_key__isnull=False),
                name="changeset_waiting",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_key"],
                condition=models.Q(state="scheduled"),
                name="scheduled_once_a_record",
                violation_error_message=_("Bản ghi này đã được hẹn giờ đăng."),
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {timezone.localtime(self.at):%d/%m/%Y %H:%M}"

    def save(self, *args, **kwargs) -> None:
        if self.user and not self.who:
            self.who = self.user.get_full_name() or self.user.get_username()
        super().save(*args, **kwargs)

    def write(self, changes: Iterable[StateChange]) -> "list[Change]":
        """Saves `changes` as its rows."""
        return Change.everything.bulk_create(
            [
                Change(
                    changeset_id=self.pk,
                    kind=Change.kind_of(before, after),
                    content_type=ContentType.objects.get_for_model(model),
                    key=key,
                    before=to_json(before),
                    after=to_json(after),
                )
                for model, key, before, after in changes
            ],
            batch_size=500,
        )

    @property
    def subject(self) -> RowKey | None:
        """(model, key) of the record that it is about, None where it is about none."""
        model = self.subject_type and self.subject_type.model_class()
        return (model, self.subject_key) if model and self.subject_key is not None else None

    @property
    def record(self) -> models.Model | None:
        """The record that it is about, None where that is gone."""
        subject = self.subject
        return subject and subject[0]._base_manager.filter(pk=subject[1]).first()

    @property
    def is_reverted(self) -> bool:
        return self.state == self.State.REVERTED

    @property
    def reversal(self) -> "Changeset | None":
        """The Changeset by which it is reverted now, or None."""
        return self.reverted_by.order_by("-pk").first() if self.is_reverted else None


class ChangeQuerySet(models.QuerySet):
    def of(self, model: type[models.Model], key: int) -> Self:
        """Those of one row, in the order in which they were made."""
        return self.filter(content_type=ContentType.objects.get_for_model(model), key=key).order_by("pk")

    def under(self, model: type[models.Model], key: int) -> Self:
        """Those that the history of one record shows: of itself and of the rows that hang from it."""
        kind = ContentType.objects.get_for_model(model)
        return self.filter(records__content_type=kind, records__key=key)


class DoneChanges(models.Manager.from_queryset(ChangeQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> ChangeQuerySet:
        return super().get_queryset().filter(changeset__state__in=Changeset.DONE)


class Change(models.Model):
    """One row (of `content_type`, under `key`) that a changeset added, changed or deleted.

    `before` and `after` are its states as JSON (`states.py`), None where there was no row. `is_left`: of what was
    proposed, that it was not taken when the rest was.
    """

    class Kind(models.TextChoices):
        ADDED = "+", _("thêm")
        CHANGED = "~", _("sửa")
        DELETED = "-", _("xóa")

    changeset = models.ForeignKey(Changeset, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=1, choices=Kind)
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+", db_index=False)
    key = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    is_left = models.BooleanField(default=False)

    objects = DoneChanges()
    everything = ChangeQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = _("dòng đã đổi")
        verbose_name_plural = _("dòng đã đổi")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["content_type", "key", "id"], name="change_of_row"),
            # What was deleted is listed, and looked up by its address; it is little of the whole.
            models.Index(fields=["content_type", "id"], condition=models.Q(kind="-"), name="change_deleting"),
        ]

    def __str__(self):
        return f"{self.kind} {self.content_type_id}:{self.key}"

    @classmethod
    def kind_of(cls, before: State | None, after: State | None) -> "Change.Kind":
        if before and after:
            return cls.Kind.CHANGED
        return cls.Kind.ADDED if after else cls.Kind.DELETED

    @property
    def model(self) -> type[models.Model] | None:
        """The model of the row, None where the code has it no more or records it no more."""
        model = ContentType.objects.get_for_id(self.content_type_id).model_class()
        return model if model is not None and is_recorded(model) else None

    @property
    def row(self) -> RowKey:
        """Where its row is. Raises LookupError where the model is gone."""
        model = self.model
        if model is None:
            raise LookupError(f"{self}: no tracked model has such rows any more.")
        return model, self.key

    @property
    def states(self) -> tuple[State | None, State | None]:
        """(before, after) as states, None where there was no row. Raises LookupError where the model is gone."""
        model, _key = self.row
        return from_json(model, self.before), from_json(model, self.after)


class ChangedRecord(models.Model):
    """A record whose history shows a Change: the row itself, and each that it hangs from.

    `public`: readers saw that record, and the row, before the change and after it.
    """

    change = models.ForeignKey(Change, models.CASCADE, related_name="records")
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+", db_index=False)
    key = models.BigIntegerField()
    public = models.BooleanField()

    class Meta:
        default_permissions = ()
        verbose_name = _("bản ghi có dòng đã đổi")
        verbose_name_plural = _("bản ghi có dòng đã đổi")
        ordering = ["pk"]
        indexes = [models.Index(fields=["content_type", "key", "change"], name="change_of_record")]

    def __str__(self):
        return f"{self.change_id}: {self.content_type_id}:{self.key}"


class Edition(models.Model):
    """Which edition of something is in force: its mark is new with each change (see "Marks of editions").

    Of what readers see also its number, the key of the last Changeset that changed it (0: as first loaded), and the
    day of that.
    """

    name = models.CharField(max_length=12, primary_key=True)
    mark = models.CharField(max_length=32)
    number = models.BigIntegerField(default=0)
    day = models.DateField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.name} {self.mark}"


# --- Marks of editions --------------------------------------------------------------------------------
#: What readers see: pages are stored under it (`portal/page_cache.py`).
PUBLIC = "public"
#: What words of a question mean: the compiled vocabulary of the search.
VOCABULARY = "vocabulary"


def current_mark(name: str) -> str:
    """The mark in force, "" before the first change. One query, by a cursor: the ORM costs three times as much."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT mark FROM changes_edition WHERE name = %s", [name])
        row = cursor.fetchone()
    return row[0] if row else ""


class PublicEdition(NamedTuple):
    """What readers see: its mark ("" before the first change), the version of the data, and the day of that."""

    mark: str = ""
    number: int = 0
    day: date | None = None


def public_edition(database: Any = connection) -> PublicEdition:
    """The edition in force. One query; a request holds it as `request.edition`, asked for when that is read."""
    with database.cursor() as cursor:
        cursor.execute("SELECT mark, number, day FROM changes_edition WHERE name = %s", [PUBLIC])
        row = cursor.fetchone()
    if row is None:
        return PublicEdition()
    return PublicEdition(row[0], row[1], row[2] and date.fromisoformat(str(row[2])))


def renew_mark(name: str) -> None:
    """Lets every process see, once the transaction is committed, that what the mark is of was changed."""
    _renew(Edition(name=name), "mark")


def renew_public(changeset: int | None = None, day: date | None = None) -> None:
    """The same of what readers see, with a new version of the data: of the Changeset of that key, or as loaded; of
    today, or of the `day` that a copy of it bears.
    """
    edition = Edition(name=PUBLIC, number=changeset or 0, day=day or timezone.localdate())
    _renew(edition, "mark", "day", *(["number"] if changeset else []))


def _renew(edition, *columns):
    edition.mark = uuid4().hex
    Edition.objects.bulk_create(
        [edition], update_conflicts=True, unique_fields=["name"], update_fields=columns
    )
