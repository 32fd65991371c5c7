"""Which posts a line's words name: a post of the record, a new one in a body of it, or words alone."""

import re
from dataclasses import dataclass, field

from conferences.models import Post
from portal.base.text import fold, nfc
from portal.editing.import_export.lookup import Finder
from portal.records import rights
from portal.search.models import Term
from provinces.models import Body, Province
from provinces.models.period import outside

KIND = Body.Kind
#: The words that a body's name begins with, and whether it is a province's.
BODIES = [
    ("sở", KIND.DEPARTMENT, True),
    ("ủy ban nhân dân", KIND.PEOPLES_COMMITTEE, True),
    ("hội đồng nhân dân", KIND.PEOPLES_COUNCIL, True),
    ("tỉnh ủy", KIND.PARTY_COMMITTEE, True),
    ("thành ủy", KIND.PARTY_COMMITTEE, True),
    ("đoàn đại biểu quốc hội", KIND.ASSEMBLY, True),
    ("bộ", KIND.MINISTRY, False),
    ("tổng cục", KIND.MINISTRY_UNIT, False),
    ("cục", KIND.MINISTRY_UNIT, False),
    ("vụ", KIND.MINISTRY_UNIT, False),
    ("viện", KIND.INSTITUTE, False),
    ("học viện", KIND.UNIVERSITY, False),
    ("trường đại học", KIND.UNIVERSITY, False),
    ("đại học", KIND.UNIVERSITY, False),
]
#: Words that bodies are told apart by without them: "UBND tỉnh Cao Bằng" is "UBND Cao Bằng".
_IDLE = {"tinh", "tp", "t"}


@dataclass
class PostMatch:
    """One post of a line. `body` may be new (unsaved), then so is the post; no body: the words alone are stored."""

    words: str
    title: str = ""
    body: Body | None = None
    post: Post | None = None
    options: list = field(default_factory=list)  # bodies or posts of which the clerk must choose one
    wants_place: bool = False


class Speller:
    """Makes one of the spellings of a body or place: marks, abbreviations of the vocabulary, "tỉnh" left out."""

    def __init__(self):
        meanings = {}
        rows = Term.objects.filter(kind=Term.Kind.ABBREVIATION).values_list("written", "meaning")
        for written, meaning in rows:
            meanings.setdefault(fold(written), set()).add(fold(meaning))
        self.meanings = {one: full.pop() for one, full in meanings.items() if len(full) == 1}

    def __call__(self, text):
        folded = fold(text).replace(" & ", "&").replace("thanh pho ", "tp ")
        words = [self.meanings.get(word.strip(",."), word.strip(",.")) for word in folded.split()]
        return " ".join(word for word in words if word and word not in _IDLE)


class PostMatcher:
    """Reads the posts of lines for `user`, at a conference of the days `window` (None: unknown)."""

    def __init__(self, user, window):
        self.user, self.window = user, window
        self.spelt = Speller()
        self.finder = Finder(user, spelt=self.spelt)

    def read(self, post, place):
        """The PostMatches of what two cells say, in their order."""
        places = self.places(place)
        whole = self.part(post, place, places)
        if whole.post or whole.body or whole.options or "," not in post:
            return [whole] if post else []
        texts = [text.strip() for text in post.split(",") if text.strip()]
        last = self.part(texts[-1], place, places)
        places = places or [body.province for body in [last.body] if body and body.province]
        parts = [self.part(text, "", places) for text in texts[:-1]] + [last]
        return [part for part in parts if not self.starts_body(part.words)] or [whole]

    def places(self, text):
        """The provinces of the day that `text` names or ends with."""
        words = text.split()
        for start in range(max(0, len(words) - 5), len(words)):
            found = self.finder.fitting(Province, " ".join(words[start:]))
            if found:
                return [one for one in found if not (self.window and outside(one, self.window))]
        return []

    def part(self, words, place, places):
        part = PostMatch(words)
        # A member of a committee is called by it: "Tỉnh ủy viên".
        called = f"{words} {words[:7]}" if fold(words) in ("tinh uy vien", "thanh uy vien") else words
        texts = list(dict.fromkeys([f"{called} {place}".strip(), called]))
        for text in texts:
            if self.named(part, text, places):
                return part
        for text in texts:
            if self.in_known_body(part, text, places):
                return part
        self.in_new_body(part, called, place, places or self.places(words))
        return part

    def named(self, part, text, places):
        """Whether posts of the record are called `text`: by their title and body, or by a spelling of the sources."""
        posts = self.in_time(self.finder.fitting(Post, text), lambda post: post.body)
        posts = [post for post in posts if self.spelt(post.title) != self.spelt(text)]
        self.choose(part, posts, lambda post: post.body, places, text)
        if part.post:
            part.title, part.body = part.post.title, part.post.body
        return bool(part.post or part.options)

    def in_known_body(self, part, text, places):
        """Whether `text` ends with a body of the record. The longest name counts."""
        words = text.split()
        for start in range(1, len(words)):
            if "," in "".join(words[:start]):
                return False  # more than one post
            rest = " ".join(words[start:])
            texts = [rest, *(f"{rest} {place.name}" for place in places)]
            bodies = {body.pk: body for one in texts for body in self.finder.fitting(Body, one)}
            self.choose(
                part, self.in_time(bodies.values(), lambda body: body), lambda body: body, places, text
            )
            if part.body or part.options:
                part.title = self.title(words[:start])
                part.post = part.body and self.post_of(part.body, part.title)
                return True
        return False

    def in_time(self, rows, body_of):
        """Those whose body, and its province, were there at the conference."""
        if not self.window:
            return list(rows)
        in_time = []
        for row in rows:
            body = body_of(row)
            gone = outside(body, self.window) or (body.province and outside(body.province, self.window))
            if not gone:
                in_time.append(row)
        return in_time

    def choose(self, part, rows, body_of, places, text):
        """Takes the one of `rows` that fits; more than one, or a province nobody wrote, is a question."""
        if places:
            rows = [row for row in rows if body_of(row).province in [None, *places]]
        spelt_text = f" {self.spelt(text)} "
        sure = [
            row
            for row in rows
            if not body_of(row).province
            or body_of(row).province in places
            or f" {self.spelt(body_of(row).province.name)} " in spelt_text
        ]
        if len(rows) == len(sure) == 1:
            setattr(part, "post" if isinstance(rows[0], Post) else "body", rows[0])
        else:
            part.options = rows

    def post_of(self, body, title):
        """The post of that title in `body`, None where there is none."""
        for post in rights.within(self.user, body.posts.select_related("body__province"), "view"):
            if fold(title) in (fold(one) for one in [post.title, *post.aliases.splitlines()]):
                return post
        return None

    def in_new_body(self, part, called, place, places):
        """What a body that the record lacks would be: of a kind its first words tell, in the province named."""
        words = called.split()
        start = next((at for at in range(1, len(words)) if self.starts_body(" ".join(words[at:]))), None)
        name = " ".join(words[start:]) if start else ""
        if not name and self.starts_body(place):
            start, name = len(words), place
        kind, provincial = self.starts_body(name) or (None, False)
        if kind is None or "," in "".join([*words[:start], name]):
            return
        part.title = self.title(words[:start])
        if not provincial:
            part.body = Body(kind=kind, name=name)
        elif len(places) == 1:
            named = f" {self.spelt(places[0].name)} " in f" {self.spelt(name)} "
            bare = re.sub(r"\s+(tỉnh|thành phố|tp\.?)$", "", name, flags=re.IGNORECASE)
            # The full name of a province begins with what it is: "Tỉnh Cao Bằng".
            full = places[0].full_name[0].lower() + places[0].full_name[1:]
            part.body = Body(kind=kind, name=name if named else f"{bare} {full}", province=places[0])
        else:
            part.wants_place = True

    def starts_body(self, text):
        """(kind, whether it is a province's) of a body whose name `text` begins with, or None."""
        spelt, first = f"{self.spelt(text)} ", nfc(text).lower().partition(" ")[0]
        if fold(text).startswith("tinh uy"):  # "tỉnh" alone is left out
            spelt = f"tinh {spelt}"
        for start, kind, provincial in BODIES:
            bare = fold(start)
            if not spelt.startswith(f"{bare} ") or spelt.startswith((f"{bare} truong ", f"{bare} vien ")):
                continue
            # One word is told from others by its marks: "Viện" is no "viên".
            if " " in start or first == start or (first == bare and bare != "vien"):
                return kind, provincial
        return None

    @staticmethod
    def title(words):
        return " ".join(words).rstrip(" ,-–")
