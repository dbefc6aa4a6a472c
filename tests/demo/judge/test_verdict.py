"""A stormy year breaks no rule, and the judge sees each fault that is put into it."""

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from vorlauf.demo.judge.evidence import Mail
from vorlauf.demo.judge.verdict import RULES, judge
from vorlauf.demo.year import run
from vorlauf.demo.year.changes import Rate
from vorlauf.directory.loader import load

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(900)]
STAKEHOLDERS = Path(__file__).parents[3] / "stakeholders.toml"
HOURS = timedelta(hours=1)


@pytest.fixture(scope="module")
def lived():
    """What a stormy year of few posts has left behind, and its result."""
    kept = []

    def keep(evidence):
        kept.append(evidence)
        return judge(evidence)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "judge", keep)
        result = run.simulate(
            load(STAKEHOLDERS), year=2027, posts=8, seed=11, rate=Rate.STORMY
        )
    (evidence,) = kept
    return evidence, result


@pytest.fixture
def evidence(lived):
    whole, _ = lived
    mails = [Mail(one.at, one.address, one.content) for one in whole.mails]
    return replace(whole, tables=deepcopy(whole.tables), mails=mails)


def about(evidence, purpose):
    """Return the place of the first mail that carries such a notice, and the notice."""
    for place, mail in enumerate(evidence.mails):
        for notice in evidence.notices_of.get(mail.message_id, ()):
            if notice["purpose"] == purpose:
                return place, notice
    raise LookupError(purpose)


def retimed(evidence, place, shift):
    mail = evidence.mails[place]
    evidence.mails[place] = Mail(mail.at + shift, mail.address, mail.content)


def test_a_stormy_year_keeps_every_rule(lived):
    _, result = lived

    assert result.verdict.examples == ()
    assert result.ok
    assert result.verdict.broken.keys() == set(RULES)
    assert sum(result.changes.values()) > 80


def at_night(evidence):
    place, _ = about(evidence, "review_request")
    retimed(evidence, place, 12 * HOURS)


def on_a_saturday(evidence):
    place, _ = about(evidence, "review_request")
    day = evidence.mails[place].at.weekday()
    retimed(evidence, place, timedelta(days=5 - day))


def lost_on_its_way(evidence):
    place, _ = about(evidence, "review_request")
    del evidence.mails[place]


def never_sent(evidence):
    _, notice = about(evidence, "review_request")
    notice["state"] = "queued"


def days_late(evidence):
    place, _ = about(evidence, "decision_received")
    retimed(evidence, place, timedelta(days=14))
    evidence.mails.sort(key=lambda mail: mail.at)


def twice(evidence):
    evidence.mails.append(evidence.mails[-1])


def two_at_once(evidence):
    last = evidence.mails[-1]
    other = last.content.replace(b"Message-ID: <", b"Message-ID: <other-")
    evidence.mails.append(Mail(last.at, last.address, other))


def decided_before(evidence):
    place, notice = about(evidence, "review_request")
    step = evidence.steps[notice["step_id"]]
    step["closed_at"] = evidence.mails[place].at - HOURS


def dated(evidence, purpose):
    """Return a mail with such a notice and a date, the duty, and the notice."""
    for mail in evidence.mails:
        for notice in evidence.notices_of.get(mail.message_id, ()):
            if notice["purpose"] == purpose and len(mail.dues) == 1:
                (duty,) = mail.dues
                return mail, duty, notice
    raise LookupError(purpose)


def past_date(evidence):
    mail, duty, _ = dated(evidence, "review_request")
    mail.__dict__["dues"] = {duty: mail.at - HOURS}


def changed_in_silence(evidence):
    mail, duty, _ = dated(evidence, "reminder")
    mail.__dict__["dues"] = {duty: mail.dues[duty] + HOURS}


def told_again(evidence):
    *_, notice = dated(evidence, "reminder")
    notice["purpose"] = "due_changed"


def brought_forward(evidence):
    """Let a reminder be a mail about a date that is over before the next day is."""
    mail, duty, notice = dated(evidence, "reminder")
    notice["purpose"] = "due_changed"
    mail.__dict__["dues"] = {duty: mail.at + HOURS}


def asked_while_away(evidence):
    place, _ = about(evidence, "review_request")
    mail = evidence.mails[place]
    rules = evidence.rules_at(mail.at)
    reader = next(p for p in rules.people.values() if p.address == mail.address)
    evidence.tables["absence"].append(
        {
            "person": reader.key,
            "set_at": mail.at - HOURS,
            "ended_at": None,
            "first_day": mail.at.date().isoformat(),
            "last_day": (mail.at.date() + timedelta(days=9)).isoformat(),
        }
    )


def slot_never_asked_for(evidence):
    for step in evidence.steps.values():
        step["closed_at"] = None
    evidence.mails[:] = [
        mail
        for mail in evidence.mails
        if all(
            notice["purpose"] != "publish_request"
            for notice in evidence.notices_of.get(mail.message_id, ())
        )
    ]


def entry(evidence, event):
    return next(one for one in evidence.tables["audit"] if one["event"] == event)


def two_houses_in_one_entry(evidence):
    entry(evidence, "endorse")["house"] += ", polizei"


def no_entry(evidence):
    evidence.tables["audit"][:] = [
        one for one in evidence.tables["audit"] if one["event"] != "endorse"
    ]


def no_approval(evidence):
    for one in evidence.tables["audit"]:
        if one["event"] == "approve":
            one["fingerprint"] = "another"


def in_a_blackout(evidence):
    out = next(post for post in evidence.tables["post"] if post["published_at"])
    day = out["published_at"].date()
    evidence.rules[:] = [replace(r, blackouts=((day, day),)) for r in evidence.rules]


def on_hold(evidence):
    out = next(post for post in evidence.tables["post"] if post["published_at"])
    place = next(
        nth
        for nth, one in enumerate(evidence.tables["audit"])
        if one["post_id"] == out["id"] and one["event"] == "publish"
    )
    held = dict(evidence.tables["audit"][place], event="hold")
    evidence.tables["audit"].insert(place, held)


def asked_in_a_blackout(evidence):
    place, notice = about(evidence, "publish_request")
    day = evidence.steps[notice["step_id"]]["due_at"].date()
    mail = evidence.mails[place]
    span = ((mail.at.date(), day),)
    evidence.rules[:] = [replace(r, blackouts=span) for r in evidence.rules]


def asked_on_hold(evidence):
    place, notice = about(evidence, "review_request")
    post_id = evidence.steps[notice["step_id"]]["post_id"]
    added = next(
        nth
        for nth, one in enumerate(evidence.tables["audit"])
        if one["post_id"] == post_id
    )
    before = evidence.mails[place].at - HOURS
    held = dict(evidence.tables["audit"][added], event="hold", at=before)
    evidence.tables["audit"].insert(added + 1, held)


def opened_twice(evidence):
    steps = evidence.tables["step"]
    again = dict(steps[0], id=len(steps) + 1)
    steps.append(again)


FAULTS = {
    at_night: "outside_office_hours",
    on_a_saturday: "on_free_day",
    lost_on_its_way: "lost",
    never_sent: "lost",
    days_late: "late",
    twice: "twice",
    two_at_once: "two_in_a_minute",
    decided_before: "after_decision",
    past_date: "past_date",
    changed_in_silence: "date_changed_in_silence",
    told_again: "date_told_twice",
    brought_forward: "told_date_ignored",
    asked_while_away: "asked_into_the_void",
    slot_never_asked_for: "missed_instant",
    two_houses_in_one_entry: "several_houses_in_an_entry",
    no_entry: "decision_without_an_entry",
    no_approval: "published_unapproved",
    in_a_blackout: "published_in_blackout",
    on_hold: "published_on_hold",
    asked_in_a_blackout: "asked_in_a_blackout",
    asked_on_hold: "asked_on_hold",
    opened_twice: "two_steps_at_once",
}


@pytest.mark.parametrize(("fault", "rule"), FAULTS.items())
def test_a_fault_in_the_evidence_is_seen(evidence, fault, rule):
    evidence = replace(evidence, rules=list(evidence.rules))
    fault(evidence)

    verdict = judge(replace(evidence, tables=evidence.tables))

    assert verdict.broken[rule] > 0, verdict.broken
