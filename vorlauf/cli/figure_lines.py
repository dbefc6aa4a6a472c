"""What an import of figures does, as commands say it before or after."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from vorlauf.cli.language import day, headings, moment, ngettext
from vorlauf.cli.language import gettext as _
from vorlauf.cli.output import said, tell
from vorlauf.terminal import console, say, table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from vorlauf.directory.model import Directory
    from vorlauf.evaluation.figure_imports import FigurePreview, PreviewRow
    from vorlauf.evaluation.metrics import Metric
    from vorlauf.evaluation.open_rows import OpenRow
    from vorlauf.evaluation.snapshot_queries import Snapshot
    from vorlauf.evaluation.snapshots import Match

# So many lines of a table are written out; with --json all of them.
_MOST: Final = 60
# So much of a text is shown, for people to know a row again.
_SHOWN: Final = 60


def say_preview(shown: "FigurePreview", directory: "Directory") -> None:
    """Say what an import does with each row, and what the file has beside them."""
    source, counts, days = shown.source, shown.counts, shown.days
    tell(
        "%(name)s: %(channel)s, as of %(moment)s.",
        name=source.name,
        channel=source.channel,
        moment=moment(source.as_of, directory.campaign.zone),
    )
    tell(
        "Posts: %(new)s new, %(changed)s changed, %(unchanged)s unchanged, "
        "%(unmatched)s without a post.",
        **{kind.value: count for kind, count in counts.items()},
    )
    if days:
        tell(
            "Days: %(new)s new, %(changed)s changed, %(unchanged)s unchanged.",
            **{kind.value: days.get(kind, 0) for kind in counts},
        )
    if source.kept_by:
        tell("Columns as %(name)s has said before.", name=source.kept_by)
    if source.file.unknown:
        names = ", ".join(one.name for one in source.file.unknown if one.name)
        tell("Columns that were not read: %(names)s.", names=names)
    for note in source.file.notes:
        say(said(note))
    _say_matches([one for one in shown.rows if one.match])
    _say_open([one for one in shown.rows if one.match is None])


def _say_matches(rows: "Sequence[PreviewRow]") -> None:
    lines = [
        (
            one.row,
            one.match.number,
            matched(one.match),
            _kind(one.kind),
            _values(one.figures.values),
        )
        for one in rows
        if one.match
    ]
    columns = headings("Row", "Post", "Known by", "What", "Figures")
    _table(_("Posts in the file"), columns, lines)


def _say_open(rows: "Sequence[PreviewRow]") -> None:
    lines = [
        (
            one.row,
            day(one.figures.day) if one.figures.day else "",
            " ".join(one.figures.text.split())[:_SHOWN],
            ", ".join(_suggested(one.suggestions)),
        )
        for one in rows
    ]
    columns = headings("Row", "Day", "Text", "Perhaps")
    _table(_("Rows without a post"), columns, lines)


def _suggested(matches: "Iterable[Match]") -> list[str]:
    return [f"{one.number} ({one.certainty} %)" for one in matches]


def matched(match: "Match") -> str:
    """Say how a post was found, and how certain that is."""
    return _known_by(match.by, match.certainty)


def _known_by(sign: str, certainty: int) -> str:
    from vorlauf.evaluation.figure_words import MATCH_WORDS

    return f"{said(MATCH_WORDS[sign])}, {certainty} %"


def _kind(kind: str) -> str:
    from vorlauf.evaluation.figure_words import ROW_WORDS

    return said(ROW_WORDS[kind])


def _values(values: "Mapping[Metric, Decimal]") -> str:
    from vorlauf.evaluation.figure_words import METRIC_WORDS

    named = [(said(METRIC_WORDS[name]), value) for name, value in values.items()]
    return ", ".join(f"{name} {value:f}" for name, value in named)


def _table(
    title: str, columns: Sequence[str], lines: Sequence[tuple[object, ...]]
) -> None:
    if not lines:
        return
    console().print(table(title, columns, lines[:_MOST]))
    if len(lines) > _MOST:
        tell("and %(count)s more", count=len(lines) - _MOST)


def say_taken(shown: "FigurePreview", key: int | None) -> None:
    """Say what an import has done; without a key it has done nothing."""
    name = shown.source.name
    if key is not None:
        tell("%(name)s is import %(key)s.", name=name, key=key)
    elif shown.twin is not None:
        tell(
            "%(name)s is import %(key)s already; nothing was changed.",
            name=name,
            key=shown.twin.id,
        )
    else:
        tell("%(name)s says nothing new; nothing was changed.", name=name)


def plain(shown: "FigurePreview", key: int | None) -> dict[str, object]:
    """Return a preview for a program, with the key of its import."""
    source = shown.source
    return {
        "file": source.name,
        "sha256": source.sha256,
        "kind": source.file.kind,
        "channel": source.channel,
        "as_of": source.as_of,
        "import": key,
        "twin": shown.twin.id if shown.twin else None,
        "counts": shown.counts,
        "days": shown.days,
        "rows": shown.rows,
        "unknown_columns": [one.name for one in source.file.unknown],
        "notes": source.file.notes,
    }


def say_list(found: "Sequence[Snapshot]", directory: "Directory") -> None:
    """List imports, each with what became of it."""
    from vorlauf.evaluation.figure_words import KIND_WORDS

    zone = directory.campaign.zone
    lines = [
        (
            one.id,
            one.channel,
            said(KIND_WORDS[one.kind]),
            moment(one.as_of, zone),
            one.file_name,
            ngettext(
                "%(count)s row, %(matched)s with a post",
                "%(count)s rows, %(matched)s with a post",
                one.rows,
                matched=one.matched,
            ),
            one.taken_by,
            _("taken back by %(name)s", name=one.undone_by) if one.undone_at else "",
        )
        for one in found
    ]
    columns = headings(
        "Import", "Channel", "Kind", "As of", "File", "Posts", "By", "State"
    )
    console().print(table(_("Imports of figures"), columns, lines))


def say_rows(rows: "Sequence[OpenRow]") -> None:
    """List the rows of an import, with the posts that open ones may tell of."""
    lines = [
        (
            one.kept.row,
            day(one.kept.day) if one.kept.day else "",
            one.kept.excerpt[:_SHOWN],
            one.kept.number or "",
            _known_by(one.kept.matched_by, one.kept.certainty)
            if one.kept.number
            else ", ".join(_suggested(one.suggestions)),
        )
        for one in rows
    ]
    columns = headings("Row", "Day", "Text", "Post", "Known by")
    _table(_("Rows of the import"), columns, lines)
