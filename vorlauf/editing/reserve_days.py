"""Reserve days: a reserve has no date, and may appear from one day to another."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from states.fingerprint import Content
from states.messages import msg, sentences
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.errors import BadInputError
from vorlauf.posts.picture_checks import ended

_RESERVE: Final = ("is_reserve", "reserve_from", "reserve_until")


@dataclass(frozen=True, kw_only=True)
class ReserveWish:
    """Whether a post is to be a reserve, and the days on which it may be published.

    What is decided on then has no date; `is_timeless` says whether that stays so for
    one that is no reserve any more.
    """

    is_reserve: bool
    first_day: date | None = None
    last_day: date | None = None
    is_timeless: bool = True


def as_wished(
    post: PostSnapshot, content: Content, wish: ReserveWish, day: date
) -> tuple[PostSnapshot, Content]:
    """Return a post and its content as a wish makes them; `day` is that of its slot."""
    after = replace(
        post,
        is_reserve=wish.is_reserve,
        reserve_from=wish.first_day,
        reserve_until=wish.last_day,
    )
    return after, replace(content, slot_date=None if wish.is_timeless else day)


def is_other_reserve(post: PostSnapshot, after: PostSnapshot) -> bool:
    """Say whether a post becomes a reserve, is none any more, or for other days."""
    return any(getattr(post, name) != getattr(after, name) for name in _RESERVE)


def dated(post: PostSnapshot, day: date) -> date | None:
    """Return the date that belongs to what a post says; none for a timeless one."""
    return None if post.is_timeless else day


def check_day(post: PostSnapshot, day: date, wish: ReserveWish | None) -> None:
    """Raise `BadInputError` for a day on which a timeless post is not to appear."""
    if wish is not None and wish.is_reserve:
        return
    if post.is_reserve and wish is None:
        raise BadInputError(
            msg(
                "{number} is a reserve and has no slot; let it take that of another "
                "post, or make it an ordinary post first.",
                number=post.number,
            )
        )
    if post.is_timeless and not is_possible(post, day):
        raise BadInputError(
            msg(
                "{number} was not approved for {day}; it may appear from {first} to "
                "{last}.",
                number=post.number,
                day=day,
                first=post.reserve_from or "…",
                last=post.reserve_until or "…",
            )
        )
    stays = post.is_timeless and (wish is None or wish.is_timeless)
    if stays and (lapsed := ended(post, day)):
        raise BadInputError(
            sentences(
                [
                    msg(
                        "No consent for {name} holds on {day}.",
                        name=picture.name,
                        day=day,
                    )
                    for picture, _ in lapsed
                ]
            )
        )


def is_possible(post: PostSnapshot, day: date) -> bool:
    """Say whether a timeless post may appear on a day."""
    first, last = post.reserve_from or day, post.reserve_until or day
    return first <= day <= last
