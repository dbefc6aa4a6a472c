"""Importing: a preview of a file, and taking what it shows into the plan."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from states.messages import Count, Message, Several, msg, phrase
from states.post import Role
from vorlauf.db import keys
from vorlauf.db.call import Call
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Person
from vorlauf.editing import edits, house_changes, material_changes, new_posts
from vorlauf.editing.consequences import consequences
from vorlauf.errors import BadInputError, ConflictError, RefusedError, VorlaufError
from vorlauf.plan.imports import import_queries, import_records
from vorlauf.plan.imports.import_preview import (
    ImportedPost,
    ImportKind,
    ImportPreview,
    ImportSource,
    stand_of,
)
from vorlauf.plan.imports.import_records import ImportResult
from vorlauf.plan.imports.matching import found_for, matches, taken_hours
from vorlauf.plan.imports.row_acts import ImportScope, imported_post
from vorlauf.plan.imports.row_checks import checked
from vorlauf.plan.imports.wanted_posts import SheetPlaces, wanted_posts
from vorlauf.plan.rows.plan_rows import PlanRow
from vorlauf.sheets.fields import Field
from vorlauf.workflow.actors import Actor, require_role

# The slots of a plan with more new posts are not checked: no campaign has so many.
MOST_CHECKED: Final = 3_000
# Of each line of a plan that nobody keeps, because a post has no place for it.
_NO_PLACE: Final = ("form", "theme", "images", "alt_text", "hashtags", "note")


def check_may_import(person: Person) -> None:
    """Raise `RefusedError` unless somebody may import a plan."""
    why = msg("{name} is no coordinator; only they plan posts.", name=person.name)
    require_role(person, Role.COORDINATOR, why)


def preview(call: Call, source: ImportSource, person: Person) -> ImportPreview:
    """Say what an import of a file would do; writes nothing.

    Raises `RefusedError` unless a coordinator asks, `BadInputError` for no rows.
    """
    check_may_import(person)
    actor = Actor(key=person.key, name=person.name, role=person.role)
    plan, directory = source.plan, call.directory
    places = SheetPlaces(plan.tables)
    wanted = wanted_posts(plan.rows, places, directory.campaign.channels)
    found = found_for(call, wanted)
    scope = ImportScope(
        call=call,
        actor=actor,
        comment=f"Import: {source.name}",
        places=places,
        taken=taken_hours(found.posts, directory),
    )
    posts = [
        imported_post(one, match, scope)
        for one, match in zip(wanted, matches(wanted, found, places), strict=True)
    ]
    if not posts:
        raise BadInputError(
            msg(
                "The file has names of columns and no row with a post below them; "
                "write one, or choose another file."
            )
        )
    concerned = [one for one in posts if one.kind in _ACTING]
    is_checked = len(concerned) <= MOST_CHECKED
    return ImportPreview(
        source=source,
        posts=tuple(checked(posts, found.posts, scope) if is_checked else posts),
        remarks=(*plan.remarks, *_without_place(plan.rows)),
        is_checked=is_checked,
    )


_ACTING: Final = frozenset({ImportKind.NEW, ImportKind.CHANGED})


def _without_place(rows: Sequence[PlanRow]) -> Iterator[Message]:
    """Yield which values are not kept, because a post has no place for them."""
    words = {
        "form": phrase("plan field", "format"),
        "theme": phrase("plan field", "theme"),
        "images": phrase("plan field", "picture"),
        "alt_text": phrase("plan field", "alternative text"),
        "hashtags": phrase("plan field", "hashtags"),
        "note": phrase("plan field", "note"),
    }
    named = [words[name] for name in _NO_PLACE if any(getattr(r, name) for r in rows)]
    if named:
        yield msg(
            "A post has no field for these, so they are not kept: {fields}.",
            fields=Several(tuple(named)),
        )


def with_consequences(
    call: Call, shown: ImportPreview, person: Person
) -> ImportPreview:
    """Return a preview with what comes of each change.

    The changes are made, so call it in a transaction that is rolled back. A change that
    the engine refuses is a refused row from then on.
    """
    places = SheetPlaces(shown.source.plan.tables)
    return replace(
        shown,
        posts=tuple(
            _with_consequences(call, one, person, places) for one in shown.posts
        ),
    )


def _with_consequences(
    call: Call, one: ImportedPost, person: Person, places: SheetPlaces
) -> ImportedPost:
    if one.kind is not ImportKind.CHANGED:
        return one
    try:
        act = partial(_change, call, one)
        return replace(
            one, consequences=consequences(call, one.number, person.key, act)
        )
    except VorlaufError as error:
        return one.refused(places.fault(one.rows[0], Field.TITLE, error.message))


def _change(call: Call, one: ImportedPost) -> None:
    """Change a post: its houses first, then what it wants, then what it says."""
    acts, seen = one.acts, one.before.row_version if one.before else None
    if acts.houses is not None:
        house_changes.change(call, replace(acts.houses, seen_row_version=seen))
        seen = None
    if acts.material is not None:
        wish = replace(acts.material, seen_row_version=seen)
        material_changes.change(call, wish)
        seen = None
    if acts.edit is not None:
        edits.save(call, replace(acts.edit, seen_row_version=seen))


def check_seen_import(shown: ImportPreview, seen: str) -> None:
    """Raise `ConflictError` unless this preview is the one that was seen."""
    if seen and seen != shown.digest:
        raise ConflictError(
            msg(
                "The file or the plan has changed since the preview; look at the new "
                "one. Nothing was imported."
            )
        )


def take(call: Call, shown: ImportPreview, person: Person) -> ImportResult:
    """Take into the plan what a preview shows: all of it, or nothing.

    Raises `RefusedError` if rows are refused and were not left out, or if somebody is
    no coordinator; `ConflictError` if the plan has changed since the preview.
    """
    refused = shown.of(ImportKind.REFUSED)
    if refused and not shown.source.choices.without_refused:
        raise RefusedError(
            msg(
                "{count} of {all} posts are refused, so nothing was imported; put them "
                "right, or import without them.",
                count=Count(len(refused)),
                all=Count(len(shown.posts)),
            )
        )
    # First the lock: what is compared cannot change any more.
    key = _next_key(call)
    _check_same(shown, preview(call, shown.source, person))
    marked = replace(call, entry_point={**call.entry_point, "import": key})
    new = [one.acts.new for one in shown.posts if one.acts.new is not None]
    added = new_posts.add(marked, new) if new else []
    changed = shown.of(ImportKind.CHANGED)
    for one in changed:
        _change(marked, one)
    result = ImportResult(
        id=key,
        added=tuple(added),
        changed=tuple(one.number for one in changed),
        unchanged=shown.counts[ImportKind.UNCHANGED],
        refused=len(refused),
    )
    if added or changed:
        import_records.keep(call, shown, result, person)
    import_records.remember(call, shown.source, person)
    return result


def _check_same(shown: ImportPreview, now: ImportPreview) -> None:
    """Compare post by post: the preview may have refused more, by trying it out."""
    for one, other in zip(shown.posts, now.posts, strict=True):
        if one.kind is not ImportKind.REFUSED and stand_of(one) != stand_of(other):
            raise ConflictError(
                msg(
                    "The plan has changed since the preview; look at the new one. "
                    "Nothing was imported."
                )
            )


def _next_key(call: Call) -> int:
    UnitOfWork(call)  # the audit log is locked before a key is given out
    return keys.next_id(call.connection, import_queries.IMPORT)
