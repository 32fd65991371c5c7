"""The table of rights: every address of the admin × everyone who may come × every state of a record.

`WHOSE` says what a record is to whom; `ANSWERS` what each page then says. An address that no table here
knows fails the first test.
"""

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.contrib.messages import get_messages
from django.urls import URLResolver, get_resolver

from portal.changes.models import Change
from portal.changes.recorder import acting
from portal.editing.models import Proposal
from portal.editing.publishing.preview import can_hide
from portal.records import rights
from tests import factories as make
from tests.editing.admin.forms import act, errors, send, shown
from tests.editing.admin.nouns import COMMON, NOUNS, address, one_of_each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reason_given")]
STATES = ["draft", "review", "published", "withdrawn"]
PAGES = ["changelist", "add", "change", "history", "presence", "delete"]
#: The sheets of a noun. An import belongs to whoever began it: another's is 404 (tests/editing/import_export).
OUT, IN, CHECK = ["export_csv", "export_xlsx", "sheet_template"], "import", "import_check"
WITHOUT_SHEETS = ["records.report", "search.term"]
#: The past of a record, asked by `test_the_past_of_a_record_is_for_those_whose_it_is`.
PAST = ["compare", "restore", "undelete"]
WITHOUT_PAST = ["records.report", "search.term"]
#: Pages on which two records become one, asked by tests/editing/merge.
MERGING, MERGED = ["duplicates", "merge"], ["conferences.official", "provinces.body", "records.source"]
#: Addresses that show no record, or that other tests ask: name -> who is let in by GET.
AROUND = {
    "index": "staff",
    "app_list": "staff",
    "login": "all",
    "logout": "post",
    "password_change": "staff",
    "password_change_done": "staff",
    "jsi18n": "staff",
    "autocomplete": "asked by test_autocomplete",
    "view_on_site": "nobody",
    "conferences_document_file": "whoever sees the document",
    "auth_user_password_change": "people",
    "conferences_conference_people": "whoever enters rows of it: tests/conferences/admin/test_participants.py",
    "conferences_conference_people_line": "the same",
    "conferences_conference_choose": "whoever enters rows of some: test_desk",
    "changes_changeset_changelist": "what was deleted: tests/editing/history",
    "records_proposal_changelist": "tests/editing/proposals",
    "records_proposal_change": "tests/editing/proposals",
    "records_proposal_preview": "tests/editing/proposals",
    "records_proposal_file": "tests/editing/proposals",
    "changes_changeset_list": "who did it, and publishers: tests/editing/history/test_acts.py",
    "changes_changeset_page": "who did it, publishers, and whose rows it changed: tests/editing/history/test_acts.py",
    None: "nobody",  # an address that is none
}
#: Nouns of those who administer people.
PEOPLE = {"auth.user", "auth.group"}
MISSING = 987_654_321

# What a record is to somebody: o own, s seen, . not there, x of a noun that is not theirs to look at.
ALWAYS = ("o", "o", "o", "o")
ONCE_PUBLISHED = (".", ".", "o", ".")
WHILE_DRAFT = ("o", "o", "s", ".")
OTHERS = (".", ".", "s", ".")
SEEN = ("s",)
#: What it is to an editor of its province, by state; of a noun without states there is one.
WHOSE = {
    "records.source": WHILE_DRAFT,  # entered by that editor
    "records.report": ("x",),
    "search.term": SEEN,
    "provinces.province": SEEN,
    "provinces.succession": SEEN,
    "provinces.region": SEEN,
    "provinces.regionmembership": SEEN,
    "provinces.body": ("o",),
    "provinces.programme": SEEN,
    "provinces.taskkind": SEEN,
    "provinces.researchfield": SEEN,
    "provinces.task": ALWAYS,
    "provinces.statuschange": ALWAYS,
    "conferences.series": SEEN,
    "conferences.seriesmembership": SEEN,
    "conferences.conference": ALWAYS,  # hosted
    "conferences.participation": ONCE_PUBLISHED,
    "conferences.official": WHILE_DRAFT,
    "conferences.post": ("o",),
    "conferences.tenure": ALWAYS,
    "conferences.appearance": ONCE_PUBLISHED,
    "conferences.statement": ONCE_PUBLISHED,
    "conferences.recommendation": ONCE_PUBLISHED,
    "conferences.reply": ALWAYS,
    "conferences.indicator": SEEN,
    "conferences.figure": ONCE_PUBLISHED,
    "conferences.relatedevent": ALWAYS,  # of a conference that it hosts
    "conferences.document": ALWAYS,
}
#: Nouns with a state of their own: asked in all four.
WITH_A_STATE = {
    "records.source",
    "provinces.task",
    "conferences.conference",
    "conferences.official",
    "conferences.reply",
}
#: Forms that open for rows of one's own though the record is another's.
HOLD_ROWS = {"conferences.conference", "conferences.recommendation", "conferences.official"}


def record_of(noun, place, state, author):
    """A record of the province `place` in the state; `author` entered it."""
    conference = make.conference(publication=state)
    body = make.body(province=place)
    if noun in ("conferences.conference", "conferences.relatedevent", "conferences.document"):
        make.participation(conference=conference, province=place, capacity="dang-cai")
    of = {"conference": conference}
    made = {
        "records.source": lambda: make.source(publication=state),
        "provinces.body": lambda: body,
        "provinces.task": lambda: make.task(places=[place], publication=state),
        "provinces.statuschange": lambda: make.status_change(task=make.task(places=[place], publication=state)),
        "conferences.conference": lambda: conference,
        "conferences.participation": lambda: make.participation(province=place, **of),
        "conferences.official": lambda: make.official(publication=state),
        "conferences.post": lambda: make.post(body=body),
        "conferences.tenure": lambda: make.tenure(post=make.post(body=body), official=make.official(publication=state)),
        "conferences.appearance": lambda: make.appearance(posts=[make.post(body=body)], **of),
        "conferences.statement": lambda: make.statement(by_body=body, **of),
        "conferences.recommendation": lambda: make.recommendation(to_province=place, **of),
        "conferences.reply": lambda: make.reply(by=body, publication=state),
        "conferences.figure": lambda: make.figure(scope="tinh", scope_province=place, **of),
        "conferences.relatedevent": lambda: make.related_event(**of),
        "conferences.document": lambda: make.document(**of),
    }  # fmt: skip
    with acting(author):
        return made.get(noun, NOUNS[noun])()


@pytest.fixture
def people():
    """Everybody, and the ended province that the records are of: {role: user or None}, province."""
    old, new = make.ended_province(name="Yên Bái"), make.province(name="Lào Cai")
    make.succession(predecessor=old, successor=new)
    roles = {
        "anonymous": None,
        "stranger": make.user(),
        "own": make.provincial_editor(old),
        "succession": make.provincial_editor(new),
        "other": make.provincial_editor(),
        "ministry": make.user(groups=["bien_tap"]),
        "publisher": make.user(groups=["duyet"]),
    }
    return roles, old


def whose(noun, role, number):
    """What a record in state `number` is to `role`."""
    if role == "stranger":
        return "x"
    if role == "publisher":
        return "o"
    if role == "ministry":
        return "s" if noun in COMMON else "o"
    states = WHOSE[noun]
    if role == "other" and states not in (SEEN, ("x",)):
        return "s" if len(states) == 1 else OTHERS[number]
    return states[number]


def expected(noun, role, is_to):
    """{(method, page): what it answers} of a record that `is_to` somebody: "in", "no", or "gone"."""
    bounded = role in ("own", "succession", "other")
    if is_to == "x":
        return {(method, page): "no" for method in ("GET", "POST") for page in PAGES if page != "presence"}
    adds = noun not in COMMON if not bounded else apps.get_model(noun) in rights.provincial_models()
    adds = adds or role == "publisher"
    deletes = role == "publisher" or (rights.use_of(apps.get_model(noun)) is rights.Use.PART and adds)
    one = {"o": "in", "s": "in", ".": "gone"}[is_to]
    change = one if is_to != "s" or (noun in HOLD_ROWS and bounded) else "no"
    history = "no" if is_to == "s" and bounded else one
    delete = ("no" if is_to == "s" else one) if deletes else "no"
    answers = {"changelist": "in", "add": "in" if adds else "no", "history": history, "delete": delete}
    return {
        **{("GET", page): answer for page, answer in answers.items()},
        **{("POST", page): answer for page, answer in answers.items()},
        ("GET", "change"): one,
        ("POST", "change"): change,
        ("POST", "presence"): change,
        **(
            {("GET", page): "in" for page in OUT} | {("GET", IN): "in" if adds else "no"}
            if noun not in WITHOUT_SHEETS
            else {}
        ),
    }


def told(answer):
    """Status, where it leads, the last that it says, and the title of a page that holds a change back (409)."""
    texts = [str(message) for message in get_messages(answer.wsgi_request)]
    title = answer.context["title"] if answer.status_code == 409 else ""
    return answer.status_code, answer.get("Location", ""), texts[-1:], title


def asked(client, method, noun, page, key):
    url = address(noun, page, *(() if page in ("changelist", "add", *OUT, IN) else (key,)))
    data = {"post": "yes"} if page == "delete" else {"_selected_action": [key], "action": "delete_selected"}
    return client.get(url) if method == "GET" else client.post(url, data if page != "change" else {})


def test_every_address_of_the_admin_is_in_the_table():
    def names(patterns):
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from names(pattern.url_patterns)
            else:
                yield pattern.name

    (site,) = (
        pattern for pattern in get_resolver().url_patterns if getattr(pattern, "app_name", "") == "admin"
    )
    pages = {f"{noun.replace('.', '_')}_{page}" for noun in {*WHOSE, *PEOPLE} for page in PAGES}
    pages |= {f"{noun.replace('.', '_')}_{page}" for noun in set(WHOSE) - set(WITHOUT_PAST) for page in PAST}
    pages |= {f"{noun.replace('.', '_')}_preview" for noun in WHOSE if can_hide(apps.get_model(noun))}
    pages |= {f"{noun.replace('.', '_')}_schedule" for noun in WITH_A_STATE}
    with_sheets = set(WHOSE) - set(WITHOUT_SHEETS)
    pages |= {f"{noun.replace('.', '_')}_{page}" for noun in with_sheets for page in (*OUT, IN, CHECK)}
    pages |= {f"{noun.replace('.', '_')}_{page}" for noun in MERGED for page in MERGING}
    assert set(names(site.url_patterns)) == pages | set(AROUND)
    assert set(WHOSE) == set(NOUNS)


def outcome(client, method, noun, page, record, of_none):
    """ "login", "no", "gone" (as a record that is not there) or "in"; else the status of the answer.

    `of_none`: {(method, page): what the same person was told of a record that is not there}, filled as it is asked.
    """
    answer = status, leads_to, *_said = told(asked(client, method, noun, page, record.pk))
    if status == 302 and leads_to.startswith("/admin/login/"):
        return "login"
    if page in ("change", "history", "delete", "presence") and (
        status in (404, 409) or leads_to == "/admin/"
    ):
        if (method, page) not in of_none:
            of_none[method, page] = told(asked(client, method, noun, page, MISSING))
        *missing, texts, title = of_none[method, page]
        texts = [text.replace(str(MISSING), str(record.pk)) for text in texts]
        if answer == (*missing, texts, title):
            return "gone"
    return {403: "no", 200: "in", 302: "in", 409: "in"}.get(status, status)


def answered_by(noun):
    """What decides the row of `noun` in the table: two nouns of the same are answered by the same lines."""
    model = apps.get_model(noun)
    of_a_province = model in rights.provincial_models()
    special = (noun in COMMON, noun in HOLD_ROWS, noun in WITHOUT_SHEETS)
    return WHOSE[noun], noun in WITH_A_STATE, of_a_province, rights.use_of(model), *special


def asked_once(noun):
    """What is seen of each noun is asked of both databases in tests/records/test_rights.py, its pages of one."""
    return () if noun == "provinces.task" else (pytest.mark.once,)


@pytest.mark.parametrize("noun", one_of_each(answered_by, WHOSE, asked_once))
def test_every_page_of_a_noun_for_everyone_in_every_state(noun, people, client):
    roles, place = people
    wrong, of_none = [], {role: {} for role in roles}
    for number, state in enumerate(STATES if len(WHOSE[noun]) > 1 else STATES[:1]):
        for role, user in roles.items():
            if role in ("anonymous", "stranger", "ministry", "publisher") and number:
                continue  # to them a state is nothing
            if state in ("review", "withdrawn") and (role == "succession" or noun not in WITH_A_STATE):
                continue  # to the successor's editor it is what it is to its own; a child follows its parent
            record = record_of(noun, place, state, roles["own"])
            client.logout()
            table = {("GET", page): "login" for page in PAGES}
            if user:
                client.force_login(user)
                table = expected(noun, role, whose(noun, role, number))
            for method, page in sorted(table, key=lambda at: (at[0], at[1] == "delete")):  # deletes last
                if number and (
                    page in (*OUT, IN) or (method, page) in (("GET", "changelist"), ("GET", "add"))
                ):
                    continue  # they are of no record
                answer = table[method, page]
                found = outcome(client, method, noun, page, record, of_none[role])
                if found != answer:
                    wrong.append((role, state, method, page, answer, found))
    assert not wrong, "\n".join(map(str, wrong))


def test_the_past_of_a_record_is_for_those_whose_it_is(people, client):
    roles, place = people
    codes = {"own": [200, 200, 404], "succession": [200, 200, 404], "other": [404] * 3, "stranger": [403] * 3}
    with acting(roles["own"]):
        draft = make.task(places=[place], publication="draft")
    first = Change.objects.of(type(draft), draft.pk).get().pk
    for role, expected_codes in codes.items():
        client.force_login(roles[role])
        for key in (draft.pk, MISSING):
            pages = [
                f"{address('provinces.task', 'compare', key)}?a={first}&b={first}",
                address("provinces.task", "restore", key, first),
                address("provinces.task", "undelete", key),
            ]
            found = [client.get(page).status_code for page in pages]
            assert (role, found) == (
                role,
                expected_codes if key == draft.pk or role == "stranger" else [404] * 3,
            )


# --- Around the nouns ---------------------------------------------------------------------------------
def test_the_pages_around_the_nouns_let_in_whom_they_should(people, client):
    roles, _place = people
    draft = make.conference(publication="draft")
    kind = ContentType.objects.get_for_model(draft).pk
    editor = roles["own"]
    pages = {
        "/admin/": 200,
        "/admin/conferences/": 200,
        "/admin/auth/": 404,
        "/admin/jsi18n/": 200,
        f"/admin/r/{kind}/{draft.pk}/": 404,
        f"/admin/auth/user/{editor.pk}/password/": 403,
        "/admin/auth/user/": 403,
        "/admin/auth/group/": 403,
        "/admin/khong-co/": 404,
    }
    client.force_login(editor)
    assert {page: client.get(page).status_code for page in pages} == pages


def test_a_draft_that_one_may_not_see_is_in_no_autocomplete_and_chosen_by_no_form(people, client):
    roles, place = people
    hidden, mine = make.official(name="Lê Bí Mật", publication="draft"), None
    with acting(roles["own"]):
        mine = make.official(name="Trần Bí Mật", publication="draft")
    question = {
        "app_label": "conferences",
        "model_name": "appearance",
        "field_name": "official",
        "term": "bí mật",
    }
    for role, names in (
        ("own", ["Trần Bí Mật"]),
        ("succession", ["Trần Bí Mật"]),
        ("other", []),
        ("ministry", ["Trần Bí Mật", "Lê Bí Mật"]),
    ):
        client.force_login(roles[role])
        found = client.get("/admin/autocomplete/", question).json()["results"]
        assert sorted(row["text"] for row in found) == sorted(names)
    client.force_login(roles["own"])
    add = address("conferences.appearance", "add")
    assert "Lê Bí Mật" not in client.get(f"{add}?official={hidden.pk}").content.decode()
    post = make.post(body=make.body(province=place))
    row = {"conference": make.conference().pk, "role": "tham-du", "rank": 1, "posts": [post.pk]}
    answer = send(client, add, official=hidden.pk, **row)
    assert len(errors(answer)) == 1
    assert "Lê Bí Mật" not in answer.content.decode()
    assert errors(send(client, add, official=mine.pk, **row)) == []


def test_lists_their_searches_and_their_years_hold_what_is_seen(people, client):
    roles, place = people
    hidden = make.conference(publication="draft", year=2031)
    ours = make.conference(publication="draft", year=2030)
    make.participation(conference=ours, province=place, capacity="dang-cai")
    shown_to_all = make.conference(year=2020)
    url = address("conferences.conference", "changelist")
    for role, rows in (
        ("own", {ours, shown_to_all}),
        ("other", {shown_to_all}),
        ("ministry", {ours, hidden, shown_to_all}),
    ):
        client.force_login(roles[role])
        listed = client.get(url).context["cl"]
        assert set(listed.result_list) == rows
        assert set(client.get(f"{url}?q=cao bang").context["cl"].result_list) == rows
        (years,) = (spec.lookup_choices for spec in listed.filter_specs if spec.title == "năm")
        assert {int(year) for year, _label in years} == {row.year for row in rows}


# --- The form of another's conference -----------------------------------------------------------------
@pytest.fixture
def foreign(people):
    """(conference of another, own row, the other's row)."""
    conference = make.conference(city="Hà Giang")
    ours = make.statement(conference=conference, by_province=people[1], rank=1)
    theirs = make.statement(conference=conference, rank=2, points="Ý của nơi khác.")
    return conference, ours, theirs


def test_on_the_form_of_anothers_conference_ones_own_rows_alone_are_open(people, foreign, client):
    conference, ours, _theirs = foreign
    client.force_login(people[0]["succession"])
    url = address("conferences.conference", "change", conference.pk)
    page = client.get(url)
    html, data = page.content.decode(), shown(page)
    assert 'name="statements-0-points"' in html
    assert 'name="statements-1-points"' not in html
    assert "Ý của nơi khác." in html
    assert 'name="city"' not in html
    assert not [name for name in data if name.startswith("records-citation") and name.endswith("-source")]
    row = {"rank": 3, "kind": "phat-bieu", "points": "Thêm.", "by_province": people[1].pk}
    answer = send(client, url, rows={"statements": [row]}, **{"statements-0-points": "Ý mới."})
    assert (answer.status_code, errors(answer)) == (302, [])
    rows = Proposal.objects.get().rows  # the conference is on the page
    assert [each.model for each in rows] == [type(ours)] * 2
    assert [(each.before and each.key, each.after["points"]) for each in rows] == [
        (ours.pk, "Ý mới."),
        (None, "Thêm."),
    ]


@pytest.mark.parametrize(
    "forged", [{"statements-1-points": "Giả."}, {"statements-1-DELETE": "on"}, {"city": "Giả"}]
)
def test_a_forged_change_of_what_is_anothers_is_refused(forged, people, foreign, client):
    conference, _ours, theirs = foreign
    client.force_login(people[0]["own"])
    answer = send(client, address("conferences.conference", "change", conference.pk), **forged)
    assert answer.status_code == 403
    theirs.refresh_from_db()
    conference.refresh_from_db()
    assert (theirs.points, conference.city) == ("Ý của nơi khác.", "Hà Giang")


@pytest.mark.parametrize(
    ("capacity", "whose_it_is", "taken"),
    [("thanh-vien", "own", True), ("thanh-vien", "other", False), ("dang-cai", "own", False)],
)
def test_a_row_is_added_for_ones_own_province_and_makes_nobody_host(
    capacity, whose_it_is, taken, people, client
):
    conference = make.conference()
    client.force_login(people[0]["own"])
    province = people[1] if whose_it_is == "own" else make.province()
    row = {"rank": 1, "capacity": capacity, "province": province.pk}
    url = address("conferences.conference", "change", conference.pk)
    assert bool(errors(send(client, url, rows={"participations": [row]}))) is not taken
    assert Proposal.objects.exists() is taken
    assert not conference.participations.exists()
    add = address("conferences.participation", "add")
    answer = send(client, add, conference=make.conference().pk, **row)
    assert bool(errors(answer)) is not taken


def test_a_new_conference_is_one_that_the_province_hosts(people, client):
    client.force_login(people[0]["own"])
    head = {"series": make.series().pk, "year": 2024, "status": "da-to-chuc", "publication": "draft"}
    add = address("conferences.conference", "add")
    assert send(client, add, **head).status_code == 403
    assert not apps.get_model("conferences.conference").objects.exists()
    rows = {"participations": [{"rank": 1, "capacity": "dang-cai", "province": people[1].pk}]}
    assert errors(send(client, add, rows=rows, **head)) == []
    made = apps.get_model("conferences.conference").objects.get()
    assert rights.may(people[0]["own"], "change", made)
    change = address("conferences.conference", "change", made.pk)
    assert send(client, change, **{"participations-0-capacity": "khach"}).status_code == 403  # given away
    assert rights.may(people[0]["own"], "change", made)


def test_an_action_moves_what_is_ones_own_alone(people, client):
    roles, place = people
    ours, theirs = (make.task(places=[where], publication="draft") for where in (place, make.province()))
    client.force_login(roles["own"])
    act(client, address("provinces.task", "changelist"), "submit", [ours])
    act(client, address("provinces.task", "changelist"), "submit", [theirs])
    for task in (ours, theirs):
        task.refresh_from_db()
    assert (ours.publication, theirs.publication) == ("review", "draft")


# --- Who enters for which province --------------------------------------------------------------------
def test_whoever_administers_people_says_who_enters_for_which_province(client, admin_client):
    editor, place = make.provincial_editor(), make.province()
    url = address("auth.user", "change", editor.pk)
    assert 'name="province_edits-0-province"' in admin_client.get(url).content.decode()
    assert admin_client.get(address("auth.user", "add")).status_code == 200
    client.force_login(editor)
    assert client.get(url).status_code == 403
    assert not rights.permitted(
        make.user(groups=["duyet"]), "change", apps.get_model("provinces.provinceeditor")
    )
    assert rights.scope(editor).provinces != {place.pk}
