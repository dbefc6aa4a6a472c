"""Changes: what a real year does to a plan, drawn from a seed.

Slots move (also close together, and back), people are away (entered early, late, or
ended early), the file changes, houses are renamed or leave, decisions come by
telephone, and the service is killed. What is refused is left as it is.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from random import Random
from typing import Final

from sqlalchemy import Engine

from states.deadlines import Office
from states.messages import Quoted, msg
from states.post import DecisionWay, PostState, Trigger
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.engine import writing
from vorlauf.db.hold_tables import HoldScope
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.demo.year import file_changes
from vorlauf.demo.year.file_changes import AMENDMENTS
from vorlauf.directory.model import Directory
from vorlauf.editing import house_replacements
from vorlauf.editing.edits import Edit, save
from vorlauf.editing.house_replacements import Replacement
from vorlauf.errors import BadInputError, VorlaufError
from vorlauf.scheduling import absences
from vorlauf.scheduling.absences import Absent
from vorlauf.scheduling.hold_orders import HoldOrder
from vorlauf.scheduling.holds import place
from vorlauf.workflow.action import Recording
from vorlauf.workflow.decisions import Decision, decide
from vorlauf.workflow.manual_actions import Overseer
from vorlauf.workflow.recorded_decisions import deciders

# The hours of slots, also those at which offices are closed.
SLOT_HOURS: Final = tuple(
    time(hour, minute)
    for hour, minute in ((8, 0), (9, 30), (12, 0), (16, 55), (17, 0), (18, 0), (20, 0))
)


class Rate(StrEnum):
    """How much changes in a year."""

    NONE = "none"
    USUAL = "usual"
    STORMY = "stormy"


def rate_of(word: str) -> Rate:
    """Return the rate of that name. Raises `BadInputError` for any other word."""
    try:
        return Rate(word)
    except ValueError as error:
        raise BadInputError(
            msg(
                "There is no rate {rate} of changes; write none, usual or stormy.",
                rate=Quoted(word),
            )
        ) from error


# Changes of each kind in a year: for a hundred posts, or for the whole campaign.
_A_YEAR: Final[Mapping[Rate, Mapping[str, int]]] = {
    Rate.NONE: {},
    Rate.USUAL: {
        "move": 20,
        "move_twice": 5,
        "move_back": 5,
        "away": 12,
        "back_early": 4,
        "lead_time": 3,
        "closing_day": 2,
        "blackout": 1,
        "land": 1,
        "contact": 2,
        "channel": 1,
        "rename": 1,
        "replace": 1,
        "restart": 6,
        "phone": 10,
        "hold": 4,
    },
    Rate.STORMY: {
        "move": 80,
        "move_twice": 25,
        "move_back": 25,
        "away": 40,
        "back_early": 15,
        "lead_time": 12,
        "closing_day": 6,
        "blackout": 4,
        "land": 4,
        "contact": 8,
        "channel": 2,
        "rename": 4,
        "replace": 3,
        "restart": 20,
        "phone": 40,
        "hold": 15,
    },
}
# The share of holds that hold everything.
HOLDS_OF_ALL: Final = 0.1
_OF_POSTS: Final = frozenset({"move", "move_twice", "move_back", "phone", "hold"})


@dataclass(frozen=True)
class _Planned:
    """A change that is to come; one that follows another knows post and slot."""

    at: datetime
    nth: int
    kind: str
    number: str = ""
    slot: datetime | None = None


def _when(planned: _Planned) -> tuple[datetime, str, int]:
    return planned.at, planned.kind, planned.nth


@dataclass
class Changes:
    """The changes that are still to come, in the order of time."""

    directory: Directory
    rate: Rate
    year: int
    seed: int
    posts: int
    made: Counter[str] = field(default_factory=Counter)
    is_killed: bool = False
    _planned: list[_Planned] = field(init=False)

    def __post_init__(self) -> None:
        self._planned = sorted(self._drawn(), key=_when)

    def next_at(self) -> datetime | None:
        """Return when something changes next."""
        return self._planned[0].at if self._planned else None

    def act(self, engine: Engine) -> Directory:
        """Make the next change, if it can be; return the directory as it is then."""
        planned = self._planned.pop(0)
        draw = Random(f"{self.seed}:change:{planned.kind}:{planned.nth}")
        try:
            with writing(engine) as connection:
                call = Call(connection, self.directory, planned.at)
                if planned.slot is None:
                    _KINDS[planned.kind](self, call, draw)
                else:
                    _save(call, planned.number, planned.slot)
            self.made[planned.kind] += 1
        except VorlaufError:
            self.made["refused"] += 1
        return self.directory

    def soon_after(self, at: datetime, number: str, slot: datetime) -> None:
        """Move a slot once more a few minutes later."""
        again = _Planned(at + timedelta(minutes=4), 0, "move_again", number, slot)
        self._planned = sorted([*self._planned, again], key=_when)

    def _drawn(self) -> Iterator[_Planned]:
        office = self.directory.agency.office
        for kind, times in _A_YEAR[self.rate].items():
            share = self.posts / 100 if kind in _OF_POSTS else 1
            for nth in range(round(times * share)):
                draw = Random(f"{self.seed}:{kind}:{nth}")
                day = date(self.year, 1, 1) + timedelta(days=draw.randrange(-50, 355))
                day = office.calendar.add(day, 1)
                minute = timedelta(minutes=draw.randrange(12 * 60))
                at = office.at(day, office.opens) + minute
                yield _Planned(at, nth, kind)


def _open_post(call: Call, draw: Random) -> PostSnapshot | None:
    """Return a post that is under way, nearer slots more often."""
    posts = [
        post
        for post in post_snapshots.open_posts(call.connection)
        if post.slot_at > call.now
    ]
    return posts[int(len(posts) * draw.random() ** 2)] if posts else None


def _other_slot(post: PostSnapshot, office: Office, draw: Random) -> datetime:
    day = office.calendar.add(office.day_of(post.slot_at), draw.choice((-9, -4, 3, 8)))
    return office.at(day, draw.choice(SLOT_HOURS))


def _move(changes: Changes, call: Call, draw: Random) -> PostSnapshot | None:
    post = _open_post(call, draw)
    if post is not None:
        slot = _other_slot(post, changes.directory.agency.office, draw)
        _save(call, post.number, slot)
    return post


def _move_twice(changes: Changes, call: Call, draw: Random) -> None:
    if (post := _move(changes, call, draw)) is not None:
        slot = _other_slot(post, changes.directory.agency.office, draw)
        changes.soon_after(call.now, post.number, slot)


def _move_back(changes: Changes, call: Call, draw: Random) -> None:
    if (post := _move(changes, call, draw)) is not None:
        changes.soon_after(call.now, post.number, post.slot_at)


def _save(call: Call, number: str, slot: datetime) -> None:
    who = call.directory.coordinator.key
    save(call, Edit(number=number, actor=who, slot_at=slot, comment="Verschoben."))


def _away(changes: Changes, call: Call, draw: Random) -> None:
    """Enter an absence, from today on or weeks before."""
    people = [
        p for p in call.directory.people.values() if p.deputy and not p.functional
    ]
    person = draw.choice(people)
    first = changes.directory.agency.office.day_of(call.now) + timedelta(
        days=draw.choice((0, 0, 1, 7, 30))
    )
    absent = Absent(
        person=person.key,
        first_day=first,
        last_day=first + timedelta(days=draw.randint(1, 16)),
        set_by=call.directory.coordinator.key,
    )
    absences.set_absence(call, absent)


def _back_early(changes: Changes, call: Call, draw: Random) -> None:
    today = changes.directory.agency.office.day_of(call.now)
    known = absences.absences(call.connection, today)
    if known:
        one = draw.choice(known)
        absences.end_absence(call, one.id, call.directory.coordinator.key)


def _rename(changes: Changes, call: Call, draw: Random) -> None:
    """Let a ministry have another key, in the file and on its posts."""
    changes.directory, old, new = file_changes.renamed(call.directory, draw)
    renamed = replace(call, directory=changes.directory)
    wish = Replacement(old=old, new=new, actor=changes.directory.coordinator.key)
    house_replacements.rename_everywhere(renamed, wish)


def _replace_house(_: Changes, call: Call, draw: Random) -> None:
    """Let a ministry leave: another one takes its place on its posts."""
    old, new = draw.sample(file_changes.ministries(call.directory), 2)
    who = call.directory.coordinator.key
    wish = Replacement(old=old, new=new, actor=who, comment="Neuer Zuschnitt.")
    house_replacements.replace_everywhere(call, wish)


def _phone(_: Changes, call: Call, draw: Random) -> None:
    """Record what somebody has said on the telephone."""
    states = {PostState.MINISTRY_REVIEW, PostState.STAATSKANZLEI_APPROVAL}
    posts = [
        post
        for post in post_snapshots.open_posts(call.connection)
        if post.state in states
    ]
    if not posts:
        return
    post = draw.choice(posts)
    able = deciders(post, call.directory)
    if not able:
        return
    one = draw.choice(able)
    yes = next(t for t in one.triggers if t is not Trigger.REQUEST_CHANGES)
    recording = Recording(
        by=call.directory.coordinator,
        said_at=call.now - timedelta(minutes=20),
        way=DecisionWay.PHONE,
    )
    decide(
        call,
        Decision(
            number=post.number,
            trigger=yes,
            actor=one.person.key,
            seen_version=post.version,
            recording=recording,
        ),
    )


def _hold(changes: Changes, call: Call, draw: Random) -> None:
    """Put a post on hold for some days, or everything for one."""
    today = changes.directory.agency.office.day_of(call.now)
    post = _open_post(call, draw)
    if post is None:
        return
    is_all = draw.random() < HOLDS_OF_ALL
    order = HoldOrder(
        scope=HoldScope.ALL if is_all else HoldScope.POSTS,
        reason="Wird noch geklärt.",
        numbers=() if is_all else (post.number,),
        last_day=today + timedelta(days=0 if is_all else draw.randint(0, 12)),
    )
    place(call, order, Overseer(person=call.directory.coordinator))


def _in_the_file(
    amended: Callable[[Call, Random], Directory],
) -> Callable[[Changes, Call, Random], None]:
    def write(changes: Changes, call: Call, draw: Random) -> None:
        changes.directory = amended(call, draw)

    return write


def _restart(changes: Changes, _: Call, __: Random) -> None:
    """Let the service be killed while it holds mails; see `run`."""
    changes.is_killed = True


_KINDS: Final[Mapping[str, Callable[[Changes, Call, Random], object]]] = {
    "move": _move,
    "move_twice": _move_twice,
    "move_back": _move_back,
    "away": _away,
    "back_early": _back_early,
    **{kind: _in_the_file(amended) for kind, amended in AMENDMENTS.items()},
    "rename": _rename,
    "replace": _replace_house,
    "restart": _restart,
    "phone": _phone,
    "hold": _hold,
}
