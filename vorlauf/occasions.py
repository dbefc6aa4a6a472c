"""Occasions: all that the letter of one notice is about, read from the store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from states.fingerprint import Content
from states.post import Trigger
from vorlauf.outbox import Due
from vorlauf.store import correspondence, lists
from vorlauf.store.correspondence import Act, AwayNote, Matter, Remark, Returned
from vorlauf.store.queries import Case, cases_by_id
from vorlauf.store.tables import Purpose

# Which act on the post a letter reports.
_REPORTED: Mapping[Purpose, Trigger] = {
    Purpose.CHANGES_REQUESTED: Trigger.REQUEST_CHANGES,
    Purpose.RETROSPECTIVE_REQUEST: Trigger.OVERRIDE,
}
_COMPARED = frozenset(
    {
        Purpose.REVIEW_REQUEST,
        Purpose.APPROVAL_REQUEST,
        Purpose.RETROSPECTIVE_REQUEST,
    }
)
_ON_A_REMARK = frozenset({Purpose.COMMENT_RECEIVED, Purpose.REPLY_RECEIVED})


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """A notice, its post and its step, and what went before as far as it is reported.

    `before` is the content that the same house was shown last.
    """

    notice: Due
    case: Case
    matter: Matter
    act: Act | None = None
    before: Content | None = None
    remark: Remark | None = None
    away: AwayNote | None = None
    returned: Returned | None = None
    permalinks: Mapping[str, str] = field(default_factory=dict)


def occasions(connection: Connection, notices: Sequence[Due]) -> list[Occasion]:
    """Return what these notices are about; overviews, which are about no post, not."""
    about = [n for n in notices if n.post_id is not None and n.step_id is not None]
    cases = cases_by_id(connection, list({n.post_id for n in about if n.post_id}))
    steps = correspondence.matters(connection, [n.step_id for n in about if n.step_id])
    return [
        _occasion(connection, n, cases[n.post_id or 0], steps[n.step_id or 0])
        for n in about
    ]


def _occasion(
    connection: Connection, notice: Due, case: Case, matter: Matter
) -> Occasion:
    what = notice.purpose
    reported = _REPORTED.get(what)
    is_remark, is_away = what in _ON_A_REMARK, what is Purpose.ABSENCE_OFFERED
    is_return, is_out = what is Purpose.BOUNCE_REPORT, what is Purpose.PUBLISHED
    read = correspondence
    return Occasion(
        notice=notice,
        case=case,
        matter=matter,
        act=read.last_act(connection, matter, reported.value) if reported else None,
        before=read.shown_before(connection, matter) if what in _COMPARED else None,
        remark=read.remark_of(connection, notice.n) if is_remark else None,
        away=read.away_note(connection, notice.n) if is_away else None,
        returned=read.returned(connection, notice.n) if is_return else None,
        permalinks=lists.permalinks(connection, case.id) if is_out else {},
    )
