"""The versions of a post: who saved what, and what changed, word by word."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from starlette.responses import Response

from dashboard.components.channel_previews import host_of, previews
from dashboard.components.word_diff import DiffPiece, difference
from dashboard.i18n.language import Words
from dashboard.post.comments import may_be_internal, may_comment, remarks
from dashboard.web.numbers import number_of
from dashboard.web.request import PageRequest
from states.fingerprint import Content, changes
from states.post import Role
from states.post_fields import IN_CONTENT
from states.text_form import composed
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.tables import Outcome
from vorlauf.editing.comments import comments_of, readable
from vorlauf.errors import NotFoundError
from vorlauf.posts import channels
from vorlauf.posts.decision_queries import Endorsement, standing
from vorlauf.posts.undo_queries import taken_back
from vorlauf.readmodels.post import StepRow, VersionRow, steps_of, versions_of

# So many versions stand on the page of the post, unless all are asked for.
MOST: Final = 10
_YES: Final = frozenset({Outcome.ENDORSED, Outcome.APPROVED})


@dataclass(frozen=True, kw_only=True)
class SavedVersion:
    """A version and the parts in which it differs from the one before, in words.

    `is_taken_back` says that its saving was undone, so nobody was asked about it.
    """

    version: VersionRow
    changed: tuple[str, ...]
    is_taken_back: bool = False


@dataclass(frozen=True, kw_only=True)
class TextChange:
    """A part whose words differ: its name, and both texts as one."""

    label: str
    pieces: tuple[DiffPiece, ...]


@dataclass(frozen=True, kw_only=True)
class VersionChange:
    """What differs between two versions: texts, and everything else before and after.

    `parts` are name, before and after; pictures stand with their alt texts.
    """

    texts: tuple[TextChange, ...]
    parts: tuple[tuple[str, str, str], ...]

    def __bool__(self) -> bool:
        return bool(self.texts or self.parts)


def saved(
    words: Words, versions: Sequence[VersionRow], undone: Collection[int] = ()
) -> list[SavedVersion]:
    """Return all versions, the newest first, each with what changed by it.

    `undone` are those whose saving was undone: no later one is compared with them.
    """
    before = {
        one.number: earlier.content
        for one in versions
        if (earlier := _earlier(one.number, versions, undone))
    }
    return [
        SavedVersion(
            version=one,
            changed=_parts(words, before.get(one.number), one.content),
            is_taken_back=one.number in undone,
        )
        for one in reversed(versions)
    ]


def _earlier(
    number: int, versions: Sequence[VersionRow], undone: Collection[int]
) -> VersionRow | None:
    """Return the version before one that held, None for the first."""
    held = (one for one in versions if one.number < number and one.number not in undone)
    return max(held, key=lambda one: one.number, default=None)


def change(words: Words, before: Content, after: Content) -> VersionChange:
    """Return what differs between two contents, in words."""
    parts = changes(before, after)
    return VersionChange(
        texts=tuple(
            _text(words, before, after, part)
            for part in parts
            if part.startswith("text:")
        ),
        parts=tuple(_others(words, before, after, parts)),
    )


def page(request: PageRequest) -> Response:
    """Show one version as it was, and what changed by it or since another one."""
    return show(request, request.path["version"])


def show(
    request: PageRequest,
    name: str,
    *,
    status: int = 200,
    faults: Sequence[tuple[str, str]] = (),
    typed: Mapping[str, str] | None = None,
) -> Response:
    """Show the version of this number; `typed` is what its form is given back with.

    Raises `NotFoundError` if there is none, or not for the reader to see.
    """
    with request.reading() as connection:
        post = request.post(connection)
        versions = {one.number: one for one in versions_of(connection, post.id)}
        steps = steps_of(connection, post.id)
        said = readable(comments_of(connection, post.id), request.person.role)
        shown = _named(versions, name)
        holding = standing(connection, post.id, shown.number)
        undone = taken_back(connection, post.id)
    against = request.query.get("against", "")
    earlier = _earlier(shown.number, tuple(versions.values()), undone)
    before = _named(versions, against) if against else earlier
    words = request.words
    return request.page(
        "post_version.html",
        status=status,
        faults=faults,
        typed=typed or {},
        post=post,
        version=shown,
        is_taken_back=shown.number in undone,
        may_restore=_may_restore(request, post) and shown.number != post.version,
        before=before,
        change=change(words, before.content, shown.content) if before else None,
        decisions=[step for step in steps if _is_about(step, shown)],
        holding=_holding(steps, holding, shown) if shown.corrects else (),
        comments=remarks(
            request, [one for one in said[::-1] if one.version == shown.number]
        ),
        may_comment=may_comment(request),
        may_be_internal=may_be_internal(request),
        choices=[(str(n), str(n)) for n in versions if n != shown.number],
        previews=previews(
            shown.content,
            channels.shown(shown.content, request.directory),
            request.directory,
        ),
        host=host_of(shown.content.link),
    )


def _may_restore(request: PageRequest, post: PostSnapshot) -> bool:
    return request.person.role is Role.COORDINATOR and post.state.is_open


def _named(versions: Mapping[int, VersionRow], name: str) -> VersionRow:
    number = number_of(name)
    if number not in versions:
        raise NotFoundError("There is no such version.")
    return versions[number]


def _holding(
    steps: Sequence[StepRow], yeses: Sequence[Endorsement], version: VersionRow
) -> list[StepRow]:
    """Return the decisions on earlier versions that hold for a correction, too."""
    keys = {yes.step_id for yes in yeses if yes.version < version.number}
    return [step for step in steps if step.id in keys]


def _is_about(step: StepRow, version: VersionRow) -> bool:
    return step.version == version.number and step.outcome in _YES


def _parts(words: Words, before: Content | None, after: Content) -> tuple[str, ...]:
    if before is None:
        return ()
    return tuple(words.part_label(part) for part in changes(before, after))


def _text(words: Words, before: Content, after: Content, part: str) -> TextChange:
    channel = part.partition(":")[2]
    old, new = (one.texts.get(channel, "") for one in (before, after))
    label = _label(words, part, old, new)
    return TextChange(label=label, pieces=difference(old, new))


def _others(
    words: Words, before: Content, after: Content, parts: Sequence[str]
) -> Iterator[tuple[str, str, str]]:
    for name in IN_CONTENT:
        if name in parts:
            said = getattr(before, name), getattr(after, name)
            yield _label(words, name, *said), *said
    if "channels" in parts:
        names = _channels(words, before), _channels(words, after)
        yield words.part_label("channels"), *names
    if "slot" in parts:
        days = _date(words, before.slot_date), _date(words, after.slot_date)
        yield words.part_label("slot"), *days
    if "pictures" in parts:
        shown = _pictures(words, before), _pictures(words, after)
        yield words.part_label("pictures"), *shown


def _channels(words: Words, content: Content) -> str:
    """Name the channels of a version; unsaid they are those of its texts."""
    chosen = sorted(content.channels or content.texts)
    return ", ".join(map(words.channel_label, chosen))


def _label(words: Words, part: str, before: str, after: str) -> str:
    """Name a part; if nobody sees what differs in it, say so."""
    label = words.part_label(part)
    if composed(before).split() != composed(after).split():
        return label
    said = words.gettext("%(part)s (only blanks, empty lines or invisible signs)")
    return said % {"part": label}


def _pictures(words: Words, content: Content) -> str:
    none = words.gettext("no alt text")
    return ", ".join(f"{p.name} ({p.alt_text or none})" for p in content.pictures)


PAGES: Final = {"post.version": page}


def _date(words: Words, day: date | None) -> str:
    return words.day(day) if day else words.gettext("no date")
