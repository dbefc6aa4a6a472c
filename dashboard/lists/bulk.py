"""Bulk moves: first a preview for each post, then each move by itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from dashboard.components.conflicts import late
from dashboard.lists.bulk_preview import (
    MOST,
    REMIND,
    BulkAct,
    BulkPreview,
    offered_to,
    prospect,
)
from dashboard.web.common_pages import here_or
from dashboard.web.request import PageRequest
from states.post import PostState, Trigger
from vorlauf.db import post_snapshots
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.editing.comments import readable_lines
from vorlauf.errors import BadInputError, ConflictError, NotFoundError, VorlaufError
from vorlauf.mail.queue import manual_reminders
from vorlauf.posts import listing
from vorlauf.posts.listing import HistoryLine
from vorlauf.posts.visibility import sees
from vorlauf.workflow.decisions import Decision, decide
from vorlauf.workflow.manual_actions import overseer
from vorlauf.workflow.undo import UNDO_FOR

# Letters of texts on one page: so much is read in one go, and the page stays small.
_MOST_LETTERS: Final = 20_000


@dataclass(frozen=True, kw_only=True)
class BulkResult:
    """What became of a post: its state now, whom a reminder reaches, or why nothing.

    `first` is the line of the file by which somebody was faster.
    """

    number: str
    dest: PostState | None = None
    told: Sequence[str] = ()
    why: str = ""
    first: HistoryLine | None = None


def preview(request: PageRequest) -> Response:
    """Show what the act would do to each of the posts that were ticked."""
    act, numbers = _act(request), _numbers(request)
    return _ask(request, act, numbers)


def carry_out(request: PageRequest) -> Response:
    """Do it to each post as it was shown; say of each what has become of it."""
    act, numbers = _act(request), _numbers(request)
    if act.needs_reason and not request.form.line("comment"):
        fault = request.words.gettext("Write a reason; whoever is concerned reads it.")
        return _ask(request, act, numbers, faults=[("comment", fault)])
    results = [_carry_out(request, act, number) for number in numbers]
    done = [result for result in results if not result.why]
    return request.page(
        "bulk_results.html",
        act=act,
        done=done,
        refused=[result for result in results if result.why],
        titles=_titles(request, numbers),
        later=_later(request),
        next=_back(request),
        comment=request.form.text("comment"),
    )


def _act(request: PageRequest) -> BulkAct:
    wish = request.form.line("act")
    found = next((act for act in offered_to(request) if act.key == wish), None)
    if found is None:
        raise BadInputError(
            request.words.gettext("Choose what is to be done with the posts.")
        )
    return found


def _numbers(request: PageRequest) -> list[str]:
    gettext = request.words.gettext
    numbers = list(dict.fromkeys(request.form.many("post")))
    if not numbers:
        raise BadInputError(gettext("Tick at least one post."))
    if len(numbers) > MOST:
        raise BadInputError(
            gettext("Tick at most %(most)s posts at once.") % {"most": MOST}
        )
    return numbers


def _ask(
    request: PageRequest,
    act: BulkAct,
    numbers: Sequence[str],
    faults: Sequence[tuple[str, str]] = (),
) -> Response:
    with request.reading() as connection:
        found = [
            post
            for post in post_snapshots.snapshots(connection, numbers)
            if sees(request.visibility, post)
        ]
    if len(found) < len(numbers):
        raise NotFoundError("There is no such post for you to see.")
    prospects = [prospect(request, post, act) for post in found]
    possible = [one for one in prospects if one.is_possible]
    here, later = _in_one_go(possible) if act.shows_texts else (possible, [])
    return request.page(
        "bulk.html",
        status=422 if faults else 200,
        act=act,
        possible=here,
        later=[one.post.number for one in later] + _later(request),
        refused=[one for one in prospects if not one.is_possible],
        texts={one.post.number: texts_of(one.post) for one in here},
        faults=faults,
        comment=request.form.text("comment"),
        next=_back(request),
    )


def _in_one_go(
    prospects: Sequence[BulkPreview],
) -> tuple[list[BulkPreview], list[BulkPreview]]:
    """Return those whose texts fit on the page, the first at any rate, and the rest."""
    letters, here = 0, 0
    for one in prospects:
        letters += sum(len(text) for _, text in texts_of(one.post))
        if here and letters > _MOST_LETTERS:
            break
        here += 1
    return list(prospects[:here]), list(prospects[here:])


def texts_of(post: PostSnapshot) -> list[tuple[tuple[str, ...], str]]:
    """Return each text of a post once, with the channels for which it is."""
    channels: dict[str, tuple[str, ...]] = {}
    for channel, text in sorted(post.content.texts.items()):
        if text:
            channels[text] = (*channels.get(text, ()), channel)
    return [(names, text) for text, names in channels.items()]


def _carry_out(request: PageRequest, act: BulkAct, number: str) -> BulkResult:
    """Do it to one post; what is refused costs this one only."""
    try:
        if act.key == REMIND:
            return _remind(request, number)
        return _decide(request, Trigger(act.key), number)
    except ConflictError as error:
        first = last_line(request, number)
        why = late(request, act.key, error, number)
        return BulkResult(number=number, why=why, first=first)
    except VorlaufError as error:
        return BulkResult(number=number, why=request.say(error))


def _decide(request: PageRequest, trigger: Trigger, number: str) -> BulkResult:
    form = request.form
    seen, version = form.number(f"seen-{number}"), form.number(f"version-{number}")
    if seen is None or version is None:
        raise BadInputError(
            request.words.gettext(
                "It was not shown before, so nothing was done with it."
            )
        )
    decision = Decision(
        number=number,
        trigger=trigger,
        actor=request.person.key,
        comment=form.line("comment"),
        seen_version=version,
        seen_row_version=seen,
        hold=UNDO_FOR,
    )
    with request.writing() as connection:
        request.post(connection, number)
        moved = decide(request.call(connection), decision)
    return BulkResult(number=number, dest=moved.dest)


def _remind(request: PageRequest, number: str) -> BulkResult:
    by = overseer(request.directory, request.person.key, door=request.door)
    with request.writing() as connection:
        request.post(connection, number)
        work = UnitOfWork(request.call(connection))
        made = manual_reminders.remind(work, number, by)
    return BulkResult(number=number, told=list(_told(request, made)))


def _told(
    request: PageRequest, made: Iterable[manual_reminders.Reminded]
) -> Iterable[str]:
    words = request.words
    for one in made:
        if one.refusal is not None:
            yield request.say(one.refusal)
        elif one.due_at is not None:
            yield words.gettext("%(name)s gets a mail on %(when)s.") % {
                "name": one.name,
                "when": words.moment(one.due_at),
            }


def last_line(request: PageRequest, number: str) -> HistoryLine | None:
    """Return the newest line of a post's file: who was faster, and with what."""
    with request.reading() as connection:
        lines = listing.file_of(connection, request.post(connection, number).id)
    lines = list(readable_lines(lines, request.person.role))
    return lines[-1] if lines else None


def _titles(request: PageRequest, numbers: Sequence[str]) -> Mapping[str, str]:
    """Return what the posts are called; none if there is one that nobody knows."""
    try:
        with request.reading() as connection:
            found = post_snapshots.snapshots(connection, numbers)
    except NotFoundError:
        return {}
    return {post.number: post.title for post in found if sees(request.visibility, post)}


def _later(request: PageRequest) -> list[str]:
    """Return the posts that wait for the next page."""
    return list(dict.fromkeys(request.form.many("later")))[:MOST]


def _back(request: PageRequest) -> str:
    return here_or(request.form.line("next"), "/posts")


PAGES: Final = {"register.preview": preview, "register.bulk": carry_out}
