"""Consents: recorded, missing, too short, withdrawn, ended; on both databases."""

from datetime import date, time, timedelta

import pytest

from states.post import PostState
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import CONSENT, PICTURE, STEP
from vorlauf.editing.reserve_days import ReserveWish
from vorlauf.errors import BadInputError, NotFoundError, RefusedError
from vorlauf.material.consent_end import affected, expire, withdraw
from vorlauf.material.consents import Terms, record
from vorlauf.plan.reserves.marking import Marking, mark

SHA = "a" * 64
CHANNELS = ("instagram", "linkedin", "xing")


@pytest.fixture
def asked(desk, a_post):
    """Return a function that plans a post and asks its houses for material."""

    def plan(*houses, **wishes):
        number = a_post(*houses, **{"wants_graphics": False} | wishes)
        desk.do(number, "request_assets")
        return number

    return plan


@pytest.fixture
def consent(desk):
    """Return a function that records the consent of Mia to the picture of a post."""

    def give(number, by="ada", sha256=SHA, **more):
        terms = {
            "people": "Mia Muster",
            "channels": CHANNELS,
            "purpose": "Ausbildungsmarketing",
            "first_day": date(2023, 9, 1),
            "kept_at": "Personalakte, Blatt 12",
        }
        with writing(desk.engine) as connection:
            return record(
                desk.call(connection), number, sha256, Terms(**terms | more), by
            )

    return give


@pytest.fixture
def shown(desk, asked, consent):
    """Return a function that brings a post with Mia's picture to a state."""

    def bring(state="asset_requested", houses=("smi",), **terms):
        number = asked(*houses)
        for house in houses:
            contact = desk.directory.houses[house].contact
            desk.supply(number, house, contact, consent="")
        if not desk.rows(CONSENT) or terms:
            consent(number, **terms)
        else:
            desk.supply(number, houses[0], desk.directory.houses[houses[0]].contact)
        lead_to(desk, number, state)
        return number

    return bring


def lead_to(desk, number, state):
    if state != "asset_requested":
        desk.do(number, "submit")
    if state in {"staatskanzlei_approval", "scheduled", "published"}:
        for house in desk.post(number).houses:
            desk.do(number, "endorse", desk.directory.houses[house].contact)
    if state in {"scheduled", "published"}:
        desk.do(number, "approve", "clara")
    if state == "published":
        desk.now = desk.post(number).slot_at
        links = {name: f"https://example.org/{name}" for name in CHANNELS}
        desk.do(number, "publish", proofs=links)
    assert desk.post(number).state == state


def take_back(desk, key, actor="ada", reason="Mia möchte nicht mehr."):
    with writing(desk.engine) as connection:
        return withdraw(desk.call(connection), key, actor, reason)


def sweep(desk):
    with writing(desk.engine) as connection:
        return expire(desk.call(connection))


def test_a_picture_of_people_needs_their_consent_before_it_goes_on(
    desk, asked, consent
):
    number = asked("smi")
    desk.supply(number, "smi", "ines", consent="")
    with pytest.raises(RefusedError, match=r"the consent for a\.jpg \(smi\)"):
        desk.do(number, "submit")

    key = consent(number, by="ines")

    assert desk.open_steps(number) == {("submit", "agentur")}
    assert desk.rows(PICTURE)[0].consent == f"consent {key}"
    desk.do(number, "submit")


def test_the_file_names_the_consent_and_not_the_people(desk, shown):
    number = shown()

    lines = desk.file(number)

    assert "consent" in {line.event for line in lines}
    assert not any("Mia" in f"{line.comment}{line.details}" for line in lines)


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"channels": ("instagram", "xing")}, "covers linkedin"),
        ({"last_day": date(2023, 11, 20)}, "holds on 2023-11-21"),
        ({"first_day": date(2023, 11, 22)}, "holds on 2023-11-21"),
    ],
)
def test_a_consent_must_cover_every_channel_and_the_day(desk, shown, terms, said):
    number = shown(**terms)

    with pytest.raises(RefusedError, match=said):
        desk.do(number, "submit")


def test_another_consent_of_the_same_people_makes_good_for_it(desk, shown, consent):
    number = shown(channels=("instagram",))

    consent(number, people="mia  muster", channels=("linkedin", "xing"))

    desk.do(number, "submit")


def test_each_of_the_people_shown_must_have_consented(desk, shown, consent):
    number = shown()
    consent(number, people="Ole Muster", last_day=date(2023, 10, 1))

    with pytest.raises(RefusedError, match="holds on"):
        desk.do(number, "submit")


@pytest.mark.parametrize(
    "state",
    ["asset_requested", "ministry_review", "staatskanzlei_approval", "scheduled"],
)
def test_what_is_on_its_way_goes_back_to_draft_when_consent_is_withdrawn(
    desk, shown, state
):
    number = shown(state, houses=("smi", "smf"))

    came_of_it = take_back(desk, 1)

    assert came_of_it.stopped == [number]
    assert desk.post(number).state is PostState.DRAFT
    assert "Einwilligung 1" in desk.file(number)[-1].comment
    with pytest.raises(RefusedError, match="consent 1 was withdrawn"):
        desk.do(number, "submit")


def test_what_is_published_has_to_be_taken_down(desk, shown):
    number = shown("published")

    came_of_it = take_back(desk, 1)

    assert came_of_it.to_take_down == [number]
    assert desk.open_steps(number) == {("take_down", "agentur")}
    (step,) = desk.rows(STEP, kind="take_down")
    assert (step.asked, step.short_by) == ("ada", 0)
    assert desk.directory.agency.office.day_of(step.due_at) == date(2023, 11, 23)


def test_one_picture_in_several_posts_stops_them_all_at_once(desk, shown):
    numbers = [shown("scheduled"), shown("ministry_review"), shown("published")]
    with reading(desk.engine) as connection:
        foreseen, _ = affected(connection, 1)

    came_of_it = take_back(desk, 1)

    assert came_of_it == foreseen
    assert came_of_it.stopped == numbers[:2]
    assert came_of_it.to_take_down == numbers[2:]


def test_withdrawing_twice_does_it_once(desk, shown):
    number = shown("published")
    take_back(desk, 1)
    lines = len(desk.file(number))

    take_back(desk, 1)

    assert len(desk.rows(STEP, kind="take_down")) == 1
    assert len(desk.file(number)) == lines


def test_a_consent_that_ends_before_a_later_slot_stops_the_post_at_once(
    desk, shown, slot
):
    number = shown("scheduled", last_day=date(2023, 11, 24))
    assert sweep(desk).stopped == []
    desk.save(number, slot_at=slot + timedelta(days=7))
    assert desk.post(number).state is PostState.MINISTRY_REVIEW

    came_of_it = sweep(desk)

    assert came_of_it.stopped == [number]
    assert desk.post(number).state is PostState.DRAFT
    assert sweep(desk).stopped == []
    assert "consent_expired" in {line.event for line in desk.file(number)}


def test_a_consent_that_has_ended_takes_down_what_is_out(desk, shown):
    number = shown("published", last_day=date(2023, 11, 30))
    desk.now += timedelta(days=9)
    assert sweep(desk).to_take_down == []
    desk.now += timedelta(days=1)

    came_of_it = sweep(desk)

    assert came_of_it.to_take_down == [number]
    assert sweep(desk).to_take_down == []
    assert desk.open_steps(number) == {("take_down", "agentur")}


def test_only_a_coordinator_withdraws_what_there_is(desk, shown):
    shown()

    with pytest.raises(RefusedError, match="ask a coordinator"):
        take_back(desk, 1, "ines")
    with pytest.raises(NotFoundError, match="no consent 7"):
        take_back(desk, 7)


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"people": " "}, "who is shown"),
        ({"purpose": ""}, "for what purpose"),
        ({"channels": ()}, "at least one channel"),
        ({"last_day": date(2023, 8, 1)}, "ends before it begins"),
        ({"kept_at": ""}, "where the form is kept"),
        ({"form": "b" * 64}, "no PDF that is kept"),
        ({"people": "M" * 1001}, "1000 characters"),
    ],
)
def test_terms_that_cannot_be_are_refused(desk, asked, consent, terms, said):
    number = asked("smi")
    desk.supply(number, "smi", "ines", consent="")

    with pytest.raises(BadInputError, match=said):
        consent(number, **terms)


def test_who_is_not_asked_for_the_picture_records_no_consent(desk, asked, consent):
    number = asked("smi", "smf")
    desk.supply(number, "smi", "ines", consent="")

    with pytest.raises(RefusedError, match="not asked for material of smi"):
        consent(number, by="frank")


def test_the_timetable_stops_what_a_consent_does_not_reach(desk, shown, slot):
    number = shown("scheduled", last_day=date(2023, 11, 24))
    desk.save(number, slot_at=slot + timedelta(days=7))

    report = desk.advance(desk.now + timedelta(minutes=5))

    assert [(one.number, one.what) for one in report.moves] == [
        (number, "stopped: a consent has ended")
    ]
    assert report.faults == []
    assert desk.advance(desk.now + timedelta(minutes=5)).moves == []


def test_other_rules_leave_the_day_to_take_it_down(desk, shown):
    number = shown("published")
    take_back(desk, 1)
    (before,) = desk.post(number).steps
    desk.advance(desk.now)
    desk.amend("houses", "agentur", escalate_after=4)

    report = desk.advance(desk.now + timedelta(minutes=5))

    (after,) = desk.post(number).steps
    assert report.replanned == ("agentur",)
    assert (after.id, after.due_at) == (before.id, before.due_at)


def test_a_post_set_by_hand_is_stopped_with_what_was_asked_afterwards(desk, shown):
    number = shown()
    desk.do(
        number, "override", target=PostState.SCHEDULED, comment="Der Minister reist."
    )
    assert {step.retrospective for step in desk.post(number).steps} == {True, False}

    take_back(desk, 1)

    assert desk.post(number).state is PostState.DRAFT
    assert desk.open_steps(number) == {("draft", "agentur")}


def test_a_consent_to_what_is_in_reserve_has_to_reach_the_slot_that_it_gets(
    desk, a_post, consent
):
    def in_reserve(**terms):
        number = a_post("smi", wants_graphics=False)
        desk.ask(mark, Marking(number=number, actor="ada"))
        desk.do(number, "request_assets")
        desk.supply(number, "smi", "ines", consent="")
        consent(number, **terms)
        lead_to(desk, number, "scheduled")
        desk.advance(desk.now + timedelta(minutes=1))
        return number

    number = in_reserve(last_day=date(2023, 11, 22))
    desk.now = desk.post(number).slot_at + timedelta(days=2)
    assert sweep(desk).stopped == []
    wish = ReserveWish(is_reserve=False)
    for day, is_good in ((23, False), (21, True)):
        slot_at = desk.directory.agency.office.at(date(2023, 11, day), time(10))
        if is_good:
            desk.save(number, slot_at=slot_at, reserve=wish)
        else:
            with pytest.raises(BadInputError, match="No consent for"):
                desk.save(number, slot_at=slot_at, reserve=wish)
    assert desk.post(number).state is PostState.SCHEDULED
    with pytest.raises(BadInputError, match="No consent for"):
        desk.save(number, slot_at=slot_at + timedelta(days=7))
    consent(number, people="Ole Muster", last_day=date(2023, 11, 20))

    assert sweep(desk).stopped == [number]
    said = " ".join(line.comment for line in desk.file(number))
    assert "gilt nicht am Termin (21.11.2023)" in said
