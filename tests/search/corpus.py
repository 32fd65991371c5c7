"""A small record of invented people and tasks in real provinces, for questions about the search itself."""

import datetime

from portal.search.index.analyser import analyse
from portal.search.index.entries import add_known_words, words_of
from portal.search.language.vocabulary import Name, Vocabulary
from portal.search.models import Entry, KnownWord
from portal.search.registry import SearchDocument

REGION = "Trung du và miền núi phía Bắc"


def vocabulary():
    """Abbreviations, two regions, six provinces (Bắc Kạn went into Thái Nguyên), empty words."""
    made = Vocabulary()
    made.add_place(Name(REGION, ("TDMNPB", "Northern Midlands and Mountains")))
    made.add_place(Name("Tây Nguyên", ("TN",)))
    for name, other, became in (
        ("Cao Bằng", (), ()),
        ("Thái Nguyên", ("TN",), ()),
        ("Bắc Kạn", ("Bắc Cạn",), ("Thái Nguyên",)),
        ("Điện Biên", (), ()),
        ("Hà Nam", (), ()),
    ):
        made.add_place(Name(name, other, (REGION,), became))
    made.add_place(Name("Đắk Lắk", ("Daklak",), ("Tây Nguyên",)))
    for written, full in (
        ("KH&CN", "khoa học và công nghệ"),
        ("KHCN", "khoa học và công nghệ"),
        ("SKHCN", "sở khoa học và công nghệ"),
        ("GĐ", "giám đốc"),
        ("UBND", "ủy ban nhân dân"),
        ("deputy minister", "thứ trưởng"),
    ):
        made.add_meaning(written, full)
    for phrase in ("ai", "ở đâu", "ở", "tại", "của", "là ai"):
        made.add_empty(phrase)
    for phrase in ("ông", "đồng chí", "PGS.TS"):
        made.add_empty(phrase, address=True)
    return made


def documents():
    """[(kind, SearchDocument)], the public ones first, then a draft."""
    made = []
    for ordinal, year, place in ((17, 2018, "Thái Nguyên"), (18, 2022, "Điện Biên"), (19, 2024, "Cao Bằng")):
        made.append(
            (
                "conference",
                SearchDocument(
                    title=f"Hội nghị giao ban KH&CN vùng {REGION} lần thứ {ordinal}",
                    text=f"Họp ở {place}. Nội dung là khoa học và công nghệ với quế, hồi và nước sạch.",
                    people=("Lò Thử Nghiệm",),
                    places=(REGION, place),
                    year=year,
                    days=(datetime.date(year, 10, 10),),
                    ordinal=ordinal,
                ),
            )
        )
    for name in ("Cao Bằng", "Thái Nguyên", "Bắc Kạn", "Điện Biên", "Hà Nam", "Đắk Lắk"):
        page = SearchDocument(f"Tỉnh {name}", f"Sở KH&CN tỉnh {name}.", (name,), (), (name,), lineage=True)
        made.append(("province", page))
    for name, post, place in (
        ("Trần Mẫu Bằng", "Giám đốc Sở KH&CN", "Cao Bằng"),
        ("Nông Mẫu Đức", "Phó Giám đốc Sở KH&CN", "Cao Bằng"),
        ("Hà Năm", "Thứ trưởng Bộ KH&CN", "Hà Nam"),
        ("Nguyễn Mẫu Giang", "Chủ tịch UBND", "Đắk Lắk"),
    ):
        made.append(("official", SearchDocument(name, f"{post} tỉnh {place}.", (name,), (name,), (place,))))
    for topic, code in (("cây dứa", "12"), ("cây dừa", "13"), ("dưa lưới", "14"), ("bàn ghế tre", "15")):
        for place, year in (("Cao Bằng", 2019), ("Đắk Lắk", 2021)):
            made.append(
                (
                    "task",
                    SearchDocument(
                        f"Nghiên cứu phát triển {topic} tại {place}",
                        f"Mã số {code}/ĐT-KHCN.{place[:2].upper()}/{year}. Chủ nhiệm Trần Mẫu Bằng.",
                        people=("Trần Mẫu Bằng",),
                        places=(place,),
                        year=year,
                    ),
                )
            )
    made.append(
        ("official", SearchDocument("Vừ Bí Mật", "Bản nháp.", ("Vừ Bí Mật",), ("Vừ Bí Mật",), public=False))
    )
    return made


def index(made=None, spoken=None):
    """Indexes the documents; the Entry rows by title."""
    spoken = spoken or vocabulary()
    entries, found = [], set()
    for key, (kind, document) in enumerate(made or documents(), 1):
        columns = analyse(document, spoken, kind)
        found |= words_of(columns)
        entries.append(
            Entry(
                id=key,
                kind=kind,
                object_id=key,
                title=document.title,
                text=document.text,
                public=document.public,
                year=document.year,
                day=document.day,
                **columns,
            )
        )
    Entry.objects.bulk_create(entries)
    add_known_words(found)
    KnownWord.objects.update_or_create(word="", defaults={"entries": len(entries)})
    return {entry.title: entry for entry in entries}
