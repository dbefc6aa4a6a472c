"""Reports: what a month was like, from what is stored, the same for the same data."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from states.post import DecisionWay
from vorlauf.db.engine import reading
from vorlauf.errors import BadInputError, NotFoundError
from vorlauf.evaluation import report_files
from vorlauf.evaluation.report_values import Rate, Unmeasured
from vorlauf.evaluation.reports import period_of, report_of
from vorlauf.evaluation.shown_report import Shower
from vorlauf.readmodels import house
from vorlauf.workflow.action import Recording

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def report(desk):
    """Return a function that evaluates a period by its key."""

    def evaluate(key="2023"):
        with reading(desk.engine) as connection:
            call = desk.call(connection)
            return report_of(call, period_of(call, key))

    return evaluate


@pytest.fixture
def answered(desk, asked):
    """SMI endorsed after one day and after three, and asked for changes late."""
    first, second, third = asked("smi", "smi", "smi")
    due_at = desk.post(third).steps[0].due_at
    desk.now += DAY
    desk.do(first, "endorse", "ines")
    desk.now += 2 * DAY
    desk.do(second, "endorse", "ines")
    desk.now = due_at + HOUR
    desk.do(third, "request_changes", "ines", comment="Bitte kürzer.")


def rows(report, key):
    (found,) = (one for one in (*report.sections, *report.details) if one.key == key)
    return {row.key: row.cells for row in found.rows}


@pytest.mark.usefixtures("answered")
def test_a_house_is_counted_with_punctuality_changes_and_median_days(report):
    found = report()

    assert rows(found, "houses")["smi"] == (
        "Ministerium des Innern", 0, 3, Rate(2, 3, 0), 1,
    )  # fmt: skip
    _, pictures, graphics, review, approval = rows(found, "durations")["smi"]
    assert (pictures, graphics, review, approval) == (None, None, Decimal("3.0"), None)
    assert len(rows(found, "steps")) == 3


@pytest.mark.usefixtures("answered")
def test_a_house_of_one_person_is_shown_once_the_staff_council_agrees(desk, report):
    desk.amend("people", "ivo", house="smf")
    name, posts, done, *more = rows(report(), "houses")["smi"]
    assert (name, posts, more) == ("Ministerium des Innern", 0, [None, None])
    assert isinstance(done, Unmeasured)
    assert rows(report(), "durations") == rows(report(), "steps") == {}

    campaign = replace(desk.directory.campaign, staff_council_agreed=True)
    desk.directory = replace(desk.directory, campaign=campaign)

    assert rows(report(), "houses")["smi"][2] == 3


@pytest.mark.usefixtures("answered")
def test_main_figures_less_the_rows_tell_of_no_house_of_one_person(desk, report):
    def told():
        found = report()
        (section,) = (one for one in found.sections if one.key == "houses")
        cells = {one.key: one.cell for one in found.highlights}
        return cells["in_time"], cells["changes"], len(section.notes)

    assert told() == (Rate(2, 3, 0), 1, 0)

    desk.amend("people", "ivo", house="smf")

    in_time, changes, notes = told()
    assert (isinstance(in_time, Unmeasured), changes, notes) == (True, 0, 1)


def test_what_was_said_by_telephone_in_time_is_in_time(desk, report, hand_to_review):
    number = hand_to_review("smi")
    due_at = desk.post(number).steps[0].due_at
    ada = desk.directory.person("ada")
    said = Recording(by=ada, way=DecisionWay.PHONE, said_at=due_at - HOUR)
    desk.now = due_at + 18 * HOUR

    desk.do(number, "endorse", "ines", recording=said)

    assert rows(report(), "houses")["smi"][2:4] == (1, Rate(1, 1, 0))
    with reading(desk.engine) as connection:
        (one,) = house.punctuality(connection, {"smi"}, [due_at, desk.now + HOUR])
    assert (one.done, one.in_time) == (1, 1)


def test_what_is_planned_next_is_listed(report, hand_to_review):
    number = hand_to_review("smi", "smf")

    day, shown, _title, houses, _channels = rows(report("2023-10"), "ahead")[number]

    assert (f"{day}", shown, houses) == ("2023-11-21", number, "SMF, SMI")


@pytest.mark.parametrize("key", ["2023-13", "1899-01", "20", "gestern", "2023-5"])
def test_what_is_no_period_is_named(report, key):
    with pytest.raises(BadInputError, match="is no period"):
        report(key)


def test_before_the_first_post_there_is_no_campaign(report):
    with pytest.raises(NotFoundError, match="No post has appeared yet"):
        report("campaign")


@pytest.mark.usefixtures("answered")
def test_the_same_data_give_the_same_bytes_until_a_figure_changes(desk, report):
    campaign = desk.directory.campaign

    def files():
        return [
            write(report(), campaign, "de")
            for write in (report_files.pdf, report_files.xlsx)
        ]

    first = files()
    desk.now += 40 * DAY
    assert files() == first

    desk.directory = replace(
        desk.directory,
        houses={
            **desk.directory.houses,
            "smi": replace(desk.directory.houses["smi"], name="Innenministerium"),
        },
    )
    assert [a != b for a, b in zip(files(), first, strict=True)] == [True, True]


@pytest.mark.parametrize(
    ("cell", "german", "english"),
    [
        (5600, "5.600", "5,600"),
        (Decimal("2.5"), "2,5", "2.5"),
        (Rate(42, 1000), "4,2\u00a0%", "4.2%"),
        (Rate(0, 0), "\u2013", "\u2013"),
        (None, "\u2013", "\u2013"),
        (0, "0", "0"),
    ],
)
def test_figures_are_written_as_the_language_has_them(directory, cell, german, english):
    shown = [Shower(directory.campaign, one).cell(cell) for one in ("de", "en")]

    assert shown == [german, english]
