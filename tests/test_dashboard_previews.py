"""Previews: how a text looks on a channel, and whether it fits."""

import pytest

from dashboard.previews import LIMITS, host_of, length_of, preview


def test_hashtags_and_links_are_told_apart_from_the_text():
    pieces = preview("linkedin", "Komm zu #MachWas: https://sachsen.de !").pieces

    assert [(p.kind, p.text) for p in pieces] == [
        ("text", "Komm zu "),
        ("tag", "#MachWas"),
        ("text", ": "),
        ("link", "https://sachsen.de"),
        ("text", " !"),
    ]


@pytest.mark.parametrize("channel", LIMITS)
def test_one_character_over_the_limit_is_too_long(channel):
    most = LIMITS[channel].characters

    assert not preview(channel, "x" * most).is_too_long
    assert preview(channel, "x" * (most + 1)).is_too_long


def test_instagram_takes_thirty_hashtags():
    assert not preview("instagram", "#a " * 30).has_too_many_hashtags
    assert preview("instagram", "#a " * 31).has_too_many_hashtags
    assert not preview("linkedin", "#a " * 31).has_too_many_hashtags


def test_a_channel_that_nobody_knows_has_no_limit():
    found = preview("schwarzes brett", "x" * 100_000)

    assert found.limit is None
    assert not found.is_too_long


def test_an_emoji_counts_as_two_characters_as_browsers_count():
    assert length_of("a👩‍🚒") == 6


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://www.sachsen.de/karriere", "sachsen.de"),
        ("", ""),
        ("https://[kaputt", ""),
    ],
)
def test_a_link_is_named_by_its_site(link, host):
    assert host_of(link) == host
