"""The mails about a post: the planned ones, and the results of the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dashboard.web.request import PageRequest
from vorlauf.db.tables import NoticeState
from vorlauf.mail.queue.notice_list import NoticeRow

# So many settled ones stand on the page, unless all are asked for.
MOST: Final = 12
_AHEAD: Final = frozenset(
    {
        NoticeState.QUEUED,
        NoticeState.RETRY,
        NoticeState.LEASED,
        NoticeState.SENDING,
    }
)


@dataclass(frozen=True, kw_only=True)
class Mails:
    """What goes out, the next first; what was settled, the newest first.

    `cancelled` were planned and are not needed any more; `hidden` are left out.
    """

    ahead: tuple[NoticeRow, ...]
    settled: tuple[NoticeRow, ...]
    cancelled: int
    hidden: int


def mails(
    request: PageRequest, notices: Sequence[NoticeRow], *, everything: bool
) -> Mails:
    """Return the mails that concern the reader: of the houses within their reach."""
    houses = request.visibility.houses
    theirs = [one for one in notices if houses is None or one.house in houses]
    told = [one for one in theirs if one.state is not NoticeState.CANCELLED]
    settled = [one for one in told if one.state not in _AHEAD][::-1]
    kept = settled if everything else settled[:MOST]
    return Mails(
        ahead=tuple(one for one in told if one.state in _AHEAD),
        settled=tuple(kept),
        cancelled=len(theirs) - len(told),
        hidden=len(settled) - len(kept),
    )
