"""What the database itself refuses, and the columns that it is handed ready-made."""

import sqlite3
from datetime import date
from threading import Timer

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, OperationalError, connection, models, transaction
from django.db.utils import ConnectionHandler
from django.utils import timezone

from conferences.models import Conference, Figure, Official
from portal.base.collation import person_key, sort_key
from portal.base.db import DerivedMixin, analyze, connection_settings
from portal.base.text import fold
from portal.changes.recorder import unrecorded
from portal.editing.models import NotDuplicate, Presence, Scheduled
from portal.records.models import Citation, FormerSlug, Gap, StaleRecord
from provinces.models import Province, TaskSum, TaskYear
from tests import factories as make

pytestmark = pytest.mark.django_db

OURS = [
    model
    for model in apps.get_models()
    if model._meta.app_label in ("changes", "records", "provinces", "conferences")
]
DAY, BEFORE = date(2024, 10, 10), date(2024, 10, 9)


def recommendation_that_continues_itself():
    row = make.recommendation()
    type(row).objects.filter(pk=row.pk).update(continues=row.pk)


def succession_of_itself():
    unit = make.province()
    make.succession(predecessor=unit, successor=unit)


def pair(model, low=1, high=2, **fields):
    return model.objects.create(
        content_type=ContentType.objects.get_for_model(Official), object_id=low, other_id=high, **fields
    )


#: The name of every check -> what breaks it.
BROKEN = {
    "conference_ends_after_it_starts": lambda: make.conference(starts=DAY, ends=BEFORE),
    "conference_in_a_plausible_year": lambda: make.conference(year=1900, starts=None),
    "conference_ordinal_has_a_roman_numeral": lambda: (
        make.conference() and Conference.objects.update(ordinal=4000)
    ),
    "picture_with_a_file_is_described": lambda: make.picture(alt=""),
    "focus_lies_in_the_picture": lambda: make.picture(focus_x=101),
    "figure_has_a_value_or_says_why_not": lambda: make.figure(low=None, high=None),
    "figure_runs_from_low_to_high": lambda: make.figure(low=9, high=8),
    "figure_scope_names_what_it_covers": lambda: make.figure(scope="tinh", scope_province=None),
    "participation_names_someone": lambda: make.participation(province=None),
    "participation_that_counts_members_has_a_count": lambda: make.participation(
        as_printed="14 tỉnh", counts_members=True
    ),
    "refused_recommendation_gives_its_reason": lambda: make.recommendation(state="khong-thuc-hien"),
    "replaced_recommendation_names_its_successor": lambda: make.recommendation(state="duoc-thay-the"),
    "recommendation_does_not_continue_itself": recommendation_that_continues_itself,
    "series_membership_ends_after_it_begins": lambda: make.series_membership(began=DAY, ended=DAY),
    "tenure_ends_after_it_begins": lambda: make.tenure(began=DAY, last_day=BEFORE),
    "tenure_is_dated": lambda: make.tenure(began=None, last_day=None),
    "province_ends_after_it_begins": lambda: make.province(began=DAY, ended=BEFORE),
    "province_does_not_succeed_itself": succession_of_itself,
    "succession_is_adopted_before_it_takes_effect": lambda: make.succession(day=BEFORE, adopted_on=DAY),
    "region_membership_ends_after_it_begins": lambda: make.region_membership(began=DAY, ended=BEFORE),
    "body_ends_after_it_begins": lambda: make.body(began=DAY, ended=BEFORE),
    "programme_ends_after_it_starts": lambda: make.programme(start_year=2024, end_year=2023),
    "programme_starts_in_a_plausible_year": lambda: make.programme(start_year=1900),
    "programme_ends_in_a_plausible_year": lambda: make.programme(end_year=2101),
    "task_ends_after_it_starts": lambda: make.task(start_year=None, end_year=2024),
    "task_starts_in_a_plausible_year": lambda: make.task(start_year=1900, end_year=None),
    "not_duplicate_has_the_smaller_key_first": lambda: pair(NotDuplicate, 2, 2),
    "task_ends_in_a_plausible_year": lambda: make.task(start_year=2024, end_year=2101),
}


def is_asked(value):
    return callable(value) and not isinstance(value, type)


def twice(factory, **fields):
    """Makes two records alike in `fields` (a value that is a function is called once)."""
    fields = {name: value() if is_asked(value) else value for name, value in fields.items()}
    factory(**fields)
    factory(**fields)


def alike(factory, model, **fields):
    row = factory()
    model.objects.create(record=row, **fields)
    model.objects.create(record=row, **fields)


def twice_in_one_place():
    source = make.source()
    alike(make.conference, Citation, source=source, field="venue", place="đoạn 1")


def former_slug_of_two():
    first, second = make.official(slug="a"), make.official(slug="b")
    for row in (first, second):
        row.remember("cu")
    FormerSlug.objects.create(
        content_type_id=FormerSlug.objects.get().content_type_id, object_id=1, slug="cu"
    )


def two_presences_of_one():
    now, kind = timezone.now(), ContentType.objects.get_for_model(Conference)
    row = {"content_type": kind, "object_id": 1, "user": make.user(), "since": now, "seen": now}
    twice(Presence.objects.create, **row)


def scheduled_twice():
    kind = ContentType.objects.get_for_model(Conference)
    row = {"subject_type": kind, "subject_key": 1, "state": "scheduled", "apply_at": timezone.now()}
    twice(Scheduled.objects.create, **row)


#: The name of every unique constraint -> what breaks it.
DOUBLED = {
    "citation_once_a_place": twice_in_one_place,
    "gap_once_a_field": lambda: alike(make.conference, Gap, field="venue"),
    "former_slug_leads_to_one_record": former_slug_of_two,
    "scheduled_once_a_record": scheduled_twice,
    "presence_once_a_user_and_record": two_presences_of_one,
    "not_duplicate_once_a_pair": lambda: twice(pair, model=NotDuplicate),
    "province_code_once_a_period": lambda: twice(make.province, code="11", began=DAY),
    "province_code_once_where_founding_is_unknown": lambda: twice(make.province, code="11"),
    "province_goes_once_into_another": lambda: twice(
        make.succession, predecessor=make.ended_province, successor=make.province
    ),
    "user_edits_a_province_once": lambda: twice(make.province_editor, user=make.user, province=make.province),
    "region_counts_a_province_once": lambda: twice(
        make.region_membership, region=make.region, province=make.province
    ),
    "body_name_once_a_province": lambda: twice(make.body, name="Sở KH&CN", province=make.province),
    "central_body_name_once": lambda: twice(make.body, name="Bộ KH&CN"),
    "field_code_once_a_table": lambda: twice(make.research_field, table="24-2025", code="401"),
    "task_code_once": lambda: twice(make.task, code="ĐTĐL.CN-01/24"),
    "task_year_once": lambda: task_year_twice(),
    "a_cell_is_added_up_once": lambda: cell_twice(),
    "series_counts_a_province_once": lambda: twice(
        make.series_membership, series=make.series, province=make.province
    ),
    "conference_address_once_a_series": lambda: twice(make.conference, series=make.series, slug="lan-19"),
    "conference_ordinal_once_a_series": lambda: twice(make.conference, series=make.series, ordinal=19),
    "one_featured_conference": lambda: twice(make.conference, featured=True),
    "province_hosts_a_conference_once": lambda: twice(
        make.participation, conference=make.conference, province=make.province, capacity="dang-cai"
    ),
    "province_is_inferred_once": lambda: twice(
        make.participation, conference=make.conference, province=make.province, inferred=True
    ),
    "post_title_once_a_body": lambda: twice(make.post, body=make.body, title="Giám đốc"),
    "official_appears_once_at_a_conference": lambda: twice(
        make.appearance, conference=make.conference, official=make.official
    ),
    "official_appears_once_at_an_event": lambda: twice(
        make.appearance, conference=make.conference, event=make.related_event, official=make.official
    ),
    "recommendation_number_once_a_conference": lambda: twice(
        make.recommendation, conference=make.conference, number=1
    ),
}


def cell_twice():
    cell = {"period": "", "unit": 0, "year": 0, "newest": 2024, "field": 0, "level": "*", "status": "*"}
    for _time in range(2):
        TaskSum.objects.create(**cell, tasks=1, budgeted=0, budget=0)


def task_year_twice():
    place, task = make.province(), make.task()
    for _row in range(2):
        TaskYear.objects.create(province=place, task=task, year=2024)


def constraints(kind):
    return {row.name: row for model in OURS for row in model._meta.constraints if isinstance(row, kind)}


def test_every_check_and_every_unique_constraint_is_in_the_tables():
    assert set(BROKEN) == set(constraints(models.CheckConstraint))
    assert set(DOUBLED) == set(constraints(models.UniqueConstraint))


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses_a_broken_rule_by_its_name(name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        BROKEN[name]()


@pytest.mark.parametrize("name", DOUBLED)
def test_the_database_refuses_a_double(name):
    # Unrecorded: else an inferred row that no count says would go again before the second one comes.
    with unrecorded(), pytest.raises(IntegrityError), transaction.atomic():
        DOUBLED[name]()


def test_each_rule_explains_itself_in_a_sentence():
    unexplained = [
        name
        for name, row in (constraints(models.CheckConstraint) | constraints(models.UniqueConstraint)).items()
        if row.violation_error_message == row.default_violation_error_message
    ]
    assert sorted(unexplained) == [
        "a_cell_is_added_up_once",
        "former_slug_leads_to_one_record",
        "presence_once_a_user_and_record",
        "task_year_once",
    ]  # made by the code, never typed


def test_what_the_rules_allow_is_saved():
    make.conference(starts=DAY, ends=DAY)
    make.conference(ordinal=None, year=None, starts=None)
    make.figure(low=1500, high=None)
    make.figure(low=None, high=None, no_value_reason="106.109 tỷ đọc được hai cách")
    make.task(code="")
    make.task(code="")
    make.body(name="Sở KH&CN", province=make.province())
    make.body(name="Sở KH&CN", province=make.province())
    make.conference(ordinal=19)
    make.conference(ordinal=19)
    assert Conference.objects.count() == 6


# --- Derived columns ------------------------------------------------------------------------------------
def test_derived_text_follows_a_save_of_other_fields_alone():
    person = make.official(name="Bùi Anh")
    person.name = "Đỗ Ánh"
    person.save(update_fields=["name"])
    person.refresh_from_db()
    assert (person.sort_key, person.search_text) == (person_key("Đỗ Ánh"), fold("Đỗ Ánh"))


def test_derived_text_is_filled_when_many_are_created_at_once():
    Official.objects.bulk_create(
        [Official(name="Lê Đạt", slug="le-dat"), Official(name="Lê Dũng", slug="le-dung")]
    )
    assert list(Official.objects.values_list("name", "sort_key", "search_text")) == [
        ("Lê Dũng", person_key("Lê Dũng"), "le dung"),
        ("Lê Đạt", person_key("Lê Đạt"), "le dat"),
    ]


def test_every_derived_column_is_what_its_rule_makes_of_the_stored_row():
    make.citation()
    make.figure(period="2019–2022")
    make.task(start_year=2020)
    make.post()
    checked = 0
    for model in OURS:
        derived = [field for field in model._meta.concrete_fields if isinstance(field, DerivedMixin)]
        for row in model._base_manager.all() if derived else ():
            for field in derived:
                assert getattr(row, field.attname) == getattr(row, f"derive_{field.attname}")(), field
                checked += 1
    assert checked > 20


def test_the_order_of_time_of_a_conference_is_one_number():
    made = [
        make.conference(year=year, starts=starts)
        for year, starts in ((2024, DAY), (2024, None), (None, None))
    ]
    assert [row.chronology for row in made] == [20241010, 20240000, 0]


def test_the_years_of_a_figure_are_those_of_its_period_or_of_its_conference():
    conference = make.conference(year=2014)
    spans = [
        (figure.period_first, figure.period_last)
        for figure in (
            make.figure(conference=conference, period=period)
            for period in ("2019–2022", "đến 10/2023", "", "86")
        )
    ]
    assert spans == [(2019, 2022), (2023, 2023), (2014, 2014), (2014, 2014)]
    assert Figure.objects.about_years(2020, 2020).count() == 1


def test_stored_order_is_byte_by_byte_on_every_database():
    """ "~" stands above every letter and upper case below lower: a locale would order these otherwise."""
    names = ["Ân", "An", "Ăn", "ân", "Đa", "Da", "Dz", "Z", "a b", "ab", "A"]
    for name in names:
        make.province(name=name)
    stored = list(Province.objects.order_by("sort_key").values_list("sort_key", flat=True))
    assert stored == sorted(map(sort_key, names))


# --- Text, addresses, versions --------------------------------------------------------------------------
def test_text_is_stored_in_composed_letters():
    spread = "Ca\u0302\u0300n Tho\u031b"
    unit = make.province(name=spread, full_name=f"Thành phố {spread}", aliases=spread)
    unit.refresh_from_db()
    assert (unit.name, unit.full_name, unit.aliases) == ("Cần Thơ", "Thành phố Cần Thơ", "Cần Thơ")


def test_an_address_is_made_of_the_vietnamese_name():
    made = [make.province(name=name).slug for name in ("Đắk Lắk", "Bà Rịa - Vũng Tàu", "Thừa Thiên Huế")]
    assert made == ["dak-lak", "ba-ria-vung-tau", "thua-thien-hue"]


def test_the_second_of_one_name_gets_the_next_number():
    slugs = [make.official(name=name).slug for name in ("Lê Anh", "Lê Ánh", "Lê Anh")]
    assert slugs == ["le-anh", "le-anh-2", "le-anh-3"]


def test_the_address_of_a_conference_is_its_ordinal_else_its_year():
    series = make.series()
    fields = [(19, 2024), (None, 2024), (None, 2024), (None, None)]
    slugs = [make.conference(series=series, ordinal=o, year=y, starts=None).slug for o, y in fields]
    assert slugs == ["lan-19", "nam-2024", "nam-2024-2", "chua-ro-nam"]
    assert make.conference(ordinal=19).slug == "lan-19"  # in another series


def test_an_address_once_given_does_not_follow_the_name():
    person = make.official(name="Lê Anh")
    person.name = "Lê Bình"
    person.save()
    assert person.slug == "le-anh"


@pytest.mark.parametrize("factory", [make.conference, make.official, make.source, make.task, make.province])
def test_the_second_of_two_who_read_the_same_version_saves_nothing(factory):
    row = factory()
    model = type(row)
    first, second = model.objects.get(pk=row.pk), model.objects.get(pk=row.pk)
    first.aliases = first.kept_text = first.summary = "của người thứ nhất"
    first.save()
    second.aliases = second.kept_text = second.summary = "của người thứ hai"
    with pytest.raises(StaleRecord):
        second.save()
    stored = model.objects.get(pk=row.pk)
    assert (stored.version, first.version, second.version) == (2, 2, 1)
    name = next(
        field
        for field in ("aliases", "kept_text", "summary")
        if field in {f.name for f in model._meta.fields}
    )
    assert getattr(stored, name) == "của người thứ nhất"


def test_one_who_reads_again_may_save():
    person = make.official()
    for name in ("Lê Một", "Lê Hai"):
        again = Official.objects.get(pk=person.pk)
        again.name = name
        again.save()
    assert list(Official.objects.values_list("name", "version")) == [("Lê Hai", 3)]


# --- Which databases ------------------------------------------------------------------------------------
def test_only_the_two_databases_that_it_was_run_on_are_taken():
    with pytest.raises(ImproperlyConfigured, match="mysql"):
        connection_settings({"ENGINE": "django.db.backends.mysql"})


def test_sqlite_writes_in_turn_and_syncs_each_commit():
    options = connection_settings({"ENGINE": "django.db.backends.sqlite3"})["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert (
        options["init_command"]
        == "PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        " PRAGMA mmap_size=1073741824;"
    )


def test_a_writer_of_sqlite_waits_for_its_turn(tmp_path):
    found = connection_settings(
        {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "a", "OPTIONS": {"timeout": 1}}
    )
    own = ConnectionHandler({"default": found})["default"]
    own.ensure_connection()
    other = sqlite3.connect(tmp_path / "a", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked"):
        own.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    Timer(0.1, other.rollback).start()
    with own.cursor() as cursor:
        own.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (1000,)
    own.close()
    other.close()


@pytest.mark.django_db
def test_sqlite_is_told_nothing_of_the_tables_inside_its_index_of_words():
    """Its statistics of an empty one made a million rows take hours: merging walked the whole index each time."""
    make.official()
    analyze()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT tbl FROM sqlite_stat1")
            told = {table for (table,) in cursor.fetchall()}
        assert "conferences_official" in told
        assert not [table for table in told if table.startswith("search_words")]
