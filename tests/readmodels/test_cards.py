"""Board and filter: which posts stand in which column, on both databases."""

from datetime import timedelta

import pytest
from desk import BARE
from sqlalchemy import update

from states.post import PostState, StepKind
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import STEP
from vorlauf.posts.visibility import EVERYTHING, Visibility
from vorlauf.readmodels.board import board
from vorlauf.readmodels.scope import Filter, Lateness, ReadScope

DAY = timedelta(days=1)


@pytest.fixture
def ask(engine, now):
    """Return a function that asks for a board; what is recent is three days old."""

    def answer(at=now, visibility=EVERYTHING, most=20, **wanted):
        more = {"recent_from": at - 3 * DAY, "most": most}
        with reading(engine) as connection:
            scope = ReadScope(connection, visibility, at)
            return board(scope, Filter(**wanted), **more)

    return answer


@pytest.fixture
def shown(ask):
    """Return a function that says which posts are on the board, in its order."""

    def numbers(**wanted):
        columns = ask(**wanted).values()
        return [card.number for column in columns for card in column.cards]

    return numbers


def test_every_state_has_its_column_in_the_order_of_a_post_s_life(ask, a_post, desk):
    draft, handed = a_post("smi"), a_post("smi", **BARE)
    desk.do(handed, "submit")

    columns = ask()

    assert list(columns) == list(PostState)
    assert [card.number for card in columns[PostState.DRAFT].cards] == [draft]
    assert [card.number for card in columns[PostState.MINISTRY_REVIEW].cards] == [
        handed
    ]
    assert columns[PostState.SCHEDULED].count == 0


def test_a_card_says_what_is_due_next_and_by_whom(ask, desk, hand_to_review):
    number = hand_to_review("smi", "smf")
    post = desk.post(number)

    (card,) = ask()[PostState.MINISTRY_REVIEW].cards

    first = min(post.steps, key=lambda step: (step.due_at, step.id))
    assert card.houses == ("smf", "smi")
    assert card.channels == ("instagram", "linkedin", "xing")
    assert (card.due_at, card.house_of_due, card.asked_of_due, card.kind_of_due) == (
        first.due_at,
        first.house,
        first.asked,
        StepKind.REVIEW,
    )
    assert (card.open_steps, card.row_version) == (2, 2)


def test_a_retrospective_duty_is_open_but_not_what_is_due_next(ask, desk, a_post):
    number = a_post("smi", **BARE)
    desk.do(number, "override", target=PostState.SCHEDULED, comment="Eilt sehr.")

    (card,) = ask()[PostState.SCHEDULED].cards

    assert card.overridden
    assert card.open_steps == 3
    assert card.kind_of_due is StepKind.PUBLISH


def test_a_draft_that_owes_nothing_has_nothing_due(ask, a_post):
    a_post("smi")

    (card,) = ask()[PostState.DRAFT].cards

    assert (card.due_at, card.kind_of_due, card.open_steps) == (None, None, 0)


def test_a_column_shows_the_first_slots_and_counts_all(ask, a_post, slot):
    later, sooner, _ = (a_post("smi", slot_at=slot + days * DAY) for days in (7, 2, 14))

    column = ask(most=2)[PostState.DRAFT]

    assert column.count == 3
    assert [card.number for card in column.cards] == [sooner, later]


def test_what_is_over_stays_for_a_while_the_newest_first(ask, a_post, desk, slot):
    old, new = a_post("smi"), a_post("smi", slot_at=slot + 2 * DAY)
    for number in (old, new):
        desk.do(number, "withdraw", comment="Abgesagt.")

    both = ask(slot + 2 * DAY)[PostState.WITHDRAWN]
    one = ask(slot + 4 * DAY)[PostState.WITHDRAWN]
    of_month = ask(slot + 90 * DAY, from_at=slot, to_at=slot + DAY)

    assert [card.number for card in both.cards] == [new, old]
    assert [card.number for card in one.cards] == [new]
    assert [c.number for c in of_month[PostState.WITHDRAWN].cards] == [old]


def test_a_contact_sees_the_posts_of_her_houses_only(ask, a_post):
    of_smi, both = a_post("smi"), a_post("smf", "smi")
    a_post("smf")

    (few, many) = (
        ask(visibility=Visibility(frozenset(houses)))[PostState.DRAFT]
        for houses in (["smi"], ["smi", "sk"])
    )

    assert {card.number for card in few.cards} == {of_smi, both}
    assert few == many


@pytest.mark.parametrize(
    "wanted",
    [
        {"house": "smf"},
        {"channel": "xing"},
        {"person": "frank"},
        {"text": "über brücken"},
        {"text": "FACH_M"},
        {"states": (PostState.MINISTRY_REVIEW,)},
    ],
)
def test_a_filter_leaves_the_posts_that_are_meant(shown, a_post, desk, wanted):
    found = a_post("smf", title="Über Brücken: Fach_männer", **BARE)
    desk.do(found, "submit")
    a_post("smi", title="Obst 100 % Fachmann", texts={"linkedin": "Noch einer."})

    assert shown(**wanted) == [found]


def test_a_text_may_be_part_of_a_number(shown, a_post):
    first, _second = a_post("smi"), a_post("smi")

    assert shown(text=f" {first[-3:]} ") == [first]


@pytest.mark.parametrize("text", ["100 %", "_", "%", "/", "ÜBER", "brücke"])
def test_signs_that_mean_something_to_the_database_mean_themselves(shown, a_post, text):
    found = a_post("smi", title="Über_Brücke / 100 %")
    a_post("smi", title="Auf 1000 Wegen")

    assert shown(text=text) == [found]


@pytest.mark.parametrize("field", ["text", "house", "channel", "person"])
@pytest.mark.parametrize("word", ["\x00", "a\ud800b"])
def test_what_no_database_takes_finds_nothing(shown, a_post, field, word):
    a_post("smi")

    assert shown(**{field: word}) == []


def test_what_is_wrong_can_be_asked_for(shown, desk, asked, engine, now):
    late, risky, stuck = asked("smi", "smi", "smf")
    with writing(engine) as connection:
        for number, values in ((late, {"due_at": now - DAY}),):
            (step,) = desk.post(number).steps
            one = STEP.c.id == step.id
            connection.execute(update(STEP).where(one).values(**values))

    people, unmet = frozenset({"frank"}), frozenset({desk.post(risky).id})
    assert shown(lateness=Lateness.OVERDUE) == [late]
    assert shown(lateness=Lateness.AT_RISK, unmet=unmet) == [risky]
    assert shown(lateness=Lateness.BLOCKED, unreachable=people) == [stuck]
