"""Writes lines that were found: people, bodies and posts that the record lacks, then the appearances."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max

from conferences.models import Appearance, Official, Post
from portal.base.text import fold
from portal.records import rights
from portal.records.citation_scope import cite_entered


class BadLine(Exception):
    """The line at `number` breaks a rule of the record; nothing of the lines is to be kept."""

    def __init__(self, number, error):
        self.number, self.sentences = number, error.messages
        super().__init__(number)


def save(people, found, source):
    """The appearances of `found` (Matches of `people` that are ready), which cite `source` unless it is None.

    To be called inside a transaction that ends when BadLine or PermissionDenied is raised.
    """
    writer = Writer(people, source)
    made = []
    for number, one in enumerate(found):
        if one.is_there:
            continue
        try:
            made.append(writer.appearance(one))
        except ValidationError as error:
            raise BadLine(number, error) from error
    if source:
        for rows in writer.new.values():
            cite_entered(rows, source)
        cite_entered(made, source)
    for row in made:
        if not rights.may(people.user, "change", row):
            raise PermissionDenied
    return made


class Writer:
    """What several lines name is made once."""

    def __init__(self, people, source):
        self.people, self.source = people, source
        self.new = {"people": [], "bodies": [], "posts": []}
        last = Appearance.objects.filter(conference=people.conference).aggregate(last=Max("rank"))["last"]
        self.rank = last or 0

    def appearance(self, found):
        official = found.official or self.official(found.line)
        posts = [post for post in map(self.post, found.parts) if post]
        self.rank += 1
        row = Appearance(
            conference=self.people.conference,
            official=official,
            role=found.role,
            post_as_printed=found.line.printed,
            rank=self.rank,
        )
        row.full_clean()
        row.save()
        row.posts.set(posts)
        return row

    def official(self, line):
        return self.create("people", Official(name=line.name, titles=line.titles))

    def post(self, part):
        """The post of `part`, made where the record lacks it; None where only the words are kept."""
        if part.post or part.body is None:
            return part.post
        body = part.body if part.body.pk else self.body(part.body)
        for post in self.new["posts"]:
            if post.body_id == body.pk and fold(post.title) == fold(part.title):
                return post
        return self.create("posts", Post(body=body, title=part.title))

    def body(self, wanted):
        for body in self.new["bodies"]:
            if (fold(body.name), body.province_id) == (fold(wanted.name), wanted.province_id):
                return body
        return self.create("bodies", wanted)

    def create(self, kind, record):
        record.full_clean()
        record.save()
        self.new[kind].append(record)
        return record
