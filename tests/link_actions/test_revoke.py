"""Taking back by the receipt, on both databases: the post is where it was before."""

import json

import pytest
from answers import Links
from desk import BARE

from states.post import PostState, Trigger
from vorlauf.db.engine import reading
from vorlauf.db.post_snapshots import NOTICE, STEP
from vorlauf.db.tables import Audit, table_of
from vorlauf.demo.year import checks
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.jobs.event_feed import unreported
from vorlauf.link_actions.revoke import can_take_back, take_back
from vorlauf.links.verify import LinkState
from vorlauf.posts import decision_queries, history

AUDIT = table_of(Audit)


@pytest.fixture
def links(desk):
    return Links(desk)


@pytest.fixture
def regret(links):
    """Return a function that takes the decision back of which this is the receipt."""

    def act(words, name="Ines Iser"):
        return links.act(take_back, links.open(words), name)

    return act


def reason(desk, links, words):
    with reading(desk.engine) as connection:
        opened = links.open(words)
        return can_take_back(desk.call(connection), opened)


def open_rows(desk, number):
    return {
        (s.kind.value, s.house, s.asked, s.due_at, s.retrospective)
        for s in desk.post(number).steps
    }


def yes_of(desk, number):
    post = desk.post(number)
    with reading(desk.engine) as connection:
        return {
            y.house
            for y in decision_queries.standing(connection, post.id, post.version)
        }


def test_the_only_endorsement_is_taken_back(desk, links, asked, regret):
    (number,) = asked("smi")
    before = open_rows(desk, number)
    links.say(links.issue(number, "ines"), "Ines Iser")

    undone = regret(links.receipt(number, "ines"))

    assert (undone.source, undone.dest) == (
        PostState.STAATSKANZLEI_APPROVAL,
        PostState.MINISTRY_REVIEW,
    )
    assert desk.post(number).state is PostState.MINISTRY_REVIEW
    assert open_rows(desk, number) == before
    assert yes_of(desk, number) == set()
    line = desk.rows(AUDIT)[-1]
    assert (line.event, line.actor, line.house) == ("take_back", "Ines Iser", "smi")
    assert (line.source, line.dest) == ("staatskanzlei_approval", "ministry_review")
    details = json.loads(line.details)
    assert (details["event"], details["issued_to"]) == ("endorse", "ines")
    assert details["undone"] == line.id - 1


def test_only_the_one_house_is_asked_again(desk, links, hand_to_review, regret):
    number = hand_to_review("smi", "smf")
    desk.do(number, "endorse", "frank")
    links.say(links.issue(number, "ines"), "Ines Iser")

    regret(links.receipt(number, "ines"))

    assert desk.open_steps(number) == {("review", "smi")}
    assert yes_of(desk, number) == {"smf"}
    links.say(links.issue(number, "ines"), "Ines Iser")
    assert desk.post(number).state is PostState.STAATSKANZLEI_APPROVAL


def test_the_house_gets_another_request_with_another_link(
    desk, links, hand_to_review, regret
):
    number = hand_to_review("smi", "smf")
    old = links.issue(number, "ines")
    links.say(old, "Ines Iser")
    regret(links.receipt(number, "ines"))

    (step,) = [s for s in desk.post(number).steps if s.house == "smi"]

    request = desk.rows(NOTICE, step_id=step.id, purpose="review_request")
    assert [row.recipient for row in request] == ["ines"]
    assert links.open(old).state is LinkState.ANSWERED
    assert links.open(links.issue(number, "ines")).state is LinkState.GOOD


def test_an_approval_is_taken_back_until_the_slot(
    desk, links, hand_to_review, regret, slot
):
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")
    before = open_rows(desk, number)
    links.say(links.issue(number, "clara"), "Clara Müller")
    words = links.receipt(number, "clara", house="sk")

    now, desk.now = desk.now, slot
    with pytest.raises(RefusedError, match="the slot has come"):
        regret(words, "Clara Müller")
    desk.now = now
    regret(words, "Clara Müller")

    assert desk.post(number).state is PostState.STAATSKANZLEI_APPROVAL
    assert open_rows(desk, number) == before


def test_a_no_is_taken_back_and_all_are_asked_again_who_had_not_decided(
    desk, links, hand_to_review, regret
):
    number = hand_to_review("smi", "smf")
    before = open_rows(desk, number)
    links.say(
        links.issue(number, "ines"), "Ines Iser", Trigger.REQUEST_CHANGES, "Falsch."
    )
    assert desk.post(number).state is PostState.DRAFT

    regret(links.receipt(number, "ines"))

    assert desk.post(number).state is PostState.MINISTRY_REVIEW
    assert open_rows(desk, number) == before


def test_a_no_in_approval_is_taken_back(desk, links, asked, regret):
    (number,) = asked("smi")
    desk.do(number, "endorse", "ines")
    before = open_rows(desk, number)
    no = Trigger.REQUEST_CHANGES
    links.say(links.issue(number, "clara"), "Clara Müller", no, "Nein.")

    regret(links.receipt(number, "clara", house="sk"), "Clara Müller")

    assert desk.post(number).state is PostState.STAATSKANZLEI_APPROVAL
    assert open_rows(desk, number) == before
    assert yes_of(desk, number) == {"smi"}


@pytest.mark.parametrize("trigger", [Trigger.ENDORSE, Trigger.REQUEST_CHANGES])
def test_what_was_said_afterwards_is_taken_back(desk, links, a_post, regret, trigger):
    number = a_post("smi", **BARE)
    desk.do(number, "override", target=PostState.SCHEDULED, comment="Es eilt.")
    before = open_rows(desk, number)
    links.say(links.issue(number, "ines"), "Ines Iser", trigger, "So.")

    regret(links.receipt(number, "ines"))

    assert desk.post(number).state is PostState.SCHEDULED
    assert open_rows(desk, number) == before


def test_whoever_stood_in_takes_it_back_and_so_does_whom_they_stood_in_for(
    desk, links, asked, regret
):
    (number,) = asked("smi")
    links.say(links.issue(number, "ivo"), "Ivo Jahn")
    assert reason(desk, links, links.receipt(number, "ivo")) is None

    regret(links.receipt(number, "ines"))

    line = desk.rows(AUDIT)[-1]
    assert (line.actor_key, line.on_behalf_of) == ("ines", "Ines Iser")


@pytest.mark.parametrize("later", ["endorse", "save", "withdraw"])
def test_after_the_next_act_a_decision_stays(
    desk, links, hand_to_review, regret, later
):
    number = hand_to_review("smi", "smf")
    links.say(links.issue(number, "ines"), "Ines Iser")
    words = links.receipt(number, "ines")
    {
        "endorse": lambda: desk.do(number, "endorse", "frank"),
        "save": lambda: desk.save(number, texts={"xing": "Anders."}),
        "withdraw": lambda: desk.do(number, "withdraw", comment="Weg."),
    }[later]()
    before = len(desk.rows(AUDIT)), len(desk.rows(STEP))

    assert "something else has happened" in str(reason(desk, links, words))
    with pytest.raises(RefusedError, match="something else has happened"):
        regret(words)
    assert (len(desk.rows(AUDIT)), len(desk.rows(STEP))) == before


def test_a_decision_is_taken_back_once(links, asked, regret):
    (number,) = asked("smi")
    links.say(links.issue(number, "ines"), "Ines Iser")
    words = links.receipt(number, "ines")
    regret(words)

    with pytest.raises(RefusedError, match="something else has happened"):
        regret(words)


def test_no_other_link_takes_anything_back(links, hand_to_review, regret):
    number = hand_to_review("smi", "smf")
    words = links.issue(number, "ines")

    with pytest.raises(RefusedError, match="this link is no receipt"):
        regret(words)
    with pytest.raises(BadInputError):
        links.say(words, "?")


def test_what_is_past_its_date_is_due_tomorrow(desk, links, asked, regret):
    (number,) = asked("smi")
    (step,) = desk.post(number).steps
    desk.now = step.due_at
    links.say(links.issue(number, "ines"), "Ines Iser")

    regret(links.receipt(number, "ines"))

    (again,) = desk.post(number).steps
    office = desk.directory.houses["smi"].office
    assert office.calendar.between(office.day_of(desk.now), office.day_of(again.due_at))


def test_the_file_still_leads_to_the_state_and_tells_what_was_undone(
    desk, links, asked, regret
):
    (number,) = asked("smi")
    links.say(links.issue(number, "ines"), "Ines Iser")
    regret(links.receipt(number, "ines"))

    last = unreported(desk.engine)[-1]
    with reading(desk.engine) as connection:
        deeds = history.deeds(connection)

    assert (last.name, last.payload["undone"]) == ("vorlauf.post.take_back", "endorse")
    assert [d.event for d in checks._standing(deeds)][-1] == "submit"
    assert deeds[-1].dest == desk.post(number).state
