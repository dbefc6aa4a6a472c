"""Unattended: nobody is left who could be asked, and the coordinator hears of it."""

from datetime import date, timedelta

import pytest

from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.scheduling.absences import Absent, end_absence, set_absence
from vorlauf.scheduling.unattended import unattended_steps

MONDAY, FRIDAY = date(2023, 9, 18), date(2023, 9, 22)


def away(desk, person, first=MONDAY, last=FRIDAY):
    absent = Absent(person=person, first_day=first, last_day=last, set_by="ada")
    return desk.ask(set_absence, absent).id


def lacking(desk):
    with reading(desk.engine) as connection:
        found = unattended_steps(desk.call(connection))
    return [(one.number, one.kind.value, one.house, one.is_open) for one in found]


def warned(desk):
    return desk.rows(NOTICE, purpose="absence_told")


def text_of(mail):
    return " ".join(mail.get_body("plain").get_content().split())


@pytest.fixture
def in_approval(desk, hand_to_review):
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")
    return number


@pytest.mark.usefixtures("in_approval")
def test_while_a_deputy_is_there_nothing_is_unattended(desk):
    away(desk, "clara")

    assert lacking(desk) == []
    assert warned(desk) == []


@pytest.mark.parametrize("order", [("clara", "cem"), ("cem", "clara")])
def test_approver_and_deputy_away_are_told_to_the_coordinator_once(
    desk, in_approval, post_round, order
):
    post_round()
    for person in order:
        away(desk, person)

    assert lacking(desk) == [(in_approval, "approval", "sk", True)]
    assert post_round() == []
    mails = post_round(desk.now + timedelta(minutes=15))
    ((who, mail),) = mails
    assert who == "ada"
    assert "und niemand vertritt" in mail["Subject"]
    assert f"{in_approval}" in text_of(mail)
    assert "Sächsische Staatskanzlei, fällig" in text_of(mail)
    assert "benennen Sie in der stakeholders.toml" in text_of(mail)


def test_what_is_planned_for_these_days_is_named_too(desk, hand_to_review):
    number = hand_to_review("smi")
    away(desk, "cem", last=date(2023, 12, 1))

    away(desk, "clara", first=date(2023, 11, 13), last=date(2023, 11, 24))

    assert lacking(desk) == [(number, "approval", "sk", False)]
    assert [row.recipient for row in warned(desk)] == ["ada"]


def test_a_contact_without_deputy_leaves_the_house_empty(desk, hand_to_review):
    desk.amend("people", "frank", deputy=None)
    number = hand_to_review("smf")

    away(desk, "frank", last=date(2023, 11, 30))

    assert lacking(desk) == [(number, "review", "smf", True)]


@pytest.mark.usefixtures("in_approval")
def test_what_is_undone_in_time_is_told_to_nobody(desk, post_round):
    post_round()
    away(desk, "cem")
    key = away(desk, "clara")

    with writing(desk.engine) as connection:
        end_absence(desk.call(connection), key, "ada")

    assert lacking(desk) == []
    assert post_round(desk.now + timedelta(hours=1)) == []


def test_the_audit_entry_names_the_steps(desk, in_approval):
    away(desk, "cem")
    away(desk, "clara")

    with reading(desk.engine) as connection:
        *_, last = connection.exec_driver_sql(
            "SELECT details FROM audit WHERE event = 'absence' ORDER BY id"
        ).scalars()
    assert f'"post":"{in_approval}"' in last


def test_people_who_stand_in_for_each_other_end_the_search(desk, hand_to_review):
    desk.amend("people", "ivo", deputy="ines")
    number = hand_to_review("smi")
    away(desk, "ivo")

    away(desk, "ines", last=date(2023, 11, 30))

    assert lacking(desk)[0][:2] == (number, "review")
