"""Due change entries: which dates an audit entry says have changed, and why."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from states.due_changes import DueReason
from states.post import StepKind


@dataclass(frozen=True, kw_only=True)
class DueChange:
    """The date of a step before and after (aware UTC); `step` is its key, if known."""

    step: int | None
    kind: StepKind
    before: datetime
    after: datetime


def changes_in(details: Mapping[str, Any]) -> Iterator[DueChange]:
    """Yield the dates that an entry changes; of what is none of ours nothing."""
    steps = details.get("steps", [details])
    for one in steps if isinstance(steps, list) else []:
        with suppress(KeyError, ValueError, TypeError, AttributeError):
            yield DueChange(
                step=one.get("step"),
                kind=StepKind(one["kind"]),
                before=datetime.fromisoformat(one["due_before"]),
                after=datetime.fromisoformat(one["due_after"]),
            )


def reasons_in(details: Mapping[str, Any]) -> tuple[DueReason, ...]:
    """Return the reasons that an entry names."""
    kept = details.get("because")
    return tuple(_reasons(kept)) if isinstance(kept, list) else ()


def _reasons(kept: list[Any]) -> Iterator[DueReason]:
    for one in kept:
        with suppress(ValueError, TypeError, AttributeError):
            yield DueReason.read(one)
