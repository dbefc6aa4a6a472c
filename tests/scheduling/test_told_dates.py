"""Told dates: whoever was told one date is told, once, when another holds."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from icalendar import Calendar
from worker import begin, lease, letter

from states.purpose import MailKind
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.tables import Audit, NoticeState, table_of
from vorlauf.mail.queue import outbox
from vorlauf.mail.queue.outbox import OvertakenError
from vorlauf.posts.told_queries import told_dates
from vorlauf.readmodels import house
from vorlauf.scheduling.changed_rules import apply_rules
from vorlauf.scheduling.due_date_changes import DueDateChange, extend
from vorlauf.workflow.manual_actions import overseer

AUDIT = table_of(Audit)
MINUTE = timedelta(minutes=1)
# Thursday, 12 October 2023; the material of smf is due on Friday, 3 November.
MOVED = date(2023, 10, 12)
# A Monday, too near for every lead time of smf.
NEAR = datetime(2023, 10, 30, 9, tzinfo=UTC)


@pytest.fixture
def told(desk, a_post, post_round):
    """A post whose material Frank was asked for by mail."""
    number = a_post("smf")
    desk.do(number, "request_assets")
    assert [to for to, _ in post_round()] == ["frank"]
    return number


def step_of(desk, number, house="smf"):
    return next(step for step in desk.post(number).steps if step.house == house)


def apply(desk):
    with writing(desk.engine) as connection:
        return apply_rules(desk.call(connection))


def told_date(desk, number, house="smf"):
    step = step_of(desk, number, house)
    with reading(desk.engine) as connection:
        return told_dates(connection, [step.id])[step.id].due_at


def lead_times(desk, house="smf", **changed):
    times = desk.directory.houses[house].lead_times
    desk.amend("houses", house, lead_times=replace(times, **changed))


def at(desk, day, hour=9):
    """Let it be this hour of a day, in Coordinated Universal Time."""
    desk.now = datetime.combine(day, time(hour), UTC)
    return desk.now


def changes(desk):
    return [row.state for row in desk.rows(NOTICE, purpose=MailKind.DUE_CHANGED)]


def event(mail):
    (part,) = [p for p in mail.walk() if p.get_content_type() == "text/calendar"]
    (found,) = Calendar.from_ical(part.get_content()).walk("VEVENT")
    return found


def words(mail):
    return " ".join(mail.get_body(("plain",)).get_content().split())


def test_a_slot_moved_nearer_leaves_the_next_working_day_and_says_so(
    desk, a_post, post_round
):
    number = a_post("smf")
    desk.do(number, "request_assets")
    ((_, request),) = post_round()
    before = event(request)
    at(desk, MOVED)
    desk.save(number, slot_at=NEAR)

    assert step_of(desk, number).due_at == datetime(2023, 10, 13, 14, tzinfo=UTC)
    assert post_round() == []
    ((to, mail),) = post_round(desk.now + 15 * MINUTE)

    assert to == "frank"
    assert mail["subject"].startswith(
        "Frist geändert: bisher Fr 03.11.2023, jetzt Fr 13.10.2023, Material"
    )
    assert "weil der Termin auf Mo 30.10.2023, 10:00 Uhr verlegt wurde" in words(mail)
    after = event(mail)
    assert (after["UID"], after["DTEND"].dt) == (
        before["UID"],
        step_of(desk, number).due_at,
    )
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert told_date(desk, number) == step_of(desk, number).due_at
    assert post_round(desk.now + 15 * MINUTE) == []


def test_whoever_is_told_a_later_date_hears_of_it_too(desk, told, post_round, slot):
    at(desk, MOVED)
    desk.save(told, slot_at=slot + timedelta(days=14))

    ((_, mail),) = post_round(desk.now + 15 * MINUTE)

    assert "sondern erst am" in words(mail)


def test_the_log_has_both_dates_and_the_cause(desk, told, slot):
    before = step_of(desk, told).due_at
    at(desk, MOVED)
    desk.save(told, slot_at=NEAR)

    (line,) = desk.rows(AUDIT, event="replan")
    details = json.loads(line.details)
    (shift,) = details["steps"]
    assert (line.house, shift["kind"], line.actor) == ("smf", "assets", "Ada Lorenz")
    assert shift["due_before"] == before.isoformat()
    assert shift["due_after"] == step_of(desk, told).due_at.isoformat()
    (reason,) = details["because"]
    assert reason == {
        "cause": "slot",
        "before": slot.isoformat(),
        "after": NEAR.isoformat(),
    }


def test_reminders_and_escalation_count_from_the_new_date(desk, told, post_round):
    at(desk, MOVED)
    desk.save(told, slot_at=NEAR)
    ((_, _),) = post_round(desk.now + 15 * MINUTE)

    desk.advance(step_of(desk, told).due_at + 2 * MINUTE)
    assert step_of(desk, told).escalation == 0
    ((_, mail),) = post_round(at(desk, date(2023, 10, 17)))
    assert mail["subject"].startswith("Überfällig seit Fr 13.10.2023")


def test_a_longer_lead_time_is_told_and_nobody_is_late_for_it(desk, told, post_round):
    apply(desk)
    at(desk, date(2023, 10, 24))
    lead_times(desk, review=30)
    desk.advance(desk.now)

    assert step_of(desk, told).due_at == datetime(2023, 10, 25, 14, tzinfo=UTC)
    ((to, mail),) = post_round(desk.now + 15 * MINUTE)
    assert to == "frank"
    assert "bisher Fr 03.11.2023, jetzt Mi 25.10.2023" in mail["subject"]
    said = "die Vorlaufzeit für die Prüfung im Ressort geändert wurde (5 → 30 Arbeitst"
    assert said in words(mail)
    assert desk.rows(NOTICE, purpose="escalation") == []


def test_the_graphics_agency_is_told_too(desk, a_post, post_round):
    number = a_post("smf", wants_assets=False)
    desk.do(number, "request_assets")
    assert [to for to, _ in post_round()] == ["gero"]
    at(desk, MOVED)
    desk.save(number, slot_at=NEAR)

    ((to, mail),) = post_round(desk.now + 15 * MINUTE)

    assert to == "gero"
    assert "Frist geändert" in mail["subject"]


def test_free_days_that_are_entered_later_bring_no_date_nearer(desk, told, post_round):
    apply(desk)
    before = step_of(desk, told).due_at
    at(desk, before.date())
    days = frozenset({date(2023, 11, 2), date(2023, 11, 3)})
    campaign = replace(desk.directory.campaign, closing_days=days)
    desk.amend("houses", "smf", campaign=campaign)
    desk.advance(desk.now)

    assert step_of(desk, told).due_at == before
    assert post_round(desk.now + 15 * MINUTE) == []
    assert desk.rows(NOTICE, purpose="escalation") == []


def test_a_picture_before_the_told_date_is_on_time(desk, told):
    at(desk, MOVED)
    desk.save(told, slot_at=NEAR)
    at(desk, date(2023, 10, 16))

    desk.supply(told, "smf", "frank")

    bounds = [datetime(2023, 10, 1, tzinfo=UTC), datetime(2023, 11, 1, tzinfo=UTC)]
    with reading(desk.engine) as connection:
        (found,) = house.punctuality(connection, {"smf"}, bounds)
    assert (found.done, found.in_time) == (1, 1)


def test_moves_close_together_are_one_mail(desk, told, post_round, slot):
    at(desk, MOVED)
    for days in (14, 21, 7):
        desk.save(told, slot_at=slot + timedelta(days=days))
        desk.now += 4 * MINUTE

    ((_, mail),) = post_round(desk.now + 15 * MINUTE)

    assert "bisher Fr 03.11.2023, jetzt Do 09.11.2023" in mail["subject"]
    assert "auf Di 28.11.2023, 10:00 Uhr verlegt" in words(mail)


def test_a_move_that_is_undone_is_no_mail(desk, told, post_round, slot):
    at(desk, MOVED)
    for days in (14, 0):
        desk.save(told, slot_at=slot + timedelta(days=days))

    assert post_round(desk.now + 15 * MINUTE) == []
    assert changes(desk) == ["cancelled"]


def test_a_change_of_a_taken_notice_that_is_undone_is_no_mail(
    desk, told, post_round, slot
):
    at(desk, MOVED)
    desk.save(told, slot_at=slot + timedelta(days=14))
    desk.now += 15 * MINUTE
    held = lease(desk)
    desk.save(told, slot_at=slot)
    with writing(desk.engine) as connection:
        done = outbox.Settlement(
            state=NoticeState.RETRY, at=desk.now, again_at=desk.now, was_tried=False
        )
        outbox.settle(connection, [one.id for one in held], done, "one")

    assert post_round(desk.now + MINUTE) == []
    assert changes(desk) == ["cancelled"]


def test_a_request_that_did_not_go_yet_says_the_new_date(desk, a_post, post_round):
    number = a_post("smf")
    desk.do(number, "request_assets")
    desk.save(number, slot_at=NEAR)

    ((_, mail),) = post_round()

    assert mail["subject"].startswith("Material bis Do 12.10.2023")
    assert changes(desk) == []


def test_a_mail_with_a_date_that_changed_meanwhile_is_written_again(desk, a_post):
    number = a_post("smf")
    desk.do(number, "request_assets")
    held = lease(desk)
    step = step_of(desk, number)
    desk.save(number, slot_at=NEAR)

    with pytest.raises(OvertakenError):
        begin(desk, held, dues={step.id: step.due_at})

    begin(desk, held, dues={step.id: step_of(desk, number).due_at})
    assert told_date(desk, number) == step_of(desk, number).due_at


def test_what_may_have_arrived_was_told(desk, a_post, slot):
    number = a_post("smf")
    desk.do(number, "request_assets")
    held = lease(desk)
    begin(desk, held)
    settle = outbox.Settlement(
        state=NoticeState.RETRY, at=desk.now, again_at=desk.now, in_doubt=True
    )
    with writing(desk.engine) as connection:
        outbox.settle(connection, [one.id for one in held], settle, "one")

    desk.save(number, slot_at=slot + timedelta(days=7))

    assert changes(desk) == ["queued"]
    again = lease(desk)
    with reading(desk.engine) as connection:
        kept = outbox.rendered_before(connection, again)
    assert kept is None or kept.content == letter(desk).content


def test_what_surely_never_arrived_is_written_again_with_the_new_date(
    desk, a_post, slot
):
    number = a_post("smf")
    desk.do(number, "request_assets")
    held = lease(desk)
    begin(desk, held, message=replace(letter(desk), places=()))
    settle = outbox.Settlement(state=NoticeState.RETRY, at=desk.now, again_at=desk.now)
    with writing(desk.engine) as connection:
        outbox.settle(connection, [one.id for one in held], settle, "one")
    again = lease(desk)
    with reading(desk.engine) as connection:
        assert outbox.rendered_before(connection, again) is not None

    desk.save(number, slot_at=slot + timedelta(days=7))

    with reading(desk.engine) as connection:
        assert outbox.rendered_before(connection, again) is None
    assert changes(desk) == []


def test_several_posts_are_one_mail_the_urgent_first(desk, a_post, post_round, slot):
    numbers = [a_post("smf"), a_post("smf")]
    for number in numbers:
        desk.do(number, "request_assets")
    post_round()
    at(desk, MOVED)
    desk.save(numbers[0], slot_at=slot + timedelta(days=7))
    desk.save(numbers[1], slot_at=NEAR)

    ((_, mail),) = post_round(desk.now + 15 * MINUTE)

    said = words(mail)
    assert said.index("jetzt Fr 13.10.2023") < said.index("jetzt Do 09.11.2023")


def test_a_date_by_hand_is_told_with_its_cause(desk, told, post_round):
    at(desk, MOVED)
    change = DueDateChange(told, step_of(desk, told).id, date(2023, 10, 27))
    with writing(desk.engine) as connection:
        by = overseer(desk.directory, "ada")
        done = extend(desk.call(connection), change, by)

    ((_, mail),) = post_round(desk.now + 15 * MINUTE)

    assert done.told_at == desk.now
    assert "weil die Redaktion eine andere Frist gesetzt hat" in words(mail)


def test_an_answer_that_comes_first_cancels_the_mail(desk, told, post_round):
    at(desk, MOVED)
    desk.save(told, slot_at=NEAR)
    desk.supply(told, "smf", "frank")

    assert "frank" not in [to for to, _ in post_round(desk.now + 15 * MINUTE)]


def test_a_change_that_is_told_after_its_date_leaves_another_day(
    desk, told, post_round
):
    at(desk, MOVED)
    desk.save(told, slot_at=NEAR)

    ((_, mail),) = post_round(at(desk, date(2023, 10, 16), 12))

    assert "bisher Fr 03.11.2023, jetzt Di 17.10.2023" in mail["subject"]
    assert step_of(desk, told).due_at == datetime(2023, 10, 17, 14, tzinfo=UTC)
    assert told_date(desk, told) == step_of(desk, told).due_at
