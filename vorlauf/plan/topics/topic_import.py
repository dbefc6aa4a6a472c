"""Topic import: a spreadsheet of topics, looked at row by row, then kept whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from states.messages import Message, Quoted, Several, msg
from vorlauf.db import audit_log
from vorlauf.db.call import Call
from vorlauf.db.topic_tables import TopicState
from vorlauf.directory.model import SHARING, Directory
from vorlauf.errors import BadInputError, ConflictError, RefusedError
from vorlauf.plan.rows.house_names import HouseNames
from vorlauf.plan.rows.unread import UnreadCellError
from vorlauf.plan.rows.words import channels_in, yes_or_no
from vorlauf.plan.topics import topic_changes, topic_queries
from vorlauf.plan.topics.topic_changes import STATES, NewTopic, SeenTopic
from vorlauf.plan.topics.topic_rows import TopicRow, TopicWords
from vorlauf.plan.topics.topic_words import differences, faults_of, stripped
from vorlauf.sheets.cells import Cell, Sheet, Workbook
from vorlauf.sheets.fields import Field, folded, names_of

# The columns by the names that they may have, folded; what else there is is not read.
COLUMNS: Final[Mapping[str, frozenset[str]]] = {
    "id": frozenset({"thema nr", "topic no", "themennummer"}),
    "title": frozenset({"thema", "titel", "title", "topic", "arbeitstitel"}),
    "houses": frozenset(
        {"ressort", "ressorts", "haus", "hauser", "house", "houses", "behorde"}
    ),
    "note": frozenset({"hinweis", "hinweise", "notiz", "note", "bemerkung"}),
    "theme": frozenset({"rubrik", "theme", "kategorie"}),
    "format": frozenset({"format"}),
    "channels": frozenset({"kanal", "kanale", "channel", "channels"}),
    "wants_picture": frozenset(
        {"bild", "picture", "bild wahrscheinlich", "bild notig"}
    ),
    "not_before": frozenset({"nicht vor", "ab", "not before", "fruhestens"}),
    "until": frozenset({"bis", "until", "spatestens"}),
    "season": frozenset({"jahreszeit", "season"}),
    "day_rule": frozenset({"wiederkehrender tag", "recurring day", "anlass"}),
}
_BY_NAME: Final = {name: key for key, names in COLUMNS.items() for name in names}
# Names as in a plan count where none of ours stands.
_ALSO: Final = {
    name: key
    for key, of in {
        "title": Field.TITLE,
        "houses": Field.HOUSE,
        "note": Field.NOTE,
        "theme": Field.THEME,
        "format": Field.FORMAT,
        "channels": Field.CHANNEL,
    }.items()
    for name in names_of(of)
    if name not in {"serie", "reihe"}
}
# What we write ourselves for people alone.
_OURS: Final = frozenset(
    {"nachster tag", "zustand", "beitrag", "reihe", "vorgeschlagen von"}
    | {"next on", "state", "post", "series", "proposed by"}
)
_NEEDED: Final = frozenset({"title", "houses"})
# A header stands in one of the first rows.
_HEADER_WITHIN: Final = 20
_WAITING: Final = frozenset({TopicState.OPEN, TopicState.PROPOSED})
_TEXTS: Final = frozenset({"title", "note", "theme", "format", "season", "day_rule"})


class RowKind(StrEnum):
    """What an import would do with a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class TopicInRow:
    """A row of the file: where it stands, what it would do, and why not, or what else.

    `key` is the topic that it is about, 0 for a new one.
    """

    sheet: str
    row: int
    kind: RowKind
    title: str
    words: TopicWords | None = None
    key: int = 0
    changes: Mapping[str, Any] = field(default_factory=dict)
    reasons: tuple[Message, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TopicImport:
    """What a file would do, row by row, and what of it is not read."""

    rows: tuple[TopicInRow, ...]
    remarks: tuple[Message, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of what it would do, for whoever has looked at it."""
        said = [
            (one.sheet, one.row, one.kind, one.key, str(one.words), str(one.changes))
            for one in self.rows
        ]
        return sha256(repr(said).encode()).hexdigest()

    def of(self, kind: RowKind) -> list[TopicInRow]:
        """Return the rows of a kind."""
        return [one for one in self.rows if one.kind is kind]


def compare(call: Call, workbook: Workbook) -> TopicImport:
    """Say what each row of a spreadsheet would do; nothing is kept.

    A row is about the topic whose number it names, else about the one with its title
    and houses. Empty cells change nothing. Raises `BadInputError` for a file that has
    no topics.
    """
    known = topic_queries.all_topics(call.connection, call.directory)
    rows = list(_rows(workbook.sheets, call.directory, known))
    if not rows:
        raise BadInputError(
            msg(
                "No topics were found in the file: no sheet has a line with the names "
                "of columns, among them Thema and Ressort, and rows below it."
            )
        )
    return TopicImport(
        rows=tuple(_without_repeats(rows)), remarks=tuple(_remarks(workbook.sheets))
    )


def compare_to_take(call: Call, workbook: Workbook) -> TopicImport:
    """Return what `compare` does, as long as the transaction lasts.

    Nobody else writes until then, so what it says is what `take` will do.
    """
    audit_log.lock(call.connection)
    return compare(call, workbook)


def take(
    call: Call, found: TopicImport, actor: str, *, without_refused: bool = False
) -> tuple[list[TopicRow], list[TopicRow]]:
    """Keep what is new and change what differs, all of it or nothing; return both.

    Raises `RefusedError` if a row is refused, unless those are to be left out, and as
    adding and changing topics do.
    """
    refused = found.of(RowKind.REFUSED)
    if refused and not without_refused:
        raise RefusedError(
            msg(
                "{count} rows are refused, so nothing was imported; put them right, or "
                "leave them out.",
                count=len(refused),
            )
        )
    new = [NewTopic(words=one.words) for one in found.of(RowKind.NEW) if one.words]
    added = topic_changes.add(call, new, actor) if new else []
    changed = [
        topic_changes.edit(call, SeenTopic(key=one.key, actor=actor), one.changes)
        for one in found.of(RowKind.CHANGED)
    ]
    return added, changed


def check_seen_import(found: TopicImport, seen: str) -> None:
    """Raise `ConflictError` unless a file does what was shown."""
    if found.digest != seen:
        raise ConflictError(
            msg("Topics have changed meanwhile; look at what the file does now.")
        )


def _rows(
    sheets: Sequence[Sheet], directory: Directory, known: Sequence[TopicRow]
) -> Iterator[TopicInRow]:
    houses = HouseNames(directory.houses.values())
    for sheet in sheets:
        header = _header_of(sheet)
        if header is None or sheet.is_hidden:
            continue
        first, columns = header
        for number, cells in sorted(sheet.rows.items()):
            given = {
                key: cells[index]
                for key, index in columns.items()
                if index < len(cells) and not _is_empty(cells[index])
            }
            if number > first and given:
                read = _Row(given, directory, houses)
                yield read.compared(sheet.name, number, known)


def _header_of(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    for number in sorted(sheet.rows)[:_HEADER_WITHIN]:
        found: dict[str, int] = {}
        for names in (_BY_NAME, _ALSO):
            for index, cell in enumerate(sheet.rows[number]):
                key = names.get(folded(cell)) if isinstance(cell, str) else None
                if key and index not in found.values():
                    found.setdefault(key, index)
        if found.keys() >= _NEEDED:
            return number, found
    return None


def _remarks(sheets: Sequence[Sheet]) -> Iterator[Message]:
    """Yield which sheets and columns are not read."""
    for sheet in sheets:
        name, header = Quoted(sheet.name), _header_of(sheet)
        if not sheet.rows:
            continue
        if sheet.is_hidden:
            yield msg("Sheet {sheet} is hidden and was not read.", sheet=name)
        elif header is None:
            yield msg(
                "Sheet {sheet}: no topics were found there; no line names columns, "
                "among them Thema and Ressort.",
                sheet=name,
            )
        elif unread := _unread(sheet, *header):
            yield msg(
                "Sheet {sheet}: these columns are not read: {columns}.",
                sheet=name,
                columns=Several(unread),
            )


def _unread(
    sheet: Sheet, number: int, columns: Mapping[str, int]
) -> tuple[Quoted, ...]:
    ours = _OURS if "id" in columns else frozenset()
    return tuple(
        Quoted(str(cell)[:80])
        for index, cell in enumerate(sheet.rows[number])
        if index not in columns.values()
        and not _is_empty(cell)
        and folded(str(cell)) not in ours
    )


def _is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


class _Row:
    """One row: what its cells say, and what is wrong with them."""

    def __init__(
        self, given: Mapping[str, Cell], directory: Directory, houses: HouseNames
    ) -> None:
        self._directory, self._houses = directory, houses
        self.reasons: list[Message] = []
        self.said: dict[str, Any] = {}
        for key, cell in given.items():
            try:
                self.said[key] = self._read(key, cell)
            except UnreadCellError as error:
                self.reasons.append(error.message)

    def compared(
        self, sheet: str, number: int, known: Sequence[TopicRow]
    ) -> TopicInRow:
        """Return what the row would do beside the topics that are known."""
        title = str(self.said.get("title", ""))
        here = TopicInRow(sheet=sheet, row=number, kind=RowKind.REFUSED, title=title)
        topic = self._meant(known)
        said = {key: value for key, value in self.said.items() if key != "id"}
        if topic is None and not self.reasons:
            return self._as_new(here, said)
        if topic is None or self.reasons:
            return replace(here, reasons=tuple(self.reasons))
        words = stripped(replace(topic.words, **said))
        found = differences(topic.words, words)
        changes = {name: getattr(words, name) for name, _ in found}
        here = replace(here, key=topic.id, words=words)
        if not changes:
            return replace(here, kind=RowKind.UNCHANGED)
        if topic.state not in _WAITING:
            reason = msg("Topic {key} is closed; it is not changed.", key=topic.id)
            return replace(here, kind=RowKind.UNCHANGED, reasons=(reason,))
        if faults := faults_of(words, self._directory):
            return replace(here, reasons=tuple(said for _, said in faults))
        told = tuple(sentence for _, sentence in found)
        return replace(here, kind=RowKind.CHANGED, changes=changes, reasons=told)

    def _as_new(self, here: TopicInRow, said: Mapping[str, Any]) -> TopicInRow:
        words = stripped(TopicWords(**{"title": "", "houses": (), **said}))
        if faults := faults_of(words, self._directory):
            return replace(here, reasons=tuple(sentence for _, sentence in faults))
        return replace(here, kind=RowKind.NEW, words=words)

    def _meant(self, known: Sequence[TopicRow]) -> TopicRow | None:
        if "id" in self.said:
            found = [one for one in known if one.id == self.said["id"]]
            if not found:
                self.reasons.append(
                    msg("There is no topic {key}.", key=self.said["id"])
                )
            return found[0] if found else None
        if not {"title", "houses"} <= self.said.keys():
            return None
        key = (folded(self.said["title"]), set(self.said["houses"]))
        alike = [one for one in known if (folded(one.title), set(one.houses)) == key]
        # Of the parts of a series none is meant before the others.
        still = [one for one in alike if one.state in _WAITING]
        if alike and not still:
            self.reasons.append(
                msg(
                    "Topic {key} has this title and these houses and is {state}; write "
                    "another title to keep one more, or leave the row out.",
                    key=alike[-1].id,
                    state=STATES[alike[-1].state],
                )
            )
        return still[0] if still else None

    def _read(self, key: str, cell: Cell) -> object:
        if key in {"not_before", "until"}:
            return _day(cell)
        if key == "wants_picture":
            return yes_or_no(cell)
        text = _text(cell)
        if key == "id":
            if not text.isascii() or not text.isdecimal():
                raise UnreadCellError(
                    msg("{text} is no number of a topic.", text=Quoted(text[:80]))
                )
            return int(text[:9])
        if key == "houses":
            return self._keys(text)
        if key == "channels":
            return self._channels(text)
        return text

    @property
    def _sharing(self) -> tuple[str, ...]:
        houses = self._directory.houses.values()
        return tuple(one.key for one in houses if one.kind in SHARING)

    def _keys(self, text: str) -> tuple[str, ...]:
        named = self._houses.named_in(text)
        for one in named:
            if one.key is None:
                near = one.suggestions or self._sharing
                raise UnreadCellError(
                    msg(
                        "{word} is not clearly a house; write one of {keys}.",
                        word=Quoted(one.word[:80]),
                        keys=Several(near),
                    )
                )
        return tuple(one.key for one in named if one.key)

    def _channels(self, text: str) -> tuple[str, ...]:
        ours = self._directory.campaign.channels
        found, others = channels_in(text, ours, {})
        if others:
            raise UnreadCellError(
                msg(
                    "{word} is no channel of this campaign; write one of {channels}.",
                    word=Quoted(others[0][:80]),
                    channels=Several(ours),
                )
            )
        return () if set(found) == set(ours) else tuple(sorted(found))


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _day(cell: Cell) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _text(cell)
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day alone
        except ValueError:
            continue
    raise UnreadCellError(
        msg("{text} is no day; write it as 2027-01-31.", text=Quoted(text[:40]))
    )


def _without_repeats(rows: Sequence[TopicInRow]) -> Iterator[TopicInRow]:
    """Refuse what an earlier row has said already."""
    seen: dict[object, TopicInRow] = {}
    for one in rows:
        if one.kind is RowKind.REFUSED or one.words is None:
            yield one
            continue
        words = one.words
        key: object = one.key or (folded(words.title), frozenset(words.houses))
        first = seen.setdefault(key, one)
        if first is one:
            yield one
            continue
        reason = msg(
            "The same topic stands in row {row} of {sheet}; leave one of them out.",
            row=first.row,
            sheet=Quoted(first.sheet),
        )
        yield replace(one, kind=RowKind.REFUSED, reasons=(reason,))
