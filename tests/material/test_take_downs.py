"""Take-downs: a proof for every channel, then the post is withdrawn."""

from datetime import date

import pytest

from states.post import PostState
from vorlauf.db.engine import writing
from vorlauf.db.post_snapshots import NOTICE, STEP
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.material import take_downs
from vorlauf.material.consents import Terms, record, withdraw
from vorlauf.scheduling import absences
from vorlauf.scheduling.absences import Absent
from vorlauf.scheduling.asked_now import SETTLES_IN
from vorlauf.scheduling.due_date_changes import DueDateChange, extend
from vorlauf.workflow.manual_actions import overseer

CHANNELS = ("instagram", "linkedin", "xing")
GONE = dict.fromkeys(CHANNELS, "Gelöscht, geprüft ohne Anmeldung.")


@pytest.fixture
def out(desk, a_post):
    """A published post that shows Mia, who has withdrawn her consent."""
    number = a_post("smi", wants_graphics=False)
    desk.do(number, "request_assets")
    desk.supply(number, "smi", "ines", consent="")
    terms = Terms(
        people="Mia Muster",
        channels=CHANNELS,
        purpose="Ausbildung",
        first_day=date(2023, 9, 1),
        kept_at="Blatt 12",
    )
    with writing(desk.engine) as connection:
        record(desk.call(connection), number, "a" * 64, terms, "ines")
    desk.do(number, "submit")
    desk.do(number, "endorse", "ines")
    desk.do(number, "approve", "clara")
    desk.now = desk.post(number).slot_at
    links = {name: f"https://example.org/{name}" for name in CHANNELS}
    desk.do(number, "publish", proofs=links)
    with writing(desk.engine) as connection:
        withdraw(desk.call(connection), 1, "ada", "")
    return number


@pytest.fixture
def take_down(desk):
    def act(number, proofs, actor="ada"):
        with writing(desk.engine) as connection:
            take_downs.done(desk.call(connection), number, actor, proofs)

    return act


def test_the_coordinator_is_asked_and_reminded(desk, out):
    (step,) = desk.rows(STEP, kind="take_down")

    purposes = {one.purpose for one in desk.rows(NOTICE, step_id=step.id)}

    assert purposes == {"take_down_request", "reminder"}
    assert desk.post(out).state is PostState.PUBLISHED


def test_with_a_proof_for_every_channel_the_post_is_withdrawn(desk, out, take_down):
    take_down(out, GONE)

    assert desk.post(out).state is PostState.WITHDRAWN
    (step,) = desk.rows(STEP, kind="take_down")
    assert (step.outcome, step.decided_by) == ("done", "Ada Lorenz")
    *_, proof, last = desk.file(out)
    assert (proof.event, last.event) == ("take_down_done", "withdraw")
    assert "Einwilligung 1" in last.comment


def test_without_a_proof_for_every_channel_nothing_is_done(desk, out, take_down):
    with pytest.raises(BadInputError, match="is off xing"):
        take_down(out, GONE | {"xing": " "})

    assert desk.open_steps(out) == {("take_down", "agentur")}


def test_only_a_coordinator_takes_down_what_is_asked_for(a_post, out, take_down):
    with pytest.raises(RefusedError, match="for a coordinator"):
        take_down(out, GONE, "ines")
    with pytest.raises(RefusedError, match="nobody has asked"):
        take_down(a_post("smi"), GONE)


def test_a_take_down_may_be_given_a_later_date_though_the_slot_is_over(desk, out):
    (step,) = desk.rows(STEP, kind="take_down")
    by = overseer(desk.directory, "ada")
    office = desk.directory.agency.office
    later = office.calendar.add(office.day_of(desk.now), 3)

    with writing(desk.engine) as connection:
        made = extend(desk.call(connection), DueDateChange(out, step.id, later), by)

    assert office.day_of(made.after) == later


def test_the_deputy_of_an_absent_coordinator_is_asked_to_take_it_down(
    desk, out, post_round
):
    post_round()
    today = desk.directory.agency.office.day_of(desk.now)
    absent = Absent(person="ada", first_day=today, last_day=today, set_by="ben")
    desk.ask(absences.set_absence, absent)

    mails = post_round(desk.now + SETTLES_IN)

    asked = [to for to, mail in mails if out in mail["Subject"]]
    assert asked == ["ben"]
