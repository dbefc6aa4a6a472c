"""Words: yes and no, the state of a row and its channels, German and English."""

import re
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final

from states.messages import Quoted, msg
from vorlauf.plan.rows.unread import UnreadCellError
from vorlauf.sheets.cells import Cell
from vorlauf.sheets.fields import channel_named, folded

_YES: Final = frozenset(
    ["ja", "j", "yes", "y", "x", "wahr", "true", "1", "notig", "erforderlich"]
)
_NO: Final = frozenset(
    ["nein", "n", "no", "falsch", "false", "0", "keine", "keins", "kein"]
)
_YES_MARKS: Final = frozenset("✓✔✅☑🗸")
_NO_MARKS: Final = frozenset("-–—✗✘❌☐✖")  # noqa: RUF001
_BETWEEN: Final = re.compile(r"[/,;+&|\n]|\bund\b|\band\b", re.IGNORECASE)
_ALL_CHANNELS: Final = frozenset(
    {"alle", "alle kanale", "all", "all channels", "cross"}
)


class RowState(StrEnum):
    """How far a row says that its post is; nobody approves by a spreadsheet."""

    PLANNED = "planned"
    IN_WORK = "in_work"
    APPROVED = "approved"
    PUBLISHED = "published"
    DROPPED = "dropped"
    UNKNOWN = "unknown"


_STATES: Final[Mapping[RowState, str]] = {
    RowState.PLANNED: "geplant|planned|offen|open|idee|idea|neu|new|vorgemerkt|todo|"
    "to do|entwurf|draft",
    RowState.IN_WORK: "in arbeit|in bearbeitung|in progress|in abstimmung|review|"
    "in review|zur freigabe|abstimmung|wip|material angefragt|material requested|"
    "prufung im ressort|ministry review|freigabe staatskanzlei|"
    "state chancellery approval",
    RowState.APPROVED: "freigegeben|approved|fertig|done|final|bereit|ready|ok|"
    "eingeplant|scheduled",
    RowState.PUBLISHED: "veroffentlicht|published|online|live|gepostet|posted|erledigt",
    RowState.DROPPED: "gestrichen|abgesagt|entfallt|entfallen|verworfen|cancelled|"
    "canceled|dropped|geloscht|storniert|zuruckgezogen|withdrawn",
}
_MARKS_OF_STATES: Final = {
    "✅": RowState.APPROVED,
    "✔": RowState.APPROVED,
    "🔄": RowState.IN_WORK,
    "⏳": RowState.IN_WORK,
    "❌": RowState.DROPPED,
    "📝": RowState.PLANNED,
}
_STATE_OF: Final = {
    folded(word): state for state, words in _STATES.items() for word in words.split("|")
}


def yes_or_no(cell: Cell) -> bool | None:
    """Return whether a cell says yes, None if it is empty. Raises `UnreadCellError`."""
    match cell:
        case None:
            return None
        case bool():
            return cell
        case 0.0 | 1.0:
            return bool(cell)
    text = str(cell).strip().replace("\ufe0f", "")
    word = folded(text)
    if word in _YES or (text and set(text) <= _YES_MARKS):
        return True
    if word in _NO or (text and set(text) <= _NO_MARKS):
        return False
    raise UnreadCellError(
        msg("{text} is neither yes nor no; write ja or nein.", text=Quoted(text[:80]))
    )


def is_mark(cell: Cell) -> bool:
    """Say whether a cell only ticks something."""
    try:
        return yes_or_no(cell) is not None
    except UnreadCellError:
        return False


def state_of(text: str) -> RowState:
    """Return the state that a text means: by its word, or by its mark."""
    for mark, state in _MARKS_OF_STATES.items():
        if mark in text:
            return state
    return _STATE_OF.get(folded(text), RowState.UNKNOWN)


def channels_in(
    text: str, channels: Collection[str], learned: Mapping[str, str]
) -> tuple[list[str], list[str]]:
    """Return the channels that a cell names, and the words that name none of ours.

    `learned` maps words as written to channels.
    """
    if folded(text) in _ALL_CHANNELS:
        return list(channels), []
    taught = {folded(word): channel for word, channel in learned.items()}
    found: list[str] = []
    others: list[str] = []
    words = (one.strip().strip(" .") for one in _BETWEEN.split(text))
    for word in filter(None, words):
        channel = taught.get(folded(word)) or channel_named(word, channels)
        if channel is not None and channel in channels:
            found.append(channel)
        elif set(word) - _NO_MARKS:
            others.append(word)
    return list(dict.fromkeys(found)), others
