"""The table of a post's file: who did what when, and with which words."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import headings, label, moment
from vorlauf.cli.output import part_label, said
from vorlauf.terminal import table

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from rich.table import Table

    from vorlauf.directory.model import Directory
    from vorlauf.posts.listing import HistoryLine


def history_table(lines: Iterable["HistoryLine"], directory: "Directory") -> "Table":
    """Return the table of these lines of a post's file, in their order."""
    from vorlauf.posts.entry_sentences import sentence

    columns = headings("When", "What", "From → to", "V", "Comment, or what")
    rows = (
        (
            moment(line.at, directory.campaign.zone),
            f"{said(sentence(line, directory))} ({label('capacity', line.capacity)})",
            _way(line),
            line.version,
            _told(line, directory),
        )
        for line in lines
    )
    return table(_("File"), columns, rows)


def _way(line: "HistoryLine") -> str:
    source, dest = label("state", line.source), label("state", line.dest)
    return dest if line.source == line.dest else f"{source} → {dest}"


def _dates(details: Mapping[str, Any], zone: "ZoneInfo") -> Iterator[str]:
    """Yield the date of each step before and after it changed, and the cause."""
    from states.due_changes import because
    from vorlauf.posts.due_change_entries import changes_in, reasons_in

    moved = [one for one in changes_in(details) if one.before != one.after]
    for one in moved:
        yield _(
            "%(step)s: %(after)s instead of %(before)s",
            step=label("step", one.kind.value),
            after=moment(one.after, zone),
            before=moment(one.before, zone),
        )
    if moved and (reasons := reasons_in(details)):
        yield _("because %(why)s", why=said(because(reasons, zone)))


def _told(line: "HistoryLine", directory: "Directory") -> str:
    """Return the comment, and what was changed, delivered, proven or told to whom."""
    import json

    from vorlauf.scheduling.entry_notes import notes

    details = json.loads(line.details)
    parts = [
        line.comment,
        label("event", details["event"]) if "event" in details else "",
        *(part_label(part) for part in details.get("changed", ())),
        details.get("picture", ""),
        *details.get("proofs", ()),
        *map(said, notes(details, directory)),
        *_dates(details, directory.campaign.zone),
        _recorded(details),
    ]
    return ", ".join(part for part in parts if part)


def _recorded(details: Mapping[str, str]) -> str:
    if "recorded_by" not in details:
        return ""
    return _(
        "%(way)s, recorded by %(name)s",
        way=label("way", details["way"]),
        name=details["recorded_by"],
    )
