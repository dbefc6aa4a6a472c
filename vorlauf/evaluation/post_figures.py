"""Post figures: what a post reached on a channel, and the rate that follows.

The own rate is (reactions + comments + shares) / those who have seen it: reach, else
views, else impressions, whichever the network tells. Networks count their own rates in
different ways, so those stand beside it. Unpaid and paid are never added up.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from vorlauf.evaluation.figure_queries import KnownFigure
from vorlauf.evaluation.metrics import Metric, Share
from vorlauf.evaluation.not_measured import why_not_measured
from vorlauf.evaluation.process_queries import PostOfPeriod
from vorlauf.evaluation.report_values import Cell, Rate, Unmeasured

# What counts as having seen a post; the first that a network tells is taken.
BASES: Final = (Metric.REACH, Metric.VIEWS, Metric.IMPRESSIONS)
INTERACTIONS: Final = (Metric.REACTIONS, Metric.COMMENTS, Metric.SHARES)

Values = Mapping[Metric, Decimal]


@dataclass(frozen=True, kw_only=True)
class PostOnChannel:
    """A post on a channel with the figures of one share; absent is not measured."""

    post: PostOfPeriod
    channel: str
    share: Share
    values: Values

    @property
    def base(self) -> Metric | None:
        """What says how many have seen it, None if nothing does."""
        return next((one for one in BASES if one in self.values), None)

    @property
    def seen(self) -> int | None:
        """How many have seen it."""
        return int(self.values[self.base]) if self.base else None

    @property
    def interactions(self) -> int | None:
        """How many have reacted, commented or shared; None if nobody counted."""
        known = [self.values[one] for one in INTERACTIONS if one in self.values]
        return int(sum(known)) if known else None

    @property
    def rate(self) -> Rate | None:
        """The own rate, None where it cannot be computed."""
        if not self.seen or self.interactions is None:
            return None
        return Rate(self.interactions, self.seen)

    def cell(self, metric: Metric) -> Cell:
        """Return a figure, or why it is none."""
        if metric in self.values:
            return int(self.values[metric])
        return Unmeasured(why_not_measured(self.channel, metric))

    @property
    def network_rate(self) -> Cell:
        """The rate as the network says it, in parts of a thousandth of a percent."""
        found = self.values.get(Metric.NETWORK_RATE)
        return None if found is None else Rate(int(found * 100_000), 100_000)


def on_channels(
    posts: Sequence[PostOfPeriod], known: Iterable[KnownFigure]
) -> list[PostOnChannel]:
    """Return each post on each channel, one for each share that figures tell of.

    Where nothing is known, one without values stands for the post.
    """
    values: dict[tuple[int, str], dict[Share, dict[Metric, Decimal]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for one in known:
        values[one.post_id, one.channel][one.share][one.metric] = one.value
    return [
        PostOnChannel(post=post, channel=channel, share=share, values=found)
        for post in posts
        for channel in _channels(post, values)
        for share, found in _shares(values.get((post.id, channel), {}))
    ]


def _channels(
    post: PostOfPeriod, values: Mapping[tuple[int, str], object]
) -> Iterator[str]:
    yield from post.channels
    counted = (channel for key, channel in values if key == post.id)
    yield from (one for one in counted if one not in post.channels)


def _shares(
    found: Mapping[Share, Mapping[Metric, Decimal]],
) -> Iterator[tuple[Share, Values]]:
    for share in (Share.ORGANIC, Share.PAID, Share.TOTAL):
        if share in found:
            yield share, found[share]
    if not found:
        yield Share.TOTAL, {}


def comparable(found: Iterable[PostOnChannel]) -> list[PostOnChannel]:
    """Return one for each post and channel that no money has helped: unpaid, or all.

    Where nothing was paid for, all is unpaid: then the share with a rate is taken.
    """
    chosen: dict[tuple[int, str], PostOnChannel] = {}
    found = list(found)
    paid = {(one.post.id, one.channel) for one in found if one.share is Share.PAID}
    for one in found:
        key = (one.post.id, one.channel)
        if one.share is Share.PAID:
            continue
        first = chosen.setdefault(key, one)
        if key not in paid and first.rate is None and one.rate:
            chosen[key] = one
    return list(chosen.values())


def rate_of(found: Iterable[PostOnChannel], base: Metric | None) -> Rate | None:
    """Return the common rate of posts that are counted in one way, None without any."""
    known = [one.rate for one in found if one.base is base and one.rate]
    if not known:
        return None
    return Rate(sum(one.part for one in known), sum(one.whole for one in known))
