"""Absences: who may set them, which days they may have, and who hears what is open."""

from datetime import date, time, timedelta

import pytest
from desk_of_people import disable
from sqlalchemy import update

from vorlauf.db import audit_log
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.errors import BadInputError, ConflictError, NotFoundError, RefusedError
from vorlauf.scheduling import absences
from vorlauf.scheduling.absences import Absent

TODAY = date(2023, 9, 18)
NEXT_MONDAY = date(2023, 9, 25)


@pytest.fixture
def set_absence(desk):
    """Return a function that says from when to when somebody is away."""

    def set_(person="ines", first=NEXT_MONDAY, last=NEXT_MONDAY, by="ada", **more):
        absent = Absent(
            person=person, first_day=first, last_day=last, set_by=by, **more
        )
        return desk.ask(absences.set_absence, absent)

    return set_


@pytest.fixture
def end(desk):
    def end(key, actor="ada"):
        with writing(desk.engine) as connection:
            return absences.end_absence(desk.call(connection), key, actor)

    return end


def away(desk, day):
    with reading(desk.engine) as connection:
        return set(absences.away(connection, day))


def audited(desk):
    with reading(desk.engine) as connection:
        assert audit_log.verify(connection).ok
        return connection.exec_driver_sql(
            "SELECT event, actor, house, details FROM audit ORDER BY id"
        ).all()


def sent(desk, **wanted):
    """Let what is owed have gone out."""
    with writing(desk.engine) as connection:
        connection.execute(
            update(NOTICE).filter_by(**wanted).values(state="sent", settled_at=desk.now)
        )


def test_somebody_is_away_on_the_first_and_on_the_last_day(desk, set_absence):
    set_absence(first=NEXT_MONDAY, last=NEXT_MONDAY + timedelta(days=2))

    days = [NEXT_MONDAY + timedelta(days=n) for n in range(-1, 4)]
    assert [bool(away(desk, day)) for day in days] == [False, True, True, True, False]


def test_it_is_a_line_of_the_file_with_names_as_text(desk, set_absence):
    set_absence(comment=" Kur ")

    event, actor, house, details = audited(desk)[-1]
    assert (event, actor, house) == ("absence", "Ada Lorenz", "smi")
    assert '"person":"Ines Iser"' in details
    assert '"first_day":"2023-09-25"' in details


@pytest.mark.parametrize(("by", "person"), [("ines", "ines"), ("ben", "ines")])
def test_coordinators_set_it_for_all_and_others_for_themselves(set_absence, by, person):
    assert set_absence(person, by=by).set_by == by


@pytest.mark.parametrize("by", ["ivo", "clara", "olga", "gero"])
def test_nobody_else_sends_others_away(set_absence, by):
    with pytest.raises(RefusedError, match="ask a coordinator"):
        set_absence("ines", by=by)


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (NEXT_MONDAY, TODAY, "ends before it begins"),
        (TODAY - timedelta(days=9), TODAY - timedelta(days=1), "is over; today is"),
        (TODAY, TODAY + timedelta(days=366), "longer than 366 days"),
    ],
)
def test_days_that_cannot_be_are_refused(desk, set_absence, first, last, sentence):
    with pytest.raises(BadInputError, match=sentence):
        set_absence(first=first, last=last)

    assert away(desk, TODAY) == set()


def test_the_longest_absence_has_366_days(set_absence):
    assert set_absence(first=TODAY, last=TODAY + timedelta(days=365)).id == 1


def test_what_overlaps_is_refused_with_the_sentence_which(set_absence):
    set_absence(first=TODAY, last=NEXT_MONDAY)

    sentence = "Ines Iser is away from 2023-09-18 to 2023-09-25 already .absence 1.;"
    with pytest.raises(ConflictError, match=sentence):
        set_absence(first=NEXT_MONDAY, last=NEXT_MONDAY)
    assert set_absence("ivo", first=TODAY, last=NEXT_MONDAY).id == 2


def test_an_absence_that_was_ended_is_no_longer_in_the_way(desk, set_absence, end):
    key = set_absence(first=TODAY, last=NEXT_MONDAY).id

    end(key, "ines")

    assert away(desk, TODAY) == set()
    assert audited(desk)[-1].event == "absence_end"
    assert set_absence(first=TODAY, last=TODAY).id == key + 1


def test_only_who_may_set_it_may_end_it_and_only_once(set_absence, end):
    key = set_absence().id

    with pytest.raises(RefusedError):
        end(key, "ivo")
    end(key)
    with pytest.raises(NotFoundError, match="no absence 1"):
        end(key)


def test_what_is_not_over_is_listed_the_next_first(desk, set_absence, end):
    set_absence("ivo", first=NEXT_MONDAY, last=NEXT_MONDAY)
    set_absence("ines", first=TODAY, last=TODAY)
    end(set_absence("clara", first=TODAY, last=TODAY).id)

    with reading(desk.engine) as connection:
        listed = [absences.absences(connection, day) for day in (TODAY, NEXT_MONDAY)]

    assert [[one.person for one in some] for some in listed] == [
        ["ines", "ivo"],
        ["ivo"],
    ]


def test_the_deputy_hears_on_the_first_morning_of_what_was_asked_before(
    desk, hand_to_review, set_absence
):
    hand_to_review("smi")
    sent(desk, purpose="review_request")
    set_absence()
    assert len(desk.rows(NOTICE, purpose="review_request")) == 1
    office = desk.directory.houses["smi"].office

    desk.advance(office.at(NEXT_MONDAY, time(0, 5)))

    _, again = desk.rows(NOTICE, purpose="review_request")
    assert (again.recipient, again.state) == ("ines", "queued")
    assert again.n > max(row.n for row in desk.rows(NOTICE, purpose="reminder"))
    assert again.due_at == office.at(
        NEXT_MONDAY, desk.directory.houses["smi"].reminder_hour
    )


def test_who_is_away_from_now_on_is_asked_anew_in_a_quarter_of_an_hour(
    desk, hand_to_review, set_absence
):
    hand_to_review("smi")
    sent(desk, purpose="review_request")

    set_absence(first=TODAY, last=NEXT_MONDAY)

    _, again = desk.rows(NOTICE, purpose="review_request")
    assert again.due_at == desk.now + timedelta(minutes=15)


def test_a_request_that_is_yet_to_go_out_then_is_not_owed_twice(
    desk, hand_to_review, set_absence
):
    hand_to_review("smi")

    set_absence(first=TODAY, last=NEXT_MONDAY)

    assert len(desk.rows(NOTICE, purpose="review_request")) == 1


def test_who_has_nobody_to_stand_in_is_not_asked_twice(
    desk, hand_to_review, set_absence
):
    hand_to_review("smi")
    sent(desk, purpose="review_request")
    set_absence("ivo")

    set_absence("ines")

    assert len(desk.rows(NOTICE, purpose="review_request")) == 1


def test_what_is_decided_meanwhile_asks_nobody(desk, hand_to_review, set_absence):
    number = hand_to_review("smi")
    sent(desk, purpose="review_request")
    set_absence(first=TODAY)

    desk.do(number, "endorse", "ivo")

    states = {row.state for row in desk.rows(NOTICE, purpose="review_request")}
    assert states == {"sent", "cancelled"}


def test_a_deputy_is_asked_at_once_for_who_is_disabled_before_an_absence_begins(
    desk, asked, set_absence, post_round
):
    """What was to go out when the absence begins goes out instead, once."""
    asked("smi")
    post_round()
    set_absence(last=date(2023, 9, 29))

    disable(desk)

    assert [to for to, _ in post_round()] == ["ivo"]
    assert post_round(desk.now + timedelta(days=8)) == []
