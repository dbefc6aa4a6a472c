"""Posts by the API: listed, shown, planned and edited."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Annotated, Final

from fastapi import Query
from pydantic import Field

from dashboard.api import post_schemas
from dashboard.api.caller import Calls
from dashboard.api.values import Instant, Number, Value
from dashboard.components.filters import with_lateness
from states.deadlines import slack
from states.post import PostState
from states.post_fields import written
from vorlauf.db.engine import Connection, trying, writing
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.editing import edits, house_changes, new_posts
from vorlauf.editing.comments import readable_lines
from vorlauf.editing.feasibility import outlook
from vorlauf.editing.free_slots import SlotClash, clash_of
from vorlauf.editing.owners import coordinators_able
from vorlauf.editing.slot_previews import outlook_with_slot
from vorlauf.errors import BadInputError, NotFoundError
from vorlauf.plan.comparison import found_after_move
from vorlauf.posts import listing
from vorlauf.posts.channels import channels_of
from vorlauf.readmodels import register
from vorlauf.readmodels.cards import PostCard
from vorlauf.readmodels.scope import Decided, Filter, Lateness
from vorlauf.workflow.decisions import offers
from vorlauf.workflow.steps import coordinator_of, office_of


class PostFilter(Value):
    """Which posts are asked for."""

    state: tuple[PostState, ...] = ()
    house: Annotated[str, Field(max_length=80)] = ""
    channel: Annotated[str, Field(max_length=80)] = ""
    person: Annotated[str, Field(max_length=80)] = ""
    owner: Annotated[str, Field(max_length=80)] = ""
    month: Annotated[str, Field(pattern=r"^(20[0-9]{2}-(0[1-9]|1[0-2]))?$")] = ""
    text: Annotated[str, Field(max_length=200)] = ""
    late: Lateness = Lateness.ANY
    decided: Decided = Decided.ANY


class PostQuery(PostFilter):
    """Which posts are asked for, in which order, and which part of them."""

    sort: register.Sort = register.Sort.SLOT
    descending: bool = False
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    limit: Annotated[int, Field(ge=1, le=200)] = 50


def posts(calls: Calls, wanted: Annotated[PostQuery, Query()]) -> post_schemas.Posts:
    """Return posts, by default the earliest slot first."""
    with calls.reading() as connection:
        found = register.posts(
            calls.scope(connection),
            filter_of(calls, connection, wanted),
            register.Rows(wanted.offset, wanted.limit),
            sort=wanted.sort,
            descending=wanted.descending,
        )
    return post_schemas.Posts(
        count=found.count,
        more=found.more,
        posts=[_in_list(calls, row) for row in found.rows],
    )


def filter_of(calls: Calls, connection: Connection, wanted: PostFilter) -> Filter:
    """Return what is asked for as the store knows it. Raises `BadInputError`."""
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
        decided=wanted.decided,
    )
    if wanted.owner:
        chosen = replace(
            chosen,
            owner=_owner(calls, wanted.owner),
            able=frozenset(coordinators_able(calls.directory)),
            contact=calls.directory.coordinator.key,
        )
    return _with_lateness(calls, connection, chosen)


def _with_lateness(calls: Calls, connection: Connection, wanted: Filter) -> Filter:
    if not wanted.lateness:
        return wanted
    around = calls.around(connection)
    unmet = calls.outlooks(connection, around).unmet(calls.now)
    return with_lateness(wanted, calls.directory, around, unmet)


def _owner(calls: Calls, said: str) -> str:
    """Return the key of an owner. Raises `BadInputError` for whoever is not on file."""
    try:
        return calls.directory.person(said).key
    except NotFoundError as error:
        raise BadInputError(error.message) from error


def _month(calls: Calls, month: str) -> tuple[datetime | None, datetime | None]:
    if not month:
        return None, None
    office = calls.directory.agency.office
    first = date.fromisoformat(f"{month}-01")
    after = (first + timedelta(days=31)).replace(day=1)
    return office.at(first, time.min), office.at(after, time.min)


def _in_list(calls: Calls, card: PostCard) -> post_schemas.PostInList:
    plain = {
        **vars(card),
        **card.fields,
        "asked": card.asked_of_due,
        "slot_missed": card.has_missed(calls.now),
    }
    return post_schemas.PostInList(
        **{name: plain[name] for name in post_schemas.PostInList.model_fields}
    )


def post(calls: Calls, number: Number) -> post_schemas.PostOut:
    """Return a post, and what the caller may do with it."""
    with calls.reading() as connection:
        return _post(calls, calls.post(connection, number), None)


def _post(
    calls: Calls, post: PostSnapshot, clash: SlotClash | None
) -> post_schemas.PostOut:
    try:
        seen = outlook(post, calls.directory, calls.now)
    except NotFoundError:  # a house has left stakeholders.toml
        seen = None
    return post_schemas.PostOut(
        **({name: getattr(post, name) for name in _PLAIN} | post.fields),
        channels=channels_of(post, calls.directory),
        texts=dict(post.content.texts),
        duties=_duties(calls, post),
        owner=coordinator_of(post, calls.directory).key,
        offers=[
            post_schemas.OfferOut(
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
    "is_reserve",
)


def _clash(calls: Calls, clash: SlotClash | None) -> post_schemas.ClashOut | None:
    """Return who has the same slot; numbers that are out of reach are left out."""
    if clash is None:
        return None
    sees_all = calls.visibility.houses is None
    numbers = [one.number for one in clash.others] if sees_all else []
    return post_schemas.ClashOut(numbers=numbers, next_free=clash.next_free)


def _duties(calls: Calls, post: PostSnapshot) -> list[post_schemas.Duty]:
    return [
        post_schemas.Duty(
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


def add_post(calls: Calls, new: post_schemas.NewPostIn) -> post_schemas.PostOut:
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


def edit_post(
    calls: Calls, number: Number, edit: post_schemas.EditIn
) -> post_schemas.SavedOut:
    """Save a change; it voids the decisions on the version before."""
    wish = edit_of(calls, number, edit)
    with calls.writing() as connection:
        calls.post(connection, number)
        saved = edits.save(calls.call(connection), wish)
        clash = None
        if edit.slot_at is not None:
            found = calls.post(connection, number)
            clash = clash_of(calls.call(connection), found)
    said = post_schemas.SavedOut.model_validate(saved)
    return said.model_copy(update={"clash": _clash(calls, clash)})


def edit_of(calls: Calls, number: str, edit: post_schemas.EditIn) -> edits.Edit:
    """Return the edit that a program has sent."""
    return edits.Edit(
        number=number,
        actor=calls.person.key,
        texts=edit.texts,
        channels=None if edit.channels is None else tuple(edit.channels),
        slot_at=edit.slot_at,
        comment=edit.comment,
        seen_row_version=edit.seen_row_version,
        **written(edit),
    )


def slot(
    calls: Calls, number: Number, slot_at: Instant | None = None
) -> post_schemas.SlotPreviewOut:
    """Say what another slot would change, and who would get a mail; changes nothing."""
    with calls.reading() as connection:
        calls.post(connection, number)
    with trying(calls.parts.wiring.engine) as connection:
        post = calls.post(connection, number)
        call = calls.call(connection)
        wanted = slot_at or post.slot_at
        found = outlook_with_slot(call, post, wanted)
        newly = found_after_move(call, post, wanted)
    answer = found.feasibility
    return post_schemas.SlotPreviewOut(
        slot_at=found.slot_at,
        slot_can_be_met=answer.met,
        short_by=answer.short_by,
        because=answer.because,
        earliest_slot=answer.earliest,
        state=found.state,
        is_new_version=found.is_new_version,
        voids_decisions=found.voids_decisions,
        shifts=[post_schemas.ShiftOut.model_validate(shift) for shift in found.shifts],
        newly_found=list(map(str, newly)),
    )


def file(calls: Calls, number: Number) -> list[post_schemas.HistoryLineOut]:
    """Return the whole file of a post, the oldest line first."""
    with calls.reading() as connection:
        post = calls.post(connection, number)
        lines = listing.file_of(connection, post.id)
    return [
        post_schemas.HistoryLineOut(
            **{
                name: getattr(one, name)
                for name in post_schemas.HistoryLineOut.model_fields
            }
        )
        for one in readable_lines(lines, calls.person.role)
    ]


def set_houses(
    calls: Calls, number: Number, wish: post_schemas.HousesIn
) -> post_schemas.HousesOut:
    """Let other houses take part in a post; what the others decided stays."""
    wanted = house_changes.HouseChange(
        number=number,
        actor=calls.person.key,
        houses=tuple(wish.houses),
        comment=wish.comment,
        seen_row_version=wish.seen_row_version,
    )
    act = house_changes.foresee if wish.dry_run else house_changes.change
    opening = trying if wish.dry_run else writing
    with calls.reading() as connection:
        calls.post(connection, number)
    with calls.naming(), opening(calls.parts.wiring.engine) as connection:
        found = act(calls.call(connection), wanted)
    return post_schemas.HousesOut(
        number=number,
        state=found.state,
        added=found.added,
        removed=found.removed,
        mails=[post_schemas.MailOut.model_validate(mail) for mail in found.mails],
    )
