"""What is on hold or has missed its slot, on every list of posts and in the API."""

from datetime import timedelta

import pytest
from listed import badges_of, hold_bar_of, row_of
from programs import program_of
from statements import MOST_SELECTS, selects

from vorlauf.db.engine import writing
from vorlauf.db.hold_tables import HoldScope
from vorlauf.scheduling.hold_orders import HoldOrder
from vorlauf.scheduling.holds import place
from vorlauf.workflow.manual_actions import overseer

DAY = timedelta(days=1)
LISTS = ("/", "/board", "/calendar?month=2023-11", "/posts", "/approvals")


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


@pytest.fixture
def hold(desk):
    def place_(*numbers, scope=HoldScope.POSTS, **more):
        order = HoldOrder(scope=scope, numbers=numbers, reason="Trauerfall", **more)
        with writing(desk.engine) as connection:
            return place(desk.call(connection), order, overseer(desk.directory, "ada"))

    return place_


@pytest.mark.parametrize("path", LISTS)
def test_a_list_says_what_is_on_hold_by_whom_until_when(
    dashboard, desk, hand_to_review, hold, path
):
    number = hand_to_review("smi")
    desk.now = desk.post(number).steps[0].due_at - timedelta(hours=2)
    ada = dashboard.as_("ada")
    assert hold_bar_of(ada.get(path)) == ""

    hold(number, last_day=(desk.now + DAY).date())

    said = hold_bar_of(ada.get(path))
    assert all(word in said for word in (number, "Trauerfall", "Ada", "Weiter"))
    if path != "/approvals":
        assert "ruht" in badges_of(ada.get(path), number)


def test_what_is_on_hold_counts_as_late_nowhere_and_few_questions_are_asked(
    dashboard, desk, hand_to_review, hold
):
    number = hand_to_review("smi")
    desk.now = desk.post(number).steps[0].due_at + timedelta(hours=2)
    ada = dashboard.as_("ada")
    late = ("/", "/posts?late=overdue")
    assert all(bool(row_of(ada.get(path), number)) for path in late)

    hold(number)

    assert [bool(row_of(ada.get(path), number)) for path in late] == [False, False]
    with selects(desk.engine) as asked:
        ada.get("/")
    assert len(asked) <= MOST_SELECTS


def test_a_contact_reads_of_the_holds_of_their_posts_alone(
    dashboard, hand_to_review, hold
):
    hold(hand_to_review("smf"))
    assert hold_bar_of(dashboard.as_("ines").get("/board")) == ""
    hold(scope=HoldScope.HOUSE, what="smf")
    assert hold_bar_of(dashboard.as_("ines").get("/board")) == ""

    number = hand_to_review("smi")
    hold(number)

    said = hold_bar_of(dashboard.as_("ines").get("/board"))
    assert number in said
    assert "/holds" not in said


def test_of_many_holds_the_bar_names_three(dashboard, hand_to_review, hold):
    for _ in range(5):
        hold(hand_to_review("smi"))
    hold(scope=HoldScope.ALL)

    said = hold_bar_of(dashboard.as_("ada").get("/posts"))

    assert said.startswith("Ruht: Niemand wird erinnert")
    assert "alle Beiträge (5 Beiträge)" in said
    assert "3 weitere Anordnungen" in said


def test_a_missed_slot_is_marked_everywhere_and_comes_first(
    dashboard, desk, a_post, hand_to_review, slot
):
    missed = hand_to_review("smi")
    desk.advance(slot + timedelta(minutes=5))
    late = a_post("smi", at=desk.now, slot_at=slot + 2 * DAY)
    ada = dashboard.as_("ada")

    for path in ("/board", "/calendar?month=2023-11", "/posts"):
        assert "verpasst" in badges_of(ada.get(path), missed), path
        assert "verpasst" not in badges_of(ada.get(path), late), path
    found = program_of(dashboard, "ada").get("/posts?sort=due").json()["posts"]
    assert [(one["number"], one["slot_missed"]) for one in found] == [
        (missed, True),
        (late, False),
    ]
