"""Figure sources: a file of figures is read, with what is known of files like it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import PurePath
from typing import Final

from states.messages import msg
from states.text_form import tidy_line
from vorlauf.db.column_mappings import MappingRow
from vorlauf.errors import BadInputError
from vorlauf.evaluation.column_meanings import NO_FIGURE_MAPPING, FigureMapping
from vorlauf.evaluation.figure_files import FigureFile
from vorlauf.evaluation.figure_reader import UnknownExportError, read_figures
from vorlauf.sheets.fields import folded

_LONGEST_NAME: Final = 120  # characters
_LONGEST_HEADER: Final = 300


@dataclass(frozen=True, kw_only=True)
class FigureChoices:
    """What a person says about a file: what it does not say itself.

    `by_hand` maps rows of the preview, from 1, to numbers of posts.
    """

    channel: str = ""
    as_of: datetime | None = None
    mapping: FigureMapping = NO_FIGURE_MAPPING
    by_hand: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class FigureSource:
    """A file as it was read; `kept_by` had said before what its columns mean."""

    name: str
    sha256: str
    file: FigureFile
    channel: str
    as_of: datetime
    mapping: FigureMapping
    choices: FigureChoices
    kept_by: str = ""

    @property
    def signature(self) -> str:
        """The SHA-256 of the names of its columns."""
        return signature_of(self.file.header)

    @property
    def header(self) -> str:
        """The names of its columns, for people."""
        names = " · ".join(filter(None, self.file.header))
        return _line(names)[:_LONGEST_HEADER]


def source_of(
    raw: bytes, name: str, choices: FigureChoices, kept: Sequence[MappingRow] = ()
) -> FigureSource:
    """Read a file of figures; what was kept for its columns holds if nothing is said.

    Raises `UnknownExportError` for columns that have to be mapped, and `BadInputError`
    with all that is wrong, or missing: the channel, or as of when it is.
    """
    file, mapping, kept_by = _read(raw, name, choices, kept)
    as_of, channel = choices.as_of or file.as_of, choices.channel or file.channel
    if not channel:
        raise BadInputError(_NO_CHANNEL)
    if as_of is None:
        raise BadInputError(_NO_MOMENT)
    return FigureSource(
        name=_line(PurePath(name).name)[:_LONGEST_NAME],
        sha256=sha256(raw).hexdigest(),
        file=file,
        channel=channel,
        as_of=as_of,
        mapping=mapping,
        choices=choices,
        kept_by=kept_by,
    )


def fetched_source(file: FigureFile, host: str, now: datetime) -> FigureSource:
    """Return figures that were fetched from a server as they would come in a file."""
    return FigureSource(
        name=host,
        sha256="",
        file=file,
        channel=file.channel,
        as_of=file.as_of or now,
        mapping=NO_FIGURE_MAPPING,
        choices=FigureChoices(),
    )


def _read(
    raw: bytes, name: str, choices: FigureChoices, kept: Sequence[MappingRow]
) -> tuple[FigureFile, FigureMapping, str]:
    """Return the file, with what it was read, and who had said that before."""
    said, file = choices.mapping, None
    try:
        file = read_figures(raw, name, as_of=choices.as_of, mapping=said)
        header = file.header
    except UnknownExportError as error:
        header = error.header
        if not _kept_for(header, kept):
            raise
    rows = _kept_for(header, kept)
    if file is not None and not rows:
        return file, said, ""
    mapping = overlaid(FigureMapping.from_json(rows[0].mapping), said)
    again = read_figures(raw, name, as_of=choices.as_of, mapping=mapping)
    return again, mapping, rows[0].kept_by


def _kept_for(header: Sequence[str], kept: Sequence[MappingRow]) -> list[MappingRow]:
    signature = signature_of(header)
    return [row for row in kept if row.signature == signature]


def overlaid(kept: FigureMapping, said: FigureMapping) -> FigureMapping:
    """Return what was kept, with what is said now where the two differ."""
    return replace(
        kept,
        channel=said.channel or kept.channel,
        columns={**kept.columns, **said.columns},
    )


def signature_of(header: Sequence[str]) -> str:
    """Return the SHA-256 of the names of the columns of a file of figures."""
    plain = ["figures", *(folded(name) for name in header)]
    return sha256(json.dumps(plain).encode()).hexdigest()


def _line(text: str) -> str:
    return tidy_line("".join(sign for sign in text if sign.isprintable()))


_NO_CHANNEL: Final = msg("The file does not say of which channel it tells; say it.")
_NO_MOMENT: Final = msg(
    "The file does not say when it was exported; say as of when its figures are."
)
