"""Import form: what a person says about a spreadsheet on the page of its preview."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from dashboard.web.form import Form
from vorlauf.directory.model import Directory
from vorlauf.plan.imports.import_choices import ImportChoices, choices_of
from vorlauf.plan.imports.import_preview import ImportKind, ImportPreview
from vorlauf.plan.rows.columns import Certainty
from vorlauf.plan.rows.plan_rows import UnknownWord
from vorlauf.sheets.fields import Field

COLUMN: Final = "column-"
_WORDS: Final = {"house-": "house", "channel-": "channel"}
# Each of these fields holds pairs “name=meaning” that were said before.
_SAID: Final = ("column", "house", "channel")
NO_HOUSE: Final = "none"


@dataclass(frozen=True, kw_only=True)
class ColumnLine:
    """A column of a file: its name in choices, as shown, and what it holds."""

    name: str
    shown: str
    holds: str
    is_sure: bool


def said_in(form: Form) -> dict[str, list[str]]:
    """Return the pairs that a form has, those said before and those said now."""
    pairs = {kind: dict(map(_pair, form.many(kind))) for kind in _SAID}
    for name in form.many("columns"):
        now, was = form.line(f"{COLUMN}{name}"), form.line(f"was-{name}")
        if now and now != was:
            pairs["column"][name] = now
    for prefix, kind in _WORDS.items():
        for word, key in form.named(prefix).items():
            if key:
                pairs[kind][word] = key
    return {
        kind: [f"{name}={meant}" for name, meant in found.items()]
        for kind, found in pairs.items()
    }


def choices_in(form: Form, directory: Directory) -> ImportChoices:
    """Return the choices of a form. Raises `BadInputError`."""
    said = said_in(form)
    return choices_of(
        directory,
        columns=dict(map(_pair, said["column"])),
        houses=dict(map(_pair, said["house"])),
        channel_words=dict(map(_pair, said["channel"])),
        order=form.line("order"),
        encoding=form.line("encoding"),
        without_refused=form.has("without_refused"),
    )


def _pair(text: str) -> tuple[str, str]:
    name, _, meant = text.rpartition("=")
    return name, meant


def columns_of(shown: ImportPreview) -> list[ColumnLine]:
    """Return the columns of a file, each once, in the order of its sheets."""
    found: dict[str, ColumnLine] = {}
    for table in shown.source.plan.tables:
        for column in table.columns:
            if not column.name:
                continue
            name = f"{column.name}#{column.nth + 1}" if column.nth else column.name
            holds = column.field.value
            if column.channel:
                holds = f"{holds}:{column.channel}"
            sure = column.certainty in {Certainty.SURE, Certainty.CHOSEN}
            line = ColumnLine(name=name, shown=name, holds=holds, is_sure=sure)
            found.setdefault(name, line)
    return list(found.values())


def holdable(channels: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what a column can hold: the key of a field, and of its channel."""
    for field in Field:
        yield field.value, ""
        if field in {Field.TEXT, Field.CHANNEL}:
            yield from ((f"{field.value}:{one}", one) for one in channels)


def unknown_words(shown: ImportPreview) -> list[UnknownWord]:
    """Return the words of refused rows of which people can say the meaning.

    Each is there once, the most frequent first.
    """
    found = Counter(
        one
        for post in shown.of(ImportKind.REFUSED)
        for fault in post.faults
        for one in fault.unknown
    )
    return [one for one, _ in found.most_common()]
