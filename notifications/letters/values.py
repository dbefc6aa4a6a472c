"""Values: the plain values that the engine gives to letters.

Every instant is aware; the campaign's zone decides how it reads. The letters take these
values: `requests` asks for something, `news` tells what has happened, `incoming_mail`
is about received mail, `digest` makes one mail of several letters, `weekly_overview`
lists what is open and `log_head` tells how the audit log ends.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from notifications.letters.blocks import Letter, MailContent
from states.post import StepKind

__all__ = [
    "CampaignValues",
    "ChangeValues",
    "DutyValues",
    "Letter",
    "LogHeadValues",
    "MailContent",
    "MaterialValues",
    "OverviewItem",
    "PictureValues",
    "PostValues",
    "Reader",
]


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who reads the mail; `language` is "de" or "en", anything else is German.

    `stands_in_for` names the person who is absent and in whose place the reader is
    asked; `absent_until` is the last day of that absence, if it is known. With
    `has_left` that person does not take part any more. `is_back` says that the reader
    was away and hears what stayed open, for which `asked_meanwhile` were asked.
    """

    name: str
    language: str = "de"
    stands_in_for: str = ""
    absent_until: date | None = None
    has_left: bool = False
    is_back: bool = False
    asked_meanwhile: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CampaignValues:
    """Whose mail it is, and whom an answer reaches."""

    name: str
    zone: ZoneInfo
    coordinator_name: str
    coordinator_email: str


@dataclass(frozen=True, kw_only=True)
class PictureValues:
    """A picture of a post: the house's display name, file name, alt text, credit."""

    house: str
    name: str
    alt_text: str
    credit: str = ""


@dataclass(frozen=True, kw_only=True)
class PostValues:
    """What is shown of a post; houses by display name, texts by channel.

    `fields` are those of `states.post_fields` that the public sees, `links` those with
    campaign parameters by channel. `is_first` says
    that its reader is asked about it for the first time, whatever its version, and
    `slot_passed` that the slot lies behind, `slot_day_over` that its day does, too. One
    that `is_reserve` has no slot, and may appear from one day to another.
    """

    number: str
    title: str
    slot: datetime
    houses: tuple[str, ...]
    version: int
    texts: Mapping[str, str]
    fields: Mapping[str, str] = field(default_factory=dict)
    pictures: tuple[PictureValues, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    is_first: bool = False
    slot_passed: bool = False
    slot_day_over: bool = False
    is_reserve: bool = False
    reserve_from: date | None = None
    reserve_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class ChangeValues:
    """A part of a post that differs from before, as `states.fingerprint` names it.

    For a text both are whole texts, for a slot ISO dates, for anything else one line;
    where both are empty the part is only named.
    """

    part: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class MaterialValues:
    """What material is wanted: `kind` and `people` as the brief names them.

    `formats` maps a channel to pixels; `remarks` are what was said to pictures that
    came and will not do.
    """

    kind: str = "photo"
    number: int = 1
    people: str = "either"
    formats: Mapping[str, str] = field(default_factory=dict)
    purpose: str = ""
    note: str = ""
    template: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DutyValues:
    """What is asked of whom; counts are working days, `overdue_by` 0 = in time.

    `link` is where the reader acts: a page (https:), or a mail to be written (mailto:,
    percent-encoded); without one the reader replies. `code` are the six digits that
    the page asks for, if it does. `wanted` says what material, if it is material.
    `is_afterwards` says that the post has moved on without the decision, `missing`
    what a draft lacks, None if it is none. Of channels that are still to be published
    some go out `by_itself`; the others are named too, then.
    """

    kind: StepKind
    house: str
    due: datetime
    asked: str
    overdue_by: int = 0
    due_in: int = 0
    link: str = ""
    code: str = ""
    wanted: MaterialValues | None = None
    is_afterwards: bool = False
    missing: tuple[str, ...] | None = None
    by_itself: tuple[str, ...] = ()
    by_hand: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OverviewItem:
    """One open duty in the Monday overview; `overdue_by` is in working days.

    `is_missed` says that the post's slot passed without an approval.
    """

    number: str
    title: str
    slot: datetime
    kind: StepKind
    house: str
    asked: str
    due: datetime
    overdue_by: int = 0
    is_missed: bool = False


@dataclass(frozen=True, kw_only=True)
class LogHeadValues:
    """The head of the audit log: its line, when that was written, and how it is kept.

    `head` is LINE:HASH in groups, `brief` its beginning as it is read aloud, `typed`
    LINE:HASH as a command takes it. `at` is None for an empty log.
    """

    line: int
    at: datetime | None
    head: str
    brief: str
    typed: str
