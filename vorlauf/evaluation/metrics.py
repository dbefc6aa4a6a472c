"""Metrics: what networks count, under one name for all of them.

Impressions and views are two metrics: when a network went from one to the other, it
began to count repeats differently, so their series are never joined. Video views are a
third one: what LinkedIn calls views is blank for a post without a video.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Metric(StrEnum):
    """What is counted."""

    IMPRESSIONS = "impressions"
    UNIQUE_IMPRESSIONS = "unique_impressions"
    VIEWS = "views"
    VIDEO_VIEWS = "video_views"
    OFFSITE_VIEWS = "offsite_views"
    REACH = "reach"
    CLICKS = "clicks"
    REACTIONS = "reactions"
    COMMENTS = "comments"
    SHARES = "shares"
    SAVES = "saves"
    FOLLOWS = "follows"
    INTERACTIONS = "interactions"
    PAGE_VIEWS = "page_views"
    VISITORS = "visitors"
    VISITS = "visits"
    NEW_FOLLOWERS = "new_followers"
    FOLLOWERS = "followers"
    NETWORK_RATE = "network_rate"
    CLICK_RATE = "click_rate"


class Share(StrEnum):
    """Of whose showing a figure tells: unpaid, paid, by an invitation, or all of it."""

    ORGANIC = "organic"
    PAID = "paid"
    INVITED = "invited"
    TOTAL = "total"


@dataclass(frozen=True, kw_only=True)
class MetricSpec:
    """What a metric is: how many there are on a day, or a fraction (0.0588 is 5.88%).

    The others are whole numbers that grow, and may be summed over days.
    """

    is_stock: bool = False
    is_rate: bool = False


_SPECS: Final[Mapping[Metric, MetricSpec]] = {
    Metric.FOLLOWERS: MetricSpec(is_stock=True),
    Metric.NETWORK_RATE: MetricSpec(is_rate=True),
    Metric.CLICK_RATE: MetricSpec(is_rate=True),
}
METRICS: Final = {metric: _SPECS.get(metric, MetricSpec()) for metric in Metric}
