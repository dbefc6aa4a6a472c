"""Dossier: what the file says of posts, as values that every output is made of.

Instants are aware UTC. Houses are keys, people are names as they stand in the file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

# What stands where a name was erased.
NAMELESS = ""


class Withheld(StrEnum):
    """Why a picture is named and not shown."""

    CONSENT_ENDED = "consent_ended"
    NOT_KEPT = "not_kept"


@dataclass(frozen=True, kw_only=True)
class DossierScope:
    """Which posts: these numbers, or those with a slot in a period, of a house.

    Both days count in; None is no limit, an empty `house` every house.
    """

    numbers: tuple[str, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    house: str = ""


@dataclass(frozen=True, kw_only=True)
class PictureRecord:
    """A picture of a version; `file` is its name in the archive, empty if withheld.

    `preview` is the SHA-256 of the smaller picture that the PDF shows.
    """

    house: str
    name: str
    sha256: str
    alt_text: str
    credit: str
    delivered_by: str
    delivered_at: datetime | None
    consent: str
    media_type: str
    size: int
    file: str
    preview: str
    withheld: Withheld | None


@dataclass(frozen=True, kw_only=True)
class VersionRecord:
    """A version: `content` is what its fingerprint is of.

    `is_intact` says whether content and fingerprint are those of the audit log.
    `corrects` is the version whose decisions still hold, if it is a correction.
    """

    number: int
    fingerprint: str
    saved_at: datetime
    author: str
    corrects: int | None
    content: Mapping[str, object]
    is_intact: bool


@dataclass(frozen=True, kw_only=True)
class DecisionRecord:
    """A decision, as its line of the audit log tells it.

    `way` is how it was told if somebody else has recorded it, `said_at` when, and
    `recorded_by` who did. `door` is by which way it came in. `taken_back_by` is the
    line that has taken it back, `objected_by` one in which somebody objected to it.
    `receipts_at` are when receipts of it went out.
    """

    line: int
    at: datetime
    event: str
    name: str
    capacity: str
    on_behalf_of: str
    houses: tuple[str, ...]
    version: int
    fingerprint: str
    reason: str
    door: str
    way: str
    said_at: str
    recorded_by: str
    is_retrospective: bool
    taken_back_by: int | None
    objected_by: int | None
    receipts_at: tuple[datetime, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MailRecord:
    """A mail about a step that went out: when, what for, to whom.

    `told_due_at` is the date that it named, if it named one.
    """

    sent_at: datetime
    purpose: str
    to: str
    house: str
    told_due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class StepRecord:
    """A step: who was asked, until when, what they were told, and how it ended."""

    kind: str
    house: str
    asked: str
    version: int
    is_retrospective: bool
    opened_at: datetime
    due_at: datetime
    closed_at: datetime | None
    outcome: str
    decided_by: str
    on_behalf_of: str
    mails: tuple[MailRecord, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ProofRecord:
    """Where the post can be seen on a channel, or what proves that it was."""

    channel: str
    permalink: str
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class FigureRecord:
    """What a network has measured of the post: `value` as digits, organic or paid.

    What is not here was not measured, which is not nothing.
    """

    channel: str
    metric: str
    share: str
    value: str
    as_of: datetime


@dataclass(frozen=True, kw_only=True)
class LogRecord:
    """A line of the audit log: as a sentence, with what else it says."""

    line: int
    at: datetime
    event: str
    sentence: str
    notes: tuple[str, ...]
    comment: str


@dataclass(frozen=True, kw_only=True)
class PostDossier:
    """All that the file says of one post."""

    number: str
    title: str
    state: str
    houses: tuple[str, ...]
    slot_at: datetime
    published_at: datetime | None
    is_overridden: bool
    versions: tuple[VersionRecord, ...]
    pictures: tuple[PictureRecord, ...]
    decisions: tuple[DecisionRecord, ...]
    steps: tuple[StepRecord, ...]
    proofs: tuple[ProofRecord, ...]
    figures: tuple[FigureRecord, ...]
    log: tuple[LogRecord, ...]


@dataclass(frozen=True, kw_only=True)
class LogEnd:
    """The end of the audit log: the number of its last line, its hash, and its time."""

    line: int
    hash: str
    at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """The dossier of some posts, as of an instant, in one language."""

    campaign: str
    language: str
    zone: str
    as_of: datetime
    scope: DossierScope
    end: LogEnd
    houses: Mapping[str, str]
    posts: tuple[PostDossier, ...] = field(default_factory=tuple)
