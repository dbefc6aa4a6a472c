"""The API: every operation by every role, own and foreign, from the one table."""

import pytest
from everybody import LIMITED, PEOPLE
from programs import Program, program_of

from dashboard.api.endpoints import ANSWERS
from dashboard.permissions import API, AddressTarget
from states.post import Role
from vorlauf.accounts import invitations
from vorlauf.db.engine import writing

GUARDED = [entry for entry in API if entry.who is not None]
ABOUT_ONE = [entry for entry in GUARDED if entry.about is not AddressTarget.NOTHING]
BODIES = {
    "api.add_post": {
        "title": "Brücken",
        "slot_at": "2023-11-21T10:00:00+01:00",
        "houses": ["smi"],
    },
    "api.edit_post": {"title": "Brücken", "seen_row_version": 1},
    "api.preview_edit": {"title": "Brücken", "seen_row_version": 1},
    "api.set_material": {"wants_assets": False, "seen_row_version": 1},
    "api.take_filling": {"topics": {"1": "2023-11-23T10:00:00+01:00"}},
    "api.set_reserve": {"last_day": "2024-05-31", "seen_row_version": 1},
    "api.swap": {"late": "2023-001", "reserve": "2023-002", "dry_run": True},
    "api.swap_back": {"late": "2023-001", "reserve": "2023-002"},
    "api.restore": {"version": 1, "seen_row_version": 1, "dry_run": True},
    "api.move": {"trigger": "withdraw", "seen_row_version": 1, "seen_version": 1},
    "api.record": {
        "trigger": "endorse",
        "decided_by": "ines",
        "said_at": "2023-09-18T09:00:00+02:00",
        "seen_row_version": 1,
        "seen_version": 1,
    },
    "api.set_houses": {
        "houses": ["smi", "smf"],
        "comment": "Auch das SMF.",
        "seen_row_version": 1,
    },
    "api.comment": {"text": "Schön!"},
    "api.publish_pack": {"fingerprint": "0" * 64},
    "api.follow_up": {"day": "2023-10-05", "text": "angerufen, meldet sich Do"},
    "api.change_follow_up": {"day": "2023-10-06"},
    "api.act_publication": {"channel": "linkedin", "act": "again"},
    "api.remind": {},
    "api.set_absence": {"first_day": "2023-10-04", "last_day": "2023-10-06"},
    "api.end_absence": None,
    "api.add_calendar": {"label": "Outlook"},
    "api.revoke_calendar": None,
    "api.change_configuration": {"changes": {}, "seen": "0" * 64, "dry_run": True},
    "api.undo_configuration": {"seen": "0" * 64},
    "api.hand_over": {"posts": ["2023-001"], "to": "ben"},
    "api.undo_hand_over": {"posts": ["2023-001"]},
    "api.replace_house": {"old": "smi", "new": "smf", "comment": "Umbildung."},
    "api.undo_house": {"old": "smi", "new": "smf"},
    "api.take_proposal": {"moves": {"2023-001": "2023-11-23T10:00:00+01:00"}},
    "api.import_plan": {
        "name": "plan.csv",
        "file": "RGF0dW07VGl0ZWw=",
        "dry_run": True,
    },
    "api.undo_import": {"dry_run": True},
    "api.forget_columns": None,
    "api.add_topic": {"title": "Brücken", "houses": ["smi"]},
    "api.import_topics": {"file": "VGhlbWE7UmVzc29ydApCcsO8Y2tlbjtTTUkK"},
    "api.make_topic_link": {"house": "smi", "label": "Pressestelle"},
    "api.revoke_topic_link": None,
    "api.edit_topic": {"title": "Brücken", "seen": 1},
    "api.act_topic": {"act": "drop", "reason": "Zu spät.", "seen": 1},
    "api.take_topic": {"slot_at": "2023-11-23T10:00:00+01:00", "seen": 1},
    "api.hold": {"scope": "all", "reason": "Trauerfall", "dry_run": True},
    "api.end_hold": {"dry_run": True},
    "api.put_back": {"posts": ["2023-001"]},
}
# Refused by the engine, which asks who it is once more, and what is possible now.
ALLOWED = {200, 201, 403, 409, 422}


@pytest.fixture
def posts(a_post):
    """A post of `smi`, one of `smf` without graphics: own and foreign to Ines."""
    return {
        "own": a_post("smi"),
        "foreign": a_post("smf", wants_graphics=False),
        "none": "2023-999",
    }


HOUSES = {"own": "smi", "foreign": "smf", "none": "niemand"}


def ask(program, entry, posts, whose="own"):
    path = entry.path.replace("{number}", posts[whose])
    path = path.replace("{house}", HOUSES[whose]).replace("{key}", "99")
    if entry.method == "GET":
        return program.get(path)
    return program.send(path, BODIES[entry.name], entry.method)


def is_for_another_role(answer, role):
    sentence = f"This is not for your role ({role.value})."
    return (answer.status_code, answer.json()) == (403, {"detail": sentence})


def is_nothing(answer):
    nothing = {"detail": "There is nothing here for you to see."}
    return (answer.status_code, answer.json()) == (404, nothing)


def test_every_entry_has_its_answer():
    assert ANSWERS.keys() == {entry.name for entry in API}
    assert BODIES.keys() == {entry.name for entry in API if entry.method != "GET"}


@pytest.mark.slow
def test_without_a_token_nothing_is_answered_not_even_what_is_wrong(
    dashboard, desk, posts
):
    left = program_of(dashboard, "ben")
    with writing(desk.engine) as connection:
        invitations.disable(desk.call(connection), "ben", "ada")

    for program in (Program(dashboard), left):
        answers = [ask(program, one, posts, who) for one in GUARDED for who in posts]
        answers += [
            program.client.request(one.method, f"/api/v1{one.path}", content="{")
            for one in GUARDED
        ]
        assert {answer.status_code for answer in answers} == {401}
        assert {answer.headers["www-authenticate"] for answer in answers} == {"Bearer"}
        assert len({answer.text for answer in answers}) == 1


@pytest.mark.slow
@pytest.mark.parametrize("role", Role)
def test_who_is_not_named_may_not(role, dashboard, posts):
    program = program_of(dashboard, PEOPLE[role])

    for entry in GUARDED:
        answer = ask(program, entry, posts)
        assert is_for_another_role(answer, role) == (role not in entry.who), entry
        is_foreign = role is Role.GRAPHICS and entry.about is AddressTarget.HOUSE
        # No post here is on hold, and nobody is away.
        is_missing = is_foreign or "{key}" in entry.path
        assert answer.status_code in ALLOWED or (is_missing and is_nothing(answer))


@pytest.mark.parametrize("role", Role)
def test_what_is_foreign_answers_as_what_does_not_exist(role, dashboard, posts):
    program = program_of(dashboard, PEOPLE[role])

    for entry in ABOUT_ONE:
        nowhere = ask(program, entry, posts, "none")
        foreign = ask(program, entry, posts, "foreign")
        if role not in entry.who:
            assert is_for_another_role(nowhere, role)
            assert is_for_another_role(foreign, role)
        elif role in LIMITED:
            assert is_nothing(nowhere)
            assert (foreign.status_code, foreign.content) == (404, nowhere.content)
            assert foreign.headers == nowhere.headers
        else:
            assert is_nothing(nowhere)
            assert foreign.status_code in ALLOWED


def test_lists_hold_only_what_is_within_reach(dashboard, posts):
    found = {
        person: {
            post["number"]
            for post in program_of(dashboard, person).get("/posts").json()["posts"]
        }
        for person in PEOPLE.values()
    }

    both = {posts["own"], posts["foreign"]}
    assert found == dict.fromkeys(PEOPLE.values(), both) | {
        "ines": {posts["own"]},
        "gero": {posts["own"]},
    }


def test_a_foreign_post_is_not_found_by_its_house_or_its_title_either(dashboard, posts):
    ines = program_of(dashboard, "ines")

    for query in ("house=smf", f"text={posts['foreign']}", "person=frank"):
        assert ines.get(f"/posts?{query}").json()["count"] == 0
