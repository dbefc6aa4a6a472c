"""Forwarding inside the house and beyond, on both databases."""

import json

import pytest
from answers import Links

from states.post import Role
from vorlauf.db.engine import writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.tables import Audit, table_of
from vorlauf.errors import ConflictError, RefusedError
from vorlauf.link_actions.forward import Relation, disown, forward, receivers
from vorlauf.links.verify import LinkState
from vorlauf.scheduling.changed_rules import apply_rules

AUDIT = table_of(Audit)


@pytest.fixture
def links(desk):
    return Links(desk)


@pytest.fixture
def pass_on(links):
    def act(words, to, name="Ines Iser", comment="Macht Ivo."):
        return links.act(forward, links.open(words), to, name, comment)

    return act


def test_a_colleague_is_asked_instead_and_due_when_it_was(desk, links, asked, pass_on):
    (number,) = asked("smi")
    (before,) = desk.post(number).steps
    words = links.issue(number, "ines")

    forwarded = pass_on(words, "ivo")

    (step,) = desk.post(number).steps
    assert (step.asked, step.due_at) == ("ivo", before.due_at)
    assert (forwarded.to.name, forwarded.due_at) == ("Ivo Jahn", before.due_at)
    assert links.open(words).state is LinkState.OVER
    request = desk.rows(NOTICE, step_id=step.id, purpose="review_request")
    assert [notice.recipient for notice in request] == ["ivo"]
    cancelled = desk.rows(NOTICE, step_id=before.id, state="cancelled")
    assert cancelled == desk.rows(NOTICE, step_id=before.id)
    line = desk.rows(AUDIT)[-1]
    assert (line.event, line.actor, line.comment) == (
        "forward",
        "Ines Iser",
        "Macht Ivo.",
    )
    assert json.loads(line.details)["to_key"] == "ivo"


def test_the_colleague_decides_by_a_link_of_his_own(desk, links, asked, pass_on):
    (number,) = asked("smi")
    pass_on(links.issue(number, "ines"), "ivo")

    links.say(links.issue(number, "ivo"), "Ivo Jahn")

    line = desk.rows(AUDIT)[-1]
    assert (line.actor_key, line.capacity, line.on_behalf_of) == ("ivo", "contact", "")


def test_it_goes_to_nobody_else(desk, links, asked, pass_on):
    desk.amend("people", "olga", house="smi")
    (number,) = asked("smi")
    words = links.issue(number, "ines")
    before = desk.post(number)

    found = receivers(desk.directory, links.open(words))

    assert [one.person.key for one in found] == ["ivo"]
    for to in ("frank", "ada", "olga", "ines", "nobody", ""):
        with pytest.raises(RefusedError, match="only to somebody who is offered here"):
            pass_on(words, to)
    assert desk.post(number) == before


def test_deputies_and_the_house_above_are_offered_each_once(
    desk, links, asked, pass_on
):
    desk.amend("people", "ivo", house="smf", deputy=None)
    desk.amend("people", "ines", deputy="ivo")
    desk.amend("people", "frank", house="smf")
    desk.amend("houses", "smi", parent="smf")
    (number,) = asked("smi")
    words = links.issue(number, "ines")

    found = receivers(desk.directory, links.open(words))

    assert [(one.person.key, one.relation) for one in found] == [
        ("ivo", Relation.DEPUTY),
        ("fay", Relation.PARENT),
        ("frank", Relation.PARENT),
    ]
    pass_on(words, "frank")
    (step,) = desk.post(number).steps
    assert (step.house, step.asked) == ("smi", "frank")
    links.say(links.issue(number, "frank", house="smi"), "Frank Förster")
    assert desk.rows(AUDIT)[-1].actor_key == "frank"


def test_who_knows_nobody_tells_the_coordinator_and_changes_nothing(desk, links, asked):
    (number,) = asked("smi")
    words = links.issue(number, "ines")
    before = desk.post(number).steps

    key = links.act(disown, links.open(words), "Ines Iser", "Nicht meins.")

    assert desk.post(number).steps == before
    told = desk.rows(NOTICE, purpose="comment_received", n=key)
    assert [notice.recipient for notice in told] == ["ada"]
    assert desk.rows(AUDIT)[-1].comment == "Nicht meins."


def test_it_does_not_go_to_whoever_wrote_the_post(desk, links, a_post):
    desk.amend("people", "ivo", role=Role.COORDINATOR)
    number = a_post("smi", author="ivo", wants_assets=False, wants_graphics=False)
    desk.do(number, "submit")
    desk.amend("people", "ivo", role=Role.CONTACT)
    words = links.issue(number, "ines")

    assert receivers(desk.directory, links.open(words)) == ()


def test_an_approval_goes_to_another_approver(desk, links, asked, pass_on):
    (number,) = asked("smi")
    desk.do(number, "endorse", "ines")

    pass_on(links.issue(number, "clara"), "cem", "Clara Müller")

    (step,) = desk.post(number).steps
    assert (step.kind, step.asked) == ("approval", "cem")


def test_a_request_for_material_can_be_passed_on(desk, links, a_post, pass_on):
    number = a_post("smi")
    desk.do(number, "request_assets")

    pass_on(links.issue(number, "ines"), "ivo")

    (step,) = desk.post(number).steps
    assert (step.kind, step.asked) == ("assets", "ivo")


def test_a_colleague_stays_asked_when_everything_is_planned_anew(
    desk, links, asked, pass_on
):
    with writing(desk.engine) as connection:
        apply_rules(desk.call(connection))
    (number,) = asked("smi")
    pass_on(links.issue(number, "ines"), "ivo")
    before = len(desk.rows(NOTICE, purpose="review_request"))

    desk.amend("houses", "smi", reminders=(-2, 0))
    with writing(desk.engine) as connection:
        assert apply_rules(desk.call(connection)) == ("smi",)

    (step,) = desk.post(number).steps
    assert step.asked == "ivo"
    assert len(desk.rows(NOTICE, purpose="review_request")) == before


def test_two_cannot_pass_on_the_same(links, asked, pass_on):
    (number,) = asked("smi")
    words = links.issue(number, "ines")
    opened = links.open(words)
    pass_on(words, "ivo")

    with pytest.raises((RefusedError, ConflictError), match="nobody is asked"):
        links.act(forward, opened, "ivo", "Ines Iser", "")
