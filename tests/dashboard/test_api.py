"""The API: every entry answers, and what it refuses it refuses in one sentence."""

import json
from datetime import timedelta

import pytest
from desk import BARE
from programs import ROOT, Program, program_of, secret_of
from statements import MOST_SELECTS, selects

from dashboard.api import today
from dashboard.api.app import description
from dashboard.permissions import API
from vorlauf.accounts import api_tokens, invitations
from vorlauf.db.engine import make_engine, reading, writing
from vorlauf.posts.comment_queries import COMMENT

NEW = {
    "title": "Über Brücken",
    "slot_at": "2023-11-21T10:00:00+01:00",
    "houses": ["smi"],
}
MOVE = {"trigger": "withdraw", "seen_row_version": 1, "seen_version": 1}
NOTE = {"day": "2023-10-05", "text": "angerufen, meldet sich Do"}
HOLD = {"scope": "all", "reason": "Trauerfall"}
TOPIC = {"title": "Brücken", "houses": ["smi"]}
BODIES = {
    "api.add_post": NEW,
    "api.edit_post": {"title": "Brücken", "seen_row_version": 1},
    "api.preview_edit": {"title": "Brücken", "seen_row_version": 1},
    "api.set_material": {"wants_assets": False, "seen_row_version": 1},
    "api.take_filling": {"topics": {"1": "2023-11-23T10:00:00+01:00"}},
    "api.set_reserve": {"last_day": "2024-05-31", "seen_row_version": 1},
    "api.swap": {"late": "2023-001", "reserve": "2023-002", "dry_run": True},
    "api.swap_back": {"late": "2023-001", "reserve": "2023-002"},
    "api.restore": {"version": 1, "seen_row_version": 1, "dry_run": True},
    "api.move": MOVE | {"comment": "Fällt aus."},
    "api.set_houses": {
        "houses": ["smi", "smf"],
        "comment": "Auch das SMF.",
        "seen_row_version": 1,
    },
    "api.record": {
        "trigger": "endorse",
        "decided_by": "ines",
        "said_at": "2023-09-18T09:00:00+02:00",
        "seen_row_version": 2,
        "seen_version": 1,
    },
    "api.comment": {"text": "Schön!"},
    "api.publish_pack": {"fingerprint": "0" * 64},
    "api.follow_up": NOTE,
    "api.change_follow_up": {"day": "2023-10-06"},
    "api.act_publication": {"channel": "linkedin", "act": "again"},
    "api.remind": {},
    "api.set_absence": {"first_day": "2023-10-04", "last_day": "2023-10-06"},
    "api.add_calendar": {"label": "Outlook"},
    "api.revoke_calendar": None,
    "api.end_absence": None,
    "api.hand_over": {"posts": ["2023-001"], "to": "ben"},
    "api.undo_hand_over": {"posts": ["2023-001"]},
    "api.replace_house": {"old": "smi", "new": "smf", "comment": "Umbildung."},
    "api.undo_house": {"old": "smi", "new": "smf"},
    "api.hold": {"scope": "all", "reason": "Trauerfall", "dry_run": True},
    "api.end_hold": {"dry_run": True},
    "api.add_topic": TOPIC,
    "api.import_topics": {"file": "VGhlbWE7UmVzc29ydApCcsO8Y2tlbjtTTUkK"},
    "api.make_topic_link": {"house": "smi", "label": "Pressestelle"},
    "api.revoke_topic_link": None,
    "api.edit_topic": {"title": "Türme", "seen": 1},
    "api.act_topic": {"act": "drop", "reason": "Zu spät.", "seen": 1},
    "api.take_topic": {"slot_at": "2023-11-21T10:00:00+01:00", "seen": 1},
    "api.put_back": {"posts": ["2023-001"]},
}


@pytest.fixture
def ada(dashboard):
    """A program of Ada's, the coordinator."""
    return program_of(dashboard, "ada")


def call(program, entry, number, house="smi"):
    path = entry.path.replace("{number}", number).replace("{house}", house)
    path = path.replace("{key}", "1")
    if entry.method == "GET":
        return program.get(path)
    return program.send(path, BODIES[entry.name], entry.method)


def refusal(answer, status):
    """Return the sentence of a refusal, which is all there is of it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert list(answer.json()) == ["detail"]
    return answer.json()["detail"]


# What these answer hangs on what was shown before; `test_api_configuration`,
# `plan/test_plan_page`, `plan/test_plan_imports` and `post/test_pack` walk them.
FOLLOWING = {"api.change_configuration", "api.undo_configuration", "api.take_proposal"}
FOLLOWING |= {"api.import_plan", "api.undo_import", "api.forget_columns"}
FOLLOWING |= {"api.swap", "api.swap_back", "api.take_filling"}
FOLLOWING |= {"api.pack", "api.publish_pack", "api.act_publication"}
# What is done first, so that it can be taken back.
UNDONE = {
    "api.undo_hand_over": ("/hand-overs", "api.hand_over"),
    "api.revoke_topic_link": ("/plan/topics/links", "api.make_topic_link"),
    "api.undo_house": ("/house-replacements", "api.replace_house"),
}


@pytest.mark.parametrize(
    "entry",
    [entry for entry in API if entry.name not in FOLLOWING],
    ids=lambda entry: entry.name,
)
def test_every_entry_answers(entry, ada, desk, a_post):
    number = a_post("smi", **(BARE if entry.name == "api.record" else {}))
    if entry.name == "api.record":
        desk.do(number, "submit")
    if entry.name == "api.end_hold":
        ada.send("/holds", HOLD, "POST")
    if entry.name == "api.put_back":
        ada.send("/holds", HOLD, "POST")
        ada.send("/holds/1/end", {"posts": [number]}, "POST")
    if entry.name in UNDONE:
        address, done = UNDONE[entry.name]
        ada.send(address, BODIES[done], "POST")
    if entry.name == "api.change_follow_up":
        ada.send(f"/posts/{number}/follow-ups", NOTE, "POST")
    if "/topics/{key}" in entry.path:
        ada.send("/plan/topics", TOPIC, "POST")
    if entry.name == "api.remind":
        desk.do(number, "request_assets")
        desk.now += timedelta(days=1)

    if entry.name == "api.revoke_calendar":
        ada.send("/calendars", {"label": "Outlook"}, "POST")
    if entry.name == "api.end_absence":
        desk.let_be_away("ines")

    answer = call(ada, entry, number)

    assert answer.status_code in {200, 201}, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"


def test_the_description_has_every_entry_with_its_name_and_its_answers():
    described = description()
    found = {
        (method.upper(), path): operation
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    }

    guarded = [entry for entry in API if entry.who is not None]
    assert found.keys() == {(entry.method, entry.path) for entry in guarded}
    for entry in guarded:
        operation = found[entry.method, entry.path]
        assert operation["operationId"] == entry.name.removeprefix("api.")
        assert operation["security"] == [{"bearer": []}]
        assert operation["summary"].endswith(".")
        for answer in operation["responses"].values():
            assert answer["content"]["application/json"]["schema"]
    assert described["servers"] == [{"url": ROOT}]
    assert described["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    assert "HTTPValidationError" not in described["components"]["schemas"]


def test_what_is_planned_edited_and_moved_stands_in_the_file(ada, desk):
    number = ada.send("/posts", NEW).json()["number"]
    edit = {"title": "Ämter 🦊", "texts": {"linkedin": "Grüße"}, "seen_row_version": 1}
    saved = ada.send(f"/posts/{number}", edit, "PATCH").json()
    seen = ada.get(f"/posts/{number}").json()
    counters = {key: seen[key.removeprefix("seen_")] for key in MOVE if "seen" in key}
    ada.send(f"/posts/{number}/moves", MOVE | counters | {"comment": "Ach."})

    assert saved["changed"] == ["text:linkedin", "title"]
    assert (seen["title"], seen["texts"]) == ("Ämter 🦊", {"linkedin": "Grüße"})
    lines = ada.get(f"/posts/{number}/file").json()
    assert [line["event"] for line in lines] == ["add", "save", "withdraw"]
    doors = {json.loads(row.details)["door"] for row in desk.file(number)}
    assert doors == {"api"}


def test_a_move_on_an_outdated_view_conflicts(ada, a_post, desk):
    number = a_post("smi")
    desk.save(number, title="Neu")

    answer = ada.send(f"/posts/{number}/moves", MOVE | {"comment": "Fällt aus."})

    sentence = refusal(answer, 409)
    assert "meanwhile Ada Lorenz was faster (a change" in sentence
    assert "Your words are kept as a comment" in sentence
    assert desk.rows(COMMENT)[0].text == "Fällt aus."
    assert desk.post(number).state == "draft"


def test_a_move_that_cannot_be_says_what_could(ada, a_post):
    number = a_post("smi")

    wish = {"trigger": "publish", "seen_row_version": 1, "seen_version": 1}
    sentence = refusal(ada.send(f"/posts/{number}/moves", wish), 403)

    assert "Ada Lorenz could: request_assets" in sentence


@pytest.mark.parametrize("sort", ["slot", "number", "title", "state", "due"])
@pytest.mark.parametrize("descending", ["true", "false"])
def test_posts_come_in_every_order_of_the_table(sort, descending, ada, a_post):
    numbers = {a_post(house, title=f"Beitrag {house}") for house in ("smi", "smf")}

    page = ada.get(f"/posts?sort={sort}&descending={descending}").json()

    assert {post["number"] for post in page["posts"]} == numbers
    if sort in {"number", "title"}:
        found = [post[sort] for post in page["posts"]]
        assert found == sorted(found, reverse=descending == "true")


def test_posts_are_narrowed_down_and_come_part_by_part(ada, a_post):
    first, second = a_post("smi"), a_post("smf")

    theirs = ada.get("/posts?house=smf&state=draft&month=2023-11").json()
    rest = ada.get("/posts?sort=number&offset=1&limit=1").json()

    assert [post["number"] for post in theirs["posts"]] == [second]
    assert (rest["count"], rest["posts"][0]["number"]) == (2, second)
    assert first != second
    assert ada.get("/posts?month=2099-12").json()["posts"] == []


def test_a_note_of_the_use_of_a_token_is_kept(ada, dashboard):
    ada.get("/me")

    with reading(dashboard.desk.engine) as connection:
        (token,) = api_tokens.of(connection, "ada")
    assert token.used_at == dashboard.desk.now


def test_a_token_that_was_revoked_opens_nothing(ada, desk):
    with writing(desk.engine) as connection:
        (token,) = api_tokens.of(connection, "ada")
        api_tokens.revoke(desk.call(connection), token.key, "ada")

    assert "Bearer" in refusal(ada.get("/me"), 401)
    assert ada.get("/me").headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer vorlauf_",
        "Bearer vorlauf_" + "A" * 43,
        "Bearer vorlauf_" + "A" * 5000,
        "Basic YWRhOmFkYQ==",
        b"Bearer \xff\xfe",
        "Bearer vorlauf_%00",
        "bearer\tvorlauf_x",
    ],
)
def test_an_odd_token_is_none(header, dashboard):
    stranger = Program(dashboard)

    answer = stranger.get("/me", headers={"Authorization": header})

    refusal(answer, 401)


def test_the_scheme_is_known_in_capitals_and_not(dashboard):
    secret = secret_of(dashboard, "ada")

    for scheme in ("bearer", "BEARER", "Bearer "):
        answer = Program(dashboard).get(
            "/me", headers={"Authorization": f"{scheme} {secret}"}
        )
        assert answer.status_code == 200


def test_a_cookie_opens_nothing_here_and_a_token_no_page(dashboard):
    browser = dashboard.as_("ada")
    secret = secret_of(dashboard, "ada")

    refusal(browser.get(f"{ROOT}/me"), 401)
    page = dashboard.stranger(Authorization=f"Bearer {secret}").get("/me")
    assert page.status_code == 303


def test_who_was_disabled_has_no_token_that_holds(dashboard, desk):
    program = program_of(dashboard, "ines")
    with writing(desk.engine) as connection:
        invitations.disable(desk.call(connection), "ines", "ada")

    refusal(program.get("/me"), 401)


def test_who_has_left_the_file_has_no_token_that_holds(dashboard, desk):
    program = program_of(dashboard, "ivo")
    desk.amend("people", "ivo")
    dashboard.wiring.directory = desk.directory

    refusal(program.get("/me"), 401)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/nothing", 404),
        ("GET", "/posts/", 404),
        ("GET", "/docs", 404),
        ("DELETE", "/posts", 405),
        ("PUT", "/posts/2023-001", 405),
        ("TRACE", "/me", 405),
        ("OPTIONS", "/me", 405),
        ("BREW", "/me", 405),
        ("GET", "/posts/2023-001/moves", 405),
    ],
)
def test_an_address_that_is_none_is_refused_in_json(method, path, status, ada):
    answer = ada.client.request(method, f"{ROOT}{path}")

    assert refusal(answer, status)
    assert (status == 405) == ("allow" in answer.headers)


def test_a_fault_of_ours_is_said_in_json_and_tells_nothing(ada, monkeypatch):
    monkeypatch.setattr(today, "asks", None)

    answer = ada.get("/today")

    assert "on our side" in refusal(answer, 500)
    assert answer.headers["cache-control"] == "no-store"


def test_a_database_that_is_not_there_is_said_in_a_sentence(ada, dashboard, tmp_path):
    dashboard.wiring.engine = make_engine(f"sqlite:///{tmp_path}/none/vorlauf.db")

    assert "vorlauf.db" in refusal(ada.get("/me"), 503)


def test_an_answer_asks_no_more_of_the_database_than_a_page_may(ada, a_post, desk):
    numbers = [a_post("smi") for _ in range(12)]
    ada.get("/today")  # reads what has changed since the last look

    for path in ("/me", "/today", "/posts", f"/posts/{numbers[0]}", "/changes"):
        with selects(desk.engine) as asked:
            assert ada.get(path).status_code == 200
        assert len(asked) <= MOST_SELECTS, path


def test_an_absence_says_for_what_nobody_is_there(dashboard, hand_to_review):
    number, ada = hand_to_review("smi"), program_of(dashboard, "ada")
    days = {"first_day": "2023-09-18", "last_day": "2023-12-01"}
    first = ada.send("/absences", {**days, "person": "ivo"}).json()

    second = ada.send("/absences", {**days, "person": "ines"})

    assert second.status_code == 201
    assert first["unattended"] == []
    (lacking,) = second.json()["unattended"]
    assert (lacking["number"], lacking["kind"]) == (number, "review")
    (duty,) = ada.get(f"/posts/{number}").json()["duties"]
    assert (duty["asked"], duty["asked_now"]) == ("ines", None)
    ended = ada.send(f"/absences/{first['key']}/end")
    assert ended.status_code == 200
    (duty,) = ada.get(f"/posts/{number}").json()["duties"]
    assert duty["asked_now"] == "ivo"
    assert ada.get("/absences").json()["unattended"] == []


def test_an_absence_can_be_tried_before_it_is_entered(dashboard, hand_to_review):
    number, ada = hand_to_review("smi"), program_of(dashboard, "ada")
    days = {"first_day": "2023-09-18", "last_day": "2023-12-01"}

    tried = ada.send("/absences", {**days, "person": "ines", "dry_run": True})

    assert tried.status_code == 201
    found = tried.json()
    assert (found["key"], found["unattended"]) == (None, [])
    assert found["days"] == [{**days, "instead": "ivo"}]
    assert (number, "ivo") in {
        (one["number"], one["instead"]) for one in found["steps"]
    }
    assert ada.get("/absences").json()["absences"] == []


def test_others_see_and_end_their_own_absences_only(dashboard):
    ines, frank = program_of(dashboard, "ines"), program_of(dashboard, "frank")
    days = {"first_day": "2023-09-18", "last_day": "2023-09-20"}
    key = ines.send("/absences", days).json()["key"]

    assert len(ines.get("/absences").json()["absences"]) == 1
    assert frank.get("/absences").json()["absences"] == []
    assert frank.send(f"/absences/{key}/end").status_code == 403
    assert ines.send("/absences", {**days, "first_day": 17}).status_code == 422


def test_an_owner_who_is_nobody_is_bad_input(ada):
    refusal(ada.get("/posts?owner=niemand"), 422)
