"""A form that acts on a post says which state of it was seen, or does nothing."""

import re

import pytest
from answer_pages import link_of

from vorlauf.db.tables import Audit, table_of

AUDIT = table_of(Audit)
# Forms by which a post, a step or a slot becomes another: all of a post but those
# that only add to it. A comment names the version it is about.
ACTING = re.compile(
    r"/posts/[^/]+/(?!comments|follow-ups|remind).+|/calendar/move|/slot.*"
)


def forms_of(client, paths):
    for path in paths:
        for form in client.see(path).forms:
            action = form.action.partition("?")[0]
            if form.method == "post" and ACTING.fullmatch(action):
                yield path, action, dict(form.fields), dict(form.buttons)


@pytest.fixture
def pages(desk, hand_to_review, a_post):
    """The pages with forms of a draft and of a post in review, for who acts there."""
    draft, reviewed = a_post("smi"), hand_to_review("smi")
    scheduled = hand_to_review("smi")
    for move, who in (("endorse", "ines"), ("approve", "clara")):
        desk.do(scheduled, move, who)
    asked = a_post("smi", wants_graphics=False)
    desk.do(asked, "request_assets")
    desk.supply(asked, "smi", "ines", consent="")
    (step,) = desk.post(reviewed).steps
    moves = ("request_assets", "withdraw", "override", "request_changes")
    return (
        "ada",
        [
            *(f"/posts/{number}" for number in (draft, reviewed)),
            *(f"/posts/{number}/edit" for number in (draft, reviewed)),
            *(f"/posts/{reviewed}/moves/{move}" for move in moves[1:]),
            f"/posts/{draft}/moves/{moves[0]}",
            f"/posts/{reviewed}/steps/{step.id}/extend",
            f"/posts/{scheduled}",
            f"/posts/{asked}/material",
            f"/posts/{asked}/pictures",
            f"/calendar/move?post={draft}&day=2023-11-06",
        ],
    )


@pytest.mark.slow
def test_every_form_says_so_and_is_refused_without(dashboard, desk, pages):
    person, paths = pages
    client, tried = dashboard.as_(person), set()
    found = list(forms_of(client, paths))

    for path, action, fields, _ in found:
        assert fields.get("seen"), f"{action} on {path}"
        before = len(desk.rows(AUDIT))
        said = {"comment": "Es eilt.", "read": "1", "title": "Anders"}
        said |= {f"answer-{action.rpartition('/')[2]}": "accepted", "sha256": "a" * 64}
        said |= {"number": "2"}
        said |= {"name": "a.jpg", "proof-xing": "https://xing.example.org/1"}
        without = {k: v for k, v in fields.items() if k != "seen"} | said
        answer = client.post(action, without)

        assert 400 <= answer.status_code < 500, (action, answer.status_code)
        assert len(desk.rows(AUDIT)) == before, action
        tried.add(re.sub(r"[\d-]+", "N", action))

    assert {"/posts/N/edit", "/posts/N/moves/withdraw"} <= tried
    assert any("extend" in action for action in tried)
    assert {"/posts/N/material", "/posts/N/material/N", "/posts/N/pictures"} <= tried
    assert "/posts/N/proofs" in tried


def test_an_undo_without_it_is_refused(dashboard, desk, a_post):
    number = a_post("smi")
    client = dashboard.as_("ada")
    seen = {"seen": str(desk.post(number).row_version), "version": "1"}
    client.send(f"/posts/{number}/moves/request_assets", seen)

    page = client.send(f"/posts/{number}/undo", {})

    assert page.status == 422
    assert "welchen Stand des Beitrags" in page.text
    assert desk.post(number).state == "asset_requested"


def test_a_decision_by_link_without_it_is_refused(dashboard, desk, hand_to_review):
    number = hand_to_review("smi")
    said = {"decision": "endorse", "name": "Ines Iser"}

    page = dashboard.stranger().send(link_of(dashboard, number, "smi"), said)

    assert page.status == 422
    assert "welche Fassung es zeigte" in page.text
    assert desk.post(number).state == "ministry_review"
