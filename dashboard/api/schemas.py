"""Values of the API: what programs send and get; every time has its zone."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Final

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
)

from states.post import DecisionWay, PostState, StepKind, Trigger
from vorlauf.db.hold_tables import HoldScope
from vorlauf.readmodels.today import GroupKey

# What people write is as long as the engine allows; it says so in a sentence.
_Key = Annotated[str, StringConstraints(min_length=1, max_length=80)]
_Text = Annotated[str, StringConstraints(max_length=20_000)]
Counter = Annotated[int, Field(strict=True, ge=1, le=1_000_000_000)]
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_Channels = Annotated[list[_Key], Field(max_length=100)]
_INSTANT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]")


def _written_out(value: object) -> object:
    # A bare number could be seconds, or milliseconds, or a misprint.
    if isinstance(value, str) and _INSTANT.match(value):
        return value
    raise ValueError("Write date, time and zone, as in 2026-11-23T10:00:00+01:00")


def _day_written_out(value: object) -> object:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("write a day as 2026-12-03")
    return value


Instant = Annotated[AwareDatetime, BeforeValidator(_written_out)]
Day = Annotated[date, BeforeValidator(_day_written_out)]


class Value(BaseModel):
    """A value of the API; what it does not know is refused, not overlooked."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)


class Problem(Value):
    """Why a request was refused, in one sentence."""

    detail: str


class PersonOut(Value):
    """Whoever the token belongs to."""

    key: str
    name: str
    role: str
    house: str


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


class UnattendedOut(Value):
    """A duty for which nobody is there, deputies and all, from one day to another.

    `is_open` says that it is asked for already, and not only planned. Without a last
    day everybody who could be asked is disabled.
    """

    number: str
    title: str
    slot_at: datetime
    kind: StepKind
    house: str
    asked: str
    due_at: datetime
    is_open: bool
    first_day: date
    last_day: date | None


class StepInAbsenceOut(UnattendedOut):
    """A duty that falls into an absence; `instead` is asked for it, null is nobody."""

    instead: Annotated[str | None, BeforeValidator(lambda key: key or None)]


class DaysInsteadOut(Value):
    """Days of an absence, both included, and who is asked then, null for nobody."""

    first_day: date
    last_day: date
    instead: str | None


class AbsenceIn(Value):
    """Who is away, by default whoever asks, both days included.

    With `dry_run` nothing is entered; the answer says what would follow.
    """

    person: _Key | None = None
    first_day: Day
    last_day: Day
    comment: _Text = ""
    dry_run: bool = False


class AbsenceOut(Value):
    """An absence, and for what nobody is there because of it.

    Without a key it was not entered.
    """

    key: int | None
    person: str
    first_day: date
    last_day: date
    set_by: str
    comment: str
    unattended: list[UnattendedOut]


class EnteredAbsenceOut(AbsenceOut):
    """An absence with what it comes to: who is asked instead, and for what."""

    days: list[DaysInsteadOut]
    steps: list[StepInAbsenceOut]


class AbsencesOut(Value):
    """Who is away now or later, and for what nobody is there at times."""

    absences: list[AbsenceOut]
    unattended: list[UnattendedOut]


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

    title: _Text
    slot_at: Instant
    houses: Annotated[list[_Key], Field(min_length=1, max_length=100)]
    texts: dict[_Key, _Text] = {}
    channels: _Channels = []
    link: _Text = ""
    wants_assets: StrictBool = True
    wants_graphics: StrictBool = True


class EditIn(Value):
    """What is to be changed; what is left out stays as it is."""

    seen_row_version: Counter
    title: _Text | None = None
    texts: dict[_Key, _Text] = {}
    channels: _Channels | None = None
    link: _Text | None = None
    slot_at: Instant | None = None
    comment: _Text = ""


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
    """What another slot would change: nothing is done."""

    slot_at: datetime
    slot_can_be_met: bool
    short_by: int
    because: str | None
    earliest_slot: datetime
    state: PostState
    is_new_version: bool
    voids_decisions: bool
    shifts: list[ShiftOut]


class SavedOut(Value):
    """What a change has come to; `changed` is empty if it changed nothing."""

    number: str
    version: int
    state: PostState
    changed: tuple[str, ...]
    clash: "ClashOut | None" = None


class MoveIn(Value):
    """A move on exactly the state of affairs, and the version, that was looked at."""

    trigger: Trigger
    seen_row_version: Counter
    seen_version: Counter
    comment: _Text = ""
    house: _Key | None = None
    on_behalf_of: _Key | None = None
    target: PostState | None = None
    proofs: dict[_Key, _Text] = {}


class HousesIn(Value):
    """The houses that shall take part, all of them, and why."""

    houses: Annotated[list[_Key], Field(min_length=1, max_length=100)]
    comment: _Text
    seen_row_version: Counter


class HousesOut(Value):
    """What has become of a post with other houses."""

    number: str
    state: PostState
    added: tuple[str, ...]
    removed: tuple[str, ...]


class RecordIn(Value):
    """What somebody decided by phone or in a meeting, on the version looked at."""

    trigger: Trigger
    decided_by: _Key
    said_at: Instant
    seen_row_version: Counter
    seen_version: Counter
    way: DecisionWay = DecisionWay.PHONE
    comment: _Text = ""
    house: _Key | None = None
    on_behalf_of: _Key | None = None


class MovedOut(Value):
    """What has become of a post."""

    number: str
    trigger: Trigger
    source: PostState
    dest: PostState


class CommentIn(Value):
    """What somebody says about the current version of a post."""

    text: _Text


class FollowUpIn(Value):
    """A note that comes back on Today of the post's owner on a day."""

    day: Day
    text: _Text


class FollowUpChange(Value):
    """The day to which a note is put off; without one it is done."""

    day: Day | None = None


class FollowUpOut(Value):
    """A follow-up note; `done_at` is null while it waits."""

    id: int
    day: date
    words: str
    written_by: str
    written_at: datetime
    done_at: datetime | None
    done_by: str


class Kept(Value):
    """The key under which something was kept."""

    key: int


class Remind(Value):
    """Whom to remind, and when: one house or everybody who is asked, now or later."""

    house: _Key | None = None
    at: Instant | None = None


class RemindedOut(Value):
    """What became of a reminder: when it goes out, or why not."""

    house: str
    name: str
    due_at: datetime | None
    refusal: str


class HandOverIn(Value):
    """Posts that go to another coordinator, at once or from a day on."""

    posts: list[_Key] = []
    all_of: _Key | None = None
    to: _Key
    first_day: date | None = None
    note: Annotated[str, StringConstraints(max_length=500)] = ""


class HandedOverOut(Value):
    """The new owner, the posts that go to them, and those that were theirs."""

    to: str
    posts: tuple[str, ...]
    unchanged: tuple[str, ...]
    first_day: date | None


class HoldOut(Value):
    """A hold: what rests, why, by whom, and when it ends by itself."""

    id: int
    scope: HoldScope
    what: str
    reason: str
    held_by: str
    begun_at: datetime
    ends_at: datetime | None
    posts: int


class HoldIn(Value):
    """What is to be put on hold, and until which day.

    `seen` has the row version in which each post was looked at, by number.
    """

    scope: HoldScope
    posts: Annotated[list[_Key], Field(max_length=1000)] = []
    what: Annotated[str, Field(max_length=80)] = ""
    reason: _Text
    last_day: date | None = None
    seen: dict[_Key, Counter] | None = None
    dry_run: StrictBool = False


class HeldPostOut(Value):
    """What a hold does to one post."""

    number: str
    title: str
    state: PostState
    slot_at: datetime
    row_version: int
    waiting: tuple[tuple[str, str], ...]
    mails: int
    misses: bool
    is_held: bool


class PlacedOut(Value):
    """A hold and its posts; `hold_id` is missing if it was only looked at."""

    hold_id: int | None
    scope: HoldScope
    what: str
    ends_at: datetime | None
    posts: tuple[HeldPostOut, ...]


class EndHoldIn(Value):
    """Why a hold ends, if it is said."""

    reason: _Text = ""
    dry_run: StrictBool = False


class DueShiftOut(Value):
    """An open step whose due date moves."""

    number: str
    house: str
    kind: StepKind
    before: datetime
    after: datetime


class ReleasedOut(Value):
    """What goes on after a hold, and what does not."""

    hold_id: int
    numbers: tuple[str, ...]
    still_held: tuple[str, ...]
    missed: tuple[str, ...]
    shifts: list[DueShiftOut]


class HouseOut(Value):
    """A house and its lead times in working days."""

    key: str
    name: str
    kind: str
    parent: str | None
    lead_times: Mapping[str, int]


class Changes(Value):
    """A sign that changes whenever anything has changed."""

    pulse: str


class TodayOut(Value):
    """How many posts ask for attention; each is counted in the first group it fits.

    `late` are the missed, at risk, blocked and overdue ones together.
    """

    late: int
    missed: int
    at_risk: int
    blocked: int
    overdue: int
    due_today: int
    due_this_week: int
    groups: list["TodayGroup"]


class TodayGroup(Value):
    """A group of posts, and the first of them, the most urgent first."""

    key: GroupKey
    count: int
    posts: list["TodayPost"]


class TodayPost(Value):
    """A post that asks for attention, with what is open of it."""

    number: str
    title: str
    state: PostState
    slot_at: datetime
    steps: list["DutyOfPost"]


class DutyOfPost(Value):
    """An open step with its post."""

    number: str
    title: str
    kind: StepKind
    house: str
    asked: str
    due_at: datetime
