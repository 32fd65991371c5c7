"""Three versions of each row compared: as opened, as stored now, and as sent."""

from dataclasses import dataclass

from django.forms.formsets import DELETION_FIELD_NAME

from .submission import controls, meaning, untouched

MINE, THEIRS = "mine", "theirs"
#: The start of the names of choices: _take-<row> and _take-<row>-<field>.
TAKE = "_take"


class StoredRow:
    """A row as it is stored now: its unbound form and what a browser would send of it untouched."""

    def __init__(self, key, form, names):
        self.key, self.form = key, form
        held = {name: form.fields[name] for name in names if name in form.fields}  # a locked row holds none
        self.fields = {name: field for name, field in held.items() if not field.disabled}
        self.values = untouched(form, self.fields)


@dataclass
class Difference:
    """One field that differs. The values are as sent; `opened` is None where it is not known.

    `default`: the side whose change is taken unless told otherwise, "" where both changed it.
    """

    name: str
    field: object
    choice: str
    opened: dict | None
    stored: dict
    sent: dict
    default: str


@dataclass
class Collision:
    """A row that the second saver must look at.

    `stored` is None when somebody deleted it; `sent.deleted` says that the second saver means to.
    """

    key: str
    stored: StoredRow | None
    sent: object
    fields: dict
    differences: list

    @property
    def choice(self):
        """The name of the choice about the row as a whole, or "" where each field has its own."""
        return f"{TAKE}-{self.key}" if self.stored is None or self.sent.deleted else ""

    @property
    def choices(self):
        return [self.choice] if self.choice else [each.choice for each in self.differences]


class Merge:
    """What becomes of a submission. `collisions` must be looked at; `kept` are rows that only others changed,
    `gone` the keys of rows that others deleted and the sender had not touched; `changed`: it was altered.
    """

    def __init__(self, submission, opened, stored, fields_of):
        """`opened`: {key: values} or None when not known; `stored`: {key: StoredRow};
        `fields_of`: {prefix: {name: field}} of rows that are no longer stored.
        """
        self.submission, self.opened, self.stored, self.fields_of = submission, opened, stored, fields_of
        self.collisions, self.kept, self.gone, self.changed = [], [], [], False
        for row in submission.all_rows():
            if row.prefix and not row.pk:
                continue
            if row.key in stored:
                self.compare(row, stored[row.key])
            else:
                self.compare_gone(row)

    def compare(self, row, now):
        opened = self.opened and self.opened.get(row.key, now.values)
        differences = _differences(row, now, opened)
        theirs = [each for each in differences if each.default != MINE]
        mine = [each for each in differences if each.default != THEIRS]
        if opened is not None and not _moved(now, opened):
            return
        if row.deleted:
            if theirs or opened is None:
                self.collide(row, now, now.fields, differences)
        elif theirs and mine:
            self.collide(row, now, now.fields, differences)
        elif theirs:  # the sender left the row alone
            for each in theirs:
                row.take(each.field, each.name, now.values)
            self.changed = True
            self.kept.append(now)

    def compare_gone(self, row):
        """A row that is no longer there."""
        opened = (self.opened or {}).get(row.key)
        if opened is None:
            return  # it never was: Django says so
        fields = self.fields_of[row.prefix]
        touched = not row.deleted and any(
            meaning(field, name, row.values) != meaning(field, name, opened) for name, field in fields.items()
        )
        if touched:
            self.collide(row, None, fields, [])
        else:
            self.submission.rows[row.prefix].remove(row)
            self.changed = True
            if not row.deleted:
                self.gone.append(row)

    def collide(self, row, now, fields, differences):
        self.collisions.append(Collision(row.key, now, row, fields, differences))


def _differences(row, now, opened):
    """A Difference for each field whose stored and sent values are not the same."""
    found = []
    for name, field in now.fields.items():
        stored, sent = (meaning(field, name, values) for values in (now.values, row.values))
        new_file = any(control in row.files for control in controls(field, name))
        if stored == sent and not new_file:
            continue
        default = ""
        if opened is not None:
            at_first = meaning(field, name, opened)
            if stored == at_first:
                default = MINE
            elif sent == at_first and not new_file:
                default = THEIRS
        choice = f"{TAKE}-{now.key}-{name}"
        found.append(Difference(name, field, choice, opened, now.values, row.values, default))
    return found


def _moved(now, opened):
    return any(
        meaning(field, name, now.values) != meaning(field, name, opened) for name, field in now.fields.items()
    )


def choose(submission, form_token, post, fields_of):
    """Applies the choices made on the page of both versions. False, with nothing applied, when one is missing."""
    chosen = {name: post.get(name) for name in form_token.asked}
    if not set(chosen.values()) <= {MINE, THEIRS}:
        return False
    for row in submission.all_rows():
        if row.prefix and not row.pk:
            continue
        whole = chosen.get(f"{TAKE}-{row.key}")
        stands = row.key in form_token.rows
        if whole == THEIRS and not stands:
            submission.rows[row.prefix].remove(row)
        elif whole == MINE and not stands:
            row.become_new()
        elif whole == THEIRS:
            row.values.pop(DELETION_FIELD_NAME, None)
        for name, field in fields_of[row.prefix].items():
            if THEIRS in (whole, chosen.get(f"{TAKE}-{row.key}-{name}")) and stands:
                row.take(field, name, form_token.rows[row.key])
    return True
