"""Rules of single mails: when they arrive, how often, and what they name."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from vorlauf.demo.judge.calendar import Hours, berlin, utc
from vorlauf.demo.judge.evidence import Evidence, Mail, Row

MINUTE: Final = timedelta(minutes=1)
TWO_SWEEPS: Final = timedelta(minutes=10)
# What asks somebody to do something about a step that is open.
ASKING: Final = frozenset(
    {
        *("material_request", "submit_request", "review_request", "approval_request"),
        *("publish_request", "retrospective_request", "take_down_request"),
        *("reminder", "escalation", "link_renewed", "due_changed"),
    }
)
# What tells its reader of something that they alone must know at once.
_SECURITY: Final = frozenset({"absence_noted"})
# These come from somebody who wants them, or concern what is out already.
_SPARED: Final = frozenset({"link_renewed", "take_down_request"})
_UNTIL: Final = re.compile(
    r"(?:bis|jetzt|by|now) (?:Mo|Di|Mi|Do|Fr|Sa|So|Mon|Tue|Wed|Thu|Fri|Sat|Sun)\.? "
    r"(\d{1,2})\.(\d{1,2})\.(\d{4})"
)
_GONE: Final = frozenset({"dead", "unknown"})

Finding = tuple[str, str]


def findings(evidence: Evidence) -> Iterator[Finding]:
    """Name every rule that a mail has broken, and how."""
    for mail in evidence.mails:
        notices = evidence.notices_of.get(mail.message_id, ())
        yield from _hours(evidence, mail, notices)
        yield from _dates(mail)
        yield from _decided(evidence, mail)
        yield from _at_rest(evidence, mail)
    yield from _together(evidence)
    yield from _missing(evidence)
    yield from _in_time(evidence)


def is_held(entries: Iterable[Row], post_id: int, at: datetime) -> bool:
    """Say by the audit log whether a post was on hold at an instant."""
    held = False
    for entry in entries:
        if entry["post_id"] == post_id and entry["at"] <= at:
            if entry["event"] == "hold":
                held = True
            elif entry["event"] == "resume":
                # Another hold may hold it still.
                held = '"still_held":true' in entry["details"]
    return held


def _house(evidence: Evidence, mail: Mail) -> Hours | None:
    rules = evidence.rules_at(mail.at)
    people = (one for one in rules.people.values() if one.address == mail.address)
    person = next(people, None)
    return rules.houses.get(person.house) if person else None


def _hours(evidence: Evidence, mail: Mail, notices: Sequence[Row]) -> Iterator[Finding]:
    house = _house(evidence, mail)
    if house is None:
        yield "unknown_reader", f"{mail.at}: {mail.address}"
        return
    if house.is_open(mail.at):
        return
    if any(_cannot_wait(evidence, house, mail, notice) for notice in notices):
        return
    is_free = not house.works_on(berlin(mail.at).date())
    rule = "on_free_day" if is_free else "outside_office_hours"
    yield rule, f"{mail.at}: {mail.subject} to {mail.address}"


def _cannot_wait(evidence: Evidence, house: Hours, mail: Mail, notice: Row) -> bool:
    """Say whether it asks for a slot that comes before the office has opened."""
    if notice["purpose"] != "publish_request":
        return False
    today, slot = berlin(mail.at).date(), evidence.steps[notice["step_id"]]["due_at"]
    days = (today, house.walk(today, 1))
    opens = (utc(day, house.opens) for day in days if house.works_on(day))
    opening: datetime = next(at for at in opens if at > mail.at)
    return bool(mail.at < slot <= opening + TWO_SWEEPS)


def _dates(mail: Mail) -> Iterator[Finding]:
    """Find dates that have passed and are named as still to come."""
    today = berlin(mail.at).date()
    for day, month, year in _UNTIL.findall(mail.subject):
        if date(int(year), int(month), int(day)) < today:
            yield "past_date", f"{mail.at}: {mail.subject}"
    for duty, due in mail.dues.items():
        if due < mail.at:
            yield "past_date", f"{mail.at}: {duty} until {due}"


def _decided(evidence: Evidence, mail: Mail) -> Iterator[Finding]:
    for notice in evidence.notices_of.get(mail.message_id, ()):
        if notice["purpose"] not in ASKING or notice["step_id"] is None:
            continue
        closed = evidence.steps[notice["step_id"]]["closed_at"]
        if closed is not None and closed < mail.at:
            yield "after_decision", f"{mail.at}: {mail.subject}, closed {closed}"


def _at_rest(evidence: Evidence, mail: Mail) -> Iterator[Finding]:
    """Find what is asked for a post on hold, or to be published in a blackout."""
    day = berlin(mail.at).date()
    closed = [one for one in evidence.rules_at(mail.at).blackouts if _holds(one, day)]
    for notice in evidence.notices_of.get(mail.message_id, ()):
        if notice["purpose"] not in ASKING - _SPARED or notice["step_id"] is None:
            continue
        step, words = evidence.steps[notice["step_id"]], f"{mail.at}: {mail.subject}"
        slot = berlin(step["due_at"]).date() if step["due_at"] else None
        if step["kind"] == "publish" and slot and any(slot <= b for _, b in closed):
            yield "asked_in_a_blackout", words
        entries, just = evidence.tables["audit"], mail.at - timedelta(seconds=1)
        if all(is_held(entries, step["post_id"], at) for at in (just, mail.at)):
            yield "asked_on_hold", words


def _holds(span: tuple[date, date], day: date) -> bool:
    return span[0] <= day <= span[1]


def _together(evidence: Evidence) -> Iterator[Finding]:
    """Find mails that came twice, and two mails in one minute."""
    ids = Counter(mail.message_id for mail in evidence.mails)
    yield from (("twice", one) for one, times in ids.items() if times > 1)
    last: dict[str, Mail] = {}
    for mail in evidence.mails:
        kinds = {n["purpose"] for n in evidence.notices_of.get(mail.message_id, ())}
        # What a killed process held goes alone: one of them may have killed it.
        if kinds and (kinds <= _SECURITY or _is_after_a_kill(evidence, mail.at)):
            continue
        before = last.get(mail.address)
        if before is not None and mail.at - before.at < MINUTE:
            words = f"{mail.at}: {mail.address}: {before.subject} / {mail.subject}"
            yield "two_in_a_minute", words
        last[mail.address] = mail


def _is_after_a_kill(evidence: Evidence, instant: datetime) -> bool:
    return any(at < instant <= at + evidence.allowed_late for at in evidence.killed_at)


def _missing(evidence: Evidence) -> Iterator[Finding]:
    """Find what was sent and never arrived, what was not sent, and what came late."""
    arrived = {mail.message_id: mail.at for mail in evidence.mails}
    for notice in evidence.tables["notice"]:
        if notice["medium"] != "mail":
            continue
        words = f"notice {notice['id']} ({notice['purpose']} to {notice['recipient']})"
        if notice["state"] == "sent":
            at = arrived.get(notice["message_id"])
            if at is None:
                yield "lost", f"{words} never arrived"
            elif at > _latest(evidence, notice):
                yield "late", f"{words} planned {notice['planned_at']}, came {at}"
        elif notice["state"] in _GONE:
            yield "lost", f"{words} is {notice['state']}: {notice['error']}"
        elif _is_forgotten(evidence, notice):
            yield "lost", f"{words} is {notice['state']} since {notice['due_at']}"


def _latest(evidence: Evidence, notice: Row) -> datetime:
    """Return until when a notice may arrive: the end of the next working day.

    What asks to publish waits for the end of a blackout first.
    """
    planned: datetime = notice["planned_at"]
    rules, day = evidence.rules_at(planned), berlin(planned).date()
    step = evidence.steps.get(notice["step_id"])
    if step is not None and step["kind"] == "publish":
        ends = (last for first, last in sorted(rules.blackouts) if first <= day <= last)
        day = max(ends, default=day)
    house = rules.houses.get(notice["house"])
    if house is None:
        return utc(day, berlin(planned).time()) + timedelta(days=7)
    return house.end_of(house.walk(day, 1))


def _is_forgotten(evidence: Evidence, notice: Row) -> bool:
    is_waiting = notice["state"] in {"queued", "retry", "leased", "sending"}
    return is_waiting and notice["due_at"] + evidence.allowed_late < evidence.ended_at


def _in_time(evidence: Evidence) -> Iterator[Finding]:
    """Find slots that whoever publishes was asked about too late."""
    asked: dict[int, Mail] = {}
    for mail in evidence.mails:
        for notice in evidence.notices_of.get(mail.message_id, ()):
            if notice["purpose"] == "publish_request":
                asked.setdefault(notice["step_id"], mail)
    for step in evidence.tables["step"]:
        if step["kind"] != "publish" or step["opened_at"] > step["due_at"] - TWO_SWEEPS:
            continue
        is_done = step["closed_at"] is not None and step["closed_at"] <= step["due_at"]
        mail_at = asked[step["id"]].at if step["id"] in asked else None
        is_late = mail_at is None or mail_at > step["due_at"]
        rests = is_held(evidence.tables["audit"], step["post_id"], step["due_at"])
        # Whoever was killed just before cannot ask before the slot.
        rests = rests or _is_after_a_kill(evidence, step["due_at"])
        if is_late and not (is_done or rests) and step["due_at"] < evidence.ended_at:
            slot, came = step["due_at"], mail_at or "never"
            yield "missed_instant", f"step {step['id']}, slot {slot}: asked {came}"
