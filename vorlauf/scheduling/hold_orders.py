"""Hold orders: what is to be put on hold, read strictly, and the posts it is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from states.messages import Several, msg, phrase
from states.post_numbers import number_order
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.hold_tables import HoldScope
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.directory.model import Directory
from vorlauf.errors import BadInputError, ConflictError, RefusedError
from vorlauf.posts import hold_queries
from vorlauf.posts.hold_queries import NewHold, ScopeOfHold
from vorlauf.text import check_text

# Reasons are read in mails and on every page of the post.
_LONGEST_REASON: Final = 500
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class HoldOrder:
    """What is to be put on hold, and until when.

    `numbers` are the posts of the scope POSTS. `what` is any day of a week, as an ISO
    date, a channel or a house. `last_day` is the last day of the hold in the campaign's
    zone; None means until somebody ends it. Mails wait for `hold`, so that the act can
    be undone meanwhile. `seen` are the posts that the person was shown, by number, each
    in the row version that was shown; None means that nothing was shown.
    """

    scope: HoldScope
    reason: str
    numbers: tuple[str, ...] = ()
    what: str = ""
    last_day: date | None = None
    hold: timedelta = timedelta(0)
    seen: Mapping[str, int] | None = None


def posts_in(
    call: Call, scope: HoldScope, what: str, numbers: Sequence[str] = ()
) -> list[int]:
    """Return the keys of the open posts of a scope."""
    if scope is HoldScope.POSTS:
        found = post_snapshots.snapshots(call.connection, list(numbers))
        return [post.id for post in found]
    covered = scope_of(call.directory, scope, what)
    return hold_queries.open_posts_in(call.connection, covered)


def scope_of(directory: Directory, scope: HoldScope, what: str) -> ScopeOfHold:
    """Return what such a hold covers, as questions take it."""
    span = _span(directory, what) if scope is HoldScope.WEEK else None
    return ScopeOfHold(scope, what, span)


def _span(directory: Directory, first_day: str) -> tuple[datetime, datetime]:
    office, first = directory.agency.office, date.fromisoformat(first_day)
    return office.at(first, time.min), office.at(first + _WEEK, time.min)


def checked(call: Call, order: HoldOrder) -> tuple[NewHold, list[PostSnapshot]]:
    """Return the hold and the posts that it would hold, by slot.

    Raises `BadInputError` for an odd order, `RefusedError` for a post that is out or
    withdrawn, `NotFoundError` for an unknown post, house or channel.
    """
    reason = _reason(order.reason)
    what = _what(order, call.directory)
    keys = posts_in(call, order.scope, what, tuple(dict.fromkeys(order.numbers)))
    found = post_snapshots.posts_by_id(call.connection, keys)
    posts = [found[key] for key in keys]
    over = [post.number for post in posts if not post.state.is_open]
    if over:
        raise RefusedError(
            msg(
                "{numbers} cannot be put on hold: published or withdrawn.",
                numbers=Several(tuple(over)),
            )
        )
    if order.scope is HoldScope.POSTS and not posts:
        raise BadInputError(msg("Name what is to be put on hold."))
    new = NewHold(
        scope=order.scope,
        what=what,
        reason=reason,
        held_by="",
        held_by_key="",
        begun_at=call.now,
        ends_at=_ends_at(order.last_day, call),
    )
    return new, posts


def _reason(text: str) -> str:
    check_text(phrase("subject", "The reason"), text)
    reason = " ".join(text.split())
    if not reason:
        raise BadInputError(
            msg("A reason is obligatory: everybody who is concerned reads it.")
        )
    if len(reason) > _LONGEST_REASON:
        raise BadInputError(
            msg(
                "The reason has {length} characters; write 1 to {longest}.",
                length=len(reason),
                longest=_LONGEST_REASON,
            )
        )
    return reason


def _what(order: HoldOrder, directory: Directory) -> str:
    match order.scope:
        case HoldScope.HOUSE:
            return directory.house(order.what).key
        case HoldScope.CHANNEL:
            directory.check_channel(order.what)
            return order.what
        case HoldScope.WEEK:
            return monday(order.what)
        case HoldScope.POSTS | HoldScope.ALL:
            return ""
        case HoldScope.CLOSED_DAYS:
            raise BadInputError(
                msg("Days are closed in stakeholders.toml, as a blackout.")
            )


def monday(text: str) -> str:
    """Return the Monday of the week of a day, as ISO dates.

    Raises `BadInputError` for anything else.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BadInputError(
            msg("{text} is no week; write one of its days or 2027-W03.", text=text[:40])
        ) from error
    return (day - timedelta(days=day.weekday())).isoformat()


def _ends_at(last_day: date | None, call: Call) -> datetime | None:
    if last_day is None:
        return None
    office = call.directory.agency.office
    if last_day < office.day_of(call.now) or last_day.year > call.now.year + 5:
        raise BadInputError(
            msg("{day} is not ahead; write the last day of the hold.", day=last_day)
        )
    return office.at(last_day + timedelta(days=1), time.min)


def check_seen(posts: Sequence[PostSnapshot], order: HoldOrder) -> None:
    """Raise `ConflictError` if a post is not as the person was shown it."""
    if order.seen is None:
        return
    now = {post.number: post.row_version for post in posts}
    differing = sorted(
        (
            number
            for number in now.keys() | order.seen.keys()
            if now.get(number) != order.seen.get(number)
        ),
        key=number_order,
    )
    if differing:
        raise ConflictError(
            msg(
                "Somebody else has changed {numbers} meanwhile; look at it again.",
                numbers=Several(tuple(differing)),
            )
        )
