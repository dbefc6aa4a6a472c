"""Pages data: a store as full as after many years, for measuring pages on it."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from random import Random
from typing import Final

from sqlalchemy import Engine, text

from benchmarks.figures import directory
from benchmarks.rows import Row, write
from states.fingerprint import fingerprint_of_plain
from states.post import PostState, StepKind
from vorlauf.db.audit_log import FORMAT
from vorlauf.db.engine import writing
from vorlauf.db.tables import METADATA
from vorlauf.directory.model import Directory, HouseKind

# Monday, 23 November 2026, 10:00 in Berlin.
NOW: Final = datetime(2026, 11, 23, 9, tzinfo=UTC)
PAST_DAYS, DAYS_AHEAD = 9 * 365, 547
# So many posts are written at a time.
_AT_ONCE = 2_000

# An open post is in this state if its slot is less than so many days ahead.
_STATES = {
    20: PostState.SCHEDULED,
    50: PostState.STAATSKANZLEI_APPROVAL,
    110: PostState.MINISTRY_REVIEW,
    200: PostState.ASSET_REQUESTED,
    DAYS_AHEAD + 1: PostState.DRAFT,
}
_TOPICS = (
    "Ein Tag bei der Feuerwehr",
    "Was macht eigentlich eine Försterin?",
    "Über Brücken: Bauingenieure gesucht",
    "Duales Studium im Finanzamt",
    "Referendariat in Görlitz",
    "Quereinstieg in die Verwaltung",
)
_CHANNELS = ("instagram,linkedin,xing,", "linkedin,xing,", "instagram,")


@dataclass(frozen=True)
class _Duty:
    """A step of the plan: how many days before the slot it opens and is due."""

    kind: StepKind
    opens: int
    due: int
    outcome: str
    purpose: str


_PLAN = (
    _Duty(StepKind.DRAFT, 80, 45, "done", "reminder"),
    _Duty(StepKind.ASSETS, 44, 30, "delivered", "material_request"),
    _Duty(StepKind.GRAPHICS, 29, 22, "delivered", "material_request"),
    _Duty(StepKind.REVIEW, 21, 10, "endorsed", "review_request"),
    _Duty(StepKind.APPROVAL, 9, 4, "approved", "approval_request"),
    _Duty(StepKind.PUBLISH, 3, 0, "done", "publish_request"),
)
# How much of the plan is done in a state; the next duty of an open post is open.
_DONE = {
    PostState.DRAFT: 0,
    PostState.ASSET_REQUESTED: 1,
    PostState.MINISTRY_REVIEW: 3,
    PostState.STAATSKANZLEI_APPROVAL: 4,
    PostState.SCHEDULED: 5,
    PostState.PUBLISHED: 6,
    PostState.WITHDRAWN: 2,
}


def fill(
    engine: Engine, posts: int, open_items: int, *, past_days: int = PAST_DAYS
) -> None:
    """Fill an empty store with so many posts, `open_items` of them still on their way.

    They are spread evenly over the days before `NOW` and the year and a half after it;
    with more posts only the past grows. No mails are kept, and nothing is analysed.
    """
    past, shelf = posts - open_items, _Shelf()
    for index in range(past):
        _add(shelf, -past_days + (past_days - 1) * index // past, is_open=False)
        _flush(engine, shelf)
    for index in range(open_items):
        _add(shelf, (DAYS_AHEAD + 1) * index // open_items - 1, is_open=True)
        _flush(engine, shelf)
    _flush(engine, shelf, at_once=0)
    last = next(shelf.keys["audit"]) - 1
    with writing(engine) as connection:
        head = text("UPDATE audit_head SET last_id = :id, last_hash = :hash")
        connection.execute(head, {"id": last, "hash": _hash(last)})


class _Shelf:
    """The rows that are not written yet, and the keys that are given out."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {table: [] for table in _TABLES}
        self.keys: dict[object, Iterator[int]] = defaultdict(lambda: count(1))
        self.chance = Random(1)  # noqa: S311, no secret
        self.people = directory()
        self.houses = [
            house.key
            for house in self.people.houses.values()
            if house.kind in {HouseKind.CHANCELLERY, HouseKind.MINISTRY}
        ]


_TABLES = ("post", "post_house", "version", "step", "notice", "audit")


def _add(shelf: _Shelf, day: int, *, is_open: bool) -> None:
    """Put down a post whose slot is so many days after `NOW`, and its whole life."""
    chance = shelf.chance
    state = _state(chance, day, is_open=is_open)
    houses = chance.sample(shelf.houses, chance.choice((1, 1, 1, 2, 2, 3)))
    post = _post(shelf, day, state)
    shelf.rows["post"].append(post)
    shelf.rows["post_house"] += [{"post_id": post["id"], "house": h} for h in houses]
    shelf.rows["version"] += _versions(post)
    _line(shelf, post, day - 90, "create", version=1, row_version=1)
    _line(shelf, post, day - 90, "edit", row_version=post["row_version"])
    plan = [one for one in _PLAN if _is_wanted(one, post)]
    for place, duty in enumerate(_PLAN):
        if duty not in plan or place > _DONE[state] or state is PostState.WITHDRAWN:
            continue
        is_due = is_open and place == _DONE[state] and post["request_by"] is None
        is_forgotten = is_due and chance.random() < 0.005
        if place < _DONE[state]:
            _line(shelf, post, day - duty.opens, duty.kind)
        elif not is_due or is_forgotten:
            continue
        for house in _owing(duty, houses, shelf.people):
            _step(shelf, post, day, duty, house, is_open=is_due)


def _state(chance: Random, day: int, *, is_open: bool) -> PostState:
    if is_open:
        return next(state for days, state in _STATES.items() if day < days)
    return PostState.WITHDRAWN if chance.random() < 0.03 else PostState.PUBLISHED


def _post(shelf: _Shelf, day: int, state: PostState) -> Row:
    key, chance = next(shelf.keys["post"]), shelf.chance
    year = (NOW + timedelta(days=day)).year
    slot = _at(day, chance.choice((7, 9, 11, 14)))
    awaits = state is PostState.DRAFT and chance.random() < 0.2
    return {
        "id": key,
        "number": f"{year}-{next(shelf.keys[year]):03d}",
        "title": f"{chance.choice(_TOPICS)} ({key})",
        "author": shelf.people.coordinator.key,
        "state": state.value,
        "slot_at": slot,
        "first_slot_at": slot,
        "request_by": _at(max(day - 45, 1), 8) if awaits else None,
        "wants_assets": True,
        "wants_graphics": chance.random() < 0.5,
        "version": 2,
        "fingerprint": "",
        "row_version": 3 + _DONE[state],
        "overridden": chance.random() < 0.01,
        "created_at": _at(day - 90, 9),
        "published_at": slot if state is PostState.PUBLISHED else None,
        "channels": chance.choice(_CHANNELS),
    }


def _versions(post: Row) -> list[Row]:
    texts = {name: str(post["title"]) for name in str(post["channels"])[:-1].split(",")}
    slot_date = str(post["slot_at"])[:10]
    content = {"link": "", "pictures": [], "slot_date": slot_date, "texts": texts}
    post["fingerprint"] = fingerprint_of_plain(content)
    return [
        {
            "post_id": post["id"],
            "number": number,
            "fingerprint": post["fingerprint"],
            "content": json.dumps(content),
            "author": post["author"],
            "saved_at": post["created_at"],
        }
        for number in (1, 2)
    ]


def _is_wanted(duty: _Duty, post: Row) -> bool:
    return duty.kind is not StepKind.GRAPHICS or bool(post["wants_graphics"])


def _owing(
    duty: _Duty, houses: Sequence[str], people: Directory
) -> list[tuple[str, str]]:
    """Return which houses owe the duty, and whom one asks there."""
    match duty.kind:
        case StepKind.ASSETS | StepKind.REVIEW:
            return [(house, people.contact_of(house).key) for house in houses]
        case StepKind.APPROVAL:
            return [(people.chancellery.key, people.approver.key)]
        case StepKind.GRAPHICS if people.graphics:
            return [(people.graphics.key, people.graphics.contact)]
        case _:
            return [(people.agency.key, people.coordinator.key)]


def _step(  # noqa: PLR0913, a step is of all of them
    shelf: _Shelf,
    post: Row,
    day: int,
    duty: _Duty,
    asked: tuple[str, str],
    *,
    is_open: bool,
) -> None:
    key, chance = next(shelf.keys["step"]), shelf.chance
    due = _due(chance, day, duty) if is_open else day - duty.due
    opened = min(day - duty.opens, -1)
    closed = max(due + chance.choice((-4, -3, -2, -1, -1, 0, 1)), opened)
    due_at = str(post["slot_at"]) if duty.kind is StepKind.PUBLISH else _at(due, 15)
    step: Row = {
        "id": key,
        "post_id": post["id"],
        "version": post["version"],
        "kind": duty.kind.value,
        "house": asked[0],
        "asked": asked[1],
        "retrospective": False,
        "opened_at": _at(opened, 9),
        "due_at": due_at,
        "escalate_at": _at(due + 2, 8) if is_open else None,
        "escalation": 0,
        "closed_at": None if is_open else _at(min(closed, -1), 13),
        "outcome": None if is_open else duty.outcome,
        "decided_by": None if is_open else asked[1],
        "on_behalf_of": None,
        "comment": "",
        "short_by": chance.randint(1, 5) if chance.random() < 0.08 else 0,
    }
    shelf.rows["step"].append(step)
    for n in range(3):
        shelf.rows["notice"].append(
            _notice(shelf, step, duty, n, opened if n == 0 else due + n - 2)
        )


def _due(chance: Random, day: int, duty: _Duty) -> int:
    """Return when an open duty is due: a few late, today or this week, most later."""
    if duty.kind is StepKind.PUBLISH:
        return day
    luck = chance.random()
    if luck < 0.04:
        return -chance.randint(1, 10)
    if luck < 0.1:
        return chance.randint(0, 6)
    return chance.randint(7, max(day - duty.due, 8))


def _notice(shelf: _Shelf, step: Row, duty: _Duty, n: int, day: int) -> Row:
    is_past = day < 0
    is_sent = is_past and (step["closed_at"] is None or n < 2)
    state = "sent" if is_sent else "queued" if not step["closed_at"] else "cancelled"
    if is_past and step["closed_at"] is None and shelf.chance.random() < 0.005:
        state = "dead"
    return {
        "id": next(shelf.keys["notice"]),
        "step_id": step["id"],
        "post_id": step["post_id"],
        "version": step["version"],
        "purpose": duty.purpose if n == 0 else "reminder",
        "medium": "mail",
        "recipient": step["asked"],
        "house": step["house"],
        "n": n,
        "planned_at": _at(day, 8),
        "due_at": _at(day, 8),
        "state": state,
        "claims": 0,
        "attempts": 1,
        "doubts": 0,
        "settled_at": None if state == "queued" else _at(min(day, -1), 8),
        "error": "550 5.1.1 no such mailbox" if state == "dead" else None,
    }


def _line(
    shelf: _Shelf, post: Row, day: int, event: str, **more: str | int | None
) -> None:
    key = next(shelf.keys["audit"])
    shelf.rows["audit"].append(
        {
            "id": key,
            "post_id": post["id"],
            "number": post["number"],
            "row_version": None,
            "at": _at(min(day, -1), 9),
            "event": str(event),
            "source": "",
            "dest": post["state"],
            "actor": "Jana Petzold",
            "actor_key": post["author"],
            "capacity": "coordinator",
            "on_behalf_of": "",
            "house": "",
            "version": post["version"],
            "fingerprint": post["fingerprint"],
            "comment": "",
            "details": "{}",
            "format": FORMAT,
            "commitments": "{}",
            "salts": "{}",
            "previous": _hash(key - 1),
            "hash": _hash(key),
            **more,
        }
    )


@cache
def _at(day: int, hour: int) -> str:
    at = NOW.replace(hour=hour) + timedelta(days=day)
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")


def _hash(key: int) -> str:
    # No digest at all, but as long as one, and as mixed up.
    return f"{key * 0x9E3779B97F4A7C15 % 2**64:016x}" * 4


def _flush(engine: Engine, shelf: _Shelf, *, at_once: int = _AT_ONCE) -> None:
    """Write what is on the shelf once there is enough of it."""
    if len(shelf.rows["post"]) <= at_once:
        return
    for table, rows in shelf.rows.items():
        write(engine, METADATA.tables[table], rows)
        rows.clear()
