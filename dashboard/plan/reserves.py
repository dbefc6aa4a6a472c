"""Reserves: which posts are some, and the swap with a post that is late."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Final

from starlette.responses import Response

from dashboard.components.conflicts import FIRST_TIME, ShownAgain, seen_in, shown_again
from dashboard.post.previews import ShownPreview, preview
from dashboard.post.undo import undo_fields, undo_of
from dashboard.web.error_pages import status_of
from dashboard.web.request import PageRequest
from states.messages import msg
from vorlauf.db.engine import trying
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.errors import BadInputError, VorlaufError
from vorlauf.plan.reserves import marking, swaps
from vorlauf.plan.reserves.offers import all_reserves, late_posts, offers_for
from vorlauf.plan.reserves.swaps import Swap, Swapped
from vorlauf.workflow.undo import UNDO_FOR


def page(request: PageRequest) -> Response:
    """Show the reserves, and the posts whose slot they could take soon."""
    with request.reading() as connection:
        request.around(connection)
        call = request.call(connection)
        found, late = all_reserves(call), late_posts(call, request.parts.turnarounds.at)
    # Only of a swap that was made just now; an older one is refused when taken back.
    pair = request.query.get("late", ""), request.query.get("reserve", "")
    return request.page(
        "plan_reserves.html",
        reserves=found,
        late=late,
        swapped=pair if all(pair) else None,
    )


def swap_page(request: PageRequest) -> Response:
    """Show which reserves could take a slot, and what comes of the one chosen."""
    return _show_swap(
        request, request.query.get("post", ""), request.query.get("reserve", "")
    )


def swap(request: PageRequest) -> Response:
    """Let a reserve take the slot of a late post."""
    form = request.form
    late, reserve = form.line("post"), form.line("reserve")
    try:
        wish = _wish(request, late, reserve, seen_in(request))
        with request.writing() as connection:
            done = swaps.swap(request.call(connection), wish)
    except VorlaufError as error:
        return _show_swap(request, late, reserve, error)
    words = request.words
    said = words.gettext("%(reserve)s has the slot %(when)s; %(late)s goes to %(to)s.")
    return request.go(
        f"/plan/reserves?late={done.late}&reserve={done.reserve}",
        said=said
        % {
            "reserve": done.reserve,
            "when": words.moment(done.slot_at),
            "late": done.late,
            "to": words.moment(done.to),
        },
    )


def swap_back(request: PageRequest) -> Response:
    """Take a swap back while nobody has heard of it."""
    form = request.form
    late, reserve = form.line("late"), form.line("reserve")
    with request.writing() as connection:
        swaps.take_back(request.call(connection), _wish(request, late, reserve))
    said = request.words.gettext("%(number)s has its slot again.") % {"number": late}
    return request.go("/plan/reserves", said=said)


def mark_page(request: PageRequest) -> Response:
    """Show the form; with days in the address, what comes of it."""
    return _show_mark(request)


def mark(request: PageRequest) -> Response:
    """Make a post a reserve, or change its days."""
    try:
        wish = _marking(request, seen_in(request))
        with request.writing() as connection:
            marking.mark(request.call(connection), wish)
            undo = undo_of(request, connection)
    except VorlaufError as error:
        return _show_mark(request, shown_again(request, error))
    said = request.words.gettext("%(number)s is a reserve now; it has no slot.")
    return request.go(
        f"/posts/{wish.number}",
        said=said % {"number": wish.number},
        tone="success",
        **undo_fields(undo),
    )


def end(request: PageRequest) -> Response:
    """Make a reserve an ordinary post with a slot."""
    number = request.path["number"]
    try:
        wish = marking.Unmarking(
            number=number,
            actor=request.person.key,
            slot_at=_slot(request),
            seen_row_version=seen_in(request),
            hold=UNDO_FOR,
        )
        with request.writing() as connection:
            marking.unmark(request.call(connection), wish)
            undo = undo_of(request, connection)
    except VorlaufError as error:
        return _show_mark(request, shown_again(request, error))
    said = request.words.gettext("%(number)s has a new slot: %(when)s.")
    when = request.words.moment(wish.slot_at)
    return request.go(
        f"/posts/{number}",
        said=said % {"number": number, "when": when},
        tone="success",
        **undo_fields(undo),
    )


def _wish(
    request: PageRequest, late: str, reserve: str, seen: int | None = None
) -> Swap:
    return Swap(
        late=late,
        reserve=reserve,
        actor=request.person.key,
        say=request.say,
        seen_late=seen,
        hold=UNDO_FOR,
    )


def _show_swap(
    request: PageRequest, number: str, chosen: str, error: VorlaufError | None = None
) -> Response:
    shown: Swapped | None = None
    with request.reading() as connection:
        request.around(connection)
        post = request.post(connection, number)
        offers = offers_for(request.call(connection), post)
    if chosen and error is None:
        try:
            with trying(request.wiring.engine) as connection:
                wish = _wish(request, number, chosen)
                shown = swaps.swap(request.call(connection), wish)
        except VorlaufError as refused:
            error = refused
    return request.page(
        "plan_swap.html",
        status=status_of(error) if error else 200,
        faults=[("", request.say(error))] if error else [],
        post=post,
        offers=offers,
        chosen=chosen,
        shown=shown,
    )


def _show_mark(request: PageRequest, again: ShownAgain = FIRST_TIME) -> Response:
    with request.reading() as connection:
        post = request.post(connection)
    typed, faults = _typed(request, post), list(again.faults)
    shown: ShownPreview | None = None
    if "first" in request.query or again.faults:
        try:
            wish = _marking(request)
            shown = preview(request, post.number, lambda call: marking.mark(call, wish))
        except VorlaufError as error:
            faults = faults or [("first", request.say(error))]
    return request.page(
        "post_reserve.html",
        status=again.status,
        post=post,
        first=typed[0],
        last=typed[1],
        found=shown.found if shown else None,
        faults=faults,
        conflict=again.conflict,
    )


def _typed(request: PageRequest, post: PostSnapshot) -> Sequence[str]:
    """Return the days that were typed, else those that the post has."""
    known = post.reserve_from, post.reserve_until
    return [
        request.form.line(name)
        or request.query.get(name, f"{day:%Y-%m-%d}" if day else "")
        for name, day in zip(("first", "last"), known, strict=True)
    ]


def _marking(request: PageRequest, seen: int | None = None) -> marking.Marking:
    said = [
        request.form.line(name) or request.query.get(name, "")
        for name in ("first", "last")
    ]
    first, last = (_day(text) for text in said)
    return marking.Marking(
        number=request.path["number"],
        actor=request.person.key,
        first_day=first,
        last_day=last,
        seen_row_version=seen,
        hold=UNDO_FOR,
    )


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        said = msg("Name the days as dates, or leave them out.")
        raise BadInputError(said) from error


def _slot(request: PageRequest) -> datetime:
    form, zone = request.form, request.directory.campaign.zone
    try:
        day = date.fromisoformat(form.line("day"))
        hour = time.fromisoformat(form.line("hour")).replace(tzinfo=None)
    except ValueError as error:
        sentence = request.words.gettext("Name the day and the hour of the slot.")
        raise BadInputError(sentence) from error
    return datetime.combine(day, hour, zone).astimezone(UTC)


PAGES: Final = {
    "plan.reserves": page,
    "plan.swap": swap_page,
    "plan.make_swap": swap,
    "plan.swap_back": swap_back,
    "post.reserve": mark_page,
    "post.set_reserve": mark,
    "post.end_reserve": end,
}
