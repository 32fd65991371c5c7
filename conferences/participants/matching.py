"""What a line means: who it is, in which posts, and what saving it would add. Nothing is guessed.

Where two fit, or where one fits in all but something (marks, a post elsewhere), the line asks.
"""

import hashlib
import re
from dataclasses import dataclass, field, replace

from django.db.models import Q
from django.utils.translation import gettext as _

from conferences.models import Appearance, Official, Post, Tenure
from conferences.names import is_only_name, read_name, split_name
from portal.editing.import_export.lookup import Finder
from portal.records import rights
from portal.records.natural_keys import is_spelt

from . import parser
from .post_matching import PostMatcher

#: The answers that are no key of a record.
NEW, WORDS = "moi", "chu"
PARTED, WHOLE = "tach", "nguyen"
#: Namesakes that one question shows.
MOST = 8


@dataclass
class MatchQuestion:
    """`name` is that of its radio buttons behind the line's own; `options` are (value, label)."""

    name: str
    text: str
    options: list
    answer: str = ""


@dataclass
class Match:
    """`official` None: a new person. `sentences` say what there is and what would be added."""

    line: parser.ParticipantLine
    role: str = ""
    official: Official | None = None
    parts: list = field(default_factory=list)
    questions: list = field(default_factory=list)
    sentences: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    is_there: bool = False

    @property
    def is_open(self):
        """Whether one of its questions has no answer yet."""
        return any(not question.answer for question in self.questions)

    @property
    def is_ready(self):
        """Whether it can be saved, or needs no saving."""
        return not self.errors and not self.is_open

    @property
    def fingerprint(self):
        """A mark of what the line says; what is saved is what somebody was shown."""
        known = [self.sentences, [(one.name, one.options, one.answer) for one in self.questions], self.errors]
        return hashlib.sha256(repr(known).encode()).hexdigest()[:16]


class ParticipantMatcher:
    """Finds what lines mean at one conference, for one user."""

    def __init__(self, user, conference):
        self.user, self.conference, self.window = user, conference, conference.window
        self.finder = Finder(user, at_once=0)
        self.posts = PostMatcher(user, self.window)
        self.there = dict(
            Appearance.objects.filter(conference=conference, event=None).values_list("official", "role")
        )
        self.owns = rights.owns(user, conference)

    def find(self, line, answers):
        """What `line` means. `answers`: {name of a question: value}; what no question offers is unanswered."""
        found = Match(line, parser.role_of(line.role) or "")
        if not line.name:
            found.errors.append(_("Thiếu họ và tên."))
            return found
        if not found.role:
            sentence = _("Không rõ vai trò “%(text)s”. Có: %(roles)s.")
            known = ", ".join(str(role.label) for role in Appearance.Role)
            found.errors.append(sentence % {"text": line.role[:40], "roles": known})
        if (line.post and not re.search(r"[^\W\d_]{2}", line.post)) or "@" in line.post:
            found.errors.append(_("“%(text)s” không phải chức vụ.") % {"text": line.post[:40]})
        self.choose_name(found, answers)
        if found.is_open:
            return found
        found.parts = self.posts.read(found.line.post, found.line.place)
        for number, part in enumerate(found.parts):
            self.choose_body(found, part, f"chuc-vu-{number}", answers)
        self.choose_person(found, answers)
        if found.is_there:
            found.errors.clear()
            return found
        self.describe_posts(found)
        self.check_scope(found)
        return found

    # --- Who ------------------------------------------------------------------------------------------
    def choose_name(self, found, answers):
        """Asks what of a name with digits, a comma or a post is the name; the rest is the post where that is blank."""
        line = found.line
        if line.written != line.name and self.is_known(line.written):  # Bà Huyện Thanh Quan
            found.line = replace(line, name=line.written, titles="")
            return
        parted = split_name(line.name)
        if parted is None or self.is_known(line.name):
            return
        name, rest = read_name(parted[0]), parted[1]
        question = MatchQuestion(
            "ten",
            _(
                "“%(name)s” có phần không giống họ và tên: “%(rest)s”. Họ và tên là gì? Không đúng thì sửa ở ô."
            )
            % {"name": line.name, "rest": rest},
            [(PARTED, f"{name.name} ({rest})")] * bool(name.name)
            + [(WHOLE, line.name)] * is_only_name(line.name),
        )
        question.answer = self.answered(question, answers)
        found.questions.append(question)
        if question.answer == PARTED:
            post = rest if re.search(r"[^\W\d_]{4}", rest) else ""
            found.line = replace(
                line, name=name.name, titles=line.titles or name.titles, post=line.post or post
            )

    def is_known(self, name):
        """Whether a person is named just so."""
        return any(is_spelt(one, name) for one in self.finder.fitting(Official, name))

    def choose_person(self, found, answers):
        name = found.line.name
        options = self.finder.fitting(Official, name)[:MOST]
        if not options:
            self.describe_new_person(found)
            return
        seen = self.seen_of(options)
        if len(options) == 1 and self.is_sure(options[0], name, found.parts, seen[options[0].pk]):
            self.set_person(found, options[0], seen)
            return
        in_office = [one for one in options if self.was_in_office(one, found.parts)]
        if len(in_office) == 1 and is_spelt(in_office[0], name):
            self.set_person(found, in_office[0], seen)
            return
        labels = [(str(one.pk), self.label(one, seen[one.pk])) for one in options]
        question = MatchQuestion(
            "nguoi",
            _("“%(name)s” là ai?") % {"name": name},
            [*labels, (NEW, _("người khác cùng tên: thêm người mới (bản nháp)"))],
        )
        question.answer = self.answered(question, answers)
        found.questions.append(question)
        if question.answer == NEW:
            self.describe_new_person(found)
        elif question.answer:
            chosen = next(one for one in options if str(one.pk) == question.answer)
            self.set_person(found, chosen, seen)

    def set_person(self, found, official, seen):
        found.official = official
        if official.pk in self.there:
            found.is_there = True
            role = Appearance.Role(self.there[official.pk]).label
            sentence = _("Đã ghi ở hội nghị này: %(person)s, %(role)s. Dòng này không ghi gì.")
            found.sentences.append(sentence % {"person": official, "role": role})
            return
        found.sentences.append(_("Đã có: %(person)s") % {"person": self.label(official, seen[official.pk])})

    def describe_new_person(self, found):
        if not rights.permitted(self.user, "add", Official):
            found.errors.append(_("Bạn không có quyền thêm người."))
        found.sentences.append(_("Mới: sẽ thêm người “%(name)s” (bản nháp)") % {"name": found.line.name})

    def is_sure(self, official, name, parts, posts):
        """Whether the name is spelt so, and nothing the record knows of that person speaks against the line."""
        if not is_spelt(official, name):
            return False
        typed = [part.body for part in parts if part.body]
        if not typed or not posts:
            return True
        bodies = {post.body_id for post in posts}
        provinces = {post.body.province_id for post in posts if post.body.province_id}
        return any(body.pk in bodies or (body.province_id in provinces) for body in typed)

    def was_in_office(self, official, parts):
        """Whether a dated tenure in one of the posts covers the conference."""
        posts = [part.post for part in parts if part.post]
        if not posts or not self.window:
            return False
        first, last = self.window
        days = Q(began=None) | Q(began__lte=last), Q(last_day=None) | Q(last_day__gte=first)
        tenures = rights.within(self.user, Tenure.objects.filter(official=official, post__in=posts), "view")
        return tenures.filter(*days).exists()

    def seen_of(self, officials):
        """{key of an official: the posts it was seen in or held, the newest conference first}."""
        rows = (
            rights.within(self.user, Appearance.objects.filter(official__in=officials), "view")
            .prefetch_related("posts__body__province")
            .select_related("conference")
            .order_by("-conference__chronology", "rank", "pk")
        )
        seen = {official.pk: [] for official in officials}
        for row in rows:
            for post in row.posts.all():
                post.seen_in = row.conference.year
                seen[row.official_id].append(post)
        tenures = rights.within(self.user, Tenure.objects.filter(official__in=officials), "view")
        for tenure in tenures.select_related("post__body__province"):
            seen[tenure.official_id].append(tenure.post)
        return seen

    def label(self, official, posts):
        """The name, with the posts it was last seen in."""
        known = []
        for post in posts:
            year = getattr(post, "seen_in", None)
            words = f"{post}, {year}" if year else str(post)
            if words not in known:
                known.append(words)
        return f"{official} ({'; '.join(known[:2])})" if known else str(official)

    # --- In which post --------------------------------------------------------------------------------
    def choose_body(self, found, part, name, answers):
        """Asks which body or post is meant where more than one fits."""
        if not part.options:
            return
        question = MatchQuestion(
            name,
            _("“%(words)s” ở đâu?") % {"words": part.words},
            [
                *((str(one.pk), str(one)) for one in part.options[:MOST]),
                (WORDS, _("chỉ ghi chữ như nguồn in")),
            ],
        )
        question.answer = self.answered(question, answers)
        found.questions.append(question)
        chosen = next((one for one in part.options if str(one.pk) == question.answer), None)
        if isinstance(chosen, Post):
            part.post, part.body, part.title = chosen, chosen.body, chosen.title
        elif chosen:
            part.body, part.post = chosen, self.posts.post_of(chosen, part.title)

    def describe_posts(self, found):
        for part in found.parts:
            if part.options and not part.body:
                continue  # asked, or stored as words
            found.sentences.append(self.describe_post(part))

    def describe_post(self, part):
        """What saving does with a post, in a sentence. A post that may not be added is stored as words."""
        if part.post:
            return _("Đã có chức vụ: %(post)s") % {"post": part.post}
        if part.wants_place:
            part.body = None
            return _("“%(words)s”: chưa rõ của tỉnh nào, chỉ ghi chữ; ghi thêm tỉnh để có chức vụ") % {
                "words": part.words
            }
        if part.body is None:
            return _("“%(words)s”: chưa rõ cơ quan nào, chỉ ghi chữ như nguồn in") % {"words": part.words}
        new_body = part.body.pk is None
        needed = [part.body, Post(body=part.body)] if new_body else [Post(body=part.body)]
        if not part.title or not all(self.may_add(one, part.body) for one in needed):
            words = {"words": part.words}
            part.body = None
            return _("“%(words)s”: chức vụ do nơi khác giữ, chỉ ghi chữ như nguồn in") % words
        names = {"title": part.title, "body": part.body}
        if new_body:
            return _("Mới: sẽ thêm cơ quan “%(body)s” và chức vụ “%(title)s” ở đó") % names
        return _("Mới: sẽ thêm chức vụ “%(title)s” ở %(body)s") % names

    def may_add(self, record, body):
        """Whether the user may add a body, or a post in it. The province of the body decides for both."""
        if not rights.permitted(self.user, "add", type(record)):
            return False
        bound = rights.scope(self.user)
        return bound is None or body.province_id in bound.provinces

    def check_scope(self, found):
        """Where the conference is another's, a line must have a post in the user's own provinces."""
        if self.owns or found.is_open:
            return
        bound = rights.scope(self.user).provinces
        bodies = [part.body for part in found.parts if part.body]
        if not (self.conference.is_published and any(body.province_id in bound for body in bodies)):
            found.errors.append(
                _("Hội nghị của nơi khác: chỉ ghi được người mang chức vụ ở cơ quan của tỉnh bạn.")
            )

    @staticmethod
    def answered(question, answers):
        given = answers.get(question.name, "")
        return given if given in dict(question.options) else ""
