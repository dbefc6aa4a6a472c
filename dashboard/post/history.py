"""The history of a post: entry by entry, who did what, in which capacity, and why."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from dashboard.i18n.language import Words
from dashboard.web.request import PageRequest
from states.due_changes import because
from states.post import Trigger
from states.post_fields import FIELDS
from vorlauf.posts.due_change_entries import changes_in, reasons_in
from vorlauf.posts.entry_sentences import sentence
from vorlauf.posts.listing import HistoryLine
from vorlauf.scheduling.entry_notes import notes

# So many lines stand on the page, unless all are asked for.
MOST: Final = 25


@dataclass(frozen=True, kw_only=True)
class HistoryEntry:
    """One line in words; `after` says how long after the one before it.

    `notes` are what else the file knows of it, `leads` whether the state changed.
    """

    line: HistoryLine
    label: str
    sentence: str
    after: str
    notes: tuple[str, ...]
    leads: bool
    by_hand: bool
    afterwards: bool


@dataclass(frozen=True, kw_only=True)
class History:
    """The newest lines first; `hidden` counts those left out, `total` all of them."""

    entries: tuple[HistoryEntry, ...]
    hidden: int
    total: int


def history(
    request: PageRequest, lines: Sequence[HistoryLine], *, everything: bool
) -> History:
    """Return the history; `everything` leaves no line out."""
    kept = lines if everything else lines[-MOST:]
    hidden = len(lines) - len(kept)
    before = [line.at for line in lines[: len(lines) - 1]]
    earlier = [None, *before][hidden:]
    entries = [
        _entry(request, line, since) for line, since in zip(kept, earlier, strict=True)
    ]
    return History(entries=tuple(entries[::-1]), hidden=hidden, total=len(lines))


def elapsed(words: Words, time: timedelta) -> str:
    """Say how much later something was; nothing for less than a minute."""
    minutes = int(time.total_seconds()) // 60
    if minutes < 1:
        return ""
    if minutes < 60:  # noqa: PLR2004, minutes of an hour
        said = words.ngettext("after %(n)s minute", "after %(n)s minutes", minutes)
        return said % {"n": minutes}
    if minutes < 24 * 60:
        hours = minutes // 60
        return words.ngettext("after %(n)s hour", "after %(n)s hours", hours) % {
            "n": hours
        }
    said = words.ngettext("after %(n)s day", "after %(n)s days", time.days)
    return said % {"n": words.number(time.days)}


def _entry(
    request: PageRequest, line: HistoryLine, since: datetime | None
) -> HistoryEntry:
    details, words = _details(line), request.words
    return HistoryEntry(
        line=line,
        label=words.event_label(line.event),
        sentence=request.say(sentence(line, request.directory)),
        after=elapsed(words, line.at - since) if since else "",
        notes=tuple(_notes(request, details)),
        leads=bool(line.source) and line.source != line.dest,
        by_hand=line.event == Trigger.OVERRIDE,
        afterwards=details.get("retrospective") is True,
    )


def _details(line: HistoryLine) -> Mapping[str, Any]:
    """Return the details of a line; the file is old, and not all of it is ours."""
    with suppress(ValueError):
        told = json.loads(line.details or "{}")
        if isinstance(told, dict):
            return told
    return {}


def _notes(request: PageRequest, details: Mapping[str, Any]) -> Iterator[str]:
    words = request.words
    if undone := details.get("event"):
        yield words.event_label(str(undone))
    if changed := details.get("changed"):
        yield words.gettext("changed: %(parts)s") % {
            "parts": ", ".join(_part(words, str(part)) for part in changed)
        }
    yield from _respelt(words, details)
    if picture := details.get("picture"):
        yield str(picture)
    yield from _recorded(words, details)
    if proofs := details.get("proofs"):
        yield from (f"{words.channel_label(c)}: {link}" for c, link in proofs.items())
    yield from map(request.say, notes(details, request.directory))
    yield from _dates(words, details)
    yield from _sent_to(request, details)
    if late := details.get("late"):
        yield words.gettext("came too late with: %(what)s") % {
            "what": words.event_label(str(late))
        }


def _sent_to(request: PageRequest, details: Mapping[str, Any]) -> Iterator[str]:
    """Yield to whom the link was sent by which somebody else acted."""
    key = str(details.get("issued_to", ""))
    person = request.directory.people.get(key)
    name = {"name": person.name if person else key}
    if details.get("forwarded") is True:
        said = request.words.gettext("the link was sent to %(name)s and passed on")
        yield said % name
    elif details.get("mailbox") is True:
        yield request.words.gettext("the link was sent to %(name)s") % name


def _recorded(words: Words, details: Mapping[str, Any]) -> Iterator[str]:
    """Yield when and how a decision was told, and who has recorded it."""
    with suppress(KeyError, ValueError, TypeError):
        at = datetime.fromisoformat(details["said_at"])
        yield words.gettext("%(way)s on %(when)s, recorded by %(name)s") % {
            "way": words.way_label(details["way"]),
            "when": words.moment(at),
            "name": details["recorded_by"],
        }


def _respelt(words: Words, details: Mapping[str, Any]) -> Iterator[str]:
    """Yield the words that a correction has changed, before and after."""
    with suppress(KeyError, TypeError):
        for one in details.get("words", ()):
            channel = words.channel_label(one["channel"])
            before, after = (one[name] or "…" for name in ("before", "after"))
            yield f"{channel}: {before} → {after}"


def _dates(words: Words, details: Mapping[str, Any]) -> Iterator[str]:
    """Yield the date of each step before and after it changed, and the cause."""
    moved = [one for one in changes_in(details) if one.before != one.after]
    for one in moved:
        said = words.gettext("%(after)s instead of %(before)s")
        days = [words.day(one.after), words.day(one.before)]
        if days[0] == days[1]:
            days = [words.moment(one.after), words.moment(one.before)]
        dates = {"after": days[0], "before": days[1]}
        yield f"{words.duty_label(one.kind.value)}: " + said % dates
    if moved and (reasons := reasons_in(details)):
        why = words.told(because(reasons, words.zone))
        yield words.gettext("because %(why)s") % {"why": why}


def _part(words: Words, part: str) -> str:
    return words.field_label(part) if part in FIELDS else words.part_label(part)
