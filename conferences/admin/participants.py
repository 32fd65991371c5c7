"""The page "Ghi nhanh người dự": one line per person, keyboard only, checked while one types and once more when sent."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conferences.models import Appearance, Conference
from conferences.participants import parser
from conferences.participants.forms import PREFIX, LineForm, ParticipantRow, ParticipantsForm, row_of
from conferences.participants.matching import Match, ParticipantMatcher
from conferences.participants.services import BadLine, save
from portal.base.errors import Refusal
from portal.changes.models import Changeset
from portal.editing.admin import guarded
from portal.editing.citations import CHOSEN, chosen_source
from portal.editing.conflicts.locking import lock
from portal.editing.conflicts.mixin import saved
from portal.editing.widgets import SelectOne
from portal.records import rights
from portal.records.models import Citation, Source

#: Empty lines that a page offers, and lines that it takes at once.
EMPTY, MOST = 8, 100


class ParticipantsAdmin:
    """Goes before the admin of conferences."""

    def get_urls(self):
        own = [
            ("nguoi-du/", self.people_view, "people"),
            ("nguoi-du/dong/", self.people_line_view, "people_line"),
        ]
        return [
            path(
                "nguoi-du/",
                self.admin_site.admin_view(self.choose_view),
                name="conferences_conference_choose",
            ),
            *(
                path(
                    f"<int:key>/{route}",
                    self.admin_site.admin_view(view),
                    name=f"conferences_conference_{name}",
                )
                for route, view, name in own
            ),
            *super().get_urls(),
        ]

    def people_view(self, request, key):
        return guarded(self.recorded_people, request, key)

    def choose_view(self, request):
        """Of which conference people are to be entered: those that whoever asks may change, the newest first."""
        if not rights.permitted(request.user, "add", Appearance) or not self.has_change_permission(request):
            raise PermissionDenied
        there = rights.within(request.user, Appearance.objects.filter(event=None), "view")
        there = dict(there.order_by().values_list("conference").annotate(Count("pk")))
        rows = [(row, there.get(row.pk, 0)) for row in self.get_queryset(request)]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Ghi nhanh người dự: của hội nghị nào?"),
            "rows": rows,
        }
        return TemplateResponse(request, "admin/people/choose.html", context)

    def people_line_view(self, request, key):
        return guarded(self.answer_line, request, key)

    def recorded_people(self, request, key):
        return self.recorded(request, Changeset.Kind.FORM, self.enter_people, key)

    # --- The form of the conference leads here ------------------------------------------------------------
    def render_change_form(self, request, context, *args, **kwargs):
        obj = kwargs.get("obj")
        context["may_enter_people"] = rights.permitted(request.user, "add", Appearance) and (
            obj is None or self.may_enter_people(request, obj)
        )
        return super().render_change_form(request, context, *args, **kwargs)

    def response_post_save_add(self, request, obj):
        return self.on_to_people(request, obj) or super().response_post_save_add(request, obj)

    def response_post_save_change(self, request, obj):
        return self.on_to_people(request, obj) or super().response_post_save_change(request, obj)

    def on_to_people(self, request, obj):
        """To the lines of people, with the source that the form cited, where its button said so."""
        if "_people" not in request.POST:
            return None
        source = request.POST.get("default_source", "")
        query = f"?{CHOSEN}={source}" if source.isascii() and source.isdigit() else ""
        return HttpResponseRedirect(reverse("admin:conferences_conference_people", args=[obj.pk]) + query)

    # --- One line, while one types ------------------------------------------------------------------------
    def answer_line(self, request, key):
        """What the line that was sent means, as the row of the page shows it."""
        conference = self.conference_for_people(request, key)
        if request.method != "POST":
            raise Refusal(405, _("Địa chỉ này chỉ nhận dòng người dự."))
        name = request.POST.get("dong", "")
        number = name.removeprefix(f"{PREFIX}-")
        if not (number.isascii() and number.isdigit() and len(number) < 4):
            raise Refusal(400, _("Không có dòng đó."))
        row = ParticipantRow(LineForm(request.POST, prefix=f"{PREFIX}-{number}"))
        self.find(ParticipantMatcher(request.user, conference), row, request.POST)
        sentences = render_to_string("admin/people/_said.html", {"row": row}, request)
        return JsonResponse({"said": sentences, "seen": row.found.fingerprint if row.found else ""})

    # --- The page -----------------------------------------------------------------------------------------
    def enter_people(self, request, key):
        conference = self.conference_for_people(request, key)
        if request.method != "POST":
            return self.people_page(request, conference, self.around(request, conference), [])
        form = self.around(request, conference, request.POST)
        with transaction.atomic():
            lock(Conference, [str(conference.pk)])
            people = ParticipantMatcher(request.user, conference)
            rows = self.sent_rows(request.POST)
            pasted = parser.block(form["block"].value() or "")
            if len(rows) + len(pasted) > MOST:
                raise Refusal(400, _("Mỗi lần gửi nhiều nhất %(most)s dòng.") % {"most": MOST})
            rows += [row_of(len(rows) + at, cells) for at, cells in enumerate(pasted)]
            for row in rows:
                self.find(people, row, request.POST)
            check_duplicates(rows)
            wanted = request.POST.get("viec") == "ghi"
            ready = rows and form.is_valid() and all(row.found.is_ready and row.shown for row in rows)
            if wanted and ready and not pasted:
                answer = self.save_people(request, people, rows, form.cleaned_data["default_source"])
                if answer:
                    return answer
        if pasted:
            form = self.around(request, conference, {**form.data.dict(), "block": ""})
        return self.people_page(request, conference, form, rows)

    def save_people(self, request, people, rows, source):
        """Saves all lines and leads back to the form; None when the record refuses one, which then says why."""
        try:
            with transaction.atomic():
                made = save(people, [row.found for row in rows], source)
        except BadLine as bad:
            rows[bad.number].found.errors += bad.sentences
            return None
        sentence = ngettext("Đã ghi %(count)s người dự.", "Đã ghi %(count)s người dự.", len(made))
        self.message_user(request, sentence % {"count": len(made)})
        address = reverse("admin:conferences_conference_change", args=[people.conference.pk])
        query = f"?{CHOSEN}={source.pk}" if source else ""
        return saved(request, HttpResponseRedirect(f"{address}{query}#statements-heading"))

    def sent_rows(self, post):
        """The lines of the page in which something is typed, numbered anew."""
        total = post.get(f"{PREFIX}-TOTAL_FORMS", "")
        if not (total.isascii() and total.isdigit() and len(total) < 5 and int(total) <= 2 * MOST):
            raise Refusal(400, _("Biểu mẫu thiếu số dòng. Hãy mở lại trang."))
        rows = []
        for number in range(int(total)):
            form = LineForm(post, prefix=f"{PREFIX}-{number}")
            if not form.is_empty:
                rows.append(ParticipantRow(form))
        return rows

    def find(self, people, row, post):
        if row.form.is_empty:
            return
        if not row.form.is_valid():
            row.found = Match(
                parser.read(""), errors=[one for each in row.form.errors.values() for one in each]
            )
            return
        cells = {name: row.form.cleaned_data[name] for name in parser.COLUMNS}
        start = f"{row.name}-"
        answers = {name.removeprefix(start): value for name, value in post.items() if name.startswith(start)}
        row.found = people.find(parser.read(**cells), answers)

    def around(self, request, conference, data=None):
        form = ParticipantsForm(data)
        field = form.fields["default_source"]
        field.queryset = rights.filter_to_scope(request.user, Source.objects.all(), "view")
        field.widget = SelectOne(Citation._meta.get_field("source"), self.admin_site)
        field.widget.choices = field.choices
        field.initial = chosen_source(request, field.queryset) or most_cited(conference, field.queryset)
        if field.initial:
            field.widget.known[str(field.initial.pk)] = str(field.initial)
        return form

    def people_page(self, request, conference, form, rows):
        empty = [row_of(len(rows) + at, {}) for at in range(EMPTY)]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": conference,
            "title": _("Ghi nhanh người dự: %(conference)s") % {"conference": conference},
            "form": form,
            "proposing": self.proposing_of(request, conference),
            "media": self.media + form.media,
            "rows": [*rows, *empty],
            "blank": row_of("__so__", {}),
            "prefix": PREFIX,
            "checked": any(row.found for row in rows),
            "is_asked": any(row.found and row.found.questions for row in rows),
            "is_wrong": any(row.found and row.found.errors for row in rows) or bool(form.errors),
            "roles": Appearance.Role.labels,
            "there": conference.appearances.filter(event=None).count(),
            "line_path": reverse("admin:conferences_conference_people_line", args=[conference.pk]),
            "change_path": reverse("admin:conferences_conference_change", args=[conference.pk]),
        }
        return TemplateResponse(request, "admin/people/page.html", context)

    def conference_for_people(self, request, key):
        conference = self.get_queryset(request).filter(pk=key).first()
        if conference is None:
            if not self.has_view_or_change_permission(request):
                raise PermissionDenied
            raise Http404
        if not self.may_enter_people(request, conference):
            raise PermissionDenied
        return conference

    def may_enter_people(self, request, conference):
        return self.has_change_permission(request, conference) and rights.permitted(
            request.user, "add", Appearance
        )


def check_duplicates(rows):
    """Two lines of one person: the later one says so."""
    lines_of = {}
    for number, row in enumerate(rows, 1):
        if row.found.is_there or not row.found.line.name:
            continue
        key = row.found.official.pk if row.found.official else row.found.line.name.casefold()
        first = lines_of.setdefault(key, number)
        if first != number:
            row.found.errors.append(_("Trùng người với dòng %(line)s.") % {"line": first})


def most_cited(conference, sources):
    cited = (
        conference.citations.order_by()
        .values("source")
        .annotate(times=Count("pk"))
        .order_by("-times", "source")
    )
    first = cited.first()
    return sources.filter(pk=first["source"]).first() if first else None
