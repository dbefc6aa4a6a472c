"""Posts as the API gives and takes them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import Field, StrictBool

from dashboard.api.values import Channels, Counter, Instant, Key, Text, Value
from states.post import PostState, StepKind, Trigger
from states.purpose import MailKind


class Duty(Value):
    """An open step: who is asked, until when.

    `asked_now` is who is asked today, who may stand in; None if nobody is there.
    """

    step: int
    kind: StepKind
    house: str
    asked: str
    asked_now: str | None
    opened_at: datetime
    due_at: datetime
    slack: int = Field(description="working days until it is due; negative when late")
    retrospective: bool


class PostInList(Value):
    """A post as lists have it."""

    number: str
    title: str
    state: PostState
    slot_at: datetime
    houses: tuple[str, ...]
    channels: tuple[str, ...]
    version: int
    row_version: int
    overridden: bool
    slot_missed: bool = Field(description="it passed without an approval")
    is_reserve: bool = Field(
        description="it has no slot; slot_at is when it is to be ready"
    )
    held_since: datetime | None = Field(description="since when it is on hold")
    due_at: datetime | None
    asked: str


class Posts(Value):
    """A part of the posts that were asked for, and how many there are of them."""

    count: int
    more: bool = Field(description="true if there are more than were counted")
    posts: list[PostInList]


class OfferOut(Value):
    """A move: whether the caller may make it now, and if not, why."""

    trigger: Trigger
    label: str
    refusal: str | None


class PostOut(Value):
    """A post with what it says, who is asked, and what the caller may do with it."""

    number: str
    title: str
    author: str
    state: PostState
    slot_at: datetime
    houses: tuple[str, ...]
    channels: tuple[str, ...]
    texts: Mapping[str, str]
    link: str
    version: int
    row_version: int
    fingerprint: str
    overridden: bool
    wants_assets: bool
    wants_graphics: bool
    published_at: datetime | None
    duties: list[Duty]
    owner: str = Field(description="the coordinator who looks after it")
    offers: list[OfferOut]
    slot_can_be_met: bool | None
    slot_missed: bool = Field(description="it passed without an approval")
    is_reserve: bool = Field(
        description="it has no slot; slot_at is when it is to be ready"
    )
    held_since: datetime | None
    clash: "ClashOut | None" = Field(
        description="of a new post: others with the same slot on the same channel"
    )
    earliest_slot: datetime | None


class ClashOut(Value):
    """Other posts that have the slot on the same channel, and the next free slot."""

    numbers: list[str]
    next_free: datetime


class HistoryLineOut(Value):
    """A line of a post's file."""

    at: datetime
    event: str
    source: str
    dest: str
    actor: str
    capacity: str
    on_behalf_of: str
    house: str
    version: int | None
    comment: str


class NewPostIn(Value):
    """A post to be planned."""

    title: Text
    slot_at: Instant
    houses: Annotated[list[Key], Field(min_length=1, max_length=100)]
    texts: dict[Key, Text] = Field(default={})
    channels: Channels = Field(default=[])
    link: Text = ""
    wants_assets: StrictBool = True
    wants_graphics: StrictBool = True


class EditIn(Value):
    """What is to be changed; what is left out stays as it is."""

    seen_row_version: Counter
    title: Text | None = None
    texts: dict[Key, Text] = Field(default={})
    channels: Channels | None = None
    link: Text | None = None
    slot_at: Instant | None = None
    comment: Text = ""


class ShiftOut(Value):
    """When a house owes a duty before and after the slot moves, and who gets a mail."""

    house: str
    kind: StepKind
    before: datetime
    after: datetime
    is_open: bool
    is_ahead: bool
    mail_to: str


class SlotPreviewOut(Value):
    """What another slot would change: nothing is done.

    `newly_found` says what a check of the plan finds then and did not before.
    """

    slot_at: datetime
    slot_can_be_met: bool
    short_by: int
    because: str | None
    earliest_slot: datetime
    state: PostState
    is_new_version: bool
    voids_decisions: bool
    shifts: list[ShiftOut]
    newly_found: list[str]


class SavedOut(Value):
    """What a change has come to; `changed` is empty if it changed nothing."""

    number: str
    version: int
    state: PostState
    changed: tuple[str, ...]
    clash: "ClashOut | None" = None


class HousesIn(Value):
    """The houses that shall take part, all of them, and why.

    `dry_run` only says what comes of it.
    """

    houses: Annotated[list[Key], Field(min_length=1, max_length=100)]
    comment: Text
    seen_row_version: Counter
    dry_run: StrictBool = False


class MailOut(Value):
    """A mail that goes because of an act: what it is, to whom (key), from when on."""

    purpose: MailKind
    house: str
    to: str
    at: datetime


class HousesOut(Value):
    """What has become of a post with other houses."""

    number: str
    state: PostState
    added: tuple[str, ...]
    removed: tuple[str, ...]
    mails: list[MailOut] = Field(description="mails because of it, no reminders")
