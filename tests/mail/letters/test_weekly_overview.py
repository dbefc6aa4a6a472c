"""Weekly overview: once a week, for those who oversee."""

from datetime import UTC, datetime

from vorlauf.db.engine import writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.mail.letters.weekly_overview import owe_overviews

MONDAY = datetime(2023, 9, 18, 7, 30, tzinfo=UTC)
# 30 October is the Monday before Reformation Day, 1 May 2023 a Monday off.
TUESDAY = datetime(2023, 5, 2, 7, 30, tzinfo=UTC)


def owe(desk, at=MONDAY):
    desk.now = at
    with writing(desk.engine) as connection:
        return owe_overviews(desk.call(connection, at))


def readers(desk):
    return {row.recipient for row in desk.rows(NOTICE, purpose="overview")}


def test_coordinators_hear_of_everything_that_is_open(desk, asked):
    asked("smi")

    assert owe(desk) == 2

    assert readers(desk) == {"ada", "ben"}


def test_approvers_hear_of_what_waits_for_them(desk, asked):
    (number,) = asked("smi")
    desk.do(number, "endorse", "ines")

    owe(desk)

    assert readers(desk) == {"ada", "ben", "clara", "cem"}


def test_it_is_owed_once_a_week(desk, asked):
    asked("smi")
    owe(desk)

    assert owe(desk, MONDAY.replace(hour=12)) == 0
    assert owe(desk, MONDAY.replace(day=25)) == 2


def test_only_on_the_first_working_day(desk, asked):
    asked("smi")

    assert owe(desk, MONDAY.replace(day=19)) == 0


def test_a_monday_off_puts_it_off_to_tuesday(desk, a_post):
    a_post("smi", at=TUESDAY, texts={})

    assert owe(desk, TUESDAY.replace(day=1)) == 0
    assert owe(desk, TUESDAY) == 2


def test_without_anything_open_there_is_none(desk):
    assert owe(desk) == 0


def test_it_goes_out_in_the_morning_and_lists_what_is_open(desk, asked, post_round):
    (number,) = asked("smi")
    owe(desk)

    mails = dict(mail for mail in post_round() if "übersicht" in mail[1]["Subject"])

    assert mails.keys() == {"ada", "ben"}
    text = " ".join(mails["ben"].get_body("plain").get_content().split())
    assert number in text
    assert "Ines Iser" in text
