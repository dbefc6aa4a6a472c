"""Endpoints of the API: one function for each row of the permission table."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Any, Final

from fastapi import Path, Query, Request
from pydantic import Field

from dashboard.api import absences, follow_ups, schemas
from dashboard.api.caller import Calls
from dashboard.components.filters import with_lateness
from dashboard.lists.today import question, with_notes
from states.deadlines import slack
from states.post import PostState, Role
from states.post_fields import written
from vorlauf.db.engine import Connection, trying, writing
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import House
from vorlauf.editing import (
    comment_by_account,
    edits,
    house_changes,
    late_words,
    new_posts,
    owners,
)
from vorlauf.editing.comments import readable_lines
from vorlauf.editing.feasibility import outlook
from vorlauf.editing.free_slots import SlotClash, clash_of
from vorlauf.editing.outlooks import OutlooksNow
from vorlauf.editing.slot_previews import outlook_with_slot
from vorlauf.errors import ConflictError, NotFoundError
from vorlauf.mail.queue import manual_reminders
from vorlauf.posts import hold_queries, listing
from vorlauf.posts.channels import channels_of
from vorlauf.readmodels import register
from vorlauf.readmodels import today as asks
from vorlauf.readmodels.cards import PostCard
from vorlauf.readmodels.page_frame import PageFrame, page_frame, pulse
from vorlauf.readmodels.post_lines import post_lines
from vorlauf.readmodels.scope import Filter, Lateness
from vorlauf.readmodels.today import GroupKey
from vorlauf.scheduling import hold_releases
from vorlauf.scheduling import holds as hold_acts
from vorlauf.scheduling.hold_orders import HoldOrder
from vorlauf.workflow.action import Recording
from vorlauf.workflow.decisions import Decision, decide, offers
from vorlauf.workflow.manual_actions import overseer
from vorlauf.workflow.steps import coordinator_of, office_of

# So many posts of each group of Today are named.
_FIRST: Final = 8

Number = Annotated[str, Path(description="as 2026-014", max_length=40)]


def openapi(request: Request) -> dict[str, Any]:
    """Describe the API."""
    described: dict[str, Any] = request.app.openapi()
    return described


def me(calls: Calls) -> schemas.PersonOut:
    """Return the person whose token it is."""
    person = calls.person
    return schemas.PersonOut(
        key=person.key, name=person.name, role=person.role.value, house=person.house
    )


def work(calls: Calls) -> schemas.Changes:
    """Return a sign that changes whenever anything has changed."""
    with calls.reading() as connection:
        return schemas.Changes(pulse=pulse(connection))


def today(calls: Calls) -> schemas.TodayOut:
    """Return how many posts are late, due and at risk, and those that are, by group."""
    with calls.reading() as connection:
        around = _frame(calls, connection)
        asked = question(
            calls.scope(connection),
            calls.directory,
            around,
            _outlooks(calls, connection, around),
            {calls.person.key},
        )
        if calls.person.role is Role.COORDINATOR:
            asked = with_notes(asked, calls.directory)
        found = asks.today(asked)
        shown = {group.key: group.posts[:_FIRST] for group in found.groups}
        keys = [one.post_id for posts in shown.values() for one in posts]
        lines = post_lines(connection, keys)
    return schemas.TodayOut(
        overdue=found.group(GroupKey.OVERDUE).count,
        due_today=found.group(GroupKey.DUE_TODAY).count,
        due_this_week=found.group(GroupKey.THIS_WEEK).count,
        at_risk=found.group(GroupKey.AT_RISK).count,
        blocked=found.group(GroupKey.BLOCKED).count,
        missed=found.group(GroupKey.MISSED).count,
        late=found.late,
        groups=[
            schemas.TodayGroup(
                key=group.key,
                count=group.count,
                posts=[
                    schemas.TodayPost.model_validate(lines[one.post_id])
                    for one in shown[group.key]
                ],
            )
            for group in found.groups
        ],
    )


def _frame(calls: Calls, connection: Connection) -> PageFrame:
    return page_frame(connection, calls.directory.agency.office.day_of(calls.now))


def _outlooks(calls: Calls, connection: Connection, around: PageFrame) -> OutlooksNow:
    kept = calls.parts.wiring.outlooks
    return kept.at(connection, calls.directory, around.last_entry)


class PostQuery(schemas.Value):
    """Which posts are asked for, in which order, and which part of them."""

    state: tuple[PostState, ...] = ()
    house: Annotated[str, Field(max_length=80)] = ""
    channel: Annotated[str, Field(max_length=80)] = ""
    person: Annotated[str, Field(max_length=80)] = ""
    month: Annotated[str, Field(pattern=r"^(20[0-9]{2}-(0[1-9]|1[0-2]))?$")] = ""
    text: Annotated[str, Field(max_length=200)] = ""
    late: Lateness = Lateness.ANY
    sort: register.Sort = register.Sort.SLOT
    descending: bool = False
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    limit: Annotated[int, Field(ge=1, le=200)] = 50


def posts(calls: Calls, wanted: Annotated[PostQuery, Query()]) -> schemas.Posts:
    """Return posts, by default the earliest slot first."""
    from_at, to_at = _month(calls, wanted.month)
    chosen = Filter(
        house=wanted.house,
        channel=wanted.channel,
        person=wanted.person,
        from_at=from_at,
        to_at=to_at,
        text=wanted.text,
        states=wanted.state,
        lateness=wanted.late,
    )
    with calls.reading() as connection:
        found = register.posts(
            calls.scope(connection),
            _with_lateness(calls, connection, chosen),
            register.Rows(wanted.offset, wanted.limit),
            sort=wanted.sort,
            descending=wanted.descending,
        )
    return schemas.Posts(
        count=found.count, more=found.more, posts=[_in_list(row) for row in found.rows]
    )


def _with_lateness(calls: Calls, connection: Connection, wanted: Filter) -> Filter:
    if not wanted.lateness:
        return wanted
    around = _frame(calls, connection)
    unmet = _outlooks(calls, connection, around).unmet(calls.now)
    return with_lateness(wanted, calls.directory, around, unmet)


def _month(calls: Calls, month: str) -> tuple[datetime | None, datetime | None]:
    if not month:
        return None, None
    office = calls.directory.agency.office
    first = date.fromisoformat(f"{month}-01")
    after = (first + timedelta(days=31)).replace(day=1)
    return office.at(first, time.min), office.at(after, time.min)


def _in_list(card: PostCard) -> schemas.PostInList:
    plain = {**vars(card), **card.fields, "asked": card.asked_of_due}
    return schemas.PostInList(
        **{name: plain[name] for name in schemas.PostInList.model_fields}
    )


def post(calls: Calls, number: Number) -> schemas.PostOut:
    """Return a post, and what the caller may do with it."""
    with calls.reading() as connection:
        return _post(calls, calls.post(connection, number), None)


def _post(calls: Calls, post: PostSnapshot, clash: SlotClash | None) -> schemas.PostOut:
    try:
        seen = outlook(post, calls.directory, calls.now)
    except NotFoundError:  # a house has left stakeholders.toml
        seen = None
    return schemas.PostOut(
        **({name: getattr(post, name) for name in _PLAIN} | post.fields),
        channels=channels_of(post, calls.directory),
        texts=dict(post.content.texts),
        duties=_duties(calls, post),
        owner=coordinator_of(post, calls.directory).key,
        offers=[
            schemas.OfferOut(
                trigger=offer.trigger,
                label=offer.label,
                refusal=str(offer.refusal.message) if offer.refusal else None,
            )
            for offer in offers(
                post, calls.directory, calls.person.key, calls.now, calls.part
            )
        ],
        slot_can_be_met=None if seen is None else seen.feasibility.met,
        slot_missed=seen is not None and seen.is_missed,
        clash=_clash(calls, clash),
        earliest_slot=None if seen is None else seen.feasibility.earliest,
    )


_PLAIN: Final = (
    "number",
    "author",
    "state",
    "slot_at",
    "houses",
    "version",
    "row_version",
    "fingerprint",
    "overridden",
    "wants_assets",
    "wants_graphics",
    "published_at",
    "held_since",
)


def _clash(calls: Calls, clash: SlotClash | None) -> schemas.ClashOut | None:
    """Return who has the same slot; numbers that are out of reach are left out."""
    if clash is None:
        return None
    sees_all = calls.visibility.houses is None
    numbers = [one.number for one in clash.others] if sees_all else []
    return schemas.ClashOut(numbers=numbers, next_free=clash.next_free)


def _duties(calls: Calls, post: PostSnapshot) -> list[schemas.Duty]:
    return [
        schemas.Duty(
            step=step.id,
            kind=step.kind,
            house=step.house,
            asked=step.asked,
            asked_now=_asked_now(calls, step.asked),
            opened_at=step.opened_at,
            due_at=step.due_at,
            slack=slack(step.due_at, calls.now, office_of(step.house, calls.directory)),
            retrospective=step.retrospective,
        )
        for step in post.steps
    ]


def _asked_now(calls: Calls, key: str) -> str | None:
    person = calls.directory.people.get(key)
    found = calls.present.asked(calls.directory, person) if person else None
    return found.key if found else None


def add_post(calls: Calls, new: schemas.NewPostIn) -> schemas.PostOut:
    """Plan a post, as a draft."""
    wish = new_posts.NewPost(
        author=calls.person.key,
        houses=tuple(new.houses),
        slot_at=new.slot_at,
        texts=new.texts,
        channels=tuple(new.channels),
        wants_assets=new.wants_assets,
        wants_graphics=new.wants_graphics,
        **written(new),
    )
    with calls.naming(), calls.writing() as connection:
        (number,) = new_posts.add(calls.call(connection), [wish])
    with calls.reading() as connection:
        found = calls.post(connection, number)
        return _post(calls, found, clash_of(calls.call(connection), found))


def edit_post(calls: Calls, number: Number, edit: schemas.EditIn) -> schemas.SavedOut:
    """Save a change; it voids the decisions on the version before."""
    wish = edits.Edit(
        number=number,
        actor=calls.person.key,
        texts=edit.texts,
        channels=None if edit.channels is None else tuple(edit.channels),
        slot_at=edit.slot_at,
        comment=edit.comment,
        seen_row_version=edit.seen_row_version,
        **written(edit),
    )
    with calls.writing() as connection:
        calls.post(connection, number)
        saved = edits.save(calls.call(connection), wish)
        clash = None
        if edit.slot_at is not None:
            found = calls.post(connection, number)
            clash = clash_of(calls.call(connection), found)
    said = schemas.SavedOut.model_validate(saved)
    return said.model_copy(update={"clash": _clash(calls, clash)})


def slot(
    calls: Calls, number: Number, slot_at: schemas.Instant | None = None
) -> schemas.SlotPreviewOut:
    """Say what another slot would change, and who would get a mail; changes nothing."""
    with calls.reading() as connection:
        post = calls.post(connection, number)
        call = calls.call(connection)
        found = outlook_with_slot(call, post, slot_at or post.slot_at)
    answer = found.feasibility
    return schemas.SlotPreviewOut(
        slot_at=found.slot_at,
        slot_can_be_met=answer.met,
        short_by=answer.short_by,
        because=answer.because,
        earliest_slot=answer.earliest,
        state=found.state,
        is_new_version=found.is_new_version,
        voids_decisions=found.voids_decisions,
        shifts=[schemas.ShiftOut.model_validate(shift) for shift in found.shifts],
    )


def file(calls: Calls, number: Number) -> list[schemas.HistoryLineOut]:
    """Return the whole file of a post, the oldest line first."""
    with calls.reading() as connection:
        post = calls.post(connection, number)
        lines = listing.file_of(connection, post.id)
    return [
        schemas.HistoryLineOut(
            **{name: getattr(one, name) for name in schemas.HistoryLineOut.model_fields}
        )
        for one in readable_lines(lines, calls.person.role)
    ]


def move(calls: Calls, number: Number, move: schemas.MoveIn) -> schemas.MovedOut:
    """Make a move; a refusal says what would be possible."""
    wish = Decision(
        number=number,
        trigger=move.trigger,
        actor=calls.person.key,
        on_behalf_of=move.on_behalf_of,
        house=move.house,
        comment=move.comment,
        seen_version=move.seen_version,
        seen_row_version=move.seen_row_version,
        target=move.target,
        proofs=move.proofs,
    )
    try:
        with calls.writing() as connection:
            calls.post(connection, number)
            with calls.naming():
                moved = decide(calls.call(connection), wish)
    except ConflictError as error:
        raise _late(calls, wish) from error
    return schemas.MovedOut.model_validate(moved)


def set_houses(
    calls: Calls, number: Number, wish: schemas.HousesIn
) -> schemas.HousesOut:
    """Let other houses take part in a post; what the others decided stays."""
    with calls.writing() as connection:
        calls.post(connection, number)
        with calls.naming():
            found = house_changes.change(
                calls.call(connection),
                house_changes.HouseChange(
                    number=number,
                    actor=calls.person.key,
                    houses=tuple(wish.houses),
                    comment=wish.comment,
                    seen_row_version=wish.seen_row_version,
                ),
            )
    return schemas.HousesOut(
        number=number, state=found.state, added=found.added, removed=found.removed
    )


def record(calls: Calls, number: Number, said: schemas.RecordIn) -> schemas.MovedOut:
    """Record what somebody decided by phone or in a meeting; they may object."""
    with calls.naming():
        decided_by = calls.directory.person(said.decided_by)
    wish = Decision(
        number=number,
        trigger=said.trigger,
        actor=decided_by.key,
        on_behalf_of=said.on_behalf_of,
        house=said.house,
        comment=said.comment,
        seen_version=said.seen_version,
        seen_row_version=said.seen_row_version,
        recording=Recording(by=calls.person, way=said.way, said_at=said.said_at),
    )
    with calls.writing() as connection:
        calls.post(connection, number)
        with calls.naming():
            moved = decide(calls.call(connection), wish)
    return schemas.MovedOut.model_validate(moved)


def _late(calls: Calls, wish: Decision) -> ConflictError:
    """Keep the words of a move that came second; return who was faster."""
    with calls.writing() as connection:
        said = late_words.keep(calls.call(connection), late_words.of(wish))
    return ConflictError(said)


def comment(calls: Calls, number: Number, said: schemas.CommentIn) -> schemas.Kept:
    """Say something about a post; its coordinator hears of it."""
    with calls.writing() as connection:
        calls.post(connection, number)
        key = comment_by_account.say(
            calls.call(connection),
            comment_by_account.Remark(number, calls.person.key, said.text),
        )
    return schemas.Kept(key=key)


def remind(
    calls: Calls, number: Number, whom: schemas.Remind
) -> list[schemas.RemindedOut]:
    """Remind once more, within the limits that protect people from floods."""
    by = overseer(calls.directory, calls.person.key, door=calls.door)
    with calls.writing() as connection:
        calls.post(connection, number)
        work = UnitOfWork(calls.call(connection))
        with calls.naming():
            made = manual_reminders.remind(
                work, number, by, house=whom.house, at=whom.at
            )
    return [
        schemas.RemindedOut(
            house=one.house,
            name=one.name,
            due_at=one.due_at,
            refusal=str(one.refusal or ""),
        )
        for one in made
    ]


def hand_over(calls: Calls, wanted: schemas.HandOverIn) -> schemas.HandedOverOut:
    """Hand posts over to another coordinator, at once or from a day on."""
    by = overseer(calls.directory, calls.person.key, door=calls.door)
    with calls.writing() as connection, calls.naming():
        call = calls.call(connection)
        numbers = list(wanted.posts)
        if wanted.all_of is not None:
            numbers += owners.posts_of(call, wanted.all_of)
        done = owners.hand_over(
            call,
            owners.HandOver(
                numbers=numbers,
                to=wanted.to,
                by=by,
                first_day=wanted.first_day,
                note=wanted.note,
            ),
        )
    return schemas.HandedOverOut(
        to=done.to.key,
        posts=done.numbers,
        unchanged=done.unchanged,
        first_day=done.first_day,
    )


def holds(calls: Calls) -> list[schemas.HoldOut]:
    """Return what is on hold now."""
    with calls.reading() as connection:
        found = hold_queries.open_holds(connection)
    return [schemas.HoldOut.model_validate(one) for one in found]


def hold(calls: Calls, wanted: schemas.HoldIn) -> schemas.PlacedOut:
    """Put posts on hold, or only say what would happen (`dry_run`)."""
    order = HoldOrder(
        scope=wanted.scope,
        numbers=tuple(wanted.posts),
        what=wanted.what,
        reason=wanted.reason,
        last_day=wanted.last_day,
        seen=wanted.seen,
    )
    by = overseer(calls.directory, calls.person.key, door=calls.door)
    with calls.naming():
        if wanted.dry_run:
            with calls.reading() as connection:
                placed = hold_acts.preview(calls.call(connection), order)
        else:
            with calls.writing() as connection:
                placed = hold_acts.place(calls.call(connection), order, by)
    return schemas.PlacedOut.model_validate(placed)


def end_hold(
    calls: Calls,
    key: Annotated[int, Path(ge=1, le=2**31 - 1)],
    wanted: schemas.EndHoldIn,
) -> schemas.ReleasedOut:
    """End a hold, or only say what would happen (`dry_run`)."""
    by = overseer(
        calls.directory, calls.person.key, comment=wanted.reason, door=calls.door
    )
    engine = calls.parts.wiring.engine
    with (trying if wanted.dry_run else writing)(engine) as connection:
        released = hold_releases.release(calls.call(connection), key, by)
    return schemas.ReleasedOut(
        hold_id=released.hold_id,
        numbers=released.numbers,
        still_held=released.still_held,
        missed=released.missed,
        shifts=[
            schemas.DueShiftOut(
                number=number,
                house=shift.step.house,
                kind=shift.step.kind,
                before=shift.step.due_at,
                after=shift.after,
            )
            for number, shift in released.shifts
        ],
    )


def houses(calls: Calls) -> list[schemas.HouseOut]:
    """Return every house with its lead times."""
    return [_house(one) for one in calls.directory.houses.values()]


def house(calls: Calls, house: Annotated[str, Path(max_length=80)]) -> schemas.HouseOut:
    """Return a house with its lead times."""
    return _house(calls.house(house))


def _house(house: House) -> schemas.HouseOut:
    return schemas.HouseOut(
        key=house.key,
        name=house.name,
        kind=house.kind.value,
        parent=house.parent,
        lead_times=asdict(house.lead_times),
    )


class Group(StrEnum):
    """What entries are about, for whoever looks for one."""

    SURVEY = "survey"
    POSTS = "posts"
    ACTS = "acts"
    HOUSES = "houses"


@dataclass(frozen=True)
class Handler:
    """What answers an entry of the table, and with which status when all is well."""

    function: Callable[..., object]
    group: Group
    status: int = 200

    @property
    def sentence(self) -> str:
        """What it does, in one sentence."""
        return (self.function.__doc__ or "").partition("\n")[0]


ANSWERS: Final[Mapping[str, Handler]] = {
    "api.openapi": Handler(openapi, Group.SURVEY),
    "api.me": Handler(me, Group.SURVEY),
    "api.changes": Handler(work, Group.SURVEY),
    "api.today": Handler(today, Group.SURVEY),
    "api.posts": Handler(posts, Group.POSTS),
    "api.add_post": Handler(add_post, Group.POSTS, 201),
    "api.post": Handler(post, Group.POSTS),
    "api.edit_post": Handler(edit_post, Group.POSTS),
    "api.file": Handler(file, Group.POSTS),
    "api.slot": Handler(slot, Group.POSTS),
    "api.move": Handler(move, Group.ACTS),
    "api.set_houses": Handler(set_houses, Group.POSTS),
    "api.record": Handler(record, Group.ACTS),
    "api.comment": Handler(comment, Group.ACTS, 201),
    "api.follow_ups": Handler(follow_ups.of_post, Group.ACTS),
    "api.follow_up": Handler(follow_ups.write, Group.ACTS, 201),
    "api.change_follow_up": Handler(follow_ups.change, Group.ACTS),
    "api.remind": Handler(remind, Group.ACTS),
    "api.absences": Handler(absences.absences, Group.ACTS),
    "api.set_absence": Handler(absences.set_absence, Group.ACTS, 201),
    "api.end_absence": Handler(absences.end_absence, Group.ACTS),
    "api.hand_over": Handler(hand_over, Group.ACTS),
    "api.holds": Handler(holds, Group.ACTS),
    "api.hold": Handler(hold, Group.ACTS, 201),
    "api.end_hold": Handler(end_hold, Group.ACTS),
    "api.houses": Handler(houses, Group.HOUSES),
    "api.house": Handler(house, Group.HOUSES),
}
