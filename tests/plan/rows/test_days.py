"""Days: what plans write as dates, and what is refused instead of guessed."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from vorlauf.plan.rows.calendar_words import months_in
from vorlauf.plan.rows.days import read_day
from vorlauf.plan.rows.hours import read_time
from vorlauf.plan.rows.unread import UnreadCellError
from vorlauf.plan.rows.written_days import Around, DayOrder, is_turned, order_of

AROUND = Around(year=2027, zone=ZoneInfo("Europe/Berlin"))
TUESDAY = date(2027, 1, 12)


@pytest.mark.parametrize(
    "cell",
    [
        TUESDAY,
        datetime(2027, 1, 12),  # noqa: DTZ001
        46399.0,
        "Di., 12.01.",
        "Di 12.1.",
        "Dienstag, den 12.01.2027"[:9] + " 12.01.2027",
        "12.1.2027",
        "12.1.27",
        "12. 1. 2027",
        "12.01",
        "2027-01-12",
        "20270112",
        20270112.0,
        "12. Januar 2027",
        "12. Jan.",
        "12 January 2027",
        "January 12, 2027",
        "Jan 12th 2027",
        "12.01.2027 (Di)",
        "12\u00a0.01.2027".replace("\u00a0.", ".\u00a0")[:3] + "01.2027",
        "13/01/2027".replace("13", "12"),
        "KW 2, Di",
        "Di KW 2/2027",
    ],
)
def test_a_day_is_read_however_it_is_written(cell):
    around = Around(year=2027, order=DayOrder.DAY_FIRST)

    day = read_day(cell, around)

    assert (day.first, day.last) == (TUESDAY, TUESDAY)


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("05.01.-09.01.", (2027, 1, 5), (2027, 1, 9)),
        ("05.-09.01.2027", (2027, 1, 5), (2027, 1, 9)),
        ("5.1. bis 9.1.", (2027, 1, 5), (2027, 1, 9)),
        ("5.1. \u2013 9.1.2028", (2028, 1, 5), (2028, 1, 9)),
        ("28.12.-03.01.2027", (2026, 12, 28), (2027, 1, 3)),
        ("27.12.2026 - 02.01.", (2026, 12, 27), (2027, 1, 2)),
        ("28. Dez. \u2013 3. Jan. 2027", (2026, 12, 28), (2027, 1, 3)),
        ("Dezember 2026 \u2013 Januar", (2026, 12, 1), (2027, 1, 31)),
        ("Dez. \u2013 Jan. 2027", (2026, 12, 1), (2027, 1, 31)),
        ("Februar - März", (2027, 2, 1), (2027, 3, 31)),
        ("2027-01-05 - 2027-01-09", (2027, 1, 5), (2027, 1, 9)),
        ("KW 3", (2027, 1, 18), (2027, 1, 24)),
        ("3. KW", (2027, 1, 18), (2027, 1, 24)),
        ("KW3/2028", (2028, 1, 17), (2028, 1, 23)),
        ("2027-W03", (2027, 1, 18), (2027, 1, 24)),
        ("März", (2027, 3, 1), (2027, 3, 31)),
        ("Februar 2028", (2028, 2, 1), (2028, 2, 29)),
    ],
)
def test_a_range_is_read_as_its_days(cell, first, last):
    day = read_day(cell, AROUND)

    assert (day.first, day.last) == (date(*first), date(*last))


@pytest.mark.parametrize(
    ("cell", "at"),
    [
        ("12.01.2027 18:00", time(18)),
        ("12.01.2027, 10 Uhr", time(10)),
        ("2027-01-12T09:30:15", time(9, 30)),
        ("2027-01-12T11:30:00Z", time(12, 30)),
        ("2027-01-12 11:30:00.000+01:00", time(11, 30)),
        ("2027-01-12T05:30-05:00", time(11, 30)),
        ("2027-01-12 05:30:00-05:00", time(11, 30)),
        ("12.01.2027 14:00-16:00", time(14)),
        ("12.01.2027 09:00-10:30", time(9)),
        (datetime(2027, 1, 12, 14, 5), time(14, 5)),  # noqa: DTZ001
        (46399.75, time(18)),
    ],
)
def test_a_date_may_bring_its_time(cell, at):
    day = read_day(cell, AROUND)

    assert (day.first, day.at) == (TUESDAY, at)


@pytest.mark.parametrize("cell", [None, "", "  ", "\u2013", "tbd", "offen", "?", True])
def test_an_open_date_is_none(cell):
    assert read_day(cell, AROUND) is None


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("next Friday at 2 PM", "is no date"),
        ("Frühjahr", "is no date"),
        ("31.02.2027", "no day of the calendar"),
        ("Mo., 12.01.2027", "another weekday in 2027"),
        ("03/04/2027", "either number may be the month"),
        ("KW 53", "2027 has no week 53"),
        ("09.01.-05.01.", "ends before it begins"),
        (12.01, "is no date"),
        (7.0, "is no date"),
        ("12.01.2027 nachmittags", "is no time"),
        ("27.12.-02.01.", "goes across New Year"),
        ("Dezember \u2013 Januar", "goes across New Year"),
        ("27. Dez. – 2. Jan.", "goes across New Year"),  # noqa: RUF001
        ("12.01.2027 10:00-24:00", "is no time"),
        ("12.01.2027 14:00-05:00", "is no time"),
        ("2027-01-12T10:00-24:00", "is no time"),
        ("2027-01-12T10:00-16:00", "is no time"),
        ("2027-01-12T10:00+99:99", "is no time"),
        ("0001-01-01T00:00+01:00", "is no date"),
        ("9999-12-31T23:00-05:00", "is no date"),
        ("9" * 500, "is no date"),
        ("31.12.9999", "9999-12-31 cannot be planned; write a day from 2001 to 2099"),
        (date(9999, 12, 31), "cannot be planned"),
        ("01.01.0001", "cannot be planned"),
        ("2207-01-02", "cannot be planned"),
        ("Dezember 2100", "is no date"),
        (date(2100, 12, 1), "cannot be planned"),
        (timedelta(days=3), "is no date"),
        (1e300, "is no date"),
        (float("inf"), "is no date"),
        (float("nan"), "is no date"),
    ],
)
def test_what_is_not_clear_is_refused_with_its_reason(cell, reason):
    with pytest.raises(UnreadCellError, match=reason):
        read_day(cell, AROUND)


@pytest.mark.parametrize("cell", ["Di., 12.01.", "KW 3", "März", "05.01.-09.01."])
def test_without_a_year_nothing_is_guessed(cell):
    with pytest.raises(UnreadCellError, match="has no year"):
        read_day(cell, Around())


def test_a_number_alone_is_a_day_of_the_sheets_month():
    around = Around(year=2027, month=1)

    assert read_day(12.0, around).first == read_day("12.", around).first == TUESDAY


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["03/04/2027", "13/04/2027"], DayOrder.DAY_FIRST),
        (["03/04/2027", "04-13-2027"], DayOrder.MONTH_FIRST),
        (["03/04/2027", "05/06/2027", None, 3.0], DayOrder.UNKNOWN),
        (["13/04/2027", "04/13/2027"], DayOrder.MIXED),
    ],
)
def test_the_column_says_which_number_is_the_month(cells, order):
    assert order_of(cells) is order


def test_dates_that_a_german_excel_has_turned_round_are_refused():
    turned, whole = [date(2027, 4, 3), "03/25/2027"], [date(2027, 4, 13), "03/25/2027"]
    around = Around(order=order_of(turned), is_turned=is_turned(turned))

    with pytest.raises(UnreadCellError, match="may be 2027-03-04"):
        read_day(turned[0], around)

    assert read_day(turned[1], around).first == date(2027, 3, 25)
    assert read_day(date(2027, 4, 4), around).first == date(2027, 4, 4)
    assert not is_turned(whole)
    assert not is_turned([date(2027, 4, 3), "25/03/2027"])


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("10 Uhr", time(10)),
        ("10.30", time(10, 30)),
        ("10.30 Uhr", time(10, 30)),
        ("18:00", time(18)),
        ("18:00:00", time(18)),
        ("9h30", time(9, 30)),
        ("2 PM", time(14)),
        ("12:15 a.m.", time(0, 15)),
        ("ab 9 Uhr", time(9)),
        ("10:00 \u2013 11:00", time(10)),
        (0.75, time(18)),
        (18.0, time(18)),
        (timedelta(hours=9, minutes=5), time(9, 5)),
        (time(9, 5, 59), time(9, 5)),
        ("offen", None),
        (None, None),
    ],
)
def test_a_time_is_read_however_it_is_written(cell, wanted):
    assert read_time(cell) == wanted


@pytest.mark.parametrize(
    "cell", ["mittags", "25:00", "10:75", "13 pm", 10.3, 77.0, -1.0]
)
def test_a_time_that_is_none_is_refused(cell):
    with pytest.raises(UnreadCellError, match="is no time"):
        read_time(cell)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("11. Januar", (None, 1)),
        ("Woche vom 11. Januar", (None, 1)),
        ("Januar 2027, Stand 11", (2027, 1)),
        ("Jan 27", (2027, 1)),
        ("Plan Januar 27", (2027, 1)),
        ("27", (None, None)),
    ],
)
def test_a_day_before_its_month_is_no_year(text, said):
    assert months_in(text) == said
