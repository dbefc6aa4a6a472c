"""Refused exports: damaged by a spreadsheet, foreign or unknown, with the place."""

from datetime import date

import figure_samples as figures
import meta_samples as meta
import pytest
import sheet_samples as samples
from each import each
from sheet_reading import read_here

from vorlauf.errors import BadInputError
from vorlauf.evaluation.column_meanings import FigureMapping
from vorlauf.evaluation.figure_files import FileKind
from vorlauf.evaluation.figure_reader import UnknownExportError, figures_of
from vorlauf.evaluation.metrics import Metric, Share
from vorlauf.plan.rows.written_days import DayOrder


def refusal(raw, name="export.csv", **said):
    with pytest.raises(BadInputError) as refused:
        figures_of(read_here(raw), name, **said)
    return str(refused.value)


def instagram(column, *cells):
    """Return Instagram's posts with other cells in one column."""
    at = meta.INSTAGRAM_HEADER.index(column)
    rows = [[*row] for row in meta.INSTAGRAM_ROWS]
    for row, cell in zip(rows, cells, strict=True):
        row[at] = cell
    return meta.posts(meta.INSTAGRAM_HEADER, rows)


@each(
    "case",
    {
        "ids": ("Post ID", "1.79E+16", "1.79E+16", "A ('Post ID'): a spreadsheet has"),
        "letters": ("Likes", "viele", "3", "N2 ('Likes'): 'viele' is no number"),
        "thousands": ("Views", "12,400", "1.200", "L3 ('Views'): '1.200' is no whole"),
        "shortened": ("Views", "1.2E+04", "5", "L2 ('Views'): '1.2E+04' was shortened"),
        "days": ("Date", "05/12/2023", "05/13/2023", "K ('Date'): the figures are"),
        "no day": ("Publish time", "05/12/2023", "x", "G3 ('Publish time'): 'x' is"),
        "two orders": (
            "Publish time",
            "05/13/2023",
            "13/05/2023",
            "G ('Publish time')",
        ),
        "turned": ("Publish time", "12.05.2023", "05/13/2023", "G ('Publish time')"),
    }.values(),
)
def test_what_a_spreadsheet_has_damaged_is_refused_with_its_cell(case):
    column, first, second, said = case

    assert said in refusal(instagram(column, first, second))


def test_all_faults_are_said_at_once_each_with_sheet_row_and_column():
    posts = [[*row] for row in figures.POST_ROWS]
    posts[0][9], posts[1][5] = "many", "soon"

    said = refusal(samples.xls(figures.content(posts=[figures.POST_HEADER, *posts])))

    assert "Sheet 'All posts', F4 ('Created date'): 'soon' is no day" in said
    assert "Sheet 'All posts', J3 ('Impressions'): 'many' is no number" in said


def test_no_more_faults_are_said_than_somebody_reads():
    rows = [["Post link", "Impressions", "Likes"], *([figures.URN, "x", 1],) * 30]

    said = refusal(samples.text(rows, delimiter=","))

    assert said.count("is no number") == 20
    assert said.endswith("And 10 more.")


def test_a_rate_of_0_0588_does_not_become_588():
    header = ["Post link", "Likes", "Engagement rate"]
    rows = [[f"{figures.URN}1", "12", "0.0588"], [f"{figures.URN}2", "3", "0.588"]]

    found = figures_of(read_here(samples.text([header, *rows], delimiter=";")), "x")

    rates = [str(post.values[Metric.NETWORK_RATE]) for post in found.posts]
    assert rates == ["0.0588", "0.588"]


@each(
    "cells", [("312", "1.000", 1000), ("12.000", "5.000", 5000), ("3", "1,000", 1000)]
)
def test_thousands_are_never_one(cells):
    *texts, last = cells

    *_, found = figures_of(read_here(instagram("Likes", *texts)), "x").posts

    assert found.values[Metric.REACTIONS] == last


def test_what_was_not_measured_is_absent_and_a_zero_is_a_zero():
    raw = instagram("Saves", "", "0")

    first, second = figures_of(read_here(raw), "x").posts

    assert Metric.SAVES not in first.values
    assert second.values[Metric.SAVES] == 0


def test_the_column_that_is_missing_is_named():
    names = [one for one in figures.POST_HEADER if one != "Post link"]
    posts = figures.picked(figures.POST_HEADER, figures.POST_ROWS, names)

    said = refusal(samples.xls(figures.content(posts=posts)))

    assert "Sheet 'All posts', row 2: the column 'post link' is missing" in said


@each(
    "case",
    [
        (
            samples.xlsx({n: [["x"]] for n in ("DISCOVERY", "TOP POSTS", "FOLLOWERS")}),
            "Content_2023.xlsx",
            "a person's own profile",
        ),
        (
            samples.xlsx({"COMPETITORS": [["05/01/2023 - 05/31/2023"]]}),
            "x.xlsx",
            "LinkedIn's export about competitors",
        ),
        (
            samples.xlsx([["Page", "Total Followers", "New Followers"]]),
            "page_competitor_analytics_1700000000000.xlsx",
            "LinkedIn's export about competitors",
        ),
    ],
)
def test_exports_of_persons_and_about_competitors_are_refused_by_name(case):
    raw, name, said = case

    assert said in refusal(raw, name)


def test_a_series_that_nobody_knows_is_named():
    said = refusal(meta.series("Instagram smiles", [("2025-08-01", 1)]))

    assert "'Instagram smiles' is no series" in said


MASTO = [
    ["Stand 31.05.2023"],
    ["Adresse", "Erschienen", "Boosts", "Sterne", "Sterne"],
    ["https://example.org/@a/1123456", "01.05.2023", "1.200", "7", "9"],
]


def test_an_unknown_file_shows_its_columns_and_is_read_by_a_mapping():
    raw = samples.text(MASTO, delimiter=";")
    with pytest.raises(UnknownExportError) as unknown:
        figures_of(read_here(raw), "masto.csv")
    mapping = FigureMapping.of_words(
        {
            "Adresse": "permalink",
            "Erschienen": "published",
            "Boosts": "shares",
            "Sterne#2": "reactions:paid",
        },
        channel="mastodon",
    )

    kept = FigureMapping.from_json(mapping.to_json())
    found = figures_of(read_here(raw), "masto.csv", mapping=kept)

    total, paid = found.posts
    assert unknown.value.header == ("Adresse", "Erschienen", "Boosts", *["Sterne"] * 2)
    assert (found.kind, found.channel) == (FileKind.MAPPED, "mastodon")
    assert found.as_of is not None
    assert (total.day, total.values) == (date(2023, 5, 1), {Metric.SHARES: 1200})
    assert (paid.share, paid.values) == (Share.PAID, {Metric.REACTIONS: 9})
    assert [column.place.cell for column in found.unknown] == ["D2"]


def test_days_that_do_not_say_which_number_is_the_month_are_asked_for():
    rows = [["Tag", "Aufrufe im Netz"], ["03/04/2023", 5]]
    raw = samples.text(rows, delimiter=";")
    words = {"Tag": "day", "Aufrufe im Netz": "views"}

    said = refusal(raw, mapping=FigureMapping.of_words(words))
    order = DayOrder.DAY_FIRST
    found = figures_of(
        read_here(raw), "x", mapping=FigureMapping.of_words(words, order=order)
    )

    assert "either number may be the month" in said
    assert found.days[0].day == date(2023, 4, 3)


def test_a_mapping_that_means_nothing_is_refused_with_what_may_be_chosen():
    with pytest.raises(BadInputError, match=r"'likes' is nothing.*reactions:paid"):
        FigureMapping.of_words({"Likes": "likes"})
    with pytest.raises(BadInputError, match="cannot be read"):
        FigureMapping.from_json({"columns": [{"name": "x", "meaning": "y"}]})


def test_a_column_of_persons_is_never_read():
    said = {"mapping": FigureMapping.of_words({"Posted by": "text"})}
    by_hand = [["Posted by", "Boosts"], [figures.PERSON, 3]]

    assert "'Posted by' names persons" in refusal(
        samples.xls(figures.content()), **said
    )
    assert "'Posted by' names persons" in refusal(samples.text(by_hand), **said)
    ignored = FigureMapping.of_words({"Posted by": "ignored"})
    found = figures_of(read_here(samples.xls(figures.content())), "x", mapping=ignored)
    assert figures.PERSON not in repr(found)


def test_what_people_confirm_is_asked_no_more():
    raw = meta.series("Aufrufe", [("2025-08-01", 4)], header=("Datum", "Primär"))
    confirmed = FigureMapping.of_words({"Datum": "day", "Primär": "views"})

    asked = figures_of(read_here(raw), "x")
    known = figures_of(read_here(raw), "x", mapping=confirmed)

    assert [column.name for column in asked.unconfirmed] == ["Datum", "Primär"]
    assert known.unconfirmed == ()
    assert known.days == asked.days
