"""Figure imports: a preview of a file of figures, and taking what it shows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from hashlib import sha256

from states.fingerprint import canonical
from states.messages import Several, msg
from vorlauf.db import audit_log
from vorlauf.db.call import Call
from vorlauf.db.tables import MappingUse, MatchedBy
from vorlauf.directory.model import Person
from vorlauf.editing import kept_columns
from vorlauf.editing.kept_columns import SaidColumns
from vorlauf.errors import BadInputError, ConflictError
from vorlauf.evaluation import figure_queries, match_queries, snapshot_queries
from vorlauf.evaluation.column_meanings import NO_FIGURE_MAPPING
from vorlauf.evaluation.figure_files import PostFigures
from vorlauf.evaluation.figure_sources import FigureSource
from vorlauf.evaluation.matching import MatchedRow, Matcher, matcher
from vorlauf.evaluation.metrics import Metric
from vorlauf.evaluation.snapshot_queries import Snapshot
from vorlauf.evaluation.snapshots import (
    Match,
    MatchedFigures,
    NewSnapshot,
    check_may_import,
    keep,
)


class RowKind(StrEnum):
    """What an import does with a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    UNMATCHED = "unmatched"


@dataclass(frozen=True, kw_only=True)
class PreviewRow:
    """A row of a file: which post it tells of, and what was known before of it."""

    row: int
    figures: PostFigures
    match: Match | None
    suggestions: tuple[Match, ...]
    kind: RowKind
    before: Mapping[Metric, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class FigurePreview:
    """What an import of a file would do; `days` counts values of whole days.

    `twin` is the import of the same file that holds already: then it does nothing.
    """

    source: FigureSource
    rows: tuple[PreviewRow, ...]
    days: Mapping[RowKind, int]
    twin: Snapshot | None

    @cached_property
    def counts(self) -> Mapping[RowKind, int]:
        """So many rows of each kind."""
        found = Counter(one.kind for one in self.rows)
        return {kind: found[kind] for kind in RowKind}

    def of(self, kind: RowKind) -> list[PreviewRow]:
        """Return the rows of one kind."""
        return [one for one in self.rows if one.kind is kind]

    @property
    def differs(self) -> bool:
        """Whether there is anything to take."""
        still = self.counts[RowKind.UNCHANGED] + self.days.get(RowKind.UNCHANGED, 0)
        return self.twin is None and still < len(self.rows) + sum(self.days.values())

    @cached_property
    def digest(self) -> str:
        """What this preview is known by: the file, and the post of each row."""
        source = self.source
        posts = [one.match.number if one.match else "" for one in self.rows]
        # What the file says itself goes with it, and may be as of now.
        said = source.choices.as_of
        moment = said.isoformat() if said else source.name
        plain = [source.sha256, source.channel, moment, posts, self.differs]
        return sha256(canonical(plain)).hexdigest()


def preview(call: Call, source: FigureSource, person: Person) -> FigurePreview:
    """Say what an import of a file would do; writes nothing.

    Raises `RefusedError` unless a coordinator asks, `BadInputError` for a channel that
    is none of the campaign, for a moment to come, and for unknown posts.
    """
    check_may_import(person)
    call.directory.check_channel(source.channel)
    source = _by_now(call, source)
    if source.as_of > call.now:
        raise BadInputError(
            msg(
                "The figures are said to be as of {moment}, which is still to come; "
                "say the moment of the export.",
                moment=source.as_of.astimezone(call.directory.campaign.zone),
            )
        )
    known = matcher(call, source.channel)
    posts = source.file.posts
    found = _by_hand(call, source, known, known.matched(posts))
    before = _before(call, source, found)
    rows = tuple(
        _row(at, figures, one, before)
        for at, (figures, one) in enumerate(zip(posts, found, strict=True), 1)
    )
    return FigurePreview(
        source=source,
        rows=rows,
        days=_days(call, source),
        twin=snapshot_queries.same_file(call.connection, source.sha256, source.channel),
    )


def _by_now(call: Call, source: FigureSource) -> FigureSource:
    """Return a file of today as of now: one that names its day alone means its end."""
    is_said = source.choices.as_of is not None
    if is_said or source.as_of.date() > call.today:
        return source
    return replace(source, as_of=min(source.as_of, call.now))


def _by_hand(
    call: Call, source: FigureSource, known: Matcher, found: Sequence[MatchedRow]
) -> list[MatchedRow]:
    """Return the matches, with those in place that a person has said."""
    said = source.choices.by_hand
    ids = match_queries.ids_of(call.connection, filter(None, said.values()))
    unknown = sorted(set(filter(None, said.values())) - ids.keys())
    if unknown:
        raise BadInputError(
            msg("There is no post {numbers}.", numbers=Several(tuple(unknown)))
        )
    return [
        MatchedRow(
            match=_hand_match(known, ids[said[at]], said[at]),
            suggestions=one.suggestions,
        )
        if said.get(at)
        else one
        for at, one in enumerate(found, 1)
    ]


def _hand_match(known: Matcher, post_id: int, number: str) -> Match:
    one = known.candidates.get(post_id)
    title = one.post.title if one else ""
    return Match(post_id=post_id, number=number, title=title, by=MatchedBy.BY_HAND)


_Known = dict[tuple[int, str], dict[Metric, Decimal]]


def _before(call: Call, source: FigureSource, found: Sequence[MatchedRow]) -> _Known:
    ids = {one.match.post_id for one in found if one.match}
    known: _Known = {}
    latest = figure_queries.latest_figures(call.connection, ids, source.as_of)
    for one in latest:
        if one.channel == source.channel:
            of_post = known.setdefault((one.post_id, one.share), {})
            of_post[one.metric] = one.value
    return known


def _row(at: int, figures: PostFigures, one: MatchedRow, known: _Known) -> PreviewRow:
    match = one.match
    before = known.get((match.post_id, figures.share), {}) if match else {}
    if match is None:
        kind = RowKind.UNMATCHED
    elif not before:
        kind = RowKind.NEW
    elif figures.values.items() <= before.items():
        kind = RowKind.UNCHANGED
    else:
        kind = RowKind.CHANGED
    return PreviewRow(
        row=at,
        figures=figures,
        match=match,
        suggestions=one.suggestions,
        kind=kind,
        before=before,
    )


def _days(call: Call, source: FigureSource) -> Mapping[RowKind, int]:
    days = source.file.days
    if not days:
        return {}
    first, last = min(one.day for one in days), max(one.day for one in days)
    series = figure_queries.daily_series(
        call.connection, source.channel, first, last, source.as_of
    )
    before: dict[tuple[Metric, str, date], Decimal] = {
        (metric, share, day): value
        for (metric, share), values in series.items()
        for day, value in values.items()
    }
    kinds = (
        _kind_of(before.get((one.metric, one.share, one.day)), one.value)
        for one in days
    )
    return Counter(kinds)


def _kind_of(before: Decimal | None, now: Decimal) -> RowKind:
    if before is None:
        return RowKind.NEW
    return RowKind.UNCHANGED if before == now else RowKind.CHANGED


def check_seen(shown: FigurePreview, seen: str) -> None:
    """Raise `ConflictError` unless the preview is the one that was seen.

    `seen` is its digest, empty if nobody has looked.
    """
    if seen and seen != shown.digest:
        raise ConflictError(
            msg(
                "The preview has changed since you looked, because somebody has worked "
                "on posts or figures, or because you have assigned a row; look at it "
                "again."
            )
        )


def take(call: Call, shown: FigurePreview, person: Person) -> int | None:
    """Keep what a preview shows as a snapshot; return its key, None if nothing differs.

    What was said about the columns is kept for the next file like it.
    """
    audit_log.lock(call.connection)
    source = shown.source
    # Others may have taken the same file since it was looked at.
    twin = snapshot_queries.same_file(call.connection, source.sha256, source.channel)
    if source.choices.mapping != NO_FIGURE_MAPPING:
        said = SaidColumns(
            signature=source.signature,
            header=source.header,
            mapping=source.mapping.to_json(),
        )
        kept_columns.remember(call, MappingUse.FIGURES, said, person)
    if twin or not shown.differs:
        return None
    posts = [MatchedFigures(figures=one.figures, match=one.match) for one in shown.rows]
    new = NewSnapshot(
        kind=source.file.kind.value,
        channel=source.channel,
        as_of=source.as_of,
        file_name=source.name,
        sha256=source.sha256,
        posts=posts,
        days=source.file.days,
    )
    return keep(call, new, person)
