"""Process: how the houses worked in a period: posts, punctuality, days, changes asked.

Counted for houses, never for people: a house of one person is left out unless the
configuration says that the staff council has agreed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from statistics import median
from typing import Final

from states.messages import Message, msg, phrase
from states.post import StepKind
from vorlauf.db.call import Call
from vorlauf.db.tables import Outcome
from vorlauf.directory.model import Directory, House
from vorlauf.evaluation.process_queries import PostOfPeriod, StepDone
from vorlauf.evaluation.report_values import (
    Cell,
    Rate,
    ReportColumn,
    ReportRow,
    ReportSection,
    Unmeasured,
)
from vorlauf.scheduling import turnaround_queries
from vorlauf.scheduling.hold_effects import HOLD
from vorlauf.scheduling.waits import is_shown, wait_of

Holds = Mapping[int, Sequence[datetime]]
KINDS: Final[Mapping[StepKind, Message]] = {
    StepKind.ASSETS: phrase("column", "Pictures"),
    StepKind.GRAPHICS: phrase("column", "Graphics"),
    StepKind.REVIEW: phrase("column", "Endorsement"),
    StepKind.APPROVAL: phrase("column", "Approval"),
}
_ONE_PERSON: Final = Unmeasured(
    msg("not shown: one person works there, and the staff council has not agreed")
)
_NOT_COUNTED_IN: Final = msg(
    "What houses that are not shown have answered is not counted in the main figures "
    "either."
)
_TENTH: Final = Decimal("0.1")
_NOBODY_ASKED: Final = Unmeasured(msg("nothing was answered"))
HOUSE: Final = ReportColumn(key="house", label=msg("House"), is_figure=False)
_NOTHING: Final = msg("No house has answered anything in this period.")
_SOURCE: Final = msg(
    "Computed from the steps that were answered in the period, as the log has them. In "
    "time is what was answered by the last date that the house was told."
)
_DAYS: Final = msg(
    "Median working days of the house from the request to the answer; while a post is "
    "on hold nobody waits."
)


def shown_steps(directory: Directory, steps: Iterable[StepDone]) -> Sequence[StepDone]:
    """Return the steps of which figures may tell: those of no single person."""
    known = directory.now_called
    shown = {one.key for one in directory.houses.values() if is_shown(directory, one)}
    return [one for one in steps if known.get(one.house, one.house) in shown]


def sections(
    call: Call, posts: Sequence[PostOfPeriod], steps: Sequence[StepDone]
) -> tuple[ReportSection, ...]:
    """Return the sections on punctuality and on how long the houses took."""
    known = call.directory
    by_house: dict[str, list[StepDone]] = defaultdict(list)
    for step in steps:
        by_house[known.now_called.get(step.house, step.house)].append(step)
    counts = Counter(key for one in posts for key in houses_of(one, known))
    houses = [
        one for one in known.houses.values() if by_house[one.key] or counts[one.key]
    ]
    return (
        _punctuality(houses, by_house, counts, known),
        _durations(call, houses, by_house),
    )


def houses_of(post: PostOfPeriod, directory: Directory) -> tuple[str, ...]:
    """Return the keys of its houses, as they are called now."""
    return tuple(directory.now_called.get(key, key) for key in post.houses)


def _punctuality(
    houses: Sequence[House],
    by_house: Mapping[str, Sequence[StepDone]],
    counts: Mapping[str, int],
    directory: Directory,
) -> ReportSection:
    rows = [
        ReportRow(
            one.key,
            (one.name, counts[one.key], *_kept(one, by_house[one.key], directory)),
            short=one.key.upper(),
        )
        for one in houses
    ]
    return ReportSection(
        key="houses",
        heading=msg("How the houses worked"),
        source=_SOURCE,
        columns=(
            HOUSE,
            ReportColumn(key="posts", label=msg("Posts")),
            ReportColumn(key="done", label=msg("Steps answered")),
            ReportColumn(key="in_time", label=msg("In time")),
            ReportColumn(key="changes", label=msg("Changes asked")),
        ),
        rows=tuple(rows),
        empty=_NOTHING,
        charted="in_time",
        notes=_left_out(houses, by_house, directory),
    )


def _left_out(
    houses: Iterable[House],
    by_house: Mapping[str, Sequence[StepDone]],
    directory: Directory,
) -> tuple[Message, ...]:
    """Say what the main figures lack, else they less the rows told of one person."""
    hidden = [one for one in houses if not is_shown(directory, one)]
    return (_NOT_COUNTED_IN,) if any(by_house[one.key] for one in hidden) else ()


def _kept(
    house: House, steps: Sequence[StepDone], directory: Directory
) -> tuple[Cell, Cell, Cell]:
    if not is_shown(directory, house):
        return _ONE_PERSON, None, None
    if not steps:
        return 0, _NOBODY_ASKED, 0
    in_time = sum(one.in_time for one in steps)
    asked = sum(one.outcome is Outcome.CHANGES_REQUESTED for one in steps)
    return len(steps), Rate(in_time, len(steps), 0), asked


def _durations(
    call: Call, houses: Iterable[House], by_house: Mapping[str, Sequence[StepDone]]
) -> ReportSection:
    shown = [one for one in houses if is_shown(call.directory, one)]
    opened = [step.opened_at for one in shown for step in by_house[one.key]]
    since = min(opened, default=call.now)
    held = turnaround_queries.holds_begun(call.connection, HOLD, since)
    rows = [
        ReportRow(one.key, (one.name, *_medians(call, one, by_house[one.key], held)))
        for one in shown
        if by_house[one.key]
    ]
    labels = [ReportColumn(key=key, label=label) for key, label in KINDS.items()]
    return ReportSection(
        key="durations",
        heading=msg("How long answers took"),
        source=_DAYS,
        columns=(HOUSE, *labels),
        rows=tuple(rows),
        empty=_NOTHING,
    )


def _medians(
    call: Call, house: House, steps: Iterable[StepDone], held: Holds
) -> Iterator[Cell]:
    days: dict[StepKind, list[int]] = defaultdict(list)
    for step in steps:
        wait = wait_of(step, house, held.get(step.post_id, ()), call.now)
        days[step.kind].append(wait.days)
    for kind in KINDS:
        found = sorted(days[kind])
        yield Decimal(median(found)).quantize(_TENTH) if found else None
