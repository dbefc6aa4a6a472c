"""The page of one hold: what follows when it ends, or when one post leaves it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from starlette.responses import Response

from dashboard.components.conflicts import unchanged
from dashboard.web.error_pages import status_of
from dashboard.web.request import PageRequest
from vorlauf.db.engine import Connection, trying
from vorlauf.db.hold_tables import HoldScope
from vorlauf.errors import (
    BadInputError,
    ConflictError,
    NotFoundError,
    RefusedError,
    VorlaufError,
)
from vorlauf.posts import hold_queries
from vorlauf.posts.hold_queries import HeldSlot, HoldRow
from vorlauf.scheduling import caused_mails, hold_releases
from vorlauf.scheduling.caused_mails import CausedMail
from vorlauf.scheduling.hold_releases import Released
from vorlauf.workflow.manual_actions import Overseer, overseer
from vorlauf.workflow.undo import UNDO_FOR

_REFUSALS: Final = (BadInputError, ConflictError, RefusedError)
_MOMENT: Final = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class HoldLine:
    """A hold as it stands on the page, with its last day and its posts.

    `may_leave` says that single posts can leave it while it lasts.
    """

    hold: HoldRow
    last_day: date | None
    posts: Sequence[HeldSlot]

    @property
    def may_leave(self) -> bool:
        """Whether one post alone can leave the hold."""
        is_alone = self.hold.scope is HoldScope.POSTS and len(self.posts) == 1
        return self.hold.scope is not HoldScope.CLOSED_DAYS and not is_alone


def line_of(request: PageRequest, hold: HoldRow, posts: Sequence[HeldSlot]) -> HoldLine:
    """Return a hold as pages show it."""
    last = None
    if hold.ends_at is not None:
        last = request.directory.agency.office.day_of(hold.ends_at - _MOMENT)
    return HoldLine(hold=hold, last_day=last, posts=posts)


def acting(request: PageRequest, comment: str = "") -> Overseer:
    """Return the coordinator who asks, with the reason that was given."""
    return overseer(
        request.directory, request.person.key, comment=comment, door=request.door
    )


def page(request: PageRequest) -> Response:
    """Show a hold, and what follows when it ends now, or when one post leaves it."""
    return _show(request)


def end(request: PageRequest) -> Response:
    """End a hold: what no other one holds goes on."""
    try:
        with request.writing() as connection:
            released = hold_releases.release(
                request.call(connection),
                _key(request),
                acting(request, request.form.text("comment")),
                hold=UNDO_FOR,
            )
    except _REFUSALS as error:
        return _show(request, error=error)
    said = request.words.ngettext(
        "The hold has ended, %(n)s post goes on.",
        "The hold has ended, %(n)s posts go on.",
        len(released.numbers),
    ) % {"n": len(released.numbers)}
    is_closed_days = released.scope is HoldScope.CLOSED_DAYS
    undo = {} if is_closed_days else {"undo_hold": released.hold_id}
    return request.go("/holds", said=said, tone="success", **undo)


def leave(request: PageRequest) -> Response:
    """Let one post go on alone; the hold lasts for the others."""
    key, number = _key(request), request.form.line("post")
    try:
        with request.writing() as connection:
            unchanged(request, connection, number)
            released = hold_releases.let_go(
                request.call(connection),
                key,
                [number],
                acting(request, request.form.text("comment")),
                hold=UNDO_FOR,
            )
            after = request.post(connection, number)
    except _REFUSALS as error:
        return _show(request, error=error)
    gettext = request.words.gettext
    if released.still_held:
        said = gettext("%(number)s has left this hold and is on hold still.")
    else:
        said = gettext("%(number)s goes on. For half a minute nobody hears of it.")
    return request.go(
        f"/posts/{number}",
        said=said % {"number": number},
        undo_number=number,
        undo_seen=after.row_version,
        undo_hold=key,
    )


def put_back(request: PageRequest) -> Response:
    """Put a post that went on alone under its hold again, or all after its end."""
    number = request.form.line("post")
    if not number:
        return _take_back(request)
    try:
        with request.writing() as connection:
            unchanged(request, connection, number)
            hold_releases.put_back(
                request.call(connection), _key(request), [number], acting(request)
            )
    except _REFUSALS as error:
        return _show(request, error=error)
    said = request.words.gettext("%(number)s is on hold again.")
    return request.go(f"/posts/{number}", said=said % {"number": number})


def _take_back(request: PageRequest) -> Response:
    """Let a hold that was just ended hold again."""
    key = _key(request)
    try:
        with request.writing() as connection:
            count = hold_releases.take_back(
                request.call(connection), key, acting(request)
            )
    except _REFUSALS as error:
        return _show(request, error=error)
    said = request.words.ngettext(
        "%(n)s post is on hold again.", "%(n)s posts are on hold again.", count
    )
    return request.go(f"/holds/{key}", said=said % {"n": count})


def _show(request: PageRequest, *, error: VorlaufError | None = None) -> Response:
    number = request.form.line("post") or request.query.get("post", "")
    with request.reading() as connection:
        request.around(connection)
        line, alone = _line(request, connection)
    chosen = next((one for one in line.posts if one.number == number), None)
    if not line.may_leave:
        chosen = None
    released: Released | None = None
    mails: Sequence[CausedMail] = ()
    if line.hold.ended_at is None:
        released, mails = _released(request, line.hold, chosen)
    return request.page(
        "hold.html",
        status=200 if error is None else status_of(error),
        faults=[] if error is None else [("comment", request.say(error))],
        line=line,
        chosen=chosen,
        alone=alone,
        released=released,
        mails=list(dict.fromkeys((one.to, one.purpose, one.at) for one in mails)),
        comment=request.form.text("comment"),
    )


def _line(
    request: PageRequest, connection: Connection
) -> tuple[HoldLine, Mapping[str, int]]:
    """Return the hold, and the row versions of the posts that went on alone."""
    found = hold_queries.hold_of(connection, _key(request))
    if found is None:
        raise NotFoundError("There is no such hold.")
    held = hold_queries.held_slots(connection, [found.id])
    alone = hold_queries.exceptions(connection, found.id)
    return line_of(request, found, held[found.id]), alone


def _released(
    request: PageRequest, hold: HoldRow, chosen: HeldSlot | None
) -> tuple[Released, Sequence[CausedMail]]:
    """Try what ending a hold, or one post leaving it, would do, with its mails."""
    with trying(request.wiring.engine) as connection:
        call, by = request.call(connection), acting(request)
        posts = hold_queries.members(connection, hold.id)
        waited = caused_mails.waiting(connection, *posts)
        if chosen is None:
            released = hold_releases.release(call, hold.id, by)
        else:
            released = hold_releases.let_go(call, hold.id, [chosen.number], by)
        return released, caused_mails.of_posts(call, posts, waited)


def _key(request: PageRequest) -> int:
    return request.key("key", "There is no such hold.")


PAGES: Final = {
    "hold": page,
    "hold.end": end,
    "hold.leave": leave,
    "hold.put_back": put_back,
}
