"""Evidence rows: what each ready question finds among posts, costs and figures."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Final

from vorlauf.db.call import Call
from vorlauf.db.tables import CostEntry
from vorlauf.evaluation import figure_queries, process_queries
from vorlauf.evaluation.figure_queries import KnownFigure
from vorlauf.evaluation.metrics import Metric, Share
from vorlauf.evaluation.process import houses_of
from vorlauf.evaluation.process_queries import PostOfPeriod
from vorlauf.records.inquiries import cost_queries, evidence_queries
from vorlauf.records.inquiries.evidence_queries import DecisionMade
from vorlauf.records.inquiries.evidence_values import EvidenceAsk, EvidenceRow

# Networks call it by one of these; the first that was measured is shown, and named.
_REACH: Final = (
    Metric.REACH,
    Metric.UNIQUE_IMPRESSIONS,
    Metric.IMPRESSIONS,
    Metric.VIEWS,
)
_ALL_HOUSES: Final = ""
# Follows the kind of a step that was asked for when the post was out.
AFTERWARDS: Final = "_afterwards"
_CENT: Final = Decimal("0.01")


def posts(call: Call, asked: EvidenceAsk) -> list[EvidenceRow]:
    """Count the posts that appeared, by month, house and channel."""
    counted = Counter(
        (f"{_day(call, post):%Y-%m}", house, channel)
        for post in published(call, asked)
        for house in _houses(post, asked)
        for channel in _channels(post, asked)
    )
    return [(*key, count) for key, count in sorted(counted.items())]


def costs(call: Call, asked: EvidenceAsk) -> list[EvidenceRow]:
    """List each invoice, with what it comes to per post, and their sum."""
    entries = _costs(call, asked)
    rows: list[EvidenceRow] = [
        (
            one.contractor,
            one.contract,
            one.award,
            one.invoice,
            one.first_day,
            one.last_day,
            one.house,
            one.is_media,
            _euros(one.gross_cents),
            len(numbers),
            _share(one.gross_cents, len(numbers)),
            ", ".join(one.posts),
        )
        for one in entries
        for numbers in [_numbers(call, one)]
    ]
    total = _euros(sum(one.gross_cents for one in entries))
    empty = (None,) * 7
    return [*rows, ("Σ", *empty, total, None, None, "")] if rows else []


def paid(call: Call, asked: EvidenceAsk) -> list[EvidenceRow]:
    """List the posts for whose reach was paid: how much, and what came of it."""
    spent = _spent(call)
    found = published(call, asked)
    figures = _figures(call, found)
    rows: list[EvidenceRow] = []
    for post in found:
        euros, is_named = spent.get(post.number), post.number in spent
        channels = [
            one
            for one in _channels(post, asked)
            if is_named or (post.id, one, Share.PAID) in figures
        ]
        for at, channel in enumerate(channels):
            reached = _reached(post, channel, figures)
            amount = euros if at == 0 and not asked.channel else None
            rows.append((*_post(call, post), channel, amount, *reached))
    return rows


def reach(call: Call, asked: EvidenceAsk) -> list[EvidenceRow]:
    """List what each post reached on each channel, unpaid and paid apart."""
    found = published(call, asked)
    figures = _figures(call, found)
    return [
        (*_post(call, post), channel, *_reached(post, channel, figures))
        for post in found
        for channel in _channels(post, asked)
    ]


def approvals(call: Call, asked: EvidenceAsk) -> list[EvidenceRow]:
    """List who endorsed and approved each post, on which version and text."""
    found = {post.id: post for post in published(call, asked)}
    made = _decisions(call, found)
    texts = evidence_queries.contents(call.connection, found)
    out = evidence_queries.published_versions(call.connection, found)
    return [
        (
            *_post(call, found[one.post_id]),
            one.kind.value + (AFTERWARDS if one.retrospective else ""),
            one.house,
            one.decided_by,
            one.on_behalf_of,
            one.decided_at,
            one.way,
            one.recorded_by,
            one.version,
            out[one.post_id],
            "\n\n".join(
                f"{channel}: {text}"
                for channel, text in texts[one.post_id, one.version].texts.items()
                if asked.channel in {"", channel}
            ),
        )
        for one in sorted(
            made, key=lambda one: (_order(found[one.post_id]), one.decided_at)
        )
    ]


def exceptions(call: Call, asked: EvidenceAsk) -> list[EvidenceRow]:
    """Count overrides, holds and recorded decisions, by house and in all."""
    found = published(call, asked)
    keys = [post.id for post in found]
    odd = evidence_queries.exceptions(call.connection, keys)
    made = _decisions(call, keys)
    of = {
        house: [post.id for post in found if house in post.houses]
        for house in sorted({house for post in found for house in _houses(post, asked)})
    }
    if not asked.house:
        of[_ALL_HOUSES] = keys
    return [
        (
            house,
            *_counted(
                some, odd, [one for one in made if house in {_ALL_HOUSES, one.house}]
            ),
        )
        for house, some in of.items()
    ]


def _counted(
    keys: Sequence[int],
    odd: Mapping[str, frozenset[int]],
    made: Sequence[DecisionMade],
) -> EvidenceRow:
    overrides, holds = (
        len(odd[name].intersection(keys)) for name in ("override", "hold")
    )
    ours = [one for one in made if one.post_id in set(keys)]
    told = sum(bool(one.way) for one in ours)
    return (
        len(keys),
        overrides,
        _part(overrides, len(keys)),
        holds,
        _part(holds, len(keys)),
        len(ours),
        told,
        _part(told, len(ours)),
    )


def published(call: Call, asked: EvidenceAsk) -> list[PostOfPeriod]:
    """Return the posts that appeared on these days, of this house and channel."""
    office = call.directory.agency.office
    from_at = office.at(asked.first, time.min)
    to_at = office.at(asked.last + timedelta(days=1), time.min)
    found = process_queries.posts_between(call.connection, from_at, to_at)
    return [
        post
        for post in (_now_called(call, one) for one in found)
        if post.published_at is not None
        and (not asked.house or asked.house in post.houses)
        and (not asked.channel or asked.channel in post.channels)
    ]


def _now_called(call: Call, post: PostOfPeriod) -> PostOfPeriod:
    return replace(post, houses=tuple(dict.fromkeys(houses_of(post, call.directory))))


def _decisions(call: Call, keys: Iterable[int]) -> list[DecisionMade]:
    now = call.directory.now_called
    made = evidence_queries.decisions(call.connection, tuple(keys))
    return [replace(one, house=now.get(one.house, one.house)) for one in made]


def _post(call: Call, post: PostOfPeriod) -> tuple[str, date, str]:
    return post.number, _day(call, post), post.title


def _day(call: Call, post: PostOfPeriod) -> date:
    return call.directory.agency.office.day_of(post.published_at or post.slot_at)


def _order(post: PostOfPeriod) -> tuple[object, str]:
    return post.published_at or post.slot_at, post.number


def _houses(post: PostOfPeriod, asked: EvidenceAsk) -> Collection[str]:
    return [one for one in post.houses if asked.house in {"", one}]


def _channels(post: PostOfPeriod, asked: EvidenceAsk) -> list[str]:
    return [one for one in post.channels if asked.channel in {"", one}]


def _costs(call: Call, asked: EvidenceAsk) -> list[CostEntry]:
    now = call.directory.now_called
    entries = [
        one.model_copy(update={"house": now.get(one.house, one.house)})
        for one in cost_queries.cost_entries(call.connection, asked.first, asked.last)
    ]
    return [one for one in entries if asked.house in {"", one.house}]


def _numbers(call: Call, one: CostEntry) -> Sequence[str]:
    if one.posts:
        return one.posts
    whole = EvidenceAsk(first=one.first_day, last=one.last_day, house=one.house)
    return [post.number for post in published(call, whole)]


def _spent(call: Call) -> dict[str, Decimal]:
    """Return what was paid for the reach of each post, in euros, by its number."""
    spent: dict[str, Decimal] = {}
    for one in cost_queries.cost_entries(call.connection):
        share = _share(one.gross_cents, len(one.posts))
        if one.is_media and share is not None:
            for number in one.posts:
                spent[number] = spent.get(number, Decimal()) + share
    return spent


_Figures = Mapping[tuple[int, str, Share], Mapping[Metric, KnownFigure]]


def _figures(call: Call, found: Sequence[PostOfPeriod]) -> _Figures:
    keys = [post.id for post in found]
    known = figure_queries.latest_figures(call.connection, keys, call.now)
    figures: dict[tuple[int, str, Share], dict[Metric, KnownFigure]] = {}
    for one in known:
        place = figures.setdefault((one.post_id, one.channel, one.share), {})
        place[one.metric] = one
    return figures


def _reached(post: PostOfPeriod, channel: str, figures: _Figures) -> EvidenceRow:
    """Return unpaid, paid and total reach, as what it was counted, and as of when."""
    shares = [
        figures.get((post.id, channel, one), {})
        for one in (Share.ORGANIC, Share.PAID, Share.TOTAL)
    ]
    metric = next((m for m in _REACH if any(m in share for share in shares)), None)
    if metric is None:
        return (None, None, None, "", None)
    there = [share.get(metric) for share in shares]
    as_of = max(one.as_of for one in there if one is not None)
    return (*(int(one.value) if one else None for one in there), metric.value, as_of)


def _euros(cents: int) -> Decimal:
    return (Decimal(cents) / 100).quantize(_CENT)


def _share(cents: int, many: int) -> Decimal | None:
    return (Decimal(cents) / 100 / many).quantize(_CENT) if many else None


def _part(some: int, of: int) -> Decimal | None:
    return (Decimal(some) / of).quantize(Decimal("0.0001")) if of else None
