"""Rule changes: what has changed in the rules of a house that moves its dates."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from states.deadlines import lead_times_after
from states.due_changes import DueCause, DueReason
from states.post import StepKind


def reasons(
    before: str, after: Mapping[str, Any], kind: StepKind
) -> tuple[DueReason, ...]:
    """Return why a step of this kind may be due at another time under new rules.

    `before` are the old rules as JSON, empty if nobody knows them; both are those of
    `House.rules`. Empty if nothing has changed that moves its date.
    """
    if not before:
        return (DueReason(cause=DueCause.PLAN),)
    return tuple(_reasons(json.loads(before), after, kind))


def _reasons(
    before: Mapping[str, Any], after: Mapping[str, Any], kind: StepKind
) -> Iterator[DueReason]:
    for rule in lead_times_after(kind):
        was, now = before["lead_times"][rule], after["lead_times"][rule]
        if was != now:
            yield DueReason(
                cause=DueCause.LEAD_TIME, rule=rule, before=str(was), after=str(now)
            )
    was, now = before["office"], after["office"]
    if was["land"] != now["land"]:
        yield DueReason(cause=DueCause.LAND, before=was["land"], after=now["land"])
    if _free(before) != _free(after):
        yield DueReason(cause=DueCause.FREE_DAYS)
    if _hours(was) != _hours(now):
        yield DueReason(cause=DueCause.OFFICE_HOURS)


def _free(rules: Mapping[str, Any]) -> tuple[object, ...]:
    office = rules["office"]
    return rules["corpus_christi"], office["closing_days"], office.get("half_days")


def _hours(office: Mapping[str, Any]) -> tuple[object, ...]:
    return tuple(
        office.get(name) for name in ("zone", "close_of_business", "half_days")
    )
