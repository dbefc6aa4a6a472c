"""Proposals: what is moved, why, what cannot be placed, and how a part is taken."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import Audit, table_of
from vorlauf.directory.model import Blackout
from vorlauf.editing.slot_previews import earliest_possible
from vorlauf.errors import BadInputError, ConflictError, RefusedError
from vorlauf.plan.proposals import solver
from vorlauf.plan.proposals.propose import propose, stated
from vorlauf.plan.proposals.solver import Way
from vorlauf.plan.proposals.take import Taking, take

pytest.importorskip("highspy")

# 09:00 in Berlin on working days, long after the day on which the tests plan.
MONDAY = datetime(2024, 2, 5, 8, tzinfo=UTC)
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)


@pytest.fixture
def proposal(desk):
    def make(keep=(), year=None):
        with reading(desk.engine) as connection:
            return propose(stated(desk.call(connection), year, keep))

    return make


@pytest.fixture
def agree(desk):
    def make(**agreed):
        campaign = replace(desk.directory.campaign, **agreed)
        houses = {
            key: replace(house, campaign=campaign)
            for key, house in desk.directory.houses.items()
        }
        desk.directory = replace(desk.directory, campaign=campaign, houses=houses)

    return make


@pytest.fixture
def taken(desk):
    def make(found, *numbers, actor="ada"):
        taking = Taking(actor=actor, say=str, numbers=numbers or None)
        with writing(desk.engine) as connection:
            return take(desk.call(connection), found, taking)

    return make


def test_a_plan_without_faults_stays_as_it_is(a_post, proposal):
    for at in (MONDAY, TUESDAY):
        a_post("smi", slot_at=at)

    found = proposal()

    assert (list(found.moves), list(found.unplaced), found.way) == ([], [], Way.PROVEN)
    assert found.before == found.after


def test_a_post_that_is_too_early_moves_to_the_first_slot_that_can_be_met(
    a_post, proposal, now
):
    number = a_post("smi", slot_at=now + timedelta(days=3))

    found = proposal()

    (move,) = found.moves
    assert move.number == number
    assert "working days more." in str(move.because[0])
    assert (found.before.missed, found.after.missed, found.after.moved) == (1, 0, 1)
    assert move.to > move.slot_at


def test_a_post_that_is_too_early_by_one_working_day_says_so(desk, a_post, proposal):
    number = a_post("smi", slot_at=MONDAY)
    soonest = earliest_possible(desk.post(number), desk.directory, desk.now)
    desk.save(
        number, slot_at=soonest - timedelta(days=3 if soonest.weekday() == 0 else 1)
    )

    (move,) = proposal().moves

    assert str(move.because[0]) == "SMI needs one working day more."


def test_of_two_posts_in_one_slot_and_channel_one_moves_within_the_day(
    a_post, proposal
):
    one, two = (a_post("smi", slot_at=MONDAY) for _ in range(2))

    (move,) = proposal().moves

    assert move.number in {one, two}
    assert (move.shift, move.to.date()) == (0, MONDAY.date())
    assert str(move.because[0]).startswith("Another post has this slot on ")


def test_a_blackout_and_a_closed_house_are_kept_clear(desk, agree, a_post, proposal):
    numbers = [a_post("smi", slot_at=MONDAY), a_post("smf", slot_at=TUESDAY)]
    agree(blackouts=(Blackout(first=MONDAY.date(), last=MONDAY.date(), reason="Wahl"),))
    desk.amend("houses", "smf", closing_days=frozenset({TUESDAY.date()}))

    found = {move.number: move for move in proposal().moves}

    assert {str(found[n].because[0]) for n in numbers} == {
        "Nothing is published then (Wahl).",
        "SMF is closed.",
    }
    assert all(move.shift == 1 for move in found.values())


def test_posts_a_day_a_week_and_of_a_house_are_counted(agree, a_post, proposal):
    agree(posts_per_day=1, house_spacing=2)
    for _ in range(3):
        a_post("smi", slot_at=MONDAY)

    found = proposal()

    days = sorted({MONDAY.date(), *(move.to.date() for move in found.moves)})
    calendar_days = [day.toordinal() for day in days]
    assert len(days) == 3
    assert all(b - a >= 3 for a, b in zip(calendar_days, calendar_days[1:]))  # noqa: B905, RUF007


def test_posts_of_the_next_year_count_in_the_week_that_they_share(
    agree, a_post, proposal
):
    agree(posts_per_week=1)
    number = a_post("smi", slot_at=datetime(2024, 12, 30, 9, tzinfo=UTC))
    a_post("smi", slot_at=datetime(2025, 1, 2, 9, tzinfo=UTC))

    (move,) = proposal(year=2024).moves

    assert (move.number, move.to.date()) == (number, date(2024, 12, 27))
    assert "The week of 2024-12-30 has a post already." in str(move.because[0])


def test_the_steps_of_a_house_in_a_week_are_counted(desk, a_post, proposal):
    desk.amend("houses", "smi", steps_per_week=1)
    for at in (MONDAY, TUESDAY):
        a_post("smi", slot_at=at, wants_assets=False, wants_graphics=False)

    (move,) = proposal().moves

    assert "SMI has a step in the week of" in str(move.because[0])


def test_what_was_asked_for_is_past_or_is_to_be_kept_stays(
    agree, hand_to_review, a_post, proposal, slot
):
    agree(posts_per_day=1)
    asked = hand_to_review("smi")
    kept = a_post("smi", slot_at=slot - timedelta(days=1))
    moved = a_post("smi", slot_at=slot)

    found = proposal(keep=[kept])

    assert [move.number for move in found.moves] == [moved]
    assert asked not in {move.number for move in found.moves}
    assert (found.posts, found.fixed) == (1, 2)


def test_a_number_that_the_plan_does_not_have_cannot_be_kept(a_post, proposal):
    a_post("smi", slot_at=MONDAY)

    with pytest.raises(BadInputError, match="has no post 2024-999"):
        proposal(keep=["2024-999"])


def test_what_cannot_be_placed_names_the_rules_and_their_days(agree, a_post, proposal):
    number = a_post("smi", slot_at=MONDAY)
    agree(
        blackouts=(
            Blackout(first=date(2023, 10, 2), last=date(2024, 12, 31), reason="Wahl"),
        )
    )

    found = proposal()

    (one,) = found.unplaced
    assert (one.number, list(found.moves)) == (number, [])
    (obstacle,) = one.obstacles
    assert str(obstacle.rule) == "Nothing is published then (Wahl)."
    assert MONDAY.date() in obstacle.days


def test_a_part_is_taken_as_slot_moves_and_the_log_says_so(
    desk, a_post, proposal, taken, now
):
    one, two = (a_post("smi", slot_at=now + timedelta(days=days)) for days in (3, 4))
    found = proposal()

    (move,) = taken(found, one)

    assert desk.post(one).slot_at == move.to
    assert desk.post(two).slot_at == now + timedelta(days=4)
    line = desk.file(one)[-1]
    assert (line.event, line.comment.startswith("Proposal for the plan: ")) == (
        "save",
        True,
    )
    (entry,) = desk.rows(table_of(Audit), event="save")
    assert '"proposal":"plan"' in entry.details.replace(": ", ":")


def test_all_of_it_can_be_taken_and_then_nothing_is_left(a_post, proposal, taken, now):
    for days in (3, 4):
        a_post("smi", slot_at=now + timedelta(days=days))

    taken(proposal())

    assert list(proposal().moves) == []


def test_a_move_that_needs_another_is_not_taken_alone(a_post, proposal, taken, now):
    number = a_post("smi", slot_at=now + timedelta(days=3))
    found = proposal()
    (move,) = found.moves
    needing = replace(found, moves=[replace(move, needs=("2024-999",))])

    with pytest.raises(RefusedError, match="leaves; take that, too"):
        taken(needing, number)


def test_a_part_that_breaks_a_rule_without_the_rest_is_refused_with_its_reason(
    desk, agree, a_post, proposal, taken
):
    one = a_post("smi", slot_at=MONDAY)
    two = a_post("smi", slot_at=TUESDAY)
    agree(
        posts_per_day=1,
        blackouts=(Blackout(first=MONDAY.date(), last=MONDAY.date(), reason="Wahl"),),
    )
    found = proposal()
    move = found.moves[0]
    moves = [
        replace(move, number=one, to=TUESDAY + timedelta(hours=2)),
        replace(move, number=two, slot_at=TUESDAY, to=WEDNESDAY, row_version=1),
    ]
    chained = replace(found, moves=moves)

    with pytest.raises(RefusedError, match=rf"agreed are 1 .*Take {two}, too"):
        taken(chained, one)

    assert desk.post(one).slot_at == MONDAY
    assert len(taken(chained)) == 2


def test_a_number_that_is_not_moved_cannot_be_taken(a_post, proposal, taken):
    number = a_post("smi", slot_at=MONDAY)

    with pytest.raises(BadInputError, match="does not move"):
        taken(proposal(), number)


def test_nothing_is_taken_of_a_proposal_if_one_post_has_changed(
    desk, a_post, proposal, taken, now
):
    one, two = (a_post("smi", slot_at=now + timedelta(days=days)) for days in (3, 4))
    found = proposal()
    desk.save(two, title="Anders")

    with pytest.raises(ConflictError):
        taken(found)

    assert desk.post(one).slot_at == now + timedelta(days=3)


def test_who_may_not_edit_takes_nothing(a_post, proposal, taken, now):
    a_post("smi", slot_at=now + timedelta(days=3))

    with pytest.raises(RefusedError):
        taken(proposal(), actor="ines")


def test_without_a_solver_posts_are_placed_by_turns(a_post, proposal, monkeypatch, now):
    monkeypatch.setattr(solver, "find_spec", lambda _: None)
    a_post("smi", slot_at=now + timedelta(days=3))

    found = proposal()

    assert (found.way, found.more, len(found.moves)) == (Way.NO_SOLVER, None, 1)
    assert found.after == found.by_turn


@pytest.mark.parametrize("child", ["vorlauf.plan.no_child", "vorlauf.plan"])
def test_if_the_child_dies_posts_are_placed_by_turns(
    a_post, proposal, monkeypatch, child
):
    monkeypatch.setattr(solver, "_CHILD", child)
    for _ in range(2):
        a_post("smi", slot_at=MONDAY)

    found = proposal()

    assert (found.way, found.more, len(found.moves)) == (Way.SOLVER_FAILED, None, 1)
    assert found.after == found.by_turn


def test_a_plan_without_posts_needs_no_solver(proposal):
    assert proposal(year=2025).way is Way.NOTHING


def test_each_rule_that_leaves_a_post_without_a_slot_is_named_with_its_days(
    desk, agree, a_post, proposal
):
    """Nothing but Tuesday is open, so two posts cannot both have a slot."""
    for at in (MONDAY, TUESDAY):
        a_post("smi", slot_at=at, wants_assets=False, wants_graphics=False)
    only = (
        Blackout(first=date(2023, 9, 1), last=date(2024, 2, 5), reason="Wahl"),
        Blackout(first=date(2024, 2, 7), last=date(2024, 12, 31), reason="Wahl"),
    )
    before = desk.directory

    def said(house=None, **agreed):
        desk.directory = before
        agree(blackouts=only, **agreed)
        if house:
            desk.amend("houses", "smi", **house)
        found = proposal(year=2024)
        return {
            str(one.rule): list(one.days)
            for post in found.unplaced
            for one in post.obstacles
        }

    day = TUESDAY.date()
    smi = before.houses["smi"]
    slow = replace(smi.lead_times, review=200)
    for found, rule in (
        (said(posts_per_day=1), "The day has a post already."),
        (said(posts_per_week=1), "The week of 2024-02-05 has a post already."),
        (said(house_spacing=1), "SMI has another post within a working day."),
        (said(house_spacing=3), "SMI has another post within 3 working days."),
        (said({"closing_days": frozenset({day})}), "SMI is closed."),
        (said({"lead_times": slow}), "SMI needs more time."),
    ):
        assert found.get(rule) == [day], (rule, found)
        assert MONDAY.date() in found["Nothing is published then (Wahl)."]
    (rule,) = [one for one in said({"steps_per_week": 1}) if one.startswith("SMI has")]
    assert rule.startswith("SMI has a step in the week of")
