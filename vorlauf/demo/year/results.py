"""Results: what a simulated year comes to, house by house."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from states.post import PostState, StepKind
from states.purpose import MailKind
from vorlauf.db.tables import NoticeState, Outcome
from vorlauf.demo.judge.verdict import Verdict
from vorlauf.demo.year.checks import Evidence, Violations
from vorlauf.directory.model import Directory
from vorlauf.posts.history import PostRecord, StepRecord

# The steps that others wait for; a draft is open from the day it was planned.
ASKED = tuple(k for k in StepKind if k is not StepKind.DRAFT and not k.waits_for_slot)
NOTE = (
    "The behaviour of people is a model with a seed, not a measurement; "
    "calendar, engine, store, mails and SMTP are the real ones."
)


@dataclass(frozen=True, kw_only=True)
class HouseYear:
    """The year of one house; the days per step are medians, in working days."""

    house: str
    name: str
    posts: int
    published_on_time: int
    published_late: int
    reminders: int
    escalations: int
    median_days: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class YearResult:
    """A simulated year: what happened, and whether every promise was kept."""

    posts: int
    working_days: int
    published: int
    published_on_time: int
    withdrawn: int
    mails: int
    reminders: int
    escalations: int
    houses: tuple[HouseYear, ...]
    violations: Violations
    verdict: Verdict
    changes: Mapping[str, int]
    audit_ok: bool
    seconds: float

    @property
    def ok(self) -> bool:
        """Say whether every promise was kept."""
        return self.audit_ok and not self.violations.any and self.verdict.ok

    def as_plain(self) -> dict[str, object]:
        """Return the result as values that JSON knows."""
        return {
            **vars(self),
            "houses": [vars(house) for house in self.houses],
            "violations": vars(self.violations),
            "verdict": dict(self.verdict.broken),
            "examples": list(self.verdict.examples),
            "note": NOTE,
        }


def house_years(evidence: Evidence, directory: Directory) -> tuple[HouseYear, ...]:
    """Return a row for each house that took part, in the order of the file."""
    reminders = _sent(evidence, MailKind.REMINDER)
    escalations = Counter(step.house for step in evidence.steps if step.escalation)
    days = _days(evidence.steps, directory)
    return tuple(
        _house_year(
            key,
            name=house.name,
            posts=[post for post in evidence.posts if key in post.houses],
            reminders=reminders[key],
            escalations=escalations[key],
            days=days.get(key, {}),
            directory=directory,
        )
        for key, house in directory.houses.items()
        if days.get(key) or any(key in post.houses for post in evidence.posts)
    )


def on_time(post: PostRecord, directory: Directory) -> bool:
    """Say whether a post came out on the day for which it was planned at first."""
    office = directory.agency.office
    return post.published_at is not None and office.day_of(
        post.published_at
    ) == office.day_of(post.first_slot_at)


def published(posts: Sequence[PostRecord]) -> list[PostRecord]:
    """Return the posts that are out."""
    return [post for post in posts if post.state is PostState.PUBLISHED]


def _house_year(  # noqa: PLR0913, each is a figure of the row
    key: str,
    *,
    name: str,
    posts: Sequence[PostRecord],
    reminders: int,
    escalations: int,
    days: dict[str, float],
    directory: Directory,
) -> HouseYear:
    out = published(posts)
    timely = sum(on_time(post, directory) for post in out)
    return HouseYear(
        house=key,
        name=name,
        posts=len(posts),
        published_on_time=timely,
        published_late=len(out) - timely,
        reminders=reminders,
        escalations=escalations,
        median_days=days,
    )


def _sent(evidence: Evidence, purpose: MailKind) -> Counter[str]:
    return Counter(
        notice.house
        for notice in evidence.notices
        if notice.purpose is purpose and notice.state is NoticeState.SENT
    )


def _days(
    steps: Sequence[StepRecord], directory: Directory
) -> dict[str, dict[str, float]]:
    """Return by house and kind how many working days its steps took, as median."""
    taken: dict[str, dict[StepKind, list[int]]] = defaultdict(lambda: defaultdict(list))
    now_called = directory.now_called
    for step in steps:
        if step.closed_at is None or step.outcome == Outcome.VOID:
            continue
        if step.kind in ASKED:
            key = now_called.get(step.house, step.house)
            office = directory.house(key).office
            opened, closed = (
                office.day_of(step.opened_at),
                office.day_of(step.closed_at),
            )
            taken[key][step.kind].append(office.calendar.between(opened, closed))
    return {
        house: {kind.value: float(median(found)) for kind, found in kinds.items()}
        for house, kinds in taken.items()
    }
