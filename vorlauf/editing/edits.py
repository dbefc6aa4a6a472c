"""Edits: saving the content and the slot of a post; every change is a new version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from states.advance import MoveRefusedError, advance
from states.fingerprint import Content, as_plain, changes, fingerprint, keeping
from states.messages import channels as channels_named
from states.messages import msg, phrase
from states.moves import dest_of
from states.post import PostState, Role, Trigger
from states.post_fields import OF_POST, FieldValues, in_content, of_post
from vorlauf.db import post_snapshots
from vorlauf.db.audit_log import Entry
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.editing.reserve_days import (
    ReserveWish,
    as_wished,
    check_day,
    dated,
    is_other_reserve,
)
from vorlauf.editing.tidy_input import texts_for, tidy_fields, tidy_texts
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.posts import undo_queries, writes
from vorlauf.posts.channels import channels_of, choice_of
from vorlauf.posts.slots import check_slot
from vorlauf.posts.state_before import OpenPlans
from vorlauf.scheduling import hold_upkeep, replanning
from vorlauf.text import check_text
from vorlauf.workflow import draft_step, transitions
from vorlauf.workflow.actors import Actor, actor_of, check_seen
from vorlauf.workflow.audit_entries import line
from vorlauf.workflow.move_facts import MoveIntent, facts_of


@dataclass(frozen=True, kw_only=True)
class Edit(FieldValues):
    """What is to be changed of a post; None leaves a part as it is.

    `texts` names only the channels whose text changes; `slot_at` is aware. A new text
    for a channel that the post is not for is refused, or left out if the edit
    `drops_texts`. `plan_key` is the key of its row in a plan. Mails wait for `hold`, so
    that the edit can be undone meanwhile. Of a `swap` of slots, the late post and its
    reserve (numbers), it is one half.
    """

    number: str
    actor: str
    texts: Mapping[str, str] = field(default_factory=dict)
    channels: tuple[str, ...] | None = None
    slot_at: datetime | None = None
    reserve: ReserveWish | None = None
    swap: tuple[str, ...] = ()
    plan_key: str | None = None
    comment: str = ""
    seen_row_version: int | None = None
    hold: timedelta = timedelta(0)
    drops_texts: bool = False


@dataclass(frozen=True, kw_only=True)
class SavedEdit:
    """What a save has come to; `changed` is empty if it changed nothing."""

    number: str
    version: int
    state: PostState
    changed: tuple[str, ...]


def save(call: Call, edit: Edit) -> SavedEdit:
    """Save an edit; without a change nothing happens and nothing is voided.

    A change of what a decision is bound to voids the decisions on the old version:
    a post in review is asked for anew, one that was approved or scheduled goes back
    to review. Raises `RefusedError` unless a coordinator saves, or the author a
    draft; `ConflictError` when somebody was faster; `BadInputError` for a slot or a
    channel that cannot be.
    """
    gathered = UnitOfWork(call, edit.hold)
    post = post_snapshots.post_of(call.connection, edit.number)
    check_seen(post, edit.seen_row_version)
    check_text(phrase("subject", "The comment"), edit.comment)
    actor = actor_of(post, call.directory, edit.actor)
    check_may_edit(post, actor)
    after = edited(post, edit, actor, call.directory, call.now)
    changed = changed_parts(post, after)
    if changed:
        _write(_Save(gathered, actor, edit), post, after, changed)
    return SavedEdit(
        number=post.number,
        version=after.version,
        state=_state_after(post, after),
        changed=changed,
    )


@dataclass(frozen=True)
class _Save:
    """The parts of one save."""

    gathered: UnitOfWork
    actor: Actor
    edit: Edit


def check_may_edit(post: PostSnapshot, actor: Actor) -> None:
    """Raise `RefusedError` unless this person may save what an open post says."""
    if not post.state.is_open:
        raise RefusedError(
            msg(
                "{number} is in state {state}; what it says is kept as it is.",
                number=post.number,
                state=post.state,
            )
        )
    is_own_draft = post.state is PostState.DRAFT and actor.key == post.author
    if actor.role is not Role.COORDINATOR and not is_own_draft:
        raise RefusedError(
            msg("{number}: saving is for a coordinator.", number=post.number)
        )


def edited(
    post: PostSnapshot,
    edit: Edit,
    actor: Actor,
    directory: Directory,
    now: datetime,
) -> PostSnapshot:
    """Return a post as an edit makes it; writes nothing, asks nobody.

    Raises `BadInputError` for a field, a slot or a channel that cannot be.
    """
    slot_at = post.slot_at
    gets_one = post.is_reserve and edit.reserve is not None
    if edit.slot_at is not None and (gets_one or edit.slot_at != post.slot_at):
        slot_at = check_slot(edit.slot_at, directory, now)
        check_day(post, directory.agency.office.day_of(slot_at), edit.reserve)
    fields = post.fields | tidy_fields(edit)
    channels = _channels(post, edit, directory)
    typed = tidy_texts(edit.texts, directory)
    if not edit.drops_texts:
        _check_kept(post, channels, typed)
    texts = {**post.content.texts, **typed}
    content = replace(
        post.content,
        texts=texts_for(channels, texts),
        channels=channels,
        slot_date=dated(post, directory.agency.office.day_of(slot_at)),
        **in_content(fields),
    )
    if edit.reserve is not None:
        day = directory.agency.office.day_of(slot_at)
        post, content = as_wished(post, content, edit.reserve, day)
    after = replace(
        post,
        slot_at=slot_at,
        slot_missed=post.slot_missed and slot_at == post.slot_at,
        plan_key=post.plan_key if edit.plan_key is None else edit.plan_key,
        **of_post(fields),
    )
    return new_version(after, content, actor.key)


def _check_kept(
    post: PostSnapshot, channels: Sequence[str], typed: Mapping[str, str]
) -> None:
    """Refuse a text that would be lost: typed anew for a channel that is not chosen."""
    known = post.content.texts
    lost = [
        name
        for name, text in typed.items()
        if channels
        and name not in channels
        and text.strip()
        and text != known.get(name, "")
    ]
    if lost:
        raise BadInputError(
            msg(
                "{number}: there is a new text for {channels}, but the post is not for "
                "that channel. Choose the channel, or take the text out.",
                number=post.number,
                channels=channels_named(lost),
            )
        )


def _channels(post: PostSnapshot, edit: Edit, directory: Directory) -> tuple[str, ...]:
    """Return the choice of channels after an edit, as the content keeps it."""
    if edit.channels is None:
        return post.content.channels
    if not edit.channels:
        raise BadInputError(
            msg("{number} needs a channel; name at least one.", number=post.number)
        )
    if set(edit.channels) == set(channels_of(post, directory)):
        return post.content.channels
    wanted = choice_of(edit.channels, directory)
    # Once decided on, a post without a choice is for the channels of its texts.
    is_all = not wanted and not post.state.is_collecting
    return directory.campaign.channels if is_all else wanted


def new_version(post: PostSnapshot, content: Content, author: str) -> PostSnapshot:
    """Return the case with this content: a new version if the fingerprint differs.

    The same words in another form of Unicode are no new version.
    """
    content = keeping(post.content, content)
    print_of_it = fingerprint(content)
    if print_of_it == post.fingerprint:
        return post
    return replace(
        post,
        content=content,
        fingerprint=print_of_it,
        version=post.next_version,
        version_author=author,
    )


def changed_parts(post: PostSnapshot, after: PostSnapshot) -> tuple[str, ...]:
    """Name what differs between a post before and after an edit."""
    changed = changes(post.content, after.content)
    changed += tuple(n for n in OF_POST if post.fields[n] != after.fields[n])
    if post.slot_at != after.slot_at and "slot" not in changed:
        changed += ("slot",)
    if is_other_reserve(post, after):
        changed += ("reserve",)
    if post.plan_key != after.plan_key:
        changed += ("plan_key",)
    return changed


def reschedule(
    call: Call, post: PostSnapshot, slot_at: datetime, actor: Actor, comment: str
) -> None:
    """Let a timeless post be ready at another instant (aware UTC); dates follow.

    What is decided on stays as it is; the log says who did it.
    """
    after = replace(post, slot_at=slot_at, slot_missed=False)
    edit = Edit(number=post.number, actor=actor.key, comment=comment)
    _write(_Save(UnitOfWork(call), actor, edit), post, after, ("slot",))


def _state_after(post: PostSnapshot, after: PostSnapshot) -> PostState:
    is_new = after.version != post.version
    return (dest_of(post.state, Trigger.REVISE) if is_new else None) or post.state


def _write(
    act: _Save, post: PostSnapshot, after: PostSnapshot, changed: tuple[str, ...]
) -> None:
    gathered = act.gathered
    is_new = after.version != post.version
    were = (
        undo_queries.open_plans(gathered.connection, post.id) if act.edit.hold else None
    )
    after = replace(after, state=_state_after(post, after))
    if after.state is not post.state:
        _allow(act, post)
    if is_new:
        gathered.save(after, as_plain(after.content))
    if is_new and post.proofs:
        writes.drop_proofs(gathered.connection, post.id)
    if is_new and after.state is PostState.MINISTRY_REVIEW:
        way = transitions.Exit(trigger=Trigger.REVISE, by=act.actor.name)
        transitions.enter(gathered, post, after, way)
    elif post.slot_at != after.slot_at:
        replanning.follow_slot(gathered, post, after, act.actor)
    after = draft_step.settle(gathered, after, act.actor.name)
    gathered.move(post, after)
    details: dict[str, object] = {"changed": list(changed)}
    if act.edit.swap:
        details["swap"] = list(act.edit.swap)
    if were is not None:
        details |= edit_before(gathered, post, after, were)
    gathered.log(_line(act, post, after, details))
    gathered.write()
    if post.slot_at != after.slot_at:
        hold_upkeep.keep_up(gathered.call, only=[post.id])


def edit_before(
    work: UnitOfWork, post: PostSnapshot, after: PostSnapshot, were: OpenPlans
) -> dict[str, object]:
    """Return what an edit overwrites, as the audit log keeps it for an undo."""
    fresh = work.fresh(since_begin=True)
    kept = undo_queries.before_edit(work.connection, (post, after), fresh, were)
    return kept.details


def _allow(act: _Save, post: PostSnapshot) -> None:
    now = act.gathered.now
    facts = facts_of(
        post, act.gathered.directory, act.actor, now, MoveIntent(content_changed=True)
    )
    try:
        advance(post.state, Trigger.REVISE, facts)
    except MoveRefusedError as error:
        raise RefusedError(
            msg("{number}: {why}", number=post.number, why=error.message)
        ) from error


def _line(
    act: _Save, post: PostSnapshot, after: PostSnapshot, details: Mapping[str, object]
) -> Entry:
    is_revised = after.state is not post.state
    return line(
        act.actor,
        post,
        after,
        at=act.gathered.now,
        event=Trigger.REVISE.value if is_revised else "save",
        comment=act.edit.comment,
        details={**act.gathered.call.entry_point, **details},
    )
