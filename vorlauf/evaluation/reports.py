"""Reports: the evaluation of a month, a year or the campaign, from what is stored."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from states.messages import channels, msg
from vorlauf.db.call import Call
from vorlauf.db.tables import Outcome
from vorlauf.errors import NotFoundError
from vorlauf.evaluation import (
    achievement,
    details,
    examples,
    figure_queries,
    followers,
    process,
    process_queries,
)
from vorlauf.evaluation.follower_queries import followers_by_channel
from vorlauf.evaluation.periods import CAMPAIGN, Period, PeriodKind, dated_period
from vorlauf.evaluation.post_figures import on_channels
from vorlauf.evaluation.process_queries import PostOfPeriod, StepDone
from vorlauf.evaluation.report_values import (
    Highlight,
    Rate,
    Report,
    ReportRow,
    ReportSection,
    Unmeasured,
)


def period_of(call: Call, key: str) -> Period:
    """Return the period of a key. Raises `BadInputError` for another one.

    The campaign reaches from its first post to its last one; `NotFoundError` before.
    """
    if key != CAMPAIGN:
        return dated_period(key)
    days = process_queries.days_of_posts(call.connection)
    if days is None:
        raise NotFoundError(
            msg("No post has appeared yet: there is no campaign to evaluate.")
        )
    office = call.directory.agency.office
    first, last = map(office.day_of, days)
    return Period(kind=PeriodKind.CAMPAIGN, first=first, last=last)


def report_of(call: Call, period: Period, known_at: datetime | None = None) -> Report:
    """Return the evaluation of a period, with all that is known by now.

    With `known_at` (aware UTC) later snapshots of figures are left out.
    """
    known_at = known_at or call.now
    from_at, to_at = period.bounds(call.directory.agency.office)
    after = period.next
    until = after.bounds(call.directory.agency.office)[1] if after else to_at
    found = process_queries.posts_between(call.connection, from_at, until)
    posts = [one for one in found if _when(one) < to_at]
    published = [one for one in posts if one.published_at]
    steps = process_queries.steps_done(call.connection, from_at, to_at)
    counted = process.shown_steps(call.directory, steps)
    figures = figure_queries.latest_figures(
        call.connection, [one.id for one in published], known_at
    )
    followed = followers_by_channel(
        call.connection, period.first, period.last, known_at
    )
    reached = on_channels(published, figures)
    told = [
        *(one.as_of for one in figures),
        *(one.as_of for one in followed.values()),
    ]
    is_month = period.kind is PeriodKind.MONTH
    return Report(
        campaign=call.directory.campaign.name,
        period=period,
        as_of=max(_as_of(from_at, published, counted), *told, from_at),
        highlights=(
            *followers.highlights(followed),
            *_highlights(posts, published, counted),
        ),
        sections=(
            followers.section(call.directory.campaign.channels, followed),
            achievement.channels(reached),
            *([achievement.measured_posts(call, reached)] if is_month else []),
            *achievement.splits(call, reached),
            *process.sections(call, published, steps),
            *_ahead(call, after, [one for one in found if _when(one) >= to_at]),
        ),
        details=(
            achievement.posts(call, reached),
            details.posts(call, posts),
            details.steps(call, steps),
        ),
        examples=examples.chosen(call, reached),
    )


def _when(post: PostOfPeriod) -> datetime:
    return post.published_at or post.slot_at


def _as_of(
    from_at: datetime, posts: Iterable[PostOfPeriod], steps: Iterable[StepDone]
) -> datetime:
    """Return the youngest instant that the figures know of."""
    return max(
        (
            from_at,
            *(one.published_at for one in posts if one.published_at),
            *(one.closed_at for one in steps),
        )
    )


def _highlights(
    posts: Sequence[PostOfPeriod],
    published: Sequence[PostOfPeriod],
    steps: Sequence[StepDone],
) -> tuple[Highlight, ...]:
    in_time = sum(one.in_time for one in steps)
    asked = sum(one.outcome is Outcome.CHANGES_REQUESTED for one in steps)
    nobody = Unmeasured(msg("nothing was answered"))
    return (
        Highlight(key="posts", label=msg("Posts published"), cell=len(published)),
        Highlight(
            key="missing",
            label=msg("With a slot, but not published"),
            cell=len(posts) - len(published),
        ),
        Highlight(
            key="in_time",
            label=msg("Answers in time"),
            cell=Rate(in_time, len(steps), 0) if steps else nobody,
        ),
        Highlight(key="changes", label=msg("Changes asked"), cell=asked),
    )


def _ahead(
    call: Call, after: Period | None, posts: Sequence[PostOfPeriod]
) -> tuple[ReportSection, ...]:
    """Return what is planned; after the campaign there is nothing ahead."""
    if after is None:
        return ()
    office = call.directory.agency.office
    rows = [
        ReportRow(
            one.number,
            (
                office.day_of(one.slot_at),
                one.number,
                one.title,
                details.house_names(call, one),
                channels(one.channels),
            ),
        )
        for one in posts
    ]
    return (
        ReportSection(
            key="ahead",
            heading=msg("Planned for {period}", period=after.name),
            source=msg("The slots of the plan, as it stood when this was written."),
            columns=(
                details.DAY,
                details.NUMBER,
                details.TITLE,
                details.HOUSES,
                details.CHANNELS,
            ),
            rows=tuple(rows),
            empty=msg("Nothing is planned yet."),
            is_statement=True,
        ),
    )
