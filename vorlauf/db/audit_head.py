"""The head of the audit log, kept outside: written for people, read back, compared.

The hash of a line covers every line before it. Who has kept the number and the hash of
the last line can therefore say later whether the log up to there is still what it was,
even if somebody has made the whole chain anew.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from states.messages import Count, Message, Quoted, msg
from vorlauf.db.audit_log import GENESIS, ChainCheck, ChainHead
from vorlauf.db.integrity import rows_of
from vorlauf.db.tables import Audit, AuditHead, table_of
from vorlauf.errors import BadInputError, StoreError

# Hexadecimal digits of a hash, and as many of them as are worth comparing: who forges a
# log with the same first 16 has to try about 2^64 of them.
WHOLE: Final = 64
FEWEST: Final = 16
_GROUP: Final = 4
# So many lines are looked up in one statement.
_AT_ONCE: Final = 500

_AUDIT: Final = table_of(Audit)
_HEAD: Final = table_of(AuditHead)
_STORED: Final = select(_HEAD.c.last_id, _HEAD.c.last_hash)
_LINES: Final = select(_AUDIT.c.id, _AUDIT.c.hash, _AUDIT.c.at)

# What mails, telephones and word processors put between the digits.
_BETWEEN: Final = re.compile(r"[\s>|\-\N{EN DASH}\u00ad\u200b-\u200f\u2060\ufeff]+")
_WRITTEN: Final = re.compile(r"([0-9][0-9.,']{0,20}):([0-9a-f]+)\.?")


@dataclass(frozen=True)
class KeptHead:
    """A head as somebody has kept it: the line, and its hash or the beginning of it."""

    line: int
    digest: str

    def __str__(self) -> str:
        return f"{self.line}:{self.digest}"

    @property
    def grouped(self) -> str:
        """The head with its digits in groups, as people read it and mails wrap it."""
        groups = range(0, len(self.digest), _GROUP)
        parts = (self.digest[at : at + _GROUP] for at in groups)
        return f"{self.line}:{' '.join(parts)}"

    @property
    def brief(self) -> str:
        """The line and the first 16 digits in groups, as it is said by telephone."""
        return KeptHead(self.line, self.digest[:FEWEST]).grouped

    @property
    def is_whole(self) -> bool:
        """Whether all digits are given; of fewer, a forger needs fewer trials."""
        return len(self.digest) == WHOLE


@dataclass(frozen=True)
class LastLine:
    """The head as it is now, and when (aware UTC) its line was written, if any was."""

    head: KeptHead
    at: datetime | None


class HeadState(StrEnum):
    """What has become of the log since a head was taken."""

    SAME = "same"
    CUT = "cut"
    REWRITTEN = "rewritten"
    CHANGED = "changed"


@dataclass(frozen=True, kw_only=True)
class HeadFinding:
    """What one head says of the log; `at` is when its line was written.

    `added` lines came after it, the first and the last of them at `first_at` and
    `last_at` (aware UTC; None if there is none). `fault` says what differs.
    """

    head: KeptHead
    state: HeadState
    at: datetime | None = None
    added: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    fault: Message | None = None

    @property
    def ok(self) -> bool:
        """Whether the log up to this head is what it was."""
        return self.state is HeadState.SAME


@dataclass(frozen=True)
class Comparison:
    """What all heads together say; one that was kept twice counts once."""

    findings: tuple[HeadFinding, ...]

    @property
    def ok(self) -> bool:
        """Whether no head contradicts the log."""
        return all(finding.ok for finding in self.findings)

    @property
    def same_until(self) -> int:
        """The line up to which the log is proven to be what it was; 0 for none."""
        return max((one.head.line for one in self.findings if one.ok), default=0)


def parse(text: str) -> KeptHead:
    """Read LINE:HASH as people hand it on: grouped, wrapped, quoted, in any case.

    Raises `BadInputError` for anything else, and for less than 16 digits of the hash.
    """
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).casefold()
    found = _WRITTEN.fullmatch(plain)
    if found is None:
        raise BadInputError(
            msg(
                "{text} is no head of the audit log; write LINE:HASH, as `vorlauf "
                "audit head` prints it.",
                text=Quoted(text[:100]),
            )
        )
    line, digest = re.sub(r"\D", "", found[1]), found[2]
    if not FEWEST <= len(digest) <= WHOLE:
        raise BadInputError(
            msg(
                "The hash of the head {head} has {count} digits; write all {whole}, "
                "or the first {fewest} at least.",
                head=f"{line}:{digest[:FEWEST]}",
                count=len(digest),
                whole=WHOLE,
                fewest=FEWEST,
            )
        )
    return KeptHead(int(line), digest)


def head_of(check: ChainHead) -> KeptHead:
    """Return the head of a chain as it is kept."""
    return KeptHead(check.last_id, check.last_hash)


def last_line(connection: Connection) -> LastLine:
    """Return the head as it is now. Raises `StoreError` where the log does not end so.

    It reads the last line only; whether the lines before it fit, `audit_log.verify`
    finds out.
    """
    last = connection.execute(
        _LINES.order_by(_AUDIT.c.id.desc()).limit(1)
    ).one_or_none()
    stored = connection.execute(_STORED).one_or_none()
    line, digest = (last.id, last.hash) if last else (0, GENESIS)
    if stored is None or (stored.last_id, stored.last_hash) != (line, digest):
        raise StoreError(
            msg(
                "The audit log does not end where it should; run `vorlauf audit "
                "verify`, and do not keep a head of it before."
            )
        )
    return LastLine(KeptHead(line, digest), last.at if last else None)


def first_at(connection: Connection) -> datetime | None:
    """Return when (aware UTC) the first line was written; None for an empty log."""
    first = connection.execute(_LINES.order_by(_AUDIT.c.id).limit(1)).one_or_none()
    return first.at if first else None


def compare(
    connection: Connection, kept: Collection[KeptHead], check: ChainCheck
) -> Comparison:
    """Compare heads with the log, of which `check` was made in the same transaction.

    A head proves its line, and all before it, if no line up to there is at fault.
    """
    heads = sorted(set(kept), key=lambda one: (one.line, one.digest))
    end = check.head.last_id
    wanted = {end, *(one.line for one in heads), *(one.line + 1 for one in heads)}
    lines = _lines(connection, {line for line in wanted if 0 < line <= end})
    return Comparison(tuple(_finding(head, check, lines) for head in heads))


def _lines(connection: Connection, wanted: Collection[int]) -> Mapping[int, Row[Any]]:
    found: dict[int, Row[Any]] = {}
    ordered = sorted(wanted)
    for first in range(0, len(ordered), _AT_ONCE):
        some = _LINES.where(_AUDIT.c.id.in_(ordered[first : first + _AT_ONCE]))
        rows = rows_of(connection, some, _AUDIT.c.id)
        found |= {line: row for line, row in rows if row is not None}
    return found


def _finding(
    head: KeptHead, check: ChainCheck, lines: Mapping[int, Row[Any]]
) -> HeadFinding:
    end, row = check.head.last_id, lines.get(head.line)
    if head.line > end:
        return HeadFinding(head=head, state=HeadState.CUT, fault=_cut(head, end))
    stored = GENESIS if head.line == 0 else str(row.hash) if row else ""
    if not stored.startswith(head.digest):
        return HeadFinding(
            head=head, state=HeadState.REWRITTEN, fault=_rewritten(head, check)
        )
    if _is_broken_before(head, check):
        return HeadFinding(
            head=head, state=HeadState.CHANGED, fault=_changed(head, check)
        )
    following, last = lines.get(head.line + 1), lines.get(end)
    added = end - head.line
    return HeadFinding(
        head=head,
        state=HeadState.SAME,
        at=row.at if row else None,
        added=added,
        first_at=following.at if added and following else None,
        last_at=last.at if added and last else None,
    )


def _is_broken_before(head: KeptHead, check: ChainCheck) -> bool:
    return check.broken_at is not None and check.broken_at <= head.line


def _cut(head: KeptHead, end: int) -> Message:
    if end == 0:
        return msg(
            "Head {head}: the log is empty; its lines were removed, or an older copy "
            "was put back.",
            head=head.brief,
        )
    return msg(
        "Head {head}: the log ends at line {end}; from line {first} on it was cut off, "
        "or an older copy was put back.",
        head=head.brief,
        end=end,
        first=end + 1,
    )


def _rewritten(head: KeptHead, check: ChainCheck) -> Message:
    latest = head.line
    if check.broken_at is not None:
        latest = min(latest, check.broken_at)
    return msg(
        "Head {head}: line {line} is another one now; the log was rewritten, from line "
        "{latest} on at the latest.",
        head=head.brief,
        line=head.line,
        latest=latest,
    )


def _changed(head: KeptHead, check: ChainCheck) -> Message:
    return msg(
        "Head {head}: line {line} has this hash, but line {broken} does not fit; the "
        "log was changed from there on at the latest.",
        head=head.brief,
        line=head.line,
        broken=check.broken_at or head.line,
    )


def unproven(comparison: Comparison) -> Iterator[Message]:
    """Yield what differs, a sentence each, and from where on, if that is known."""
    faults = [one.fault for one in comparison.findings if one.fault is not None]
    yield from faults
    if faults and comparison.same_until:
        yield msg(
            "By the heads that fit, the log is what it was up to line {line}.",
            line=comparison.same_until,
        )


def added_after(comparison: Comparison) -> Iterator[Message]:
    """Yield how many lines follow the newest head, as a difference, if any do."""
    newest = max(comparison.findings, key=lambda one: one.head.line)
    if newest.added:
        yield msg(
            "Head {head}: the log goes on after it; entries added: {count}.",
            head=newest.head.brief,
            count=Count(newest.added),
        )
