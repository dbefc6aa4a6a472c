"""Who is asked now: the present reader gets each request once, whatever has changed."""

import json
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from desk import BARE
from desk_of_people import disable, enable
from sqlalchemy import update

from notifications.letters.mail_kinds import MAIL_KINDS
from states.post import StepKind, Trigger
from vorlauf.db.engine import writing
from vorlauf.db.post_snapshots import NOTICE, POST
from vorlauf.scheduling.absences import Absent, end_absence, set_absence
from vorlauf.scheduling.asked_now import ASKED_INSTEAD

MONDAY, TUESDAY, FRIDAY = date(2023, 9, 18), date(2023, 9, 19), date(2023, 9, 22)
NEXT_MONDAY, NEXT_FRIDAY = date(2023, 9, 25), date(2023, 9, 29)


class Days:
    """Lets absences be entered, and time pass: what goes out meanwhile is returned."""

    def __init__(self, desk, post_round):
        self.desk, self.post_round = desk, post_round

    def away(self, person, first=MONDAY, last=FRIDAY):
        absent = Absent(person=person, first_day=first, last_day=last, set_by="ada")
        return self.desk.ask(set_absence, absent).id

    def end(self, key):
        with writing(self.desk.engine) as connection:
            end_absence(self.desk.call(connection), key, "ada")

    def morning(self, day):
        office = self.desk.directory.houses["smi"].office
        hours = (time(0, 5), time(8), time(9), time(12))
        return [mail for hour in hours for mail in self.at(office.at(day, hour))]

    def later(self, minutes=15):
        return self.at(self.desk.now + timedelta(minutes=minutes))

    def at(self, instant):
        self.desk.advance(instant)
        return asking(self.post_round(instant))


@pytest.fixture
def days(desk, post_round):
    return Days(desk, post_round)


def asking(mails):
    """Leave out what tells the coordinator how things are."""
    news = ("Wochenübersicht", "abwesend vom")
    return [
        (who, mail)
        for who, mail in mails
        if not any(words in mail["Subject"] for words in news)
    ]


def to(mails):
    return [recipient for recipient, _ in mails]


def text_of(mail):
    return " ".join(mail.get_body("plain").get_content().split())


def audited(desk, number):
    return [
        json.loads(line.details)
        for line in desk.file(number)
        if line.event == ASKED_INSTEAD
    ]


@pytest.mark.slow
@pytest.mark.parametrize("is_early", [True, False])
def test_the_deputy_is_asked_when_the_absence_begins_whenever_it_was_entered(
    desk, hand_to_review, is_early, days
):
    if is_early:
        days.away("ines", NEXT_MONDAY, NEXT_FRIDAY)
    number = hand_to_review("smi")
    assert to(days.morning(MONDAY)) == ["ines"]
    if not is_early:
        days.away("ines", NEXT_MONDAY, NEXT_FRIDAY)
    assert to(days.morning(TUESDAY)) == []

    ((who, mail),) = days.morning(NEXT_MONDAY)

    assert who == "ivo"
    assert "Ines Iser ist bis einschließlich Freitag, 29. September 2023" in text_of(
        mail
    )
    assert to(days.morning(NEXT_MONDAY + timedelta(days=1))) == []
    (entry,) = audited(desk, number)
    assert (entry["asked_before"], entry["to"]) == ("Ines Iser", "Ivo Jahn")
    assert (entry["cause"], entry["last_day"]) == ("absence", "2023-09-29")


def test_when_the_deputy_falls_ill_the_next_one_is_asked(desk, asked, days):
    desk.amend("people", "ivo", deputy="frank")
    asked("smi")
    days.later(0)
    days.away("ines")
    assert to(days.later()) == ["ivo"]

    days.away("ivo")

    assert to(days.later()) == ["frank"]
    assert to(days.later()) == []


@pytest.mark.slow
@pytest.mark.parametrize("runs_out", [True, False])
def test_who_is_back_gets_one_list_of_what_stayed_open(desk, asked, runs_out, days):
    numbers = asked("smi", "smi", "smi")
    days.later(0)
    key = days.away("ines")
    assert to(days.later()) == ["ivo"]
    desk.do(numbers[0], "endorse", "ivo")
    days.later(0)

    if runs_out:
        mails = days.morning(NEXT_MONDAY)
    else:
        days.end(key)
        assert to(days.later(0)) == []
        mails = days.later()

    ((who, mail),) = mails
    assert who == "ines"
    said = text_of(mail)
    assert "während Ihrer Abwesenheit haben wir uns an Ivo Jahn gewandt" in said
    assert [number in said for number in numbers] == [False, True, True]
    assert to(days.later()) == []
    assert [one["cause"] for one in audited(desk, numbers[1])] == ["absence", "return"]


def test_what_is_entered_and_undone_within_minutes_is_told_to_nobody(desk, asked, days):
    (number,) = asked("smi")
    days.later(0)
    key = days.away("ines")
    assert to(days.later(5)) == []

    days.end(key)

    assert to(days.later(5)) == to(days.later(30)) == []
    assert [one["is_told"] for one in audited(desk, number)] == [True, False]
    key = days.away("ines")
    assert to(days.later()) == ["ivo"]
    days.end(key)
    days.later(5)
    days.away("ines")
    assert to(days.later(5)) == to(days.later(30)) == []


@pytest.mark.slow
def test_who_has_no_deputy_gets_one_list_after_the_absence(desk, asked, days):
    asked("smf")
    desk.amend("people", "frank", deputy=None)
    assert to(days.later(0)) == ["frank"]
    days.away("frank", TUESDAY, FRIDAY)

    assert to(days.morning(TUESDAY)) == to(days.morning(FRIDAY)) == []
    ((who, mail),) = days.morning(NEXT_MONDAY)

    assert who == "frank"
    assert "ist während Ihrer Abwesenheit offen geblieben" in text_of(mail)
    assert to(days.morning(NEXT_MONDAY + timedelta(days=1))) == []


def test_a_deputy_who_is_named_during_the_absence_is_asked(desk, asked, days):
    (number,) = asked("smi")
    desk.amend("people", "ines", deputy=None)
    days.later(0)
    days.away("ines")
    assert to(days.later()) == []

    desk.amend("people", "ines", deputy="ivo")

    assert to(days.later()) == ["ivo"]
    assert audited(desk, number)[0]["to"] == "Ivo Jahn"


def test_who_is_let_in_again_hears_what_stayed_open(desk, asked, days):
    asked("smi")
    days.later(0)
    disable(desk)
    assert to(days.later(0)) == ["ivo"]

    enable(desk)

    ((who, mail),) = [one for one in days.later(0) if one[0] != "ada"]
    assert who == "ines"
    assert "haben wir uns an Ivo Jahn gewandt" in text_of(mail)


def test_a_run_that_stands_still_during_the_whole_absence_asks_nobody_in_vain(
    asked, days
):
    asked("smi")
    days.later(0)
    days.away("ines", TUESDAY, FRIDAY)

    assert to(days.morning(NEXT_MONDAY)) == ["ines"]


def brought_to(desk, a_post, kind):
    """Bring a post to a step of this kind; return its number and who is asked."""
    wishes = {StepKind.ASSETS: {}, StepKind.GRAPHICS: {"wants_assets": False}}
    wishes = {**wishes, StepKind.SUBMIT: {}}.get(kind, BARE)
    number = a_post("smi", **wishes)
    if kind.is_material or kind is StepKind.SUBMIT:
        desk.do(number, Trigger.REQUEST_ASSETS)
    if kind is StepKind.SUBMIT:
        desk.supply(number, "smi", "ines")
        desk.supply(number, "grafik", "gero", sha256="b" * 64)
    for trigger, actor in (
        (Trigger.SUBMIT, "ada"),
        (Trigger.ENDORSE, "ines"),
        (Trigger.APPROVE, "clara"),
    ):
        if any(step.kind is kind for step in desk.post(number).steps):
            break
        desk.do(number, trigger, actor)
    return number


def let_grafik_have_two(desk):
    gero = replace(desk.directory.people["gero"], deputy="olaf")
    olaf = replace(gero, key="olaf", email="olaf@grafik.example.org", deputy=None)
    people = {**desk.directory.people, "gero": gero, "olaf": olaf}
    desk.directory = replace(desk.directory, people=people)


ASKED_FIRST = [
    StepKind.ASSETS,
    StepKind.GRAPHICS,
    StepKind.SUBMIT,
    StepKind.REVIEW,
    StepKind.APPROVAL,
]


def test_whatever_a_step_begins_with_waits_for_somebody():
    begins = [kind for kind in MAIL_KINDS.values() if kind.begins]

    assert all(kind.needs_somebody for kind in begins)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ASKED_FIRST)
def test_nobody_is_asked_into_the_void(desk, a_post, kind, days):
    """Everybody who could be asked is away; the request waits for who is back first."""
    let_grafik_have_two(desk)
    number = brought_to(desk, a_post, kind)
    (step,) = [one for one in desk.post(number).steps if one.kind is kind]
    asked = desk.directory.people[step.asked]
    (deputy,) = desk.directory.deputies_of(asked.key)
    days.away(asked.key, MONDAY, NEXT_FRIDAY)
    days.away(deputy.key, MONDAY, FRIDAY)

    mails = days.morning(MONDAY) + days.morning(TUESDAY) + days.morning(FRIDAY)
    assert {who for who, _ in mails} & {asked.key, deputy.key} == set()
    waiting = desk.rows(NOTICE, state="queued", recipient=asked.key)
    assert all(row.due_at.date() >= NEXT_MONDAY for row in waiting)

    assert deputy.key in to(days.morning(NEXT_MONDAY))


@pytest.mark.parametrize("rest", [{"slot_missed": True}, {"held_since": True}])
def test_a_post_at_rest_asks_no_deputy_either(desk, asked, days, rest):
    asked("smi")
    days.later(0)
    values = {name: desk.now if name == "held_since" else True for name in rest}
    with writing(desk.engine) as connection:
        connection.execute(update(POST).values(values))
    desk.is_filled = True

    days.away("ines")

    assert to(days.later()) == []
