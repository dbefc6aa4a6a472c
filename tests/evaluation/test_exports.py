"""Exports of LinkedIn and Meta: every variant gives the figures typed here by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal

import figure_samples as figures
import figure_variants as variants
import meta_samples as meta
import pytest
import sheet_samples as samples
from each import each
from sheet_reading import read_here

from vorlauf.evaluation.figure_files import FileKind
from vorlauf.evaluation.figure_reader import figures_of, read_figures
from vorlauf.evaluation.metrics import Metric, Share

M = Metric
EXPORTED = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
FIRST = "https://www.linkedin.com/feed/update/urn:li:activity:7063456789012345671"


def of(raw, name=variants.CSV, **said):
    return figures_of(read_here(raw), name, **said)


def numbers(values):
    return {metric: str(value) for metric, value in values.items()}


@each("variant", variants.LINKEDIN)
def test_linkedins_posts_are_read_in_every_form(variant):
    name, raw = variant()

    organic, paid = of(raw, name).posts

    assert (organic.permalink, organic.text) == (FIRST, "Ein Tag im\nForst")
    assert (organic.day, organic.share) == (date(2023, 5, 12), Share.ORGANIC)
    counted = {
        key: organic.values[key] for key in organic.values if key != M.CLICK_RATE
    }
    assert counted == {
        M.IMPRESSIONS: 1200,
        M.CLICKS: 40,
        M.REACTIONS: 30,
        M.COMMENTS: 4,
        M.SHARES: 2,
        M.NETWORK_RATE: Decimal("0.0633"),
    }
    assert (paid.day, paid.share) == (date(2023, 5, 13), Share.PAID)
    assert paid.campaign == "Frühjahr"
    assert paid.values[M.VIDEO_VIEWS] == 120
    assert paid.values[M.SHARES] == 0


@each(
    "variant",
    [
        variants.linkedin_xls,
        variants.linkedin_without_descriptions,
        variants.linkedin_xlsx,
        variants.linkedin_ods,
        variants.linkedin_until_2022,
        variants.linkedin_german,
    ],
)
def test_linkedins_days_are_read_organic_and_paid_apart(variant):
    name, raw = variant()

    found = of(raw, name)

    values = {(one.day.day, one.metric, one.share): one.value for one in found.days}
    assert found.as_of == EXPORTED
    assert len(values) == 2 * 19
    assert [values[12, M.IMPRESSIONS, share] for share in SHARES] == [1200, 300, 1500]
    assert [values[13, M.IMPRESSIONS, share] for share in SHARES] == [80, 0, 80]
    assert [values[12, M.CLICKS, share] for share in SHARES] == [40, 5, 45]
    assert [values[12, M.SHARES, share] for share in SHARES] == [2, 0, 2]
    assert values[12, M.NETWORK_RATE, Share.TOTAL] == Decimal("0.0553")


SHARES = (Share.ORGANIC, Share.PAID, Share.TOTAL)


@each("variant", variants.INSTAGRAM)
def test_instagrams_posts_are_read_in_every_form(variant):
    name, raw = variant()

    found = of(raw, name)

    image, reel = found.posts
    assert (found.kind, found.channel) == (FileKind.INSTAGRAM_POSTS, "instagram")
    assert image.external_id == "17912345678901234"
    assert image.permalink == "https://www.instagram.com/p/CsAbc12_x/"
    assert image.published_at == datetime(2023, 5, 12, 18, 30)  # noqa: DTZ001
    assert image.text == "Moin,\nWald"
    assert image.values == {
        M.VIEWS: 12400,
        M.REACH: 9001,
        M.REACTIONS: 310,
        M.SHARES: 12,
        M.FOLLOWS: 3,
        M.COMMENTS: 8,
        M.SAVES: 25,
    }
    assert reel.values == {
        M.VIEWS: 870,
        M.REACH: 640,
        M.REACTIONS: 41,
        M.SHARES: 0,
        M.COMMENTS: 2,
    }


@each("variant", variants.FACEBOOK)
def test_facebooks_posts_are_read_with_a_column_that_is_there_twice(variant):
    name, raw = variant()

    found = of(raw, name)

    total, organic, paid = found.posts
    assert total.external_id == "122100001234567"
    assert total.text == "Ein Tag im Wald"
    assert total.values == {
        M.VIEWS: 2500,
        M.REACH: 1900,
        M.INTERACTIONS: 37,
        M.REACTIONS: 30,
        M.COMMENTS: 4,
        M.SHARES: 3,
        M.CLICKS: 61,
    }
    assert (organic.share, organic.values) == (Share.ORGANIC, {M.REACH: 1700})
    assert (paid.share, paid.values) == (Share.PAID, {M.REACH: 200})
    assert [column.name for column in found.unknown] == ["Brand lift"]
    assert "Column Y ('Views') is there already as R" in str(found.notes[0])


def test_a_post_on_facebook_that_was_never_boosted_has_no_paid_figures():
    boosted = meta.FACEBOOK_HEADER.index("Reach from Boosted posts")
    (cells,) = meta.FACEBOOK_ROWS
    cells = [*cells[:boosted], "0", *cells[boosted + 1 :]]

    found = of(meta.posts(meta.FACEBOOK_HEADER, [cells])).posts

    assert [one.share for one in found] == [Share.TOTAL, Share.ORGANIC]


def test_impressions_of_older_files_are_no_views():
    header = ["Impressions" if n == "Views" else n for n in meta.INSTAGRAM_HEADER]

    image, _ = of(meta.posts(header, meta.INSTAGRAM_ROWS)).posts

    assert image.values[M.IMPRESSIONS] == 12400
    assert M.VIEWS not in image.values


@each(
    "title",
    ["Instagram follows", "Facebook follows", "Views", "Content interactions"],
)
def test_a_daily_series_says_in_its_second_line_what_it_counts(title):
    raw = meta.series(title, [("2025-08-01", 20), ("2025-08-03", "1,004")])

    found = of(raw, "Follows (1).csv")

    assert (found.channel, {one.metric for one in found.days}) == SERIES[title]
    assert [(one.day, one.value) for one in found.days] == [
        (date(2025, 8, 1), 20),
        (date(2025, 8, 3), 1004),
    ]


SERIES = {
    "Instagram follows": ("instagram", {M.NEW_FOLLOWERS}),
    "Facebook follows": ("facebook", {M.NEW_FOLLOWERS}),
    "Views": ("", {M.VIEWS}),
    "Content interactions": ("", {M.INTERACTIONS}),
}


def test_followers_are_new_ones_by_day_and_at_least_so_many_at_the_export():
    found = of(samples.xls(figures.followers()), "x_followers_1700000000000.xls")

    new = {one.share: one.value for one in found.days if one.day == date(2023, 5, 12)}
    (stock,) = (one for one in found.days if one.metric is M.FOLLOWERS)
    assert new == {
        Share.PAID: 2,
        Share.ORGANIC: 14,
        Share.INVITED: 1,
        Share.TOTAL: 17,
    }
    assert (stock.value, stock.at_least, stock.day) == (4200, True, EXPORTED.date())


def test_without_a_moment_followers_are_asked_for_it():
    raw = samples.xls(figures.followers())

    without, said = of(raw, "followers.xls"), of(raw, "followers.xls", as_of=EXPORTED)

    assert "say when it was exported" in str(without.notes[0])
    assert [one.value for one in said.days if one.metric is M.FOLLOWERS] == [4200]


def test_visitors_are_the_totals_of_all_parts_of_a_page():
    found = of(samples.xls(figures.visitors()))

    assert [(one.metric, one.value) for one in found.days] == [
        (M.PAGE_VIEWS, 35),
        (M.VISITORS, 19),
    ]


@each("variant", [variants.linkedin_german, variants.instagram_german])
def test_german_names_that_nobody_has_confirmed_are_said(variant):
    name, raw = variant()

    found = of(raw, name)

    names = {column.name for column in found.unconfirmed}
    assert names & {"Kommentare (organisch)", "Reichweite"}
    assert not names & {"Impressions (insgesamt)", "Erstellt am", "Permalink"}
    assert "is not confirmed" in str(found.notes[-1])


@each("variant", [*variants.LINKEDIN, *variants.INSTAGRAM, *variants.FACEBOOK])
def test_no_name_of_a_person_leaves_the_reader(variant):
    name, raw = variant()

    assert figures.PERSON not in repr(of(raw, name))


def test_rows_above_the_header_say_when_it_was_exported():
    name, raw = variants.linkedin_with_a_stray_preamble()

    assert of(raw, name).as_of == datetime(2023, 5, 31, 23, 59, tzinfo=UTC)


def test_rows_that_cannot_be_placed_are_counted():
    nameless = [None] * 5 + [" ", *figures.POST_ROWS[0][6:]]
    dateless = [None, *figures.DAY_ROWS[0][1:]]
    sheets = figures.content(
        [figures.DAY_HEADER, figures.DAY_ROWS[1], dateless],
        [figures.POST_HEADER, nameless],
    )

    found = of(samples.xlsx(sheets), variants.RESAVED)

    assert (len(found.posts), len(found.days)) == (0, 19)
    assert list(map(str, found.notes)) == [
        "Rows without a day, which were not read: 1.",
        "Rows without address, text and day, which were not read: 1.",
    ]


def test_a_header_without_figures_is_said():
    found = of(samples.text([figures.POST_HEADER], delimiter=","))

    assert list(map(str, found.notes)) == [
        "The file has a header, and no figures under it."
    ]


@pytest.mark.program
@each("variant", [variants.linkedin_xls, variants.instagram_in_german_numbers])
def test_the_confined_reader_gives_the_same(variant):
    name, raw = variant()

    assert read_figures(raw, name) == of(raw, name)
