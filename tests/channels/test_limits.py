"""Channel limits: every number has its source, and stakeholders.toml may set others."""

from datetime import date
from pathlib import Path

import pytest

from vorlauf.channels.limits import Counting, Weight, known_limits, limits_of
from vorlauf.channels.measure import MeasuredText, length_of
from vorlauf.directory.loader import check, parse

SMALL = (Path(__file__).parents[1] / "small_stakeholders.toml").read_text("utf-8")
CHANNEL = SMALL + "\n[channels.linkedin]\n"


def test_every_number_has_a_page_and_a_day_and_only_the_networks_own_is_a_rule():
    rows = [row for limits in known_limits().values() for row in limits.rows()]

    assert len(rows) > 15
    for name, limit in rows:
        assert limit.most > 0, name
        assert limit.source.startswith("http")
        assert date(2026, 1, 1) < limit.read_on
    assert {limit.site for _, limit in rows if limit.weight is Weight.RULE} == {
        "help.instagram.com",
        "developers.facebook.com",
        "docs.joinmastodon.org",
    }


def test_a_number_of_stakeholders_toml_goes_before_that_of_the_network():
    directory = parse(CHANNEL + "limits = { characters = 700, hashtags = 4 }")

    found = directory.limits_of("linkedin")

    assert (found.characters.most, found.characters.site) == (700, "stakeholders.toml")
    assert (found.hashtags.most, found.seen.most) == (4, 140)
    assert limits_of("linkedin").characters.most == 3000
    assert MeasuredText("x" * 701, found).is_too_long


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("limits = { characters = -1 }", "channels.linkedin.limits.characters: is -1"),
        ("limits = { letters = 9 }", "channels.linkedin.limits.letters: is not a key"),
        ("limits = 5", "channels.linkedin.limits: is a number, must be a table"),
        ("link_parameters = 'utm'", "channels.linkedin.link_parameters: is a text"),
        ("link_parameters = { Utm = 'a' }", "'Utm', no name of a parameter"),
        ("link_parameters = { utm = 'a b' }", "a value of utm that fits no link"),
        ("link_parameters = { utm = '{slot}' }", "{slot} in utm, which nothing"),
        ("[channels.linkedln]", "no channel of the campaign, did you mean 'linkedin'?"),
    ],
)
def test_a_wrong_table_of_a_channel_is_refused_with_its_line(lines, said):
    faults = check(CHANNEL + lines)

    assert len(faults) == 1
    assert said in str(faults[0])
    assert faults[0].line > len(SMALL.splitlines())


def test_mastodon_counts_what_a_reader_sees_as_one_sign():
    text = "a\N{COMBINING DIAERESIS}👩‍🚒🇩🇪"

    assert length_of(text, Counting.GRAPHEMES) == 3
    assert length_of(text) == 11
    assert MeasuredText(text + " https://a.de", limits_of("mastodon")).length == 27
