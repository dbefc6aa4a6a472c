"""Entry notes: what an entry of the audit log says beside its event and its comment.

The page and the command line say them alike; each adds what it has words of its own
for, such as the names of events, fields and steps.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any, Final

from states.messages import Message, Several, msg
from vorlauf.directory.model import Directory
from vorlauf.scheduling.reader_history import reasons

# By the name of a detail: what it says if it is true, and if it is not.
_ANSWERS: Final[Mapping[str, tuple[Message, Message]]] = {
    "wants_assets": (
        msg("pictures of the houses are wanted"),
        msg("pictures of the houses are not wanted"),
    ),
    "wants_graphics": (msg("a graphic is wanted"), msg("no graphic is wanted")),
}


def notes(details: Mapping[str, Any], directory: Directory) -> Iterator[Message]:
    """Yield the notes of an entry; details that are not as ours are say nothing."""
    for note in (_restored, _material, _follow_up, _owner, _hold):
        with suppress(KeyError, TypeError, ValueError):
            yield from note(details, directory)
    yield from _houses(details, directory)
    yield from reasons(details)


def _restored(details: Mapping[str, Any], _: Directory) -> Iterator[Message]:
    """Yield which version holds again, and what that brought back."""
    if "restored" not in details:
        return
    number, held = int(details["restored"]), int(details.get("holds_again", 0))
    if not held:
        yield msg("as in version {number}", number=number)
    elif held == 1:
        yield msg("as in version {number}; one decision counts again", number=number)
    else:
        yield msg(
            "as in version {number}; {count} decisions count again",
            number=number,
            count=held,
        )


def _material(details: Mapping[str, Any], _: Directory) -> Iterator[Message]:
    for name, (yes, no) in _ANSWERS.items():
        if name in details:
            yield yes if details[name] is True else no


def _follow_up(details: Mapping[str, Any], _: Directory) -> Iterator[Message]:
    if day := details.get("follow_up_day"):
        yield msg("for {day}", day=date.fromisoformat(day))
    if before := details.get("follow_up_day_before"):
        yield msg("{day} before", day=date.fromisoformat(before))


def _owner(details: Mapping[str, Any], _: Directory) -> Iterator[Message]:
    """Yield who looked after the post, who does, and from when on."""
    if before := details.get("owner_before"):
        yield msg("looked after by {name} so far", name=str(before))
    if gone := details.get("gone"):
        yield msg("{name} cannot look after posts any more", name=str(gone))
    if to := details.get("to"):
        yield msg("to {name}", name=str(to))
    if "to" in details and "first_day" in details:
        yield msg("from {day} on", day=date.fromisoformat(details["first_day"]))


def _hold(details: Mapping[str, Any], directory: Directory) -> Iterator[Message]:
    """Yield until when a hold lasts, and whether another one goes on."""
    if "hold" not in details:
        return
    if until := details.get("until"):
        ends_at = datetime.fromisoformat(until).astimezone(directory.campaign.zone)
        yield msg("until {when}", when=ends_at)
    if details.get("still_held") is True:
        yield msg("another hold goes on")


def _houses(details: Mapping[str, Any], directory: Directory) -> Iterator[Message]:
    """Yield the houses that have joined or left a post."""
    if joined := _named(details.get("added"), directory):
        yield msg("joins: {houses}", houses=Several(joined))
    if left := _named(details.get("removed"), directory):
        yield msg("leaves: {houses}", houses=Several(left))


def _named(keys: object, directory: Directory) -> tuple[str, ...]:
    known = directory.houses
    if not isinstance(keys, list):
        return ()
    return tuple(known[key].name if key in known else str(key) for key in keys)
