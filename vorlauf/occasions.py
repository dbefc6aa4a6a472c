"""Occasions: all that the letter of one notice is about, read from the store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Self

from sqlalchemy import Connection

from states.fingerprint import Content
from states.post import Trigger
from states.purpose import Purpose
from vorlauf.links.placeholders import Placeholder
from vorlauf.outbox import Due
from vorlauf.store import briefs, correspondence, lists, stored_files
from vorlauf.store.correspondence import Act, AwayNote, Matter, Remark, Returned
from vorlauf.store.queries import Case, cases_by_id
from vorlauf.store.tables import OF_A_COMMENT, Brief

# Which act on the post a letter reports.
_REPORTED: Mapping[Purpose, str] = {
    Purpose.CHANGES_REQUESTED: Trigger.REQUEST_CHANGES,
    Purpose.RETROSPECTIVE_REQUEST: Trigger.OVERRIDE,
    Purpose.TAKE_DOWN_REQUEST: "take_down",
    Purpose.CORRECTED: "correct",
}
_COMPARED = frozenset(
    {
        Purpose.REVIEW_REQUEST,
        Purpose.APPROVAL_REQUEST,
        Purpose.RETROSPECTIVE_REQUEST,
        Purpose.LINK_RENEWED,
    }
)
_NAMES_PLACES = frozenset({Purpose.PUBLISHED, Purpose.TAKE_DOWN_REQUEST})


@dataclass(frozen=True, kw_only=True)
class Way:
    """How the reader answers: the address of a page, and the code it asks for, if any.

    A page is opened by the link with the key `link`; in the address a placeholder
    stands where its secret will be.
    """

    address: str
    code: str = ""
    link: int | None = None
    placeholder: Placeholder | None = None

    def otherwise(self) -> Self:
        """Return the same way with the other form of its placeholder."""
        if self.placeholder is None:
            return self
        first, second = self.placeholder.first, self.placeholder.second
        return replace(self, address=self.address.replace(first, second))


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
    way: Way | None = None
    wanted: Brief | None = None
    remarks: tuple[str, ...] = ()


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
    is_remark, is_away = what in OF_A_COMMENT, what is Purpose.ABSENCE_OFFERED
    is_material = matter.kind.is_material
    is_return, is_out = what is Purpose.BOUNCE_REPORT, what in _NAMES_PLACES
    read = correspondence
    return Occasion(
        notice=notice,
        case=case,
        matter=matter,
        act=_act(connection, what, matter),
        before=_before(connection, what, matter),
        remark=read.remark_of(connection, notice.n) if is_remark else None,
        away=read.away_note(connection, notice.n) if is_away else None,
        returned=read.returned(connection, notice.n) if is_return else None,
        permalinks=lists.permalinks(connection, case.id) if is_out else {},
        wanted=briefs.brief_of(connection, case.id) if is_material else None,
        remarks=_remarks(connection, matter) if is_material else (),
    )


def _act(connection: Connection, what: Purpose, matter: Matter) -> Act | None:
    event = _REPORTED.get(what)
    if event is None:
        return None
    # A correction comes after the decision that it leaves in force.
    until = datetime.max.replace(tzinfo=UTC) if what is Purpose.CORRECTED else None
    return correspondence.last_act(connection, matter, event, until=until)


def _remarks(connection: Connection, matter: Matter) -> tuple[str, ...]:
    """Return what was said to pictures of the house that will not do."""
    pictures = stored_files.sent_back(connection, matter.post_id, matter.house)
    return tuple(f"{one.name}: {one.answer_comment}" for one in pictures)


def _before(connection: Connection, what: Purpose, matter: Matter) -> Content | None:
    if what is Purpose.CORRECTED:
        return correspondence.shown_at(connection, matter)
    if what in _COMPARED:
        return correspondence.shown_before(connection, matter)
    return None
