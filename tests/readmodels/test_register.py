"""Register: all posts, sorted, narrowed down and counted, on both databases."""

from datetime import timedelta

import pytest
from desk import BARE

from states.post import PostState
from vorlauf.db import keys
from vorlauf.db.engine import reading
from vorlauf.posts import listing
from vorlauf.posts.visibility import EVERYTHING, Visibility
from vorlauf.readmodels import register
from vorlauf.readmodels.register import Sort
from vorlauf.readmodels.scope import Filter, ReadScope

DAY = timedelta(days=1)
REACHES = [
    EVERYTHING,
    Visibility(frozenset({"smf"})),
    Visibility(frozenset({"smf", "smi"})),
    Visibility(frozenset({"grafik"}), graphics=True),
]


@pytest.fixture
def ask(engine, now):
    """Return a function that asks for a page of the register."""

    def answer(visibility=EVERYTHING, *, wanted=None, offset=0, most=50, **order):
        rows = register.Rows(offset, most)
        with reading(engine) as connection:
            scope = ReadScope(connection, visibility, now)
            return register.posts(scope, wanted or Filter(), rows, **order)

    return answer


@pytest.fixture
def three(a_post, desk, slot):
    """Three posts in three states, whose numbers, titles and slots differ in order."""
    draft = a_post("smf", title="C", slot_at=slot + 2 * DAY)
    bare = {**BARE, "wants_graphics": True}
    handed = a_post("smi", "smf", title="A", slot_at=slot + 3 * DAY, **BARE)
    gone = a_post("smi", title="B", slot_at=slot, **bare)
    desk.do(handed, "submit")
    desk.do(gone, "withdraw", comment="Abgesagt.")
    return {"draft": draft, "handed": handed, "gone": gone}


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (Sort.SLOT, "gone draft handed"),
        (Sort.NUMBER, "draft handed gone"),
        (Sort.TITLE, "handed gone draft"),
        (Sort.STATE, "draft handed gone"),
    ],
)
def test_posts_are_sorted_both_ways_and_come_page_by_page(ask, three, sort, order):
    names = [three[name] for name in order.split()]

    there = [row.number for row in ask(sort=sort).rows]
    back = [row.number for row in ask(sort=sort, descending=True).rows]
    middle = ask(sort=sort, offset=1, most=1)

    assert there == names
    assert back == names[::-1]
    assert [row.number for row in middle.rows] == names[1:2]
    assert middle.count == 3


def test_the_thousandth_post_comes_after_the_one_before_it(
    ask, desk, a_post, slot, monkeypatch
):
    last_number = keys.last_number

    def from_998(connection, year):
        return max(last_number(connection, year), 997)

    monkeypatch.setattr(keys, "last_number", from_998)
    numbers = [a_post("smi") for _ in range(4)]
    next_year = a_post("smi", slot_at=slot + 366 * DAY)

    there = [row.number for row in ask(sort=Sort.NUMBER).rows]
    back = [row.number for row in ask(sort=Sort.NUMBER, descending=True).rows]

    assert numbers == ["2023-998", "2023-999", "2023-1000", "2023-1001"]
    assert there == [*numbers, next_year]
    assert back == there[::-1]
    middle = ask(sort=Sort.NUMBER, offset=1, most=2)
    assert [row.number for row in middle.rows] == numbers[1:3]
    with reading(desk.engine) as connection:
        assert last_number(connection, 2023) == 1001


def test_what_is_due_first_comes_first_and_what_owes_nothing_last(
    ask, desk, hand_to_review, a_post, slot
):
    idle = a_post("smi")
    first = hand_to_review("smf", "smi")
    later = a_post("smi", slot_at=slot + 9 * DAY, **BARE)
    desk.do(later, "submit")

    there = [row.number for row in ask(sort=Sort.DUE).rows]
    back = [row.number for row in ask(sort=Sort.DUE, descending=True).rows]
    second = [row.number for row in ask(sort=Sort.DUE, offset=1, most=2).rows]

    assert there == [first, later, idle]
    assert back == [later, first, idle]
    assert second == [later, idle]


@pytest.mark.parametrize("visibility", REACHES)
@pytest.mark.parametrize("sort", Sort)
def test_no_page_shows_what_is_out_of_reach(ask, three, visibility, sort):
    page = ask(visibility, sort=sort)

    houses = visibility.houses or {"smi", "smf"}
    expected = {
        row.number for row in ask().rows if not houses.isdisjoint(row.houses)
    } | ({three["draft"], three["gone"]} if visibility.graphics else set())
    assert {row.number for row in page.rows} == expected
    assert page.count == len(expected)


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("visibility", REACHES)
def test_posts_are_counted_by_state(engine, ask, visibility):
    with reading(engine) as connection:
        found = register.counts(connection, visibility)

    shown = [row.state for row in ask(visibility).rows]
    assert list(found) == list(PostState)
    assert found == {state: shown.count(state) for state in PostState}


def test_nothing_is_there_at_the_beginning(engine, ask):
    with reading(engine) as connection:
        assert register.counts(connection, EVERYTHING) == listing.counts(connection)
    assert ask() == register.RegisterPage(0, ())


def test_the_house_that_is_asked_for_counts_its_posts(ask, three):
    page = ask(wanted=Filter(house="smi"))

    assert page.count == 2
    assert [row.number for row in page.rows] == [three["gone"], three["handed"]]
    assert ask(wanted=Filter(house="\x00")).count == 0


@pytest.mark.usefixtures("three")
def test_more_than_can_be_counted_is_said_to_be_more(ask, monkeypatch):
    monkeypatch.setattr(register, "MOST_COUNTED", 1)
    register._found.cache_clear()
    register._counted.cache_clear()

    page = ask(wanted=Filter(house="smi"))
    whole = ask()
    register._found.cache_clear()
    register._counted.cache_clear()

    assert (page.count, page.more) == (1, True)
    assert (whole.count, whole.more) == (3, False)


@pytest.mark.parametrize("few", [0, 1000])
@pytest.mark.parametrize("sort", Sort)
def test_a_text_is_found_whether_it_is_in_few_titles_or_in_many(
    ask, a_post, monkeypatch, few, sort
):
    monkeypatch.setattr(register, "_FEW", few)
    found = {a_post("smi", title="Wald"), a_post("smf", title="Im Walde")}
    a_post("smi", title="Wiese")

    page = ask(wanted=Filter(text="WALD"), sort=sort)
    second = ask(wanted=Filter(text="wald"), sort=sort, offset=1, most=1)

    assert {row.number for row in page.rows} == found
    assert (page.count, second.rows) == (2, page.rows[1:])
    assert ask(wanted=Filter(text="Meer"), sort=sort) == register.RegisterPage(0, ())


def test_an_export_holds_every_post_by_slot(engine, three, now, monkeypatch):
    monkeypatch.setattr(register, "_AT_ONCE", 2)

    with reading(engine) as connection:
        found = list(register.every(ReadScope(connection, EVERYTHING, now), Filter()))

    assert [card.number for card in found] == [
        three[name] for name in ("gone", "draft", "handed")
    ]
