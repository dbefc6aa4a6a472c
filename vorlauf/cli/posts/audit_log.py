"""The audit log of a post in the terminal: who did what when, from where to where."""

import json
from collections.abc import Iterable

from rich.table import Table

from vorlauf.directory.model import Directory
from vorlauf.posts.listing import HistoryLine
from vorlauf.terminal import local, table


def file_table(lines: Iterable[HistoryLine], directory: Directory) -> Table:
    """Return a table with a row for each line, in the order given."""
    columns = ("When", "What", "Who", "From → to", "V", "Comment, or what")
    rows = (
        (
            local(line.at, directory.campaign.zone),
            f"{line.event}{f' ({line.house})' if line.house else ''}",
            _who(line),
            _way(line),
            line.version,
            _told(line),
        )
        for line in lines
    )
    return table("File", columns, rows)


def _who(line: HistoryLine) -> str:
    for_whom = f" for {line.on_behalf_of}" if line.on_behalf_of else ""
    return f"{line.actor}{for_whom} ({line.capacity})"


def _told(line: HistoryLine) -> str:
    """Return the comment, and what was changed, delivered, proven or told to whom."""
    details = json.loads(line.details)
    parts = [
        line.comment,
        *(part.replace(":", " ") for part in details.get("changed", ())),
        details.get("picture", ""),
        *details.get("proofs", ()),
        f"to {details['to']}" if "to" in details else "",
    ]
    return ", ".join(part for part in parts if part)


def _way(line: HistoryLine) -> str:
    return line.dest if line.source == line.dest else f"{line.source} → {line.dest}"
