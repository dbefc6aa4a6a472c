"""Open rows: what was imported and belongs to no post yet, with what it may be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from vorlauf.db.call import Call
from vorlauf.evaluation import snapshot_queries
from vorlauf.evaluation.figure_files import PostFigures
from vorlauf.evaluation.matching import matcher
from vorlauf.evaluation.metrics import Share
from vorlauf.evaluation.snapshot_queries import KeptRow, Snapshot
from vorlauf.evaluation.snapshots import Match
from vorlauf.sheets.cells import Place


@dataclass(frozen=True, kw_only=True)
class OpenRow:
    """A row of an import; with `suggestions` if it belongs to no post yet."""

    kept: KeptRow
    suggestions: Sequence[Match] = ()


_NOWHERE: Final = Place("", 0, 0)


def rows_with_suggestions(call: Call, one: Snapshot) -> list[OpenRow]:
    """Return the rows of an import, those without a post first."""
    rows = snapshot_queries.rows_of(call.connection, one.id)
    still_open = [row for row in rows if row.post_id is None]
    known = matcher(call, one.channel) if still_open else None
    return [
        OpenRow(kept=row, suggestions=known.suggestions(_figures(row)) if known else ())
        for row in still_open
    ] + [OpenRow(kept=row) for row in rows if row.post_id is not None]


def _figures(row: KeptRow) -> PostFigures:
    return PostFigures(
        place=_NOWHERE,
        permalink=row.permalink,
        external_id=row.external_id,
        day=row.day,
        text=row.excerpt,
        share=Share(row.share),
    )
