"""Figure files: what an export of a network says, each value with its place.

What is not there was not measured; a zero is a zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from states.messages import Message
from vorlauf.evaluation.metrics import Metric, Share
from vorlauf.sheets.cells import Place


class FileKind(StrEnum):
    """Which export of which network a file is."""

    LINKEDIN_CONTENT = "linkedin_content"
    LINKEDIN_FOLLOWERS = "linkedin_followers"
    LINKEDIN_VISITORS = "linkedin_visitors"
    INSTAGRAM_POSTS = "instagram_posts"
    FACEBOOK_POSTS = "facebook_posts"
    META_DAYS = "meta_days"
    MASTODON = "mastodon"
    MAPPED = "mapped"


@dataclass(frozen=True, kw_only=True)
class PostFigures:
    """What a row of a file says of one post, `place` being its first cell.

    `permalink` and `external_id` are as written. `published_at` has no zone if the
    file says none; `day` is the day of LinkedIn in UTC. One row may give several, one
    for each `share`.
    """

    place: Place
    permalink: str = ""
    external_id: str = ""
    published_at: datetime | None = None
    day: date | None = None
    text: str = ""
    post_type: str = ""
    campaign: str = ""
    share: Share = Share.TOTAL
    values: Mapping[Metric, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class DayFigures:
    """A value of a whole channel on a day; `at_least` if the file has only parts."""

    place: Place
    day: date
    metric: Metric
    share: Share = Share.TOTAL
    value: Decimal
    at_least: bool = False


@dataclass(frozen=True, kw_only=True)
class HeaderCell:
    """A column of a file, by the cell of its name."""

    place: Place
    name: str


@dataclass(frozen=True, kw_only=True)
class FigureFile:
    """An export as it was read.

    `channel` is the network, empty where the file does not say it (Meta's "Views").
    `as_of`, aware UTC, is the moment of the export, None if somebody has to say it.
    Nobody has seen the real file behind the names of `unconfirmed` columns: they are
    read, and people are asked. `unknown` columns are not read. `header` are the names
    of all columns, as written.
    """

    kind: FileKind
    channel: str
    as_of: datetime | None
    header: tuple[str, ...] = ()
    posts: tuple[PostFigures, ...] = ()
    days: tuple[DayFigures, ...] = ()
    unconfirmed: tuple[HeaderCell, ...] = ()
    unknown: tuple[HeaderCell, ...] = ()
    notes: tuple[Message, ...] = ()
