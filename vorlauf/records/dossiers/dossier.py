"""Dossier: made of the rows of posts and of the audit log, in one language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Row

from states.fingerprint import fingerprint_of_plain
from states.messages import Several, msg
from states.working_days import FIRST_YEAR, LAST_YEAR
from vorlauf.db import audit_head
from vorlauf.db.call import Call
from vorlauf.errors import BadInputError, NotFoundError
from vorlauf.evaluation.figure_queries import KnownFigure, latest_figures
from vorlauf.records.dossiers import dossier_queries
from vorlauf.records.dossiers.decisions import decisions
from vorlauf.records.dossiers.dossier_queries import FileRows
from vorlauf.records.dossiers.log_records import log_records
from vorlauf.records.dossiers.names import Names
from vorlauf.records.dossiers.pictures import pictures
from vorlauf.records.dossiers.values import (
    Dossier,
    DossierScope,
    FigureRecord,
    LogEnd,
    MailRecord,
    PostDossier,
    ProofRecord,
    StepRecord,
    VersionRecord,
)
from vorlauf.records.dossiers.words import Words

_Row = Row[Any]


def dossier(call: Call, scope: DossierScope, language: str) -> Dossier:
    """Return the dossier of the posts of a scope, as of now.

    Raises `NotFoundError` for a post that there is not, `BadInputError` for a scope
    without posts, `StoreError` if the log does not end where it should.
    """
    connection, directory = call.connection, call.directory
    before, end = None, audit_head.last_line(connection)
    while before != end:  # Somebody else may write while the rows are read.
        rows = dossier_queries.rows_of(connection, posts_of(call, scope))
        before, end = end, audit_head.last_line(connection)
    words = Words(language, directory.campaign.zone)
    keys = [post.id for post in rows.posts]
    figures = latest_figures(connection, keys, call.now)
    made = _Maker(call, rows, words, Names(directory, words.say), figures)
    return Dossier(
        campaign=directory.campaign.name,
        language=language,
        zone=directory.campaign.zone.key,
        as_of=call.now,
        scope=scope,
        end=LogEnd(line=end.head.line, hash=end.head.digest, at=end.at),
        houses={key: house.name for key, house in directory.houses.items()},
        posts=tuple(map(made.post, rows.posts)),
    )


def posts_of(call: Call, scope: DossierScope) -> Sequence[_Row]:
    """Return the rows of the posts of a scope, by slot. Raises as `dossier`."""
    if scope.numbers:
        found = dossier_queries.numbered(call.connection, scope.numbers)
        missing = sorted({*scope.numbers} - {row.number for row in found})
        if missing:
            named = Several(tuple(missing))
            raise NotFoundError(msg("There is no post {numbers}.", numbers=named))
        return found
    for day in filter(None, (scope.first_day, scope.last_day)):
        if not FIRST_YEAR <= day.year < LAST_YEAR:
            raise BadInputError(msg("{day} is too far away.", day=day))
    house = call.directory.house(scope.house) if scope.house else None
    zone = call.directory.campaign.zone

    def begin(day: date | None) -> datetime | None:
        at = datetime.combine(day, time(), zone) if day else None
        return at.astimezone(UTC) if at else None

    after = scope.last_day + timedelta(days=1) if scope.last_day else None
    found = dossier_queries.within(
        call.connection,
        since=begin(scope.first_day),
        until=begin(after),
        houses=(house.key, *house.was) if house else (),
    )
    if not found:
        raise BadInputError(msg("No post has its slot in this period."))
    return found


@dataclass(frozen=True)
class _Maker:
    call: Call
    rows: FileRows
    words: Words
    names: Names
    figures: Sequence[KnownFigure]

    def post(self, row: _Row) -> PostDossier:
        """Return all that the rows say of a post."""
        rows, key = self.rows, row.id
        lines, steps = rows.lines.get(key, ()), rows.steps.get(key, ())
        mails = rows.mails.get(key, ())
        versions = tuple(map(self._version, rows.versions.get(key, ())))
        directory = self.call.directory
        return PostDossier(
            number=row.number,
            title=row.title,
            state=row.state,
            houses=tuple(one.house for one in rows.houses.get(key, ())),
            slot_at=row.slot_at,
            published_at=row.published_at,
            is_overridden=row.overridden,
            versions=versions,
            pictures=tuple(
                pictures(
                    versions,
                    rows.pictures.get(key, ()),
                    rows,
                    self.call.today,
                    self.names,
                )
            ),
            decisions=tuple(decisions(lines, steps, mails, self.names)),
            steps=tuple(self._steps(steps, mails)),
            proofs=tuple(map(self._proof, rows.proofs.get(key, ()))),
            figures=tuple(
                FigureRecord(
                    channel=one.channel,
                    metric=one.metric,
                    share=one.share,
                    value=format(one.value, "f"),
                    as_of=one.as_of,
                )
                for one in self.figures
                if one.post_id == key
            ),
            log=tuple(log_records(lines, directory, self.words)),
        )

    def _version(self, row: _Row) -> VersionRecord:
        content: Mapping[str, object] = (
            row.content if isinstance(row.content, dict) else {}
        )
        said = {row.fingerprint, fingerprint_of_plain(content)}
        return VersionRecord(
            number=row.number,
            fingerprint=row.fingerprint,
            saved_at=row.saved_at,
            author=self.names.of_key(row.author),
            corrects=row.corrects,
            content=content,
            is_intact=said == {row.said},
        )

    def _steps(
        self, steps: Sequence[_Row], mails: Sequence[_Row]
    ) -> Iterator[StepRecord]:
        for row in steps:
            yield StepRecord(
                kind=row.kind,
                house=row.house,
                asked=self.names.of_key(row.asked),
                version=row.version,
                is_retrospective=row.retrospective,
                opened_at=row.opened_at,
                due_at=row.due_at,
                closed_at=row.closed_at,
                outcome=row.outcome or "",
                decided_by=self.names.written(row.decided_by),
                on_behalf_of=self.names.written(row.on_behalf_of),
                mails=tuple(self._mail(one) for one in mails if one.step_id == row.id),
            )

    def _mail(self, row: _Row) -> MailRecord:
        return MailRecord(
            sent_at=row.settled_at,
            purpose=row.purpose,
            to=self.names.of_key(row.reader),
            house=row.house,
            told_due_at=row.told_due_at,
        )

    def _proof(self, row: _Row) -> ProofRecord:
        return ProofRecord(
            channel=row.channel,
            permalink=row.permalink,
            recorded_by=self.names.written(row.recorded_by),
            recorded_at=row.recorded_at,
        )
