"""Effects of an absence: what falls into it, and who is asked on which days."""

from datetime import date

from vorlauf.accounts import invitations
from vorlauf.db.engine import trying, writing
from vorlauf.scheduling.absence_effects import effects_of
from vorlauf.scheduling.absences import Absent, set_absence

MONDAY, WEDNESDAY, FRIDAY = date(2023, 9, 18), date(2023, 9, 20), date(2023, 9, 22)


def away(person, first=MONDAY, last=FRIDAY):
    return Absent(person=person, first_day=first, last_day=last, set_by="ada")


def effects(desk, person, first=MONDAY, last=FRIDAY):
    with trying(desk.engine) as connection:
        call = desk.call(connection)
        return effects_of(call, set_absence(call, away(person, first, last)))


def days(found):
    return [(one.first, one.last, one.instead) for one in found.days]


def steps(found):
    return {
        (one.number, one.kind.value, one.house, one.instead, one.is_open)
        for one in found.steps
    }


def test_the_deputy_is_named_for_what_is_open_and_what_is_planned(desk, hand_to_review):
    number = hand_to_review("smi")

    found = effects(desk, "ines", last=date(2023, 12, 1))

    assert days(found) == [(MONDAY, date(2023, 12, 1), "ivo")]
    assert (number, "review", "smi", "ivo", True) in steps(found)
    assert found.unattended == ()


def test_the_days_on_which_the_deputy_is_away_too_are_told_apart(desk, hand_to_review):
    hand_to_review("smi")
    desk.amend("people", "ivo", deputy=None)
    desk.ask(set_absence, away("ivo", WEDNESDAY, WEDNESDAY))

    found = effects(desk, "ines")

    assert [who for *_, who in days(found)] == ["ivo", "", "ivo"]
    assert {one.instead for one in found.steps} == {"", "ivo"}


def test_a_deputy_who_goes_away_while_standing_in_is_followed_by_the_next(
    desk, hand_to_review
):
    number = hand_to_review("smi")
    desk.amend("people", "ivo", deputy="ines")
    desk.ask(set_absence, away("ines"))

    found = effects(desk, "ivo")

    assert (number, "review", "smi", "", True) in steps(found)


def test_an_absence_of_somebody_who_is_disabled_changes_nothing(desk, hand_to_review):
    hand_to_review("smi")
    with writing(desk.engine) as connection:
        invitations.disable(desk.call(connection), "ines", "ada")

    found = effects(desk, "ines")

    assert (found.days, found.steps) == ((), ())
