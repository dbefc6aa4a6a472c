"""The file stakeholders.toml: read, checked whole, turned into a Directory."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from states.messages import Message, Several, msg, phrase
from vorlauf.directory import entries, toml_lines
from vorlauf.directory.builder import directory_of
from vorlauf.directory.check_campaign import check_blackouts
from vorlauf.directory.check_channels import check_channels
from vorlauf.directory.check_houses import check_houses
from vorlauf.directory.check_people import check_people
from vorlauf.directory.entries import Entries
from vorlauf.directory.former_keys import check_former_keys
from vorlauf.directory.model import Directory
from vorlauf.directory.schema import TABLES, dotted
from vorlauf.errors import SettingsError

_THIS_LINE: Final = phrase("value", "this line")


@dataclass(frozen=True)
class FileFault:
    """One thing wrong in the file: where, what, and what to write instead."""

    line: int
    where: str
    what: Message
    cure: Message
    source: str = "stakeholders.toml"

    @property
    def message(self) -> Message:
        """The fault in one line, for somebody who mends the file in an editor."""
        return msg(
            "{file}:{line}: {where}: {what}; {cure}",
            file=self.source,
            line=str(self.line),
            where=_THIS_LINE if self.where == str(_THIS_LINE) else self.where,
            what=self.what,
            cure=self.cure,
        )

    def __str__(self) -> str:
        return str(self.message)


class StakeholdersError(SettingsError):
    """The file cannot be used; `faults` is empty if it could not even be read."""

    def __init__(
        self, sentence: Message, *, path: Path, faults: tuple[FileFault, ...] = ()
    ) -> None:
        super().__init__(sentence)
        self.path = path
        self.faults = faults


def load(path: Path) -> Directory:
    """Read the file into a Directory; raise StakeholdersError with every fault."""
    try:
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        raise StakeholdersError(_unreadable(path, error), path=path) from error
    try:
        # Some editors begin a file with the mark that the codec takes away.
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StakeholdersError(_not_utf8(path, error), path=path) from error
    return parse(text, str(path))


def check(text: str, source: str = "stakeholders.toml") -> list[FileFault]:
    """Return every fault of the text in one go, by line; empty when it is valid."""
    return _read(text, source)[1]


def parse(text: str, source: str = "stakeholders.toml") -> Directory:
    """Turn the text into a Directory; raise StakeholdersError with every fault."""
    roster, faults = _read(text, source)
    if faults:
        lines = msg(
            "{faults}", faults=Several(tuple(each.message for each in faults), "\n")
        )
        raise StakeholdersError(lines, path=Path(source), faults=tuple(faults))
    return directory_of(roster)


def _read(text: str, source: str) -> tuple[Entries, list[FileFault]]:
    document = toml_lines.read(text)
    faults = [*_breaks(document, source), *_duplicates(document, source)]

    def report(path: toml_lines.Path, what: Message, cure: Message) -> None:
        # What is found nowhere may stand behind a line that is broken.
        if document.whole or path in document.lines:
            line = document.line_of(path)
            faults.append(FileFault(line, dotted(path), what, cure, source))

    roster = entries.read(document.tree, report)
    misread = {fault.where for fault in faults}

    def report_further(path: toml_lines.Path, what: Message, cure: Message) -> None:
        if dotted(path) not in misread:
            report(path, what, cure)

    if document.whole and _has_tables(document):
        check_blackouts(roster, report_further)
        check_channels(roster, report_further)
        check_houses(roster, report_further)
        check_people(roster, report_further)
        check_former_keys(roster, report_further)
    return roster, sorted(faults, key=lambda fault: fault.line)


def _has_tables(document: toml_lines.TomlReading) -> bool:
    return all(table.name in document.tree for table in TABLES if table.must_be_there)


def _breaks(document: toml_lines.TomlReading, source: str) -> Iterator[FileFault]:
    for found in document.breaks:
        reason = found.reason[:1].lower() + found.reason[1:]
        yield FileFault(
            found.line,
            dotted(found.path) or str(_THIS_LINE),
            phrase(
                "fault",
                "is not TOML at column {column}: {reason}",
                column=str(found.column),
                reason=reason,
            ),
            phrase(
                "cure", 'write key = value, texts in "quotes" and lists in [brackets]'
            ),
            source,
        )


def _duplicates(document: toml_lines.TomlReading, source: str) -> Iterator[FileFault]:
    for found in document.duplicates:
        yield FileFault(
            found.line,
            dotted(found.path),
            _twice(found),
            phrase("cure", "take one of the two out, or give it another name"),
            source,
        )


def _twice(found: toml_lines.Duplicate) -> Message:
    line = str(found.first_line)
    if found.is_table:
        return phrase(
            "fault", "is a table that stands in line {line} already", line=line
        )
    return phrase("fault", "is a key that stands in line {line} already", line=line)


def _unreadable(path: Path, error: OSError | ValueError) -> Message:
    file = str(path)
    if isinstance(error, FileNotFoundError):
        return msg("There is no file {file}; `vorlauf init` writes one.", file=file)
    if isinstance(error, IsADirectoryError):
        return msg(
            "{file} is a directory; name the file in it, such as stakeholders.toml.",
            file=file,
        )
    reason = error.strerror if isinstance(error, OSError) else error
    return msg(
        "{file} cannot be read ({reason}); name a file that you may read.",
        file=file,
        reason=str(reason),
    )


def _not_utf8(path: Path, error: UnicodeDecodeError) -> Message:
    return msg(
        "{file}:{line}: the file is not UTF-8; "
        "save it again with the encoding UTF-8 in your editor.",
        file=str(path),
        line=str(error.object.count(b"\n", 0, error.start) + 1),
    )
