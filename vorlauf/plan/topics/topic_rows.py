"""Topic rows: what is known of a topic, as the store has it and as people write it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any, Final, TypedDict, Unpack

from states.recurring_days import RecurringDay, recurring_day
from vorlauf.db.topic_tables import TopicState
from vorlauf.directory.model import Directory


@dataclass(frozen=True, kw_only=True)
class TopicWords:
    """What somebody writes of a topic; houses and channels are keys.

    Without channels it is for all of the campaign. `season` and `day_rule` are written
    as in the table `topic`.
    """

    title: str
    houses: tuple[str, ...]
    note: str = ""
    theme: str = ""
    format: str = ""
    channels: tuple[str, ...] = ()
    wants_picture: bool = True
    not_before: date | None = None
    until: date | None = None
    season: str = ""
    day_rule: str = ""


WORDS: Final = tuple(one.name for one in fields(TopicWords))


@dataclass(frozen=True, kw_only=True)
class TopicRow(TopicWords):
    """A topic as it is kept; `taken_days` are the recurring days that have a post.

    `post` is the number of the last post that was made of it, `post_ids` the keys of
    all, `untouched` the numbers of those that are still the draft that was made. What
    was withdrawn is no post of it any more, and leaves it open.
    """

    id: int
    series: str = ""
    part: int = 1
    parts: int = 1
    state: TopicState
    reason: str = ""
    proposed_by: str
    proposed_by_key: str
    proposed_house: str
    capacity: str
    link_id: int | None = None
    proposed_at: datetime
    row_version: int = 1
    before: str = ""
    post: str = ""
    post_ids: frozenset[int] = frozenset()
    untouched: tuple[str, ...] = ()
    taken_days: frozenset[date] = frozenset()

    @property
    def words(self) -> TopicWords:
        """What people write of it."""
        return TopicWords(**{name: getattr(self, name) for name in WORDS})

    @property
    def day(self) -> RecurringDay | None:
        """The recurring day that it is for."""
        return recurring_day(self.day_rule) if self.day_rule else None

    @property
    def came_by_link(self) -> bool:
        """Whether somebody without an account has proposed it."""
        return self.link_id is not None


_DERIVED: Final = frozenset({"post", "post_ids", "untouched", "taken_days"})
_LISTS: Final = ("houses", "channels")
_DAYS: Final = ("not_before", "until")
# What is kept to be taken back of a change that has made a post.
_MADE: Final = "made"
# What a change may change, and an undo has to put back.
CHANGEABLE: Final = (*WORDS, "state", "reason")


class TopicPosts(TypedDict, total=False):
    """What is known of the posts of a topic, as `TopicRow` has it."""

    post: str
    post_ids: frozenset[int]
    untouched: tuple[str, ...]
    taken_days: frozenset[date]


def columns_of(topic: TopicRow) -> dict[str, Any]:
    """Return the columns of a topic."""
    row = {k: v for k, v in asdict(topic).items() if k not in _DERIVED}
    return {**row, **{name: ",".join(row[name]) for name in _LISTS}}


def topic_of(
    row: Mapping[str, Any], directory: Directory, **posts: Unpack[TopicPosts]
) -> TopicRow:
    """Return the topic of a row; its houses have the keys that they have now."""
    kept = dict(row)
    houses = tuple(filter(None, kept["houses"].split(",")))
    now = tuple(dict.fromkeys(directory.now_called.get(key, key) for key in houses))
    channels = tuple(filter(None, kept["channels"].split(",")))
    state = TopicState(kept["state"])
    if state is TopicState.TAKEN and not posts.get("post"):
        state = TopicState.OPEN
    kept |= {"houses": now, "channels": channels, "state": state}
    return TopicRow(**kept, **posts)


def differing(before: TopicRow, after: TopicRow) -> tuple[str, ...]:
    """Return the names of what a change has changed."""
    return tuple(
        name for name in CHANGEABLE if getattr(before, name) != getattr(after, name)
    )


def plain(topic: TopicRow, names: tuple[str, ...]) -> dict[str, object]:
    """Return these parts of a topic as JSON values."""
    return {name: _plain(getattr(topic, name)) for name in names}


def remembered(before: TopicRow, names: tuple[str, ...]) -> str:
    """Return as JSON what a change of these parts has to put back."""
    return json.dumps(plain(before, names), ensure_ascii=False, sort_keys=True)


def remembered_post(number: str) -> str:
    """Return as JSON that the last change has made this post of a topic."""
    return json.dumps({_MADE: number})


def made_last(topic: TopicRow) -> str:
    """Return the number of the post that the last change has made, empty if none."""
    said: dict[str, Any] = json.loads(topic.before or "{}")
    return str(said.get(_MADE, ""))


def put_back(topic: TopicRow) -> TopicRow:
    """Return a topic as it was before its last change."""
    said: dict[str, Any] = json.loads(topic.before)
    for name in _LISTS:
        if name in said:
            said[name] = tuple(said[name])
    for name in _DAYS:
        if said.get(name):
            said[name] = date.fromisoformat(said[name])
    if "state" in said:
        said["state"] = TopicState(said["state"])
    return replace(topic, **said)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, TopicState):
        return value.value
    return value
