"""The file stakeholders.toml: read, checked whole, turned into a Directory."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vorlauf.directory import entries, toml_lines
from vorlauf.directory.builder import directory_of
from vorlauf.directory.check_campaign import check_blackouts
from vorlauf.directory.check_houses import check_houses
from vorlauf.directory.check_people import check_people
from vorlauf.directory.entries import Entries
from vorlauf.directory.model import Directory
from vorlauf.directory.schema import TABLES, dotted
from vorlauf.errors import SettingsError


@dataclass(frozen=True)
class Fault:
    """One thing wrong in the file: where, what, and what to write instead."""

    line: int
    where: str
    what: str
    cure: str
    source: str = "stakeholders.toml"

    def __str__(self) -> str:
        return f"{self.source}:{self.line}: {self.where}: {self.what}; {self.cure}"


class StakeholdersError(SettingsError):
    """The file cannot be used; `faults` is empty if it could not even be read."""

    def __init__(
        self, sentence: str, *, path: Path, faults: tuple[Fault, ...] = ()
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


def check(text: str, source: str = "stakeholders.toml") -> list[Fault]:
    """Return every fault of the text in one go, by line; empty when it is valid."""
    return _read(text, source)[1]


def parse(text: str, source: str = "stakeholders.toml") -> Directory:
    """Turn the text into a Directory; raise StakeholdersError with every fault."""
    roster, faults = _read(text, source)
    if faults:
        sentence = "\n".join(map(str, faults))
        raise StakeholdersError(sentence, path=Path(source), faults=tuple(faults))
    return directory_of(roster)


def _read(text: str, source: str) -> tuple[Entries, list[Fault]]:
    document = toml_lines.read(text)
    faults = [*_breaks(document, source), *_duplicates(document, source)]

    def report(path: toml_lines.Path, what: str, cure: str) -> None:
        # What is found nowhere may stand behind a line that is broken.
        if document.whole or path in document.lines:
            line = document.line_of(path)
            faults.append(Fault(line, dotted(path), what, cure, source))

    roster = entries.read(document.tree, report)
    misread = {fault.where for fault in faults}

    def report_further(path: toml_lines.Path, what: str, cure: str) -> None:
        if dotted(path) not in misread:
            report(path, what, cure)

    if document.whole and all(table.name in document.tree for table in TABLES):
        check_blackouts(roster, report_further)
        check_houses(roster, report_further)
        check_people(roster, report_further)
    return roster, sorted(faults, key=lambda fault: fault.line)


def _breaks(document: toml_lines.Document, source: str) -> Iterator[Fault]:
    for found in document.breaks:
        reason = found.reason[:1].lower() + found.reason[1:]
        yield Fault(
            found.line,
            dotted(found.path) or "this line",
            f"is not TOML at column {found.column}: {reason}",
            'write key = value, texts in "quotes" and lists in [brackets]',
            source,
        )


def _duplicates(document: toml_lines.Document, source: str) -> Iterator[Fault]:
    for found in document.duplicates:
        thing = "table" if found.is_table else "key"
        yield Fault(
            found.line,
            dotted(found.path),
            f"is a {thing} that stands in line {found.first_line} already",
            "take one of the two out, or give it another name",
            source,
        )


def _unreadable(path: Path, error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"There is no file {path}; `vorlauf init` writes one."
    if isinstance(error, IsADirectoryError):
        return f"{path} is a directory; name the file in it, such as stakeholders.toml."
    reason = error.strerror if isinstance(error, OSError) else error
    return f"{path} cannot be read ({reason}); name a file that you may read."


def _not_utf8(path: Path, error: UnicodeDecodeError) -> str:
    line = error.object.count(b"\n", 0, error.start) + 1
    return (
        f"{path}:{line}: the file is not UTF-8; "
        "save it again with the encoding UTF-8 in your editor."
    )
