"""Channel previews: how a text looks on a channel, and whether it fits."""

from pathlib import Path

import pytest

from dashboard.components import channel_previews
from dashboard.components.channel_previews import host_of
from dashboard.post.fields import text_fields
from vorlauf.channels.limits import known_limits
from vorlauf.channels.measure import length_of
from vorlauf.directory.loader import parse

SMALL = (Path(__file__).parents[2] / "small_stakeholders.toml").read_text("utf-8")
DIRECTORY = parse(SMALL)


def preview(channel, text):
    return channel_previews.preview(channel, text, DIRECTORY)


def test_hashtags_and_links_are_told_apart_from_the_text():
    pieces = preview("linkedin", "Komm zu #MachWas: https://sachsen.de !").pieces

    assert [(p.kind, p.text) for p in pieces] == [
        ("text", "Komm zu "),
        ("tag", "#MachWas"),
        ("text", ": "),
        ("link", "https://sachsen.de"),
        ("text", " !"),
    ]


@pytest.mark.parametrize("channel", known_limits())
def test_one_character_over_the_limit_is_too_long(channel):
    most = known_limits()[channel].characters.most

    assert not preview(channel, "x" * most).is_too_long
    assert preview(channel, "x" * (most + 1)).is_too_long


def test_instagram_takes_five_hashtags_and_says_where_that_was_read():
    many = preview("instagram", "#a " * 6)

    assert not preview("instagram", "#a " * 5).has_too_many_hashtags
    assert many.has_too_many_hashtags
    assert [(limit.most, limit.site) for limit in many.exceeded] == [
        (5, "socialmediatoday.com")
    ]
    assert not preview("linkedin", "#a " * 31).has_too_many_hashtags


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#a#b#c", ["#a", "#b", "#c"]),
        ("#\u00d6ffentlichkeit!", ["#\u00d6ffentlichkeit"]),
        ("#O\u0308ffentlichkeit!", ["#O\u0308ffentlichkeit"]),
        ("\uff03amt und #amt_2", ["\uff03amt", "#amt_2"]),
        (
            "#\u0939\u093f\u0928\u094d\u0926\u0940 da",
            ["#\u0939\u093f\u0928\u094d\u0926\u0940"],
        ),
        ("C# und a#b#c, R&#b; # ##x https://a.de/#amt", ["#x"]),
    ],
)
def test_a_hashtag_is_one_for_each_sign_and_holds_its_accents(text, tags):
    found = preview("instagram", text)

    assert [piece.text for piece in found.pieces if piece.kind == "tag"] == tags
    assert found.hashtags == len(tags)
    assert "".join(piece.text for piece in found.pieces) == text


def test_mastodon_counts_every_link_as_23_and_linkedin_as_long_as_it_is():
    link = "https://www.sachsen.de/" + "karriere/" * 50
    text = f"Hier: {link}, dort: http://a.de."

    assert preview("mastodon", text).length == len("Hier: , dort: .") + 2 * 23
    assert preview("linkedin", text).length == len(text)


def test_a_form_counts_as_the_preview_does():
    text = "https://www.sachsen.de/" + "x" * 600

    (field,) = text_fields(DIRECTORY, ["mastodon"], {"mastodon": text})

    assert (field.length, field.limit) == (23, 500)


def test_punctuation_after_a_link_is_no_part_of_it():
    pieces = preview("xing", "(s. https://sachsen.de/a?b=1)...").pieces

    assert [p.text for p in pieces] == ["(s. ", "https://sachsen.de/a?b=1", ")..."]


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
