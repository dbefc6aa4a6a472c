"""Due changes: until when a step is due once its date changes, and why it changed.

Whoever was told a date is told when another holds, and nobody is late for a date that
they were never told.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Self, assert_never
from zoneinfo import ZoneInfo

from states.messages import Message, Several, phrase
from states.office_hours import Office, aware


def due_after_change(
    plan: datetime,
    told: datetime | None,
    now: datetime,
    office: Office,
    *,
    by_free_days: bool = False,
) -> datetime:
    """Return until when an open step is due once the plan says `plan` (aware UTC).

    `told` is the date that its house was told last, None if it was told none; `office`
    is that of the house. The date comes no nearer than the close of business of the
    next working day after `now`, unless the house was told so, and free days that were
    entered later (`by_free_days`) bring it no nearer at all.
    """
    soonest = office.due_on(office.calendar.add(office.day_of(now), 1))
    if told is None:
        return max(aware(plan), soonest)
    return max(aware(plan), aware(told) if by_free_days else min(told, soonest))


class DueCause(StrEnum):
    """Why the date of an open step changes; the words stand in the audit log."""

    SLOT = "slot"
    LEAD_TIME = "lead_time"
    LAND = "land"
    FREE_DAYS = "free_days"
    OFFICE_HOURS = "office_hours"
    BY_HAND = "by_hand"
    MORE_TIME = "more_time"
    LATE_MAIL = "late_mail"
    RESUMED = "resumed"
    PLAN = "plan"


# Changes of the days on which a house works.
FREE_DAYS: Final = frozenset({DueCause.LAND, DueCause.FREE_DAYS})
_LEAD_TIMES: Final[Mapping[str, Message]] = {
    "draft": phrase("lead time", "the draft"),
    "assets": phrase("lead time", "the material"),
    "graphics": phrase("lead time", "the graphics"),
    "review": phrase("lead time", "the review"),
    "approval": phrase("lead time", "the approval"),
}


@dataclass(frozen=True, kw_only=True)
class DueReason:
    """One cause of a changed date, with what was before and after, where that helps.

    `rule` names a lead time; a slot is an instant in ISO 8601, aware.
    """

    cause: DueCause
    rule: str = ""
    before: str = ""
    after: str = ""

    @property
    def plain(self) -> dict[str, str]:
        """The reason as JSON values, for the audit log."""
        return {name: str(value) for name, value in vars(self).items() if value}

    @classmethod
    def read(cls, plain: Mapping[str, str]) -> Self:
        """Read what `plain` has written; else raises ValueError or TypeError."""
        values = {name: value for name, value in plain.items() if name != "cause"}
        return cls(cause=DueCause(plain.get("cause", "")), **values)

    def said(self, zone: ZoneInfo) -> Message:  # noqa: C901, PLR0911, one a cause
        """Return the clause after “because”; instants as the clocks of `zone` show."""
        values = {"before": self.before, "after": self.after}
        match self.cause:
            case DueCause.SLOT:
                slot = datetime.fromisoformat(self.after).astimezone(zone)
                return phrase("cause", "the slot was moved to {slot}", slot=slot)
            case DueCause.LEAD_TIME:
                return phrase(
                    "cause",
                    "{what} has another lead time ({before} → {after} working days)",
                    what=_LEAD_TIMES[self.rule],
                    **values,
                )
            case DueCause.LAND:
                return phrase(
                    "cause",
                    "the holidays of another Land count ({before} → {after})",
                    **values,
                )
            case DueCause.FREE_DAYS:
                return phrase("cause", "other days are free than before")
            case DueCause.OFFICE_HOURS:
                return phrase("cause", "other office hours count than before")
            case DueCause.BY_HAND:
                return phrase("cause", "the coordinator has set another date")
            case DueCause.MORE_TIME:
                return phrase("cause", "more time was asked for")
            case DueCause.LATE_MAIL:
                return phrase("cause", "the mail about it goes out late")
            case DueCause.RESUMED:
                return phrase("cause", "the post was on hold")
            case DueCause.PLAN:
                return phrase("cause", "the schedule has changed")
            case _:
                assert_never(self.cause)


def because(reasons: Iterable[DueReason], zone: ZoneInfo) -> Message:
    """Return the clause that names each cause once, as it was the last time."""
    last = {(one.cause, one.rule): one for one in reasons}
    if not last:
        last = {(DueCause.PLAN, ""): DueReason(cause=DueCause.PLAN)}
    return phrase(
        "cause", "{causes}", causes=Several(tuple(r.said(zone) for r in last.values()))
    )
