"""A row of figures finds its post by its signs, and by likeness if it is certain."""

from datetime import UTC, date, datetime

import pytest

from vorlauf.db.tables import MatchedBy
from vorlauf.evaluation.figure_files import PostFigures
from vorlauf.evaluation.match_queries import PublishedPost
from vorlauf.evaluation.matching import Matcher, candidate, plain, sign_of
from vorlauf.evaluation.metrics import Share
from vorlauf.sheets.cells import Place

FIRE = "Ein Tag bei der Feuerwehr: Wir begleiten Jana durch ihre erste Schicht."
FOREST = "Försterin gesucht! Im Tharandter Wald wird eine Stelle frei."
ACTIVITY = "https://www.linkedin.com/feed/update/urn:li:activity:7059123456789012345"
ZONE = UTC


def published(key, day, text, permalink=""):
    at = datetime(2023, 5, day, 10, tzinfo=UTC)
    number = f"2023-{key:03}"
    return PublishedPost(
        post_id=key,
        number=number,
        title=text[:20],
        published_at=at,
        text=text,
        permalink=permalink,
    )


def knowing(*posts, channel="linkedin", by_hand=None, by_id=None):
    return Matcher(
        channel=channel,
        by_hand=by_hand or {},
        by_permalink={
            sign_of(channel, one.permalink): one.post_id
            for one in posts
            if one.permalink
        },
        by_id=by_id or {},
        candidates={one.post_id: candidate(one, ZONE) for one in posts},
    )


def row(at=3, **facts):
    return PostFigures(place=Place("All posts", at, 0), **facts)


def found(matcher, *rows):
    return [
        (one.match.number, one.match.by, one.match.certainty) if one.match else None
        for one in matcher.matched(rows)
    ]


@pytest.mark.parametrize(
    ("channel", "kept", "in_file"),
    [
        (
            "linkedin",
            ACTIVITY,
            ACTIVITY.replace(":", "%3A").replace("https%3A", "https:"),
        ),
        ("linkedin", f"{ACTIVITY}/", ACTIVITY.replace("www.", "")),
        (
            "instagram",
            "https://www.instagram.com/p/CsAbCdEfGhI/",
            "https://www.instagram.com/reel/CsAbCdEfGhI/?igsh=1",
        ),
    ],
)
def test_a_permalink_is_known_in_each_of_its_forms(channel, kept, in_file):
    matcher = knowing(published(1, 3, FIRE, kept), channel=channel)

    assert found(matcher, row(permalink=in_file)) == [
        ("2023-001", MatchedBy.PERMALINK, 100)
    ]


def test_the_number_of_a_share_is_none_of_an_activity():
    matcher = knowing(published(1, 3, FIRE, ACTIVITY))

    assert found(matcher, row(permalink=ACTIVITY.replace("activity", "share"))) == [
        None
    ]


def test_what_was_said_by_hand_goes_before_every_sign():
    matcher = knowing(
        published(1, 3, FIRE, ACTIVITY), published(2, 4, FOREST), by_hand={"17900": 2}
    )

    assert found(matcher, row(permalink=ACTIVITY, external_id="17900")) == [
        ("2023-002", MatchedBy.BY_HAND, 100)
    ]


def test_an_id_that_was_matched_by_likeness_stays_as_uncertain():
    matcher = knowing(published(1, 3, FIRE), by_id={"17900": (1, 82)})

    assert found(matcher, row(external_id="17900")) == [
        ("2023-001", MatchedBy.EXTERNAL_ID, 82)
    ]


def test_a_text_in_bold_letters_is_the_same_text_the_day_before_in_utc():
    bold = "".join(
        chr(ord(sign) - ord("a") + 0x1D41A) if "a" <= sign <= "z" else sign
        for sign in FIRE
    )
    matcher = knowing(published(1, 3, FIRE), published(2, 3, FOREST))

    assert plain(bold) == plain(FIRE)
    assert found(matcher, row(text=bold, day=date(2023, 5, 2))) == [
        ("2023-001", MatchedBy.TIME, 100)
    ]


def test_a_second_post_that_is_near_leaves_it_open_and_both_are_suggested():
    matcher = knowing(published(1, 3, FIRE), published(2, 4, FIRE + " Teil 2"))

    (one,) = matcher.matched([row(text=FIRE, day=date(2023, 5, 3))])

    assert one.match is None
    assert {match.number for match in one.suggestions} == {"2023-001", "2023-002"}


def test_a_row_without_text_or_sign_is_matched_by_its_day_if_it_is_the_only_one():
    matcher = knowing(published(1, 3, FIRE), published(2, 20, FOREST))

    assert found(
        matcher, row(day=date(2023, 5, 3)), row(at=4, day=date(2023, 5, 10))
    ) == [("2023-001", MatchedBy.TIME, 75), None]


def test_the_day_is_not_enough_where_permalinks_differ_but_the_text_is():
    matcher = knowing(published(1, 3, FIRE, ACTIVITY), published(2, 20, FOREST))
    other = ACTIVITY.replace("7059", "7060")
    day = {"day": date(2023, 5, 3), "permalink": other}

    (one,) = matcher.matched([row(**day)])
    assert (one.match, len(one.suggestions)) == (None, 1)
    assert found(matcher, row(text=FIRE, **day)) == [("2023-001", MatchedBy.TIME, 100)]
    # A post of which nobody has kept the permalink may be it.
    assert found(matcher, row(day=date(2023, 5, 20), permalink=other)) == [
        ("2023-002", MatchedBy.TIME, 75)
    ]


def test_another_text_on_the_same_day_is_no_match():
    matcher = knowing(published(1, 3, FIRE))
    other = "Stellenangebot: Rechtspfleger am Amtsgericht Zwickau (m/w/d)"

    assert found(matcher, row(text=other, day=date(2023, 5, 3))) == [None]


def test_two_rows_that_claim_one_post_by_likeness_are_both_left_open():
    matcher = knowing(published(1, 3, FIRE))
    rows = [row(at=at, text=FIRE, day=date(2023, 5, 3)) for at in (3, 4)]

    assert found(matcher, *rows) == [None, None]


def test_the_paid_row_of_a_post_is_matched_beside_the_organic_one():
    matcher = knowing(published(1, 3, FIRE, ACTIVITY))
    organic = row(permalink=ACTIVITY, text=FIRE, share=Share.ORGANIC)
    paid = row(at=4, text=FIRE, day=date(2023, 5, 9), share=Share.PAID)

    assert found(matcher, organic, paid) == [
        ("2023-001", MatchedBy.PERMALINK, 100),
        ("2023-001", MatchedBy.TEXT, 100),
    ]
