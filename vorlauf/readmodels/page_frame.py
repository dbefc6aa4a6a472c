"""Page frame: the data around every page, in one query."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Select,
    String,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    select,
    union_all,
)

from vorlauf.db.accounts import ACCOUNT
from vorlauf.db.inquiry_tables import Inquiry, InquiryState
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.restorations import HOLDS_ANYTHING, RESTORATION
from vorlauf.db.tables import AddressStatus, AuditHead, Topic, TopicState, table_of
from vorlauf.posts.absence_queries import ABSENCE
from vorlauf.posts.hold_queries import HOLD, IN_RESERVE
from vorlauf.posts.presence import Period, PresenceAhead

_HEAD = table_of(AuditHead)
# The last line of the file, and when the last mail was settled, as texts.
LINE = cast(select(func.max(_HEAD.c.last_id)).scalar_subquery(), String)
SETTLED = cast(select(func.max(NOTICE.c.settled_at)).scalar_subquery(), String)
_PULSE = select(LINE.label("line"), SETTLED.label("settled"))


def pulse(connection: Connection) -> str:
    """Return the sign: the last line of the file, and when a mail was settled last."""
    found = connection.execute(_PULSE).one()
    return sign(found.line, found.settled)


def sign(line: str | None, settled: str | None) -> str:
    """Return the sign made of these two."""
    return f"{line or 0}-{settled or ''}"


_MAILBOX = table_of(AddressStatus)
_INQUIRY = table_of(Inquiry)
_UNANSWERED = (InquiryState.OPEN.value, InquiryState.FROZEN.value)


@dataclass(frozen=True, kw_only=True)
class PageFrame:
    """What stands around a page.

    `pulse` is the version of all that is shown, `last_entry` the key of the last audit
    entry, `away` who is not there today, by key, until which day, `ahead` who is not
    there from today on, `disabled` who was shut out, `suppressed` the addresses in
    small letters to which nothing goes, `is_holding` that something is on hold,
    `is_restored` that something waits since a backup was restored,
    `has_reserves` that approved reserves wait for a slot, `has_inquiries` that one is
    not answered, and `proposals` how many topics wait for a coordinator's answer.
    """

    pulse: str
    last_entry: int
    away: Mapping[str, date]
    ahead: PresenceAhead
    disabled: frozenset[str]
    suppressed: frozenset[str]
    is_holding: bool = False
    is_restored: bool = False
    has_reserves: bool = False
    has_inquiries: bool = False
    proposals: int = 0


def _part(
    what: str,
    name: ColumnElement[Any],
    since: ColumnElement[Any],
    until: ColumnElement[Any],
) -> Select[Any]:
    return select(
        literal_column(f"'{what}'").label("what"),
        name.label("name"),
        since.label("since"),
        until.label("until"),
    )


_TOPIC = table_of(Topic)
_PROPOSALS = cast(
    select(func.count())
    .select_from(_TOPIC)
    .where(_TOPIC.c.state == TopicState.PROPOSED.value)
    .scalar_subquery(),
    String,
)
# PostgreSQL wants one type in all parts, SQLite does not care.
_NO_DAY = cast(null(), Date)
_WANTED = union_all(
    _part("line", LINE, _NO_DAY, _NO_DAY),
    _part("settled", SETTLED, _NO_DAY, _NO_DAY),
    _part("proposals", _PROPOSALS, _NO_DAY, _NO_DAY),
    _part("away", ABSENCE.c.person, ABSENCE.c.first_day, ABSENCE.c.last_day).where(
        ABSENCE.c.ended_at.is_(None),
        ABSENCE.c.last_day >= bindparam("day", type_=Date),
    ),
    _part("disabled", ACCOUNT.c.person, _NO_DAY, _NO_DAY).where(
        ACCOUNT.c.disabled_at.is_not(None)
    ),
    _part("hold", HOLD.c.scope, _NO_DAY, _NO_DAY)
    .where(HOLD.c.ended_at.is_(None))
    .distinct(),
    _part("reserve", HOLD.c.what, _NO_DAY, _NO_DAY)
    .where(HOLD.c.ended_at.is_(None), HOLD.c.what == IN_RESERVE)
    .distinct(),
    _part("restored", RESTORATION.c.head, _NO_DAY, _NO_DAY).where(HOLDS_ANYTHING),
    _part("inquiry", _INQUIRY.c.state, _NO_DAY, _NO_DAY)
    .where(_INQUIRY.c.state.in_(_UNANSWERED))
    .distinct(),
    _part("suppressed", _MAILBOX.c.address, _NO_DAY, _NO_DAY).where(
        _MAILBOX.c.suppressed_at.is_not(None)
    ),
)


def page_frame(connection: Connection, day: date) -> PageFrame:
    """Return what stands around a page on this day of the campaign's zone."""
    rows = connection.execute(_WANTED, {"day": day}).all()
    sought = {row.what: row.name for row in rows}
    ahead = PresenceAhead(
        absences=[
            Period(person=row.name, first_day=row.since, last_day=row.until)
            for row in rows
            if row.what == "away"
        ],
        disabled=frozenset(row.name for row in rows if row.what == "disabled"),
    )
    return PageFrame(
        pulse=sign(sought["line"], sought["settled"]),
        last_entry=int(sought["line"] or 0),
        away=ahead.on(day).away,
        ahead=ahead,
        disabled=ahead.disabled,
        suppressed=frozenset(row.name for row in rows if row.what == "suppressed"),
        is_holding="hold" in sought,
        is_restored="restored" in sought,
        has_reserves="reserve" in sought,
        has_inquiries="inquiry" in sought,
        proposals=int(sought["proposals"] or 0),
    )
