"""New posts: one post or a whole year of them, with their slots."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from states.fingerprint import Content, as_plain, fingerprint
from states.messages import msg, phrase
from states.post import PostState, Role
from states.post_fields import FieldValues, in_content, of_post, written
from states.post_numbers import number_order, post_number
from states.working_days import FIRST_YEAR, LAST_YEAR
from vorlauf.db import keys
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import POST, PostSnapshot
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import SHARING, Directory, House, HouseKind
from vorlauf.editing.tidy_input import texts_for, tidy_field, tidy_texts
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.posts import slot_queries, writes
from vorlauf.posts.channels import choice_of
from vorlauf.posts.slots import HOURS, check_slot
from vorlauf.scheduling import hold_upkeep
from vorlauf.workflow import draft_step
from vorlauf.workflow.actors import Actor, require_role
from vorlauf.workflow.audit_entries import line
from vorlauf.workflow.transitions import in_draft

_TAKES_PART = SHARING | {HouseKind.SUB_ORGANISATION}


@dataclass(frozen=True, kw_only=True)
class NewPost(FieldValues):
    """A post to be planned; `slot_at` is aware, houses and author are keys.

    Without `channels` it is for all of the campaign. `plan_key` is the key of its row
    in a plan that is imported.
    """

    title: str
    author: str
    houses: tuple[str, ...]
    slot_at: datetime
    texts: Mapping[str, str] = field(default_factory=dict)
    channels: tuple[str, ...] = ()
    wants_assets: bool = True
    wants_graphics: bool = True
    plan_key: str = ""


def add(call: Call, posts: Sequence[NewPost]) -> list[str]:
    """Add posts as drafts, all of them or none; return their numbers in order.

    Numbers are the year of the slot and a running number. Raises `BadInputError`
    for a slot, a channel or houses that cannot be, `NotFoundError` for an unknown
    house or person, `RefusedError` unless the author is a coordinator.
    """
    work = UnitOfWork(call)
    numbers = _Numbers(call.connection)
    first_id = keys.next_id(call.connection, POST)
    snapshots = []
    for post_id, new in enumerate(posts, start=first_id):
        actor = author_of(new, call.directory)
        post = drafted(call, new, (post_id, numbers.next), actor)
        snapshots.append(post)
        _begin(work, post, actor)
    writes.add_posts(call.connection, snapshots)
    work.write()
    hold_upkeep.keep_up(call, only=[post.id for post in snapshots])
    return [post.number for post in snapshots]


def year_plan(
    directory: Directory,
    year: int,
    posts: int,
    *,
    author: str,
    after: datetime,
) -> list[NewPost]:
    """Spread posts evenly over the working days of a year, house by house in turn.

    Each house gets its agreed share. Only slots later than `after` and in no blackout
    count. Raises `BadInputError` if there are more posts than the days that are left
    can carry.
    """
    if not FIRST_YEAR < year < LAST_YEAR:
        years = phrase(
            "years",
            "{first_year} to {last_year}",
            first_year=FIRST_YEAR + 1,
            last_year=LAST_YEAR - 1,
        )
        raise BadInputError(
            msg(
                "The year {year} cannot be planned; write one of {years}.",
                year=year,
                years=years,
            )
        )
    office = directory.agency.office
    days = [
        day
        for day in _working_days(directory, year)
        if office.at(day, HOURS[0]) > after
    ]
    most = len(days) * len(HOURS)
    if not 0 < posts <= most:
        raise BadInputError(
            msg(
                "{posts} posts do not fit into the {days} working days that "
                "{year} still has; write a number from 1 to {most}.",
                posts=posts,
                days=len(days),
                year=year,
                most=most,
            )
            if most
            else msg(
                "The year {year} has no working day left; name a later year.", year=year
            )
        )
    houses = _in_turn(directory.agreed_shares(), posts)
    return [
        NewPost(
            title=f"{house.upper()}, Beitrag {number}",
            author=author,
            houses=(house,),
            slot_at=office.at(day, hour),
        )
        for number, ((day, hour), house) in enumerate(
            zip(_spread(days, posts), houses, strict=True), start=1
        )
    ]


def check_first_plan(call: Call, year: int) -> None:
    """Raise `RefusedError` if posts are planned for a year; withdrawn ones are none."""
    office = call.directory.agency.office
    first, last = (office.at(date(y, 1, 1), time.min) for y in (year, year + 1))
    found = slot_queries.taken(call.connection, first, last - timedelta(microseconds=1))
    if found:
        numbers = sorted((one.number for one in found), key=number_order)
        raise RefusedError(
            msg(
                "{year} has {count} posts already, {first} to {last}; take back what "
                "nobody has touched with `vorlauf plan remove-year`, or add more with "
                "--more.",
                year=year,
                count=len(found),
                first=numbers[0],
                last=numbers[-1],
            )
        )


def untouched(call: Call, year: int) -> list[str]:
    """Return the numbers of the drafts of a year that are as they were planned.

    Raises `RefusedError` if there is none.
    """
    office = call.directory.agency.office
    first, last = (office.at(date(y, 1, 1), time.min) for y in (year, year + 1))
    found = slot_queries.untouched_drafts(call.connection, first, last)
    if not found:
        raise RefusedError(
            msg("{year} has no draft that nobody has touched.", year=year)
        )
    return found


def _working_days(directory: Directory, year: int) -> Iterator[date]:
    calendar = directory.agency.office.calendar
    day = date(year, 1, 1)
    while day.year == year:
        is_free = directory.campaign.blackout_on(day) is None
        if is_free and calendar.is_working_day(day):
            yield day
        day += timedelta(days=1)


def _spread(days: Sequence[date], posts: int) -> Iterator[tuple[date, time]]:
    last, nth = None, 0
    for index in range(posts):
        day = days[index * len(days) // posts]
        nth = nth + 1 if day == last else 0
        yield day, HOURS[nth]
        last = day


def _in_turn(shares: Mapping[str, float], posts: int) -> list[str]:
    """Return whose turn each post is: always who lags furthest behind its share."""
    given = dict.fromkeys(shares, 0)
    turns = []
    for _ in range(posts):
        house = min(shares, key=lambda key: (given[key] + 0.5) / shares[key])
        given[house] += 1
        turns.append(house)
    return turns


def author_of(new: NewPost, directory: Directory) -> Actor:
    """Return who plans a new post. Raises as `add` does."""
    person = directory.person(new.author)
    why = msg("{name} is no coordinator; only they plan posts.", name=person.name)
    require_role(person, Role.COORDINATOR, why)
    return Actor(key=person.key, name=person.name, role=person.role)


def draft_of(call: Call, new: NewPost) -> PostSnapshot:
    """Return the draft that `add` would make; its number is empty, nothing is written.

    Raises as `add` does.
    """
    return drafted(call, new, (0, lambda _: ""), author_of(new, call.directory))


def drafted(
    call: Call, new: NewPost, named: tuple[int, Callable[[int], str]], actor: Actor
) -> PostSnapshot:
    """Return a new post as a draft; writes nothing, asks the database nothing.

    `named` is its key, and what gives out the next number of a year. Raises as `add`.
    """
    directory, (post_id, next_number) = call.directory, named
    slot_at = check_slot(new.slot_at, directory, call.now)
    day = directory.agency.office.day_of(slot_at)
    fields = {name: tidy_field(name, text or "") for name, text in written(new).items()}
    channels = choice_of(new.channels or directory.campaign.channels, directory)
    content = Content(
        texts=texts_for(channels, tidy_texts(new.texts, directory)),
        channels=channels,
        slot_date=day,
        **in_content(fields),
    )
    post = PostSnapshot(
        id=post_id,
        number=next_number(day.year),
        author=actor.key,
        state=PostState.DRAFT,
        slot_at=slot_at,
        first_slot_at=slot_at,
        request_by=None,
        wants_assets=new.wants_assets,
        wants_graphics=new.wants_graphics and directory.graphics is not None,
        version=1,
        fingerprint=fingerprint(content),
        row_version=1,
        overridden=False,
        created_at=call.now,
        published_at=None,
        version_author=actor.key,
        content=content,
        houses=houses_of(new, directory),
        steps=(),
        pictures=(),
        proofs=frozenset(),
        plan_key=new.plan_key,
        **of_post(fields),
    )
    return in_draft(post, directory)


def houses_of(new: NewPost, directory: Directory) -> tuple[str, ...]:
    """Return the houses of a new post, each once; raises as `add` does."""
    houses = tuple(directory.house(key).key for key in dict.fromkeys(new.houses))
    if not houses:
        raise BadInputError(
            msg("“{title}” names no house; name at least one.", title=new.title)
        )
    for key in houses:
        check_takes_part(directory.house(key))
    return houses


def takes_part(house: House) -> bool:
    """Say whether posts may be about a house; about agencies none is."""
    return house.kind in _TAKES_PART


def check_takes_part(house: House) -> None:
    """Raise `BadInputError` for an agency, which no post is about."""
    if not takes_part(house):
        raise BadInputError(
            msg("{key} is an agency; name the house it is about.", key=house.key)
        )


def _begin(work: UnitOfWork, post: PostSnapshot, actor: Actor) -> None:
    work.save(post, as_plain(post.content))
    draft_step.begin(work, post, draft_step.duty(post, work.directory))
    # The row is new: it has version 1 already, its line must have it, too.
    entry = line(
        actor, post, post, at=work.now, event="add", details=work.call.entry_point
    )
    work.log(replace(entry, source="", row_version=post.row_version))


class _Numbers:
    """Gives out the running numbers of each year, while the chain is locked."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._last: dict[int, int] = {}

    def next(self, year: int) -> str:
        if year not in self._last:
            self._last[year] = keys.last_number(self._connection, year)
        self._last[year] += 1
        return post_number(year, self._last[year])
