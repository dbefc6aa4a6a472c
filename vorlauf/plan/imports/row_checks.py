"""Row checks: what a check of the plan says of the slots that an import brings."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count
from typing import Final

from states.messages import Message, phrase
from states.post import PostState
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.editing import edits, new_posts
from vorlauf.editing.edits import Edit
from vorlauf.editing.feasibility import outlook
from vorlauf.editing.slot_previews import moved
from vorlauf.plan.check import clashes, troubled
from vorlauf.plan.imports.import_preview import ImportedPost, ImportKind
from vorlauf.plan.imports.row_acts import ImportScope
from vorlauf.plan.plans import Plan
from vorlauf.posts.presence import PresenceAhead
from vorlauf.scheduling.replanning import history_of
from vorlauf.workflow.move_facts import missing_texts

# Houses are closed for some weeks at most.
_WELL_BEHIND: Final = timedelta(days=60)


def checked(
    posts: Sequence[ImportedPost], known: Sequence[PostSnapshot], scope: ImportScope
) -> Iterator[ImportedPost]:
    """Yield the posts with what a check of the plan says of new and moved slots."""
    call = scope.call
    numbers = (f"row {n}" for n in count())
    drafts: dict[int, PostSnapshot] = {}
    for index, one in enumerate(posts):
        if one.kind is ImportKind.NEW and one.acts.new is not None:
            named = (-1 - index, lambda _year: next(numbers))
            drafts[index] = new_posts.drafted(call, one.acts.new, named, scope.actor)
        elif one.kind is ImportKind.CHANGED and one.before is not None:
            # Of a house that has left stakeholders.toml nobody knows its lead times.
            is_known = call.directory.houses.keys() >= set(one.before.houses)
            if one.acts.edit is not None and "slot" in one.changed and is_known:
                drafts[index] = _moved(one.before, one.acts.edit, scope)
    away = {post.id for post in drafts.values()}
    whole = [post for post in known if post.id not in away] + list(drafts.values())
    plan = partial(
        Plan,
        first=date.min,
        last=date.max,
        present=PresenceAhead(absences=[], disabled=frozenset()),
        directory=call.directory,
        now=call.now,
    )
    doubtful = list(_doubtful(list(drafts.values()), call))
    checks = {one.number: one for one in troubled(plan(posts=doubtful))}
    labels = {
        post.number: _label(posts[index]) if post.id < 0 else post.number
        for index, post in drafts.items()
    }
    shared: dict[str, list[str]] = {}
    for clash in clashes(plan(posts=whole)):
        for number in clash.numbers:
            others = [other for other in clash.numbers if other != number]
            shared.setdefault(number, []).extend(others)
    for index, one in enumerate(posts):
        draft = drafts.get(index)
        if draft is None:
            yield one
            continue
        sharing = dict.fromkeys(shared.get(draft.number, ()))
        yield replace(
            one,
            check=checks.get(draft.number),
            shares_with=tuple(labels.get(other, other) for other in sharing),
        )


def _moved(post: PostSnapshot, edit: Edit, scope: ImportScope) -> PostSnapshot:
    """Return a post as an edit makes it, its open steps with their new due dates."""
    call, today = scope.call, (scope.call.directory, scope.call.now)
    after = edits.edited(post, edit, scope.actor, *today)
    known = history_of(call.connection, [post], call.now)
    planned = moved(post, after.slot_at, today, known)
    return replace(after, state=planned.state, steps=planned.steps)


def _doubtful(posts: Sequence[PostSnapshot], call: Call) -> Iterator[PostSnapshot]:
    """Leave out the posts whose slot is met for sure, for the check takes its time.

    How long a post takes hangs on its houses and its material: a slot well behind the
    earliest one of a post like it is met.
    """
    directory, office = call.directory, call.directory.agency.office
    earliest: dict[object, datetime | None] = {}
    for post in posts:
        missing = missing_texts(post, directory)
        like = (post.houses, post.wants_assets, post.wants_graphics, bool(missing))
        if post.steps or post.state is not PostState.DRAFT:
            yield post
            continue
        if like not in earliest:
            found = outlook(post, directory, call.now)
            earliest[like] = found.feasibility.earliest if found else None
        first, day = earliest[like], office.day_of(post.slot_at)
        is_open = all(
            directory.houses[key].office.calendar.is_working_day(day)
            for key in post.houses
        )
        if first is None or post.slot_at < first + _WELL_BEHIND or not is_open:
            yield post


def _label(post: ImportedPost) -> Message:
    return phrase("plan row", "row {row}", row=post.rows[0].number)
