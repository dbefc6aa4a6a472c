"""The screen of the demonstration: an overview as tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.parser import BytesParser
from pathlib import Path

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from states.post import LABELS
from vorlauf.demo.summary import Overview
from vorlauf.directory.model import Directory
from vorlauf.terminal import harmless, local, table

# Lines around the rows of a table, and those above and below all tables.
_FRAME, _AROUND = 5, 11
_TABLES = 3


@dataclass(frozen=True, kw_only=True)
class DemoAddresses:
    """Where everything of the demonstration can be looked at; what does not change."""

    folder: Path
    environment: Path
    clock_offset: int
    directory: Directory


def rows_in(height: int) -> int:
    """Return how many rows each table may have on a screen of so many lines."""
    return max(3, (height - _AROUND - _TABLES * _FRAME) // _TABLES)


def screen(
    overview: Overview, place: DemoAddresses, rows: int, dashboard: str, prefect: str
) -> RenderableType:
    """Return the whole overview; `dashboard` and `prefect` are addresses, or empty."""
    return Group(
        *_heading(overview, place),
        Text(),
        _late(overview, place.directory, rows),
        _planned(overview, place.directory, rows),
        _sent(overview, place.directory, rows),
        *_where(overview, place, dashboard, prefect),
    )


def _heading(overview: Overview, place: DemoAddresses) -> Iterator[Text]:
    zone = place.directory.campaign.zone
    clock = local(overview.now, zone)
    yield Text(f"{place.directory.campaign.name}: {clock}", style="bold")
    if place.clock_offset:
        yield Text(
            "The houses are closed at this hour and no mail would go out, so the "
            f"clock of this demonstration is set to {clock}."
        )
    counts = (f"{LABELS[state]} {number}" for state, number in overview.counts.items())
    yield Text("  ".join(counts))


def _late(overview: Overview, directory: Directory, rows: int) -> Table:
    cells = (
        (
            local(step.due_at, directory.campaign.zone),
            step.number,
            step.title,
            step.kind,
            _name(step.asked, directory),
            step.house,
        )
        for step in overview.late[:rows]
    )
    title = f"Late: {len(overview.late)}, and because of whom"
    return _table(title, ("Due", "Post", "Title", "What", "Because of", "House"), cells)


def _planned(overview: Overview, directory: Directory, rows: int) -> Table:
    cells = (
        (
            local(notice.due_at, directory.campaign.zone),
            notice.number,
            notice.title,
            notice.purpose,
            _name(notice.recipient, directory),
            notice.house,
        )
        for notice in overview.planned[:rows]
    )
    columns = ("When", "Post", "Title", "What", "To", "House")
    return _table("Next notices", columns, cells)


def _sent(overview: Overview, directory: Directory, rows: int) -> Table:
    cells = (
        (
            local(notice.settled_at, directory.campaign.zone),
            _name(notice.recipient, directory),
            notice.subject,
        )
        for notice in overview.sent[:rows]
    )
    return _table("Last mails", ("Sent", "To", "Subject"), cells)


def _where(
    overview: Overview, place: DemoAddresses, dashboard: str, prefect: str
) -> Iterator[Text]:
    mails = place.folder / "mails"
    yield Text(f"Open     {dashboard or 'is starting'} in a browser", style="bold")
    yield Text(f"Mails    {len(overview.mails)} since the start, as files in {mails}")
    yield Text(f"Prefect  {prefect or 'is starting'}")
    yield Text(f"Take part in another terminal: . {place.environment}; vorlauf overdue")


def _table(
    title: str, columns: tuple[str, ...], cells: Iterator[tuple[object, ...]]
) -> Table:
    made = table(title, columns, cells)
    made.box = box.SIMPLE
    # Dates stay whole; what is long gives way.
    made.columns[0].min_width = len("Thu 2026-12-03 10:00")
    for column in made.columns:
        column.no_wrap = True
        column.overflow = "ellipsis"
    return made


def _name(key: str, directory: Directory) -> str:
    person = directory.people.get(key)
    return person.name if person else key


def text_of(mail: Path) -> str:
    """Return a caught mail as a person reads it: to whom, about what, the text."""
    message = BytesParser(policy=policy.default).parsebytes(mail.read_bytes())
    body = message.get_body(("plain",))
    text = "\n".join(body.get_content().splitlines()) if body else ""
    return harmless(f"To: {message['To']}\nSubject: {message['Subject']}\n\n{text}")
