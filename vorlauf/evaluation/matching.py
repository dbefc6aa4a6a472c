"""Matching: which post a row of figures tells of, by which sign, and how certain it is.

First what was said by hand before, then the permalink, then the network's own id, then
the day and the text. Where a second post comes near, nobody is matched.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from typing import Final

from rapidfuzz import fuzz

from vorlauf.channels.post_addresses import PostAddressError, read_address
from vorlauf.db.call import Call
from vorlauf.db.tables import MatchedBy
from vorlauf.evaluation import match_queries
from vorlauf.evaluation.figure_files import PostFigures
from vorlauf.evaluation.match_queries import PublishedPost
from vorlauf.evaluation.snapshots import Match

# So certain (percent) must a match by text be: on the day, and on another one.
_ON_THE_DAY: Final = 60
_BY_TEXT: Final = 90
# A second post that is so near to the first leaves it open which of them it is.
_NEAR: Final = 10
# Without a text only the day speaks, and a network may count in another zone.
_SAME_DAY: Final = 75
_NEXT_DAY: Final = 60
# So much of a text is compared, and a text of so few signs only as a whole.
_COMPARED: Final = 400
_SHORT: Final = 20
_SUGGESTED: Final = 3
# Worse ones are not even suggested.
_SUGGESTED_FROM: Final = 30


@dataclass(frozen=True, kw_only=True)
class MatchedRow:
    """The post of a row, None if none is certain; then those that it may be."""

    match: Match | None
    suggestions: tuple[Match, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A post that a row may tell of: its day on the clocks here, its text plain."""

    post: PublishedPost
    day: date
    text: str


@dataclass(frozen=True, kw_only=True)
class Matcher:
    """What is known of a channel: signs of posts, and the posts themselves."""

    channel: str
    by_hand: Mapping[str, int]
    by_permalink: Mapping[str, int]
    by_id: Mapping[str, tuple[int, int]]
    candidates: Mapping[int, Candidate]

    def matched(self, rows: Sequence[PostFigures]) -> list[MatchedRow]:
        """Return the match of each row, in the same order."""
        signs = [self._by_sign(row) for row in rows]
        taken = {
            (match.post_id, row.share)
            for row, match in zip(rows, signs, strict=True)
            if match
        }
        found = [
            MatchedRow(match=match) if match else self._by_likeness(row, taken)
            for row, match in zip(rows, signs, strict=True)
        ]
        return _without_doubles(rows, found)

    def suggestions(self, row: PostFigures) -> tuple[Match, ...]:
        """Return the posts that a row may tell of, the likeliest first."""
        if match := self._by_sign(row):
            return (match,)
        return tuple(self._ranked(row, frozenset())[:_SUGGESTED])

    def _by_sign(self, row: PostFigures) -> Match | None:
        address = sign_of(self.channel, row.permalink)
        own = row.external_id
        for sign in filter(None, (own, address)):
            if match := self._match(self.by_hand.get(sign), MatchedBy.BY_HAND):
                return match
        if match := self._match(self.by_permalink.get(address), MatchedBy.PERMALINK):
            return match
        post_id, certainty = self.by_id.get(own or address, (None, 0))
        return self._match(post_id, MatchedBy.EXTERNAL_ID, certainty)

    def _match(
        self, post_id: int | None, by: MatchedBy, certainty: int = 100
    ) -> Match | None:
        one = self.candidates.get(post_id) if post_id is not None else None
        if one is None:
            return None
        return Match(
            post_id=one.post.post_id,
            number=one.post.number,
            title=one.post.title,
            by=by,
            certainty=certainty,
        )

    def _by_likeness(
        self, row: PostFigures, taken: Iterable[tuple[int, str]]
    ) -> MatchedRow:
        same = {post for post, share in taken if share == row.share}
        ranked = self._ranked(row, same)
        sure = [one for one in ranked if self._may_be(row, one.post_id)]
        return MatchedRow(match=_certain(sure), suggestions=tuple(ranked[:_SUGGESTED]))

    def _may_be(self, row: PostFigures, post_id: int) -> bool:
        """Say whether likeness is enough: no day is, where two permalinks differ."""
        has_other = row.permalink and self.candidates[post_id].post.permalink
        return bool(row.text.strip()) or not has_other

    def _ranked(self, row: PostFigures, taken: Iterable[int]) -> list[Match]:
        day, text = _day_of(row), plain(row.text)
        left = self.candidates.keys() - set(taken)
        found = [
            self._match(key, *_likeness(self.candidates[key], day, text))
            for key in sorted(left)
        ]
        near = [one for one in found if one and one.certainty >= _SUGGESTED_FROM]
        return sorted(near, key=lambda one: -one.certainty)


def matcher(call: Call, channel: str) -> Matcher:
    """Return what is known of the posts of a channel."""
    posts = match_queries.published(call.connection, channel)
    earlier = match_queries.earlier_rows(call.connection, channel)
    by_hand: dict[str, int] = {}
    by_id: dict[str, tuple[int, int]] = {}
    for row in earlier:
        for sign in filter(None, (row.external_id, sign_of(channel, row.permalink))):
            by_id[sign] = (row.post_id, row.certainty)
            if row.matched_by == MatchedBy.BY_HAND:
                by_hand[sign] = row.post_id
    zone = call.directory.campaign.zone
    return Matcher(
        channel=channel,
        by_hand=by_hand,
        by_permalink={
            sign_of(channel, post.permalink): post.post_id
            for post in posts
            if post.permalink
        },
        by_id=by_id,
        candidates={post.post_id: candidate(post, zone) for post in posts},
    )


def candidate(post: PublishedPost, zone: tzinfo) -> Candidate:
    """Return a post as rows are compared with it."""
    day = post.published_at.astimezone(zone).date()
    return Candidate(post=post, day=day, text=plain(post.text))


def sign_of(channel: str, permalink: str) -> str:
    """Return what two addresses of one post have in common.

    LinkedIn numbers what was shared and its activity apart, so the kind belongs to it.
    """
    if not permalink:
        return ""
    try:
        found = read_address(channel, permalink)
    except PostAddressError:
        return permalink
    return found.address if channel == "linkedin" else found.key


def plain(text: str) -> str:
    """Return a text as it is compared: bold letters as plain ones, no case, no gaps."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _day_of(row: PostFigures) -> date | None:
    return row.day or (row.published_at.date() if row.published_at else None)


def _likeness(one: Candidate, day: date | None, text: str) -> tuple[MatchedBy, int]:
    """Return by which sign a row is like a post, and how much (percent)."""
    apart = abs((one.day - day).days) if day else None
    is_near = apart is not None and apart <= 1
    if not text or not one.text:
        if not is_near:
            return MatchedBy.TEXT, 0
        return MatchedBy.TIME, _NEXT_DAY if apart else _SAME_DAY
    return MatchedBy.TIME if is_near else MatchedBy.TEXT, alike(text, one.text)


def alike(one: str, other: str) -> int:
    """Return how alike two plain texts are (percent); one may be cut off."""
    length = min(len(one), len(other), _COMPARED)
    if length >= _SHORT:
        one, other = one[:length], other[:length]
    return int(fuzz.ratio(one, other))


def _certain(ranked: Sequence[Match]) -> Match | None:
    """Return the one post that it is: like enough, and no other one comes near."""
    best = max(ranked, key=lambda one: one.certainty, default=None)
    if best is None:
        return None
    enough = _ON_THE_DAY if best.by is MatchedBy.TIME else _BY_TEXT
    rivals = [one for one in ranked if one is not best]
    is_alone = all(one.certainty <= best.certainty - _NEAR for one in rivals)
    return best if best.certainty >= enough and is_alone else None


def _without_doubles(
    rows: Sequence[PostFigures], found: Sequence[MatchedRow]
) -> list[MatchedRow]:
    """Leave open what two rows of a file claim by likeness alone."""
    claims: dict[tuple[int, str], set[int]] = {}
    for row, one in zip(rows, found, strict=True):
        if one.match and one.suggestions:
            claims.setdefault((one.match.post_id, row.share), set()).add(row.place.row)
    return [
        replace(one, match=None)
        if one.match
        and one.suggestions
        and len(claims[one.match.post_id, row.share]) > 1
        else one
        for row, one in zip(rows, found, strict=True)
    ]
