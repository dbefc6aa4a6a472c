"""Rules of steps: told dates, who is asked, decisions, and what is published."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from vorlauf.demo.judge.calendar import berlin
from vorlauf.demo.judge.evidence import (
    Evidence,
    Mail,
    Person,
    Row,
    Rules,
)
from vorlauf.demo.judge.mail_rules import ASKING, Finding

DAY: Final = timedelta(days=1)
# What opens the telling of a date anew: it is asked for the first time, or again.
_OPENING: Final = frozenset(
    {
        *("material_request", "submit_request", "review_request", "approval_request"),
        *("retrospective_request", "take_down_request", "link_renewed"),
    }
)
_DECISIONS: Final = frozenset({"endorse", "approve"})
_BACK: Final = frozenset({"request_changes", "withdraw", "reopen"})


def findings(evidence: Evidence) -> Iterator[Finding]:
    """Name every rule that the life of a step or a post has broken, and how."""
    yield from _told(evidence)
    yield from _void(evidence)
    yield from _twice_open(evidence)
    yield from _entries(evidence)


def _carried(evidence: Evidence, mail: Mail) -> Iterator[tuple[Row, Row, str]]:
    """Yield the notices of a mail about a step, with the step and its duty."""
    for notice in evidence.notices_of.get(mail.message_id, ()):
        if notice["step_id"] is None:
            continue
        step = evidence.steps[notice["step_id"]]
        yield notice, step, duty_of(evidence, step)


def duty_of(evidence: Evidence, step: Row) -> str:
    """Return by which name calendar files know what a step asks for.

    A house that is called differently by now keeps its entries in calendars.
    """
    tail = "-afterwards" if step["retrospective"] else ""
    house = evidence.first_called(step["post_id"], step["house"])
    return f"post-{step['post_id']}-{step['kind']}-{house}{tail}"


def _told(evidence: Evidence) -> Iterator[Finding]:
    """Find dates that changed in silence, and who is late for one never told."""
    told: dict[tuple[str, int], datetime] = {}
    for mail in evidence.mails:
        carried = list(_carried(evidence, mail))
        purposes = defaultdict(set)
        for notice, step, duty in carried:
            if notice["purpose"] in ASKING:
                purposes[duty, step["id"]].add(notice["purpose"])
        for (duty, step_id), kinds in purposes.items():
            known, named = told.get((duty, step_id)), mail.dues.get(duty)
            words = f"{mail.at}: {mail.subject} ({duty}): {known} -> {named}"
            if named is None:
                step = evidence.steps[step_id]
                if "escalation" in kinds and _is_told(step, evidence):
                    yield from _late(known, mail, words)
                continue
            if known is not None:
                yield from _again(evidence, (step_id, named, known), mail, kinds, words)
            told[duty, step_id] = named


def _again(
    evidence: Evidence,
    dates: tuple[int, datetime, datetime],
    mail: Mail,
    kinds: set[str],
    words: str,
) -> Iterator[Finding]:
    """Find what is wrong with a date of which another mail told before."""
    _, named, known = dates
    is_change = kinds == {"due_changed"}
    if named == known and is_change:
        yield "date_told_twice", words
    if named != known and not kinds & {"due_changed", *_OPENING}:
        yield "date_changed_in_silence", words
    if named < known and is_change:
        yield from _brought_forward(evidence, dates, mail)


def _brought_forward(
    evidence: Evidence, dates: tuple[int, datetime, datetime], mail: Mail
) -> Iterator[Finding]:
    """Find a date that leaves less than the working day after it was changed."""
    step_id, named, known = dates
    step = evidence.steps[step_id]
    at = _changed_at(evidence, step, named, mail.at)
    house = None if at is None else evidence.rules_at(at).houses.get(step["house"])
    if at is None or house is None:
        return
    floor = min(known, house.end_of(house.walk(berlin(at).date(), 1)))
    if named < floor:
        words = f"{mail.at}: {mail.subject}: {known} -> {named}, not before {floor}"
        yield "told_date_ignored", words


def _changed_at(
    evidence: Evidence, step: Row, named: datetime, mail_at: datetime
) -> datetime | None:
    """Return when a step got this date; None if somebody gave it by hand."""
    for entry in reversed(evidence.tables["audit"]):
        if entry["post_id"] != step["post_id"] or entry["at"] > mail_at:
            continue
        if entry["event"] not in {"replan", "extend"}:
            continue
        details = json.loads(entry["details"])
        for one in details.get("steps", [details]):
            is_it = one.get("step") == step["id"] and one.get("due_after")
            if is_it and datetime.fromisoformat(one["due_after"]) == named:
                return None if entry["event"] == "extend" else entry["at"]
    return mail_at


def _is_told(step: Row, evidence: Evidence) -> bool:
    """Say whether somebody must hear of a date, who has not planned it themselves."""
    if step["kind"] == "submit":
        return any(
            notice["step_id"] == step["id"] and notice["purpose"] == "submit_request"
            for notice in evidence.tables["notice"]
        )
    return step["kind"] not in {"draft", "publish", "take_down"}


def _late(known: datetime | None, mail: Mail, words: str) -> Iterator[Finding]:
    if known is None:
        yield "late_without_being_told", words
    elif known >= mail.at:
        yield "late_before_the_told_date", words


def _void(evidence: Evidence) -> Iterator[Finding]:
    """Find who is asked while away, although a deputy is there."""
    for mail in evidence.mails:
        if not any(
            notice["purpose"] in ASKING for notice, _, _ in _carried(evidence, mail)
        ):
            continue
        rules = evidence.rules_at(mail.at)
        people = (one for one in rules.people.values() if one.address == mail.address)
        reader = next(people, None)
        if reader is None or not _is_away(evidence, reader.key, mail.at):
            continue
        there = [
            key
            for key in reader.deputies
            if not _is_away(evidence, key, mail.at) and key in rules.people
        ]
        if there:
            words = f"{mail.at}: {mail.subject} to {reader.key}, there is {there[0]}"
            yield "asked_into_the_void", words
    yield from _forgotten(evidence)


def _is_away(evidence: Evidence, key: str, at: datetime) -> bool:
    today = berlin(at).date().isoformat()
    return any(
        absence["person"] == key
        and absence["set_at"] <= at
        and (absence["ended_at"] is None or absence["ended_at"] > at)
        and str(absence["first_day"]) <= today <= str(absence["last_day"])
        for absence in evidence.tables["absence"]
    )


def _forgotten(evidence: Evidence) -> Iterator[Finding]:
    """Find open steps of absent people of which no deputy heard for a day."""
    asked = _asking_mails(evidence)
    for absence in evidence.tables["absence"]:
        rules = evidence.rules_at(absence["set_at"])
        person = rules.people.get(absence["person"])
        if person is None or not person.deputies:
            continue
        begins = max(absence["set_at"], _midnight(rules, person, absence))
        until = _end_of_next_day(rules, person, begins)
        ended = absence["ended_at"]
        if ended is not None and ended <= until:
            continue
        if str(absence["last_day"]) < berlin(until).date().isoformat():
            continue
        for step_id, mails in asked.items():
            yield from _step_forgotten(
                evidence, person, mails, (begins, until), step_id
            )


def _step_forgotten(
    evidence: Evidence,
    person: Person,
    mails: list[Mail],
    window: tuple[datetime, datetime],
    step_id: int,
) -> Iterator[Finding]:
    begins, until = window
    step = evidence.steps[step_id]
    closed = step["closed_at"]
    before = [mail for mail in mails if mail.at < begins]
    if not before or before[-1].address != person.address:
        return
    if (closed is not None and closed <= until) or until > evidence.ended_at:
        return
    if not step["due_at"] or step["kind"] in {"draft", "publish"}:
        return
    anybody = [
        key for key in person.deputies if not _is_away(evidence, key, until - DAY / 24)
    ]
    told = [m for m in mails if begins <= m.at <= until and m.address != person.address]
    if anybody and not told:
        words = (
            f"step {step_id} of {person.key}, away since {begins}: nobody by {until}"
        )
        yield "asked_into_the_void", words


def _asking_mails(evidence: Evidence) -> Mapping[int, list[Mail]]:
    found: dict[int, list[Mail]] = defaultdict(list)
    for mail in evidence.mails:
        for notice, step, _ in _carried(evidence, mail):
            if notice["purpose"] in ASKING | {"changes_requested"}:
                found[step["id"]].append(mail)
    return found


def _midnight(rules: Rules, person: Person, absence: Row) -> datetime:
    house = rules.houses[person.house]
    first = datetime.fromisoformat(str(absence["first_day"])).date()
    return house.end_of(first - DAY)


def _end_of_next_day(rules: Rules, person: Person, at: datetime) -> datetime:
    house = rules.houses[person.house]
    return house.end_of(house.walk(berlin(at).date(), 1))


def _twice_open(evidence: Evidence) -> Iterator[Finding]:
    """Find two steps that ask one house for the same thing at the same time."""
    before: dict[str, Row] = {}
    for step in evidence.tables["step"]:
        duty = duty_of(evidence, step)
        last = before.get(duty)
        if last is not None and (
            last["closed_at"] is None or last["closed_at"] > step["opened_at"]
        ):
            yield (
                "two_steps_at_once",
                f"step {last['id']} and step {step['id']}: {duty}",
            )
        before[duty] = step


def _entries(evidence: Evidence) -> Iterator[Finding]:
    """Find decisions without an entry of their own in the audit log."""
    for entry in evidence.tables["audit"]:
        if entry["event"] in _DECISIONS and "," in entry["house"]:
            yield "several_houses_in_an_entry", f"entry {entry['id']}: {entry['house']}"
    said: dict[tuple[int, str, int], int] = defaultdict(int)
    for entry in evidence.tables["audit"]:
        if entry["event"] in _DECISIONS:
            house = evidence.now_called(entry["post_id"], entry["house"])
            said[entry["post_id"], house, entry["version"]] += 1
    for step in evidence.tables["step"]:
        if step["outcome"] in {"endorsed", "approved"}:
            house = evidence.now_called(step["post_id"], step["house"])
            key = (step["post_id"], house, step["version"])
            if not said.get(key):
                yield "decision_without_an_entry", f"step {step['id']}: {key}"
