"""A post under way wants other material: what is asked follows, and can be undone."""

from datetime import timedelta

import pytest
from desk import BARE
from living_rows import alive

from states.post import PostState
from vorlauf.db.engine import trying, writing
from vorlauf.editing.consequences import consequences
from vorlauf.editing.material_changes import MaterialChange, change
from vorlauf.errors import ConflictError, RefusedError
from vorlauf.workflow.undo import UNDO_FOR, undo

SECOND = timedelta(seconds=1)


@pytest.fixture
def want(desk):
    """Return a function that lets a post want other material, as Ada."""

    def act(number, actor="ada", **wishes):
        desk.now += SECOND
        return desk.ask(change, MaterialChange(number=number, actor=actor, **wishes))

    return act


def requested(desk, a_post, *houses):
    number = a_post(*houses)
    desk.do(number, "request_assets")
    return number


def test_without_pictures_the_graphics_agency_is_next(desk, want, a_post):
    number = requested(desk, a_post, "smi", "smf")

    want(number, wants_assets=False)

    assert desk.open_steps(number) == {("graphics", "grafik")}
    assert desk.post(number).state is PostState.ASSET_REQUESTED


def test_without_any_material_the_handover_is_next(desk, want, a_post):
    number = requested(desk, a_post, "smi")

    want(number, wants_assets=False, wants_graphics=False)

    assert desk.open_steps(number) == {("submit", "agentur")}


def test_pictures_are_asked_of_every_house_that_has_sent_none(desk, want, a_post):
    number = a_post("smi", "smf", wants_assets=False)
    desk.do(number, "request_assets")
    assert desk.open_steps(number) == {("graphics", "grafik")}

    want(number, wants_assets=True)

    asked = {("assets", "smi"), ("assets", "smf")}
    assert asked <= desk.open_steps(number)


def test_a_draft_without_material_waits_for_its_handover(desk, want, a_post):
    number = a_post("smi")
    assert desk.post(number).request_by is not None

    want(number, wants_assets=False, wants_graphics=False)

    assert desk.post(number).request_by is None
    assert desk.open_steps(number) == {("submit", "agentur")}


def test_a_draft_that_wants_material_waits_for_its_request(desk, want, a_post):
    number = a_post("smi", **BARE)
    assert desk.open_steps(number) == {("submit", "agentur")}

    want(number, wants_assets=True)

    assert desk.post(number).request_by is not None
    assert desk.open_steps(number) == set()


def test_without_a_graphic_the_pictures_have_more_time(desk, want, a_post, post_round):
    number = requested(desk, a_post, "smi")
    (before,) = desk.post(number).steps
    post_round(desk.now + timedelta(hours=1))

    want(number, wants_graphics=False)

    (after,) = desk.post(number).steps
    assert after.id == before.id
    assert after.due_at > before.due_at
    told = post_round(desk.now + timedelta(hours=1))
    assert [to for to, _ in told] == ["ines"]
    assert "Frist geändert" in told[0][1]["subject"]


def test_a_scheduled_post_goes_back_for_a_picture(desk, want, hand_to_review):
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")
    desk.do(number, "approve", "clara")

    want(number, wants_assets=True)

    assert desk.post(number).state is PostState.ASSET_REQUESTED
    assert desk.open_steps(number) == {("assets", "smi")}


def test_in_review_nothing_ends_when_less_is_wanted(desk, want, a_post):
    number = a_post("smi", wants_graphics=False)
    desk.do(number, "request_assets")
    desk.supply(number, "smi", "ines")
    desk.do(number, "submit")
    before = desk.open_steps(number)

    want(number, wants_assets=False)

    assert desk.open_steps(number) == before
    assert desk.post(number).state is PostState.MINISTRY_REVIEW


def test_a_graphic_that_is_decided_on_does_not_vanish(desk, want, a_post):
    number = a_post("smi", wants_assets=False)
    desk.do(number, "request_assets")
    (step,) = desk.post(number).steps
    desk.supply(number, "grafik", step.asked)
    desk.do(number, "submit")

    with pytest.raises(RefusedError, match="shows a graphic"):
        want(number, wants_graphics=False)

    assert desk.post(number).wants_graphics


def test_a_graphic_does_not_come_back_into_what_is_decided_on(desk, want, a_post):
    number = a_post("smi", wants_assets=False)
    desk.do(number, "request_assets")
    (step,) = desk.post(number).steps
    desk.supply(number, "grafik", step.asked)
    want(number, wants_graphics=False)
    desk.do(number, "submit")

    with pytest.raises(RefusedError, match="shows a graphic"):
        want(number, wants_graphics=True)

    assert not desk.post(number).wants_graphics


CASES = {
    "draft, less": ([], {"wants_assets": False, "wants_graphics": False}),
    "draft, no graphic": ([], {"wants_graphics": False}),
    "requested, less": (["request_assets"], {"wants_assets": False}),
    "requested, no graphic": (["request_assets"], {"wants_graphics": False}),
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_undone_without_a_trace(desk, want, a_post, case):
    before, wishes = CASES[case]
    number = a_post("smi", "smf")
    for trigger in before:
        desk.do(number, trigger)
    was = alive(desk)
    want(number, hold=UNDO_FOR, **wishes)
    assert alive(desk) != was

    desk.now += SECOND
    with writing(desk.engine) as connection:
        undo(desk.call(connection), number, "ada")

    assert alive(desk) == was


def test_the_way_back_for_a_picture_is_undone_too(desk, want, hand_to_review):
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")
    was = alive(desk)
    want(number, wants_assets=True, hold=UNDO_FOR)

    with writing(desk.engine) as connection:
        undo(desk.call(connection), number, "ada")

    assert alive(desk) == was


def test_what_comes_of_it_is_said_before(desk, a_post):
    number = requested(desk, a_post, "smi")
    was = alive(desk)
    wish = MaterialChange(number=number, actor="ada", wants_assets=False)

    with trying(desk.engine) as connection:
        call = desk.call(connection)
        found = consequences(call, number, "ada", lambda: change(call, wish))

    assert alive(desk) == was
    assert found.changed == ("assets",)
    assert [step.house for step in found.ends] == ["smi"]
    assert [step.house for step in found.opens] == ["grafik"]


def test_the_same_again_changes_nothing(desk, want, a_post):
    number = a_post("smi")
    before = desk.post(number)

    want(number, wants_assets=True, wants_graphics=True)

    assert desk.post(number) == before


def test_only_coordinators_say_what_is_wanted(want, a_post):
    with pytest.raises(RefusedError, match="coordinator"):
        want(a_post("smi"), "ines", wants_assets=False)


def test_who_was_faster_is_not_overwritten(desk, want, a_post):
    number = a_post("smi")
    desk.save(number, title="Anders")

    with pytest.raises(ConflictError):
        want(number, wants_assets=False, seen_row_version=1)
