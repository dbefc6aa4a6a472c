"""Matching: which post the rows of a plan mean, if one.

By the key of the row, else by the number of the post, else by day, channel and title.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from states.messages import Message, Quoted, Several, msg
from states.post import PostState
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot, posts_by_id
from vorlauf.directory.model import Directory
from vorlauf.plan import plan_queries
from vorlauf.plan.imports import import_queries
from vorlauf.plan.imports.wanted_posts import SheetPlaces, WantedPost
from vorlauf.plan.rows.plan_rows import Fault
from vorlauf.posts.channels import channels_of
from vorlauf.sheets.fields import Field, folded

# Moves of a slot beyond the days of the file are looked for so far.
_AROUND: Final = timedelta(days=31)


@dataclass(frozen=True, kw_only=True)
class Found:
    """The posts that a plan may mean: by number, by key of a row, and by title."""

    posts: Sequence[PostSnapshot]
    directory: Directory
    by_number: dict[str, PostSnapshot] = field(default_factory=dict)
    by_key: dict[str, list[PostSnapshot]] = field(default_factory=dict)
    by_title: dict[str, list[PostSnapshot]] = field(default_factory=dict)

    def day_of(self, post: PostSnapshot) -> date:
        """Return the day of a post's slot."""
        return self.directory.agency.office.day_of(post.slot_at)


def found_for(call: Call, wanted: Sequence[WantedPost]) -> Found:
    """Read the posts that these rows may mean, and those around their days."""
    connection, office = call.connection, call.directory.agency.office
    days = [day for one in wanted for day in (one.first, one.last) if day is not None]
    keys: set[int] = set()
    if days:
        first, last = min(days) - _AROUND, max(days) + _AROUND
        keys.update(
            plan_queries.keys_between(
                connection, office.at(first, time.min), office.at(last, time.min)
            )
        )
    keys.update(import_queries.ids_by_key(connection, {w.key for w in wanted if w.key}))
    numbers = sorted({one.number for one in wanted if one.number})
    keys.update(import_queries.ids_by_number(connection, numbers))
    posts = list(posts_by_id(connection, sorted(keys)).values())
    found = Found(
        posts=posts,
        directory=call.directory,
        by_number={post.number: post for post in posts},
        by_key=defaultdict(list),
        by_title=defaultdict(list),
    )
    for post in posts:
        # What was withdrawn is no plan any more; only its number still means it.
        if post.state is PostState.WITHDRAWN:
            continue
        if post.plan_key:
            found.by_key[post.plan_key].append(post)
        found.by_title[folded(post.title)].append(post)
    return found


@dataclass(frozen=True, kw_only=True)
class Match:
    """The post that rows mean, None for a new one, and why they are refused."""

    post: PostSnapshot | None = None
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Fault, ...] = ()


def matches(
    wanted: Sequence[WantedPost], found: Found, places: SheetPlaces
) -> list[Match]:
    """Return for each post of a plan which one it is, in the same order."""
    given = [_match(one, found, places) for one in wanted]
    twice = list(_twice(wanted, given, places))
    return [
        Match(
            post=match.post,
            faults=(*match.faults, *twice[index]),
            remarks=match.remarks,
        )
        for index, match in enumerate(given)
    ]


def _match(one: WantedPost, found: Found, places: SheetPlaces) -> Match:
    row = one.rows[0]
    if one.key and (keyed := found.by_key.get(one.key)):
        return _only(keyed, places.fault(row, Field.KEY, _several(keyed)))
    if one.number:
        post = found.by_number.get(one.number)
        if post is None:
            why = msg(
                "There is no post {number}; leave the cell empty for a new one.",
                number=one.number,
            )
            return Match(faults=(places.fault(row, Field.NUMBER, why),))
        return Match(post=post)
    named = found.by_title.get(folded(one.heading), [])
    same = [
        post
        for post in named
        if one.names(found.day_of(post))
        and _shares_channel(one, post, found.directory)
        and not (one.key and post.plan_key)
    ]
    if same:
        return _only(same, places.fault(row, Field.TITLE, _several(same)))
    if named and not one.key:
        why = msg(
            "{number} has the same title and another slot; if the row moves it, write "
            "its number.",
            number=named[0].number,
        )
        return Match(remarks=(places.fault(row, Field.TITLE, why),))
    return Match()


def _only(posts: Sequence[PostSnapshot], fault: Fault) -> Match:
    return Match(post=posts[0]) if len(posts) == 1 else Match(faults=(fault,))


def _several(posts: Iterable[PostSnapshot]) -> Message:
    return msg(
        "{numbers} fit; write the number of the one that is meant.",
        numbers=Several(tuple(sorted(post.number for post in posts)), " and "),
    )


def _shares_channel(one: WantedPost, post: PostSnapshot, directory: Directory) -> bool:
    if not one.channels:
        return True
    return bool(set(one.channels) & set(channels_of(post, directory)))


def _twice(
    wanted: Sequence[WantedPost], given: Sequence[Match], places: SheetPlaces
) -> Iterator[list[Fault]]:
    """Yield the faults of rows that say what other rows say."""
    by_key, by_post, by_words = (defaultdict[object, list[int]](list) for _ in "123")
    for index, one in enumerate(wanted):
        if one.key:
            by_key[one.key].append(index)
        if (post := given[index].post) is not None:
            by_post[post.id].append(index)
        elif not one.key and one.first is not None and one.heading:
            by_words[one.first, one.last, folded(one.heading)].append(index)
    for index, one in enumerate(wanted):
        row, post = one.rows[0], given[index].post
        faults = []
        if len(by_key.get(one.key, ())) > 1:
            others = _rows(wanted, by_key[one.key], index)
            why = msg(
                "The key {key} stands in row {others}, too; a key is there once.",
                others=others,
                key=Quoted(one.key),
            )
            faults.append(places.fault(row, Field.KEY, why))
        elif post is not None and len(by_post[post.id]) > 1:
            others = _rows(wanted, by_post[post.id], index)
            why = msg(
                "Row {others} means {number}, too; keep one.",
                others=others,
                number=post.number,
            )
            faults.append(places.fault(row, Field.TITLE, why))
        elif alike := _alike(wanted, index, by_words):
            why = msg(
                "Row {others} has the same day, title and channel; keep one, or "
                "write another title.",
                others=_rows(wanted, alike, index),
            )
            faults.append(places.fault(row, Field.TITLE, why))
        yield faults


def _alike(
    wanted: Sequence[WantedPost], index: int, by_words: dict[object, list[int]]
) -> list[int]:
    one = wanted[index]
    group = by_words.get((one.first, one.last, folded(one.heading)), [])
    if one.key or index not in group:
        return []
    return [
        other
        for other in group
        if other != index
        and (
            not one.channels
            or not wanted[other].channels
            or set(one.channels) & set(wanted[other].channels)
        )
    ]


def _rows(wanted: Sequence[WantedPost], indexes: Iterable[int], but: int) -> Several:
    numbers = [wanted[index].rows[0].number for index in indexes if index != but]
    shown: tuple[str | int, ...] = tuple(numbers[:5])
    return Several((*shown, "…") if len(numbers) > len(shown) else shown)


def taken_hours(posts: Iterable[PostSnapshot], directory: Directory) -> "TakenHours":
    """Return which slots ahead are taken, by channel."""
    taken = TakenHours()
    for post in posts:
        if post.state.is_open:
            taken.take(post.slot_at, channels_of(post, directory))
    return taken


@dataclass
class TakenHours:
    """The slots (aware) that are taken, each with its channels."""

    _slots: dict[datetime, set[str]] = field(default_factory=lambda: defaultdict(set))

    def take(self, slot_at: datetime, channels: Iterable[str]) -> None:
        """Note that a post has a slot in these channels."""
        self._slots[slot_at].update(channels)

    def is_free(self, slot_at: datetime, channels: Iterable[str]) -> bool:
        """Say whether no post has a slot in one of these channels."""
        return self._slots.get(slot_at, set()).isdisjoint(channels)
