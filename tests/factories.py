"""Records for tests: plain functions with sane defaults. Each saves one record, published where it can be.

    factories.conference(ordinal=19, year=2024)
    factories.participation(conference=xix, province=factories.province(name="Lào Cai"))

Every name, code and number that must be unique comes from one counter.
"""

from datetime import date
from itertools import count
from string import ascii_uppercase, digits

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile

from conferences.models import (
    Appearance,
    Conference,
    Document,
    Figure,
    Indicator,
    Official,
    Participation,
    Post,
    Recommendation,
    RelatedEvent,
    Reply,
    Series,
    SeriesMembership,
    Statement,
    Tenure,
)
from portal.accounts import second_factor
from portal.editing.models import Proposal
from portal.files.uploads import take
from portal.records.models import Citation, Gap, Publication, Report, Source
from portal.search.models import Term
from provinces.models import (
    REARRANGED_ON,
    Body,
    Programme,
    Province,
    ProvinceEditor,
    Region,
    RegionMembership,
    ResearchField,
    StatusChange,
    Succession,
    Task,
    TaskKind,
)
from tests import hostile
from tests.pending_index import made

PUBLISHED = Publication.PUBLISHED
CODES = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of the app that everyone here has
numbers = count(1)


def n():
    return next(numbers)


def two_signs():
    """A statistics code that no other province of the test has."""
    signs, number = digits + ascii_uppercase, n()
    return signs[number // 36 % 36] + signs[number % 36]


# --- Who may enter ------------------------------------------------------------------------------------
def user(username="", groups=(), **fields):
    """A member of staff in the named groups. The password is "mat-khau"."""
    fields = {"is_staff": True, **fields}
    person = User.objects.create_user(username or f"nguoi-{n()}", password="mat-khau", **fields)
    person.groups.set(Group.objects.filter(name__in=groups))
    if second_factor.required_of(person):
        app_for_codes(person)
    return person


def app_for_codes(person):
    """A second factor, as everyone has who may publish: the app whose codes are `codes_now()`."""
    return TOTP.activate(person, CODES)


def codes_now():
    """The codes that are taken at this moment, each once: the app's last one, its own, its next."""
    return [format_hotp_value(hotp_value(CODES, step)) for step in yield_hotp_counters_from_time()]


def superuser():
    return user(is_superuser=True)


@made
def provincial_editor(*provinces):
    """Somebody who enters for `provinces`, a new one by default."""
    person = user(groups=["bien_tap_tinh"])
    for place in provinces or [province()]:
        province_editor(user=person, province=place)
    return person


@made
def province_editor(**fields):
    """That somebody enters for a province."""
    return ProvinceEditor.objects.create(**fields)


# --- Sources ------------------------------------------------------------------------------------------
@made
def source(**fields):
    number = n()
    return Source.objects.create(
        **{
            "title": f"Bài viết số {number}",
            "publisher": "Báo Cao Bằng",
            "url": f"https://vidu.vn/bai-{number}.html",
            "published_on": date(2024, 10, 10),
            "publication": PUBLISHED,
            **fields,
        }
    )


@made
def citation(record=None, **fields):
    """A citation of `record` (a new conference by default), by a new source unless one is given."""
    return Citation.objects.create(
        **{"record": record or conference(), "source": fields.pop("source", None) or source(), **fields}
    )


@made
def cited(record):
    """`record`, under one citation for the whole of it, as what goes on the page must be."""
    if record.FACTS:
        citation(record)
    return record


@made
def gap(record=None, field="venue", **fields):
    return Gap.objects.create(record=record or conference(), field=field, **fields)


@made
def proposal(record=None, **fields):
    """A proposal about `record` (a new conference by default) that changes nothing yet."""
    record = record or conference()
    return Proposal.objects.create(
        **{
            "subject_type": ContentType.objects.get_for_model(record),
            "subject_key": record.pk,
            "title": str(record),
            "form": [record._meta.label_lower, record.pk],
            "state": "proposed",
            "who": f"Người {n()}",
            **fields,
        }
    )


@made
def report(**fields):
    return Report.objects.create(**{"page": "/gioi-thieu/", "text": f"Điều chưa đúng số {n()}.", **fields})


@made
def term(**fields):
    number = n()
    return Term.objects.create(
        **{
            "kind": Term.Kind.ABBREVIATION,
            "written": f"VT{number}",
            "meaning": f"việc thử số {number}",
            "source": "cách viết thường gặp",
            **fields,
        }
    )


# --- Places and bodies --------------------------------------------------------------------------------
@made
def province(**fields):
    name = fields.setdefault("name", f"Tỉnh thử {n()}")
    return Province.objects.create(
        **{"code": two_signs(), "kind": "tinh", "full_name": f"Tỉnh {name}", "name_en": name, **fields}
    )


@made
def ended_province(**fields):
    """A unit that ended on 1 July 2025."""
    return province(**{"ended": REARRANGED_ON, **fields})


@made
def succession(**fields):
    if "predecessor" not in fields:
        fields["predecessor"] = ended_province()
    if "successor" not in fields:
        fields["successor"] = province()
    return Succession.objects.create(
        **{
            "day": REARRANGED_ON,
            "adopted_on": date(2025, 6, 12),
            "legal_basis": "Nghị quyết 202/2025/QH15",
            **fields,
        }
    )


@made
def region(**fields):
    number = n()
    return Region.objects.create(**{"code": f"v{number}", "name": f"Vùng quy hoạch {number}", **fields})


@made
def region_membership(**fields):
    return RegionMembership.objects.create(
        **{
            "region": fields.pop("region", None) or region(),
            "province": fields.pop("province", None) or province(),
            **fields,
        }
    )


@made
def body(**fields):
    return Body.objects.create(**{"kind": "bo", "name": f"Cơ quan thử {n()}", **fields})


@made
def named_body(**fields):
    """A body that readers see: a published task names it."""
    record = body(**fields)
    task(title="Cây hồi", lead_body=record)
    return record


# --- Tasks --------------------------------------------------------------------------------------------
@made
def programme(**fields):
    return Programme.objects.create(**{"name": f"Chương trình thử {n()}", **fields})


@made
def task_kind(**fields):
    number = n()
    return TaskKind.objects.create(**{"code": f"loai-{number}", "name": f"Loại nhiệm vụ {number}", **fields})


@made
def research_field(**fields):
    return ResearchField.objects.create(
        **{"table": "24-2025", "code": str(1000 + n()), "name": "Khoa học tự nhiên", **fields}
    )


@made
def task(places=(), **fields):
    number = n()
    record = Task.objects.create(
        **{
            "code": f"ĐTĐL.{number}",
            "title": f"Nghiên cứu thử số {number}",
            "start_year": 2023,
            "end_year": 2025,
            "publication": PUBLISHED,
            **fields,
        }
    )
    if places:
        record.places.set(places)
        record.save()
    return record


@made
def status_change(**fields):
    return StatusChange.objects.create(
        **{
            "task": fields.pop("task", None) or task(),
            "status": "dang-thuc-hien",
            "day": date(2024, 1, 15),
            **fields,
        }
    )


# --- Conferences --------------------------------------------------------------------------------------
@made
def series(**fields):
    return Series.objects.create(**{"name": f"Vùng thử {n()}", **fields})


@made
def series_membership(**fields):
    return SeriesMembership.objects.create(
        **{
            "series": fields.pop("series", None) or series(),
            "province": fields.pop("province", None) or province(),
            **fields,
        }
    )


@made
def conference(**fields):
    """A conference held in Cao Bằng on 10 October 2024, unless told; the day follows a given year."""
    if "year" in fields:
        fields.setdefault("starts", date(fields["year"], 10, 10) if fields["year"] else None)
    return Conference.objects.create(
        **{
            "series": fields.pop("series", None) or series(),
            "ordinal": n() % 3999 + 1,
            "year": 2024,
            "starts": date(2024, 10, 10),
            "status": "da-to-chuc",
            "city": "Cao Bằng",
            "publication": PUBLISHED,
            **fields,
        }
    )


@made
def participation(**fields):
    """A member province, new unless a province, body or text as printed is given."""
    if not {"province", "body", "as_printed"} & set(fields):
        fields["province"] = province()
    return Participation.objects.create(
        **{"conference": _conference(fields), "capacity": "thanh-vien", **fields}
    )


@made
def related_event(**fields):
    return RelatedEvent.objects.create(
        **{"conference": _conference(fields), "kind": "hoi-thao", "title": "Hội thảo bên lề", **fields}
    )


@made
def document(**fields):
    return Document.objects.create(
        **{"conference": _conference(fields), "kind": "anh", "title": "Toàn cảnh hội nghị", **fields}
    )


@made
def picture(seed=0, **fields):
    """A document with a photo; another `seed` is another photo."""
    fields = {"alt": "Đại biểu ngồi trong hội trường", **fields}
    return document(file=take(SimpleUploadedFile("anh.jpg", hostile.photo(64, 48, seed))), **fields)


@made
def paper(content=None, name="Công văn 1739.pdf", **fields):
    """A document with a file: a PDF unless told."""
    upload = SimpleUploadedFile(name, content or hostile.pdf())
    return document(file=take(upload), **{"kind": "cong-van", "title": "Công văn triệu tập", **fields})


GIVEN = ("An", "Bình", "Chung", "Dũng", "Giang", "Hoài", "Khôi", "Lương", "Minh", "Quỳnh")


@made
def official(**fields):
    given = " ".join(
        GIVEN[int(digit)] for digit in str(n())
    )  # no name holds digits, nor is a slip of another
    return Official.objects.create(**{"name": f"Nguyễn Thử {given}", "publication": PUBLISHED, **fields})


@made
def post(**fields):
    return Post.objects.create(
        **{"body": fields.pop("body", None) or body(), "title": f"Phó Chủ tịch {n()}", **fields}
    )


@made
def tenure(**fields):
    return Tenure.objects.create(
        **{
            "official": fields.pop("official", None) or official(),
            "post": fields.pop("post", None) or post(),
            "began": date(2021, 1, 1),
            **fields,
        }
    )


@made
def appearance(posts=(), **fields):
    record = Appearance.objects.create(
        **{
            "conference": _conference(fields),
            "official": fields.pop("official", None) or official(),
            "role": "tham-du",
            "rank": n(),
            **fields,
        }
    )
    record.posts.set(posts)
    return record


@made
def statement(**fields):
    return Statement.objects.create(
        **{"conference": _conference(fields), "kind": "phat-bieu", "points": "Nêu kết quả đã đạt.", **fields}
    )


@made
def recommendation(**fields):
    return Recommendation.objects.create(
        **{
            "conference": _conference(fields),
            "number": n(),
            "kind": "kien-nghi",
            "text": "Bố trí kinh phí.",
            **fields,
        }
    )


@made
def reply(**fields):
    return Reply.objects.create(
        **{
            "recommendation": fields.pop("recommendation", None) or recommendation(),
            "state": "da-tiep-nhan",
            "day": date(2024, 12, 1),
            "publication": PUBLISHED,
            **fields,
        }
    )


@made
def indicator(**fields):
    return Indicator.objects.create(**{"name": f"Số nhiệm vụ thử {n()}", **fields})


@made
def figure(**fields):
    """86 tasks, stated of the conference's series unless another scope is given."""
    place = _conference(fields)
    if "scope" not in fields:
        fields |= {"scope": "vung", "scope_series": place.series}
    return Figure.objects.create(
        **{
            "conference": place,
            "indicator": fields.pop("indicator", None) or indicator(),
            "low": 86,
            "high": 86,
            "unit": "nhiệm vụ",
            "as_printed": "86 nhiệm vụ",
            **fields,
        }
    )


def _conference(fields):
    return fields.pop("conference", None) or conference()
