"""The judge sees each fault that is put into the product itself."""

from datetime import time, timedelta
from pathlib import Path

import pytest

from notifications.delivery.mailer import Mailer
from notifications.letters.mail_kind import MailKindSpec
from states.office_hours import Office
from states.purpose import MailKind
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.demo.year.changes import Rate
from vorlauf.demo.year.run import simulate
from vorlauf.directory.loader import load
from vorlauf.directory.model import House
from vorlauf.mail import drafts
from vorlauf.mail.queue import recovery
from vorlauf.posts.presence import Presence
from vorlauf.scheduling import replanning
from vorlauf.workflow import audit_entries, move_facts, reminder_schedule

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(900)]
STAKEHOLDERS = Path(__file__).parents[3] / "stakeholders.toml"


def mails_at_any_hour(patch):
    patch.setattr(Office, "nearest_open", lambda self, day, _: self.at(day, time(20)))
    patch.setattr(House, "takes_mail", lambda *_, **__: True)


def slots_asked_for_late(patch):
    real = reminder_schedule._request_at

    def request_at(step, house, now):
        if step.kind.waits_for_slot:
            return house.mail_from(step.due_at + timedelta(hours=1))
        return real(step, house, now)

    patch.setattr(reminder_schedule, "_request_at", request_at)


def a_mail_for_each_matter(patch):
    patch.setattr(MailKindSpec, "is_bundled", property(lambda _: False))
    patch.setattr(drafts.Drafter, "_has_just_got_mail", lambda *_: False)


def decisions_cancel_nothing(patch):
    patch.setattr(UnitOfWork, "_cancel", lambda *_: None)
    nothing = recovery._CANCEL_DECIDED.where(False)
    patch.setattr(recovery, "_CANCEL_DECIDED", nothing)


def every_fifth_mail_is_lost(patch):
    real, sent = Mailer.send, []

    def send(self, envelope):
        sent.append(envelope)
        if len(sent) % 5:
            real(self, envelope)

    patch.setattr(Mailer, "send", send)


def absences_are_forgotten(patch):
    patch.setattr(Presence, "asked", lambda _, __, person: person)
    patch.setattr(Presence, "reader", lambda _, __, person: person)


def changed_dates_are_kept_quiet(patch):
    real = replanning._first

    def first(*arguments):
        notices, waiting = real(*arguments)
        told = [one for one in notices if one.purpose is not MailKind.DUE_CHANGED]
        return told, waiting

    patch.setattr(replanning, "_first", first)


def told_dates_are_ignored(patch):
    patch.setattr(replanning, "due_after_change", lambda anew, *_, **__: anew)


def one_entry_is_for_two_houses(patch):
    real = audit_entries.houses
    patch.setattr(audit_entries, "houses", lambda answered: f"{real(answered)}, sk")


def one_house_is_enough(patch):
    patch.setattr(move_facts, "_open_reviews", lambda _: set())


def every_mail_goes_twice(patch):
    real = Mailer.send

    def send(self, envelope):
        real(self, envelope)
        real(self, envelope)

    patch.setattr(Mailer, "send", send)


PRODUCT_FAULTS = {
    mails_at_any_hour: ("outside_office_hours", Rate.NONE),
    slots_asked_for_late: ("missed_instant", Rate.NONE),
    a_mail_for_each_matter: ("two_in_a_minute", Rate.NONE),
    decisions_cancel_nothing: ("after_decision", Rate.NONE),
    every_fifth_mail_is_lost: ("lost", Rate.NONE),
    absences_are_forgotten: ("asked_into_the_void", Rate.STORMY),
    changed_dates_are_kept_quiet: ("date_changed_in_silence", Rate.STORMY),
    told_dates_are_ignored: ("late_without_being_told", Rate.STORMY),
    one_entry_is_for_two_houses: ("several_houses_in_an_entry", Rate.NONE),
    one_house_is_enough: ("published_unapproved", Rate.NONE),
    every_mail_goes_twice: ("twice", Rate.NONE),
}


# Slots must move while a date is told and near.
POSTS = {told_dates_are_ignored: 12}


@pytest.mark.parametrize(("fault", "expected"), PRODUCT_FAULTS.items())
def test_a_fault_in_the_product_is_seen(monkeypatch, fault, expected):
    rule, rate = expected
    fault(monkeypatch)

    result = simulate(
        load(STAKEHOLDERS), year=2027, posts=POSTS.get(fault, 5), seed=11, rate=rate
    )

    assert result.verdict.broken[rule] > 0, result.verdict.broken
