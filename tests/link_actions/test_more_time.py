"""More time by link, on both databases: free while the slot can be met."""

import json
from datetime import timedelta

import pytest
from answers import Links
from desk import BARE

from states.post import PostState
from vorlauf.db.engine import writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.tables import Audit, table_of
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.link_actions.more_time import ask_time, free_until, plead, what_it_costs
from vorlauf.links.verify import LinkState
from vorlauf.scheduling.due_date_changes import DueDateChange, extend
from vorlauf.workflow.manual_actions import overseer

AUDIT = table_of(Audit)


@pytest.fixture
def links(desk):
    return Links(desk)


@pytest.fixture
def wish(links):
    """Return a function that asks for more time, or pleads for it."""

    def act(words, until, name="Ines Iser", reason="Urlaub", how=ask_time):
        opened = links.open(words)
        return links.act(how, opened, until, name, reason)

    return act


@pytest.fixture
def hurried(desk, links, asked):
    """A link to a step that a coordinator wants a week before it must be done."""
    (number,) = asked("smi")
    (step,) = desk.post(number).steps
    day = step.due_at.date() - timedelta(days=7)
    by = overseer(desk.directory, "ada")
    with writing(desk.engine) as connection:
        extend(desk.call(connection), DueDateChange(number, step.id, day), by)
    return links.issue(number, "ines")


@pytest.fixture
def words(links, asked):
    (number,) = asked("smi")
    return links.issue(number, "ines")


def test_time_within_the_slack_is_granted(desk, links, hurried, wish):
    opened = links.open(hurried)
    last = free_until(desk.directory, opened)
    (before,) = desk.post("2023-001").steps

    extended = wish(hurried, last, "Erika Muster")

    (step,) = desk.post("2023-001").steps
    office = desk.directory.houses["smi"].office
    assert office.day_of(step.due_at) == last
    assert (extended.before, extended.after) == (before.due_at, step.due_at)
    assert extended.cost.met
    line = desk.rows(AUDIT)[-1]
    assert (line.event, line.actor, line.actor_key) == ("extend", "Erika Muster", "")
    assert (line.capacity, line.comment) == ("by_forwarded_link", "Urlaub")
    details = json.loads(line.details)
    assert (details["issued_to"], details["forwarded"]) == ("ines", True)
    desk.now = step.due_at
    assert links.open(hurried).state is LinkState.GOOD


def test_a_day_later_it_costs_the_slot_and_nothing_changes(desk, links, hurried, wish):
    opened = links.open(hurried)
    office = desk.directory.houses["smi"].office
    day = office.calendar.add(free_until(desk.directory, opened), 1)
    before = desk.post("2023-001"), len(desk.rows(NOTICE)), len(desk.rows(AUDIT))
    price = what_it_costs(desk.directory, opened, day)

    with pytest.raises(RefusedError, match="the slot cannot be met; the post could be"):
        wish(hurried, day)

    after = desk.post("2023-001"), len(desk.rows(NOTICE)), len(desk.rows(AUDIT))
    assert after == before
    assert (price.is_free, price.short_by, price.because) == (False, 1, "smi")
    assert price.slot_at > desk.post("2023-001").slot_at


def test_what_cannot_be_granted_is_told_to_the_coordinator(desk, words, wish):
    slot = desk.post("2023-001").slot_at.date()
    before = desk.post("2023-001")

    wish(words, slot, how=plead)

    assert desk.post("2023-001") == before
    told = desk.rows(NOTICE, purpose="comment_received")
    assert [notice.recipient for notice in told] == ["ada"]
    line = desk.rows(AUDIT)[-1]
    assert (line.event, line.comment) == ("comment", "21.11.2023: Urlaub")
    assert json.loads(line.details)["door"] == "link"


def test_a_day_that_cannot_be_is_refused(desk, links, hurried, wish):
    opened = links.open(hurried)
    last = free_until(desk.directory, opened)
    due = opened.matter.due_at.date()

    with pytest.raises(BadInputError, match="write a later day"):
        wish(hurried, due)
    with pytest.raises(BadInputError, match="is no working day of smi"):
        wish(hurried, last - timedelta(days=(last.weekday() + 1) % 7))
    with pytest.raises(BadInputError, match="The comment has 0 characters"):
        wish(hurried, last, reason=" ", how=plead)


def test_what_is_planned_back_from_the_slot_has_no_day_to_spare(desk, links, words):
    assert free_until(desk.directory, links.open(words)) is None


def test_what_is_asked_afterwards_has_time(desk, links, a_post, wish):
    number = a_post("smi", **BARE)
    desk.do(number, "override", target=PostState.SCHEDULED, comment="Es eilt.")
    words = links.issue(number, "ines")

    wish(words, free_until(desk.directory, links.open(words)))

    assert desk.rows(AUDIT)[-1].event == "extend"


def test_material_has_its_price_too(desk, links, a_post, wish):
    number = a_post("smi")
    desk.do(number, "request_assets")
    words = links.issue(number, "ines")
    due = links.open(words).matter.due_at.date()

    with pytest.raises(RefusedError, match="the slot cannot be met"):
        wish(words, desk.directory.houses["smi"].office.calendar.add(due, 2))
