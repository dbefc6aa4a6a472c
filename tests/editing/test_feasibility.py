"""Feasibility: whether a slot can be met, at planning time and at any time later."""

from dataclasses import replace
from datetime import timedelta

import pytest

from states.post import PostState, StepKind, Trigger
from vorlauf.db.engine import trying, writing
from vorlauf.editing.feasibility import feasibility_of, outlook, ways_back
from vorlauf.editing.new_posts import NewPost
from vorlauf.editing.slot_previews import outlook_with_slot
from vorlauf.errors import BadInputError, NotFoundError, RefusedError
from vorlauf.scheduling.due_date_changes import DueDateChange, extend
from vorlauf.workflow import steps
from vorlauf.workflow.manual_actions import overseer

# What is open, in order, and who does what to come there from the line above.
STAGES = ("draft", "assets", "graphics", "submit", "review", "approval", "publish")
SPEAKERS = {"smi": "ines", "smf": "frank"}
BOTH = ("smi", "smf")


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


@pytest.fixture
def at_stage(desk, a_post):
    """Return a function that plans a post and brings it, early, to a stage."""

    def bring(stage, *houses):
        number = a_post(*houses, texts={})
        for step in STAGES[1 : STAGES.index(stage) + 1]:
            _go(desk, number, step, houses)
        return number

    return bring


def _go(desk, number, stage, houses):
    match stage:
        case "assets":
            desk.save(number, texts=dict.fromkeys(("instagram", "linkedin"), "Da."))
            desk.save(number, texts={"xing": "Da."})
            desk.do(number, "request_assets")
        case "graphics":
            for house in houses:
                desk.supply(number, house, SPEAKERS[house])
        case "submit":
            desk.supply(number, "grafik", "gero")
        case "review":
            desk.do(number, "submit")
        case "approval":
            for house in houses:
                desk.do(number, "endorse", SPEAKERS[house])
        case "publish":
            desk.do(number, "approve", "clara")


def foretell(desk, post, slot_at, now=None):
    with trying(desk.engine) as connection:
        return outlook_with_slot(desk.call(connection, now), post, slot_at)


def dues(post):
    return {(step.kind, step.house): step.due_at for step in post.steps}


@pytest.fixture
def new(slot):
    return NewPost(title="Neu", author="ada", houses=("smi", "smf"), slot_at=slot)


def test_a_slot_two_months_ahead_can_be_met(directory, new, now):
    answer = feasibility_of(directory, new, now)

    assert (answer.met, answer.short_by, answer.because) == (True, 0, None)


def test_a_slot_too_near_says_because_of_whom_and_what_could_be(directory, new, now):
    near = replace(new, slot_at=now + timedelta(days=14))

    answer = feasibility_of(directory, near, now)

    assert (answer.met, answer.because) == (False, "smf")
    assert feasibility_of(directory, replace(new, slot_at=answer.earliest), now).met


def test_a_graphic_takes_its_time_even_if_no_house_supplies(directory, new, now):
    texts = dict.fromkeys(directory.campaign.channels, "Da.")
    written = replace(new, texts=texts, wants_assets=False)
    bare = replace(written, wants_graphics=False)

    with_graphic, without = (
        feasibility_of(directory, post, now).earliest for post in (written, bare)
    )

    assert with_graphic > without


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"houses": ()}, BadInputError),
        ({"houses": ("smx",)}, NotFoundError),
        ({"houses": ("grafik",)}, BadInputError),
    ],
)
def test_a_post_that_cannot_be_added_has_no_answer(directory, new, now, wrong, error):
    with pytest.raises(error):
        feasibility_of(directory, replace(new, **wrong), now)


def test_the_slack_shrinks_until_it_is_negative(desk, a_post):
    number = a_post("smi", texts={})
    post = desk.post(number)
    due = post.steps[0].due_at

    slacks = [
        outlook(post, desk.directory, at).slack
        for at in (due - timedelta(days=1), due, due + timedelta(minutes=1))
    ]

    assert slacks == [1, 0, -1]


def test_what_is_withdrawn_has_no_outlook(desk, a_post):
    number = a_post("smi")
    desk.do(number, "withdraw", comment="Absage")

    assert outlook(desk.post(number), desk.directory, desk.now) is None


def test_a_house_that_left_the_file_takes_no_time(desk, a_post):
    both, alone = desk.post(a_post("smi", "smf")), desk.post(a_post("smi"))
    desk.amend("houses", "smf")

    found = [outlook(post, desk.directory, desk.now) for post in (both, alone)]

    assert found[0] == found[1]


@pytest.mark.parametrize("houses", [("smi",), ("smf",), BOTH])
@pytest.mark.parametrize("stage", STAGES)
def test_what_is_done_when_it_is_due_meets_its_slot(desk, at_stage, stage, houses):
    post = desk.post(at_stage(stage, *houses))
    due = max(step.due_at for step in post.steps)

    answers = [
        outlook(post, desk.directory, at).feasibility
        for at in (desk.now, due - timedelta(days=3), due)
    ]

    assert {step.kind for step in post.steps} == {stage}
    assert [answer.met for answer in answers] == [True] * 3
    assert [answer.because for answer in answers] == [None] * 3


@pytest.mark.parametrize("houses", [("smi",), ("smf",), BOTH])
@pytest.mark.parametrize("days", [1, 4])
@pytest.mark.parametrize("stage", ["assets", "graphics", "submit", "review"])
def test_each_day_overdue_is_a_day_short(  # noqa: PLR0913, PLR0917
    desk, at_stage, post_round, stage, houses, days
):
    post = desk.post(at_stage(stage, *houses))
    post_round()
    (due,) = {step.due_at for step in post.steps}
    office = desk.directory.agency.office
    at = office.due_on(office.calendar.add(office.day_of(due), days))

    found = outlook(post, desk.directory, at).feasibility

    # Of a slot that has passed no day is missing any more: it was missed.
    missing = days if at < post.slot_at else 0
    assert (found.met, found.short_by) == (False, missing)
    assert found.because == post.steps[0].house
    assert office.day_of(found.earliest) > office.day_of(post.slot_at)
    if stage != "review":  # a new date asks the houses for another review
        there = foretell(desk, post, found.earliest, at)
        assert there.feasibility.met


def test_a_draft_may_take_the_days_until_its_material_is_requested(desk, at_stage):
    post = desk.post(at_stage("draft", "smi"))
    minute = timedelta(minutes=1)

    last, late = (
        outlook(post, desk.directory, at).feasibility
        for at in (post.request_by, post.request_by + minute)
    )

    assert (last.met, late.met) == (True, False)
    assert (late.short_by, late.because) == (1, "agentur")


def test_an_approval_overdue_is_in_time_until_the_slot(desk, at_stage, slot):
    post = desk.post(at_stage("approval", "smi"))

    before, after = (
        outlook(post, desk.directory, at).feasibility
        for at in (slot, slot + timedelta(hours=1))
    )

    assert (before.met, after.met, after.because) == (True, False, "sk")


def test_only_the_house_that_is_overdue_is_to_blame(desk, at_stage):
    number = at_stage("review", *BOTH)
    desk.do(number, "endorse", "frank")
    post = desk.post(number)
    (step,) = post.steps

    found = outlook(post, desk.directory, step.due_at + timedelta(days=1)).feasibility

    assert (found.met, found.because) == (False, "smi")


def test_what_is_given_more_time_than_there_is_costs_the_slot(desk, at_stage):
    post = desk.post(at_stage("review", "smf"))
    (step,) = post.steps
    later = replace(step, due_at=step.due_at + timedelta(days=1))

    found = outlook(replace(post, steps=(later,)), desk.directory, desk.now).feasibility

    assert (found.met, found.short_by, found.because) == (False, 1, "smf")


def test_material_that_is_in_takes_no_time(desk, at_stage):
    number = at_stage("review", "smf")
    desk.do(number, "request_changes", "frank", comment="Bitte kürzer.")
    post = desk.post(number)
    review_at = outlook(post, desk.directory, desk.now).feasibility.earliest

    bare = replace(post, pictures=())
    with_material = outlook(bare, desk.directory, desk.now).feasibility.earliest

    assert {step.kind for step in post.steps} == {"draft"}
    assert review_at < with_material


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("days", [-6, 0, 9])
def test_a_moved_slot_does_what_was_foretold(desk, at_stage, stage, days):
    number = at_stage(stage, *BOTH)
    slot_at = desk.post(number).slot_at + timedelta(days=days, hours=3)
    preview = foretell(desk, desk.post(number), slot_at)
    before = desk.post(number).version

    saved = desk.save(number, slot_at=slot_at)

    post = desk.post(number)
    assert (preview.state, preview.slot_at) == (post.state, post.slot_at)
    assert preview.is_new_version == (saved.version > before) == bool(days)
    assert preview.feasibility == outlook(post, desk.directory, desk.now).feasibility
    open_then = {(s.kind, s.house): s.after for s in preview.shifts if s.is_open}
    assert open_then == dues(post)


@pytest.mark.parametrize("stage", STAGES)
def test_a_slot_on_another_date_voids_what_was_decided(desk, at_stage, stage, slot):
    post = desk.post(at_stage(stage, "smi"))

    another_hour, another_day = (
        foretell(desk, post, slot + by, desk.now).voids_decisions
        for by in (timedelta(hours=1), timedelta(days=2))
    )

    assert not another_hour
    assert another_day == (stage in {"approval", "publish"})


def test_the_yes_of_one_house_is_void_too(desk, at_stage, slot):
    number = at_stage("review", *BOTH)
    desk.do(number, "endorse", "frank")
    later = slot + timedelta(days=2)

    found = foretell(desk, desk.post(number), later)

    assert (found.voids_decisions, found.state) == (True, PostState.MINISTRY_REVIEW)


def test_a_moved_slot_shows_every_house_its_dates(desk, at_stage, slot):
    post = desk.post(at_stage("graphics", *BOTH))
    later = slot + timedelta(days=7)

    found = foretell(desk, post, later, desk.now).shifts

    reviews = [shift for shift in found if shift.kind is StepKind.REVIEW]
    assert [shift.house for shift in reviews] == ["smf", "smi"]
    assert all(shift.after > shift.before for shift in found)
    ahead = [shift.kind.value for shift in found if shift.is_ahead]
    assert ahead == ["submit", "review", "review", "approval", "publish"]
    assert [s.kind.value for s in found if s.is_open] == ["graphics"]


def test_a_slot_too_near_is_the_fault_of_the_slowest_house(desk, at_stage, now):
    post = desk.post(at_stage("draft", *BOTH))
    near = now + timedelta(days=14)

    found = foretell(desk, post, near, now).feasibility

    assert (found.met, found.because) == (False, "smf")


def test_a_date_given_by_hand_stays_when_the_slot_moves(desk, at_stage, slot):
    number = at_stage("draft", "smi")
    (step,) = desk.post(number).steps
    day = (step.due_at + timedelta(days=1)).date()
    with writing(desk.engine) as connection:
        change = DueDateChange(number, step.id, day)
        given = extend(desk.call(connection), change, overseer(desk.directory, "ada"))
    post = desk.post(number)

    another_hour, far_too_near = (
        foretell(desk, post, slot + by)
        for by in (timedelta(hours=1), timedelta(days=-40))
    )

    (asked,) = (shift for shift in another_hour.shifts if shift.is_open)
    assert (asked.before, asked.after) == (given.after, given.after)
    assert all(shift.after < given.after for shift in far_too_near.shifts[:1])


def test_it_is_said_beforehand_who_gets_a_mail(desk, a_post, post_round, slot):
    number = a_post("smi", "smf")
    desk.do(number, "request_assets")
    later = slot + timedelta(days=7)
    unheard = foretell(desk, desk.post(number), later)
    post_round()

    heard = foretell(desk, desk.post(number), later)
    same = foretell(desk, desk.post(number), slot)

    assert {shift.mail_to for shift in unheard.shifts} == {""}
    assert {s.house: s.mail_to for s in heard.shifts if s.is_open} == {
        "smi": "ines",
        "smf": "frank",
    }
    assert {shift.mail_to for shift in same.shifts} == {""}


def test_whoever_decides_on_a_new_version_is_asked_again(desk, at_stage, slot):
    post = desk.post(at_stage("review", "smi"))

    found = foretell(desk, post, slot + timedelta(days=7)).shifts

    assert {shift.kind: shift.mail_to for shift in found if shift.mail_to} == {
        StepKind.REVIEW: "ines"
    }


@pytest.mark.parametrize(
    ("by", "sentence"),
    [(timedelta(days=1), "is no working day"), (timedelta(days=-90), "in the past")],
)
def test_a_slot_that_cannot_be_is_not_previewed(desk, at_stage, slot, by, sentence):
    post = desk.post(at_stage("draft", "smi"))

    with pytest.raises(BadInputError, match=sentence):
        foretell(desk, post, slot + by, desk.now)


def test_what_is_withdrawn_is_moved_no_more(desk, a_post, slot):
    number = a_post("smi")
    desk.do(number, "withdraw", comment="Absage")

    with pytest.raises(RefusedError, match="is kept as it is"):
        foretell(desk, desk.post(number), slot)


@pytest.mark.parametrize(
    ("house", "lead_time", "post"),
    [("sk", "approval", {}), ("grafik", "graphics", {"wants_assets": False})],
)
def test_who_acts_for_every_post_may_need_longer_than_a_house_grants(
    desk, a_post, house, lead_time, post
):
    number = a_post("smi", **post)
    wish = NewPost(
        title="Neu",
        author="ada",
        houses=("smi",),
        slot_at=desk.post(number).slot_at,
        texts=desk.post(number).content.texts,
    )
    assert feasibility_of(desk.directory, wish, desk.now).met
    times = desk.directory.houses[house].lead_times
    desk.amend("houses", house, lead_times=replace(times, **{lead_time: 100}))

    planned = feasibility_of(desk.directory, wish, desk.now)
    standing = outlook(desk.post(number), desk.directory, desk.now).feasibility

    assert (planned.met, planned.because) == (False, house)
    assert (standing.met, standing.because) == (False, house)


def test_a_house_is_asked_until_a_day_on_which_it_works(desk, a_post):
    number = a_post("smi", "smf", texts={})
    plan = steps.schedule_of(desk.post(number), desk.directory)
    closed = frozenset({plan.assets_due.date()})
    assert plan.because["assets_due"] == "smf"
    desk.amend("houses", "smi", closing_days=closed)
    _go(desk, number, "assets", ())

    found = dues(desk.post(number))
    before = found[StepKind.ASSETS, "smi"].date()
    assert found[StepKind.ASSETS, "smf"] == plan.assets_due
    assert before < plan.assets_due.date()
    assert desk.directory.house("smi").office.calendar.is_working_day(before)


def test_a_request_for_changes_costs_more_than_a_change_that_is_saved(
    desk, hand_to_review
):
    post = desk.post(hand_to_review("smi"))
    (review,) = post.steps

    found = ways_back(post, desk.directory, review.due_at - timedelta(days=2))

    back, again = found[Trigger.REQUEST_CHANGES], found[Trigger.REVISE]
    assert again.met
    assert not back.met
    assert back.short_by > 0


def test_a_draft_is_sent_back_by_nobody(desk, a_post):
    assert ways_back(desk.post(a_post("smi")), desk.directory, desk.now) == {}
