"""Not measured: why a network tells nothing of a metric. That is no zero."""

from collections.abc import Mapping
from typing import Final

from states.messages import Message, phrase
from vorlauf.evaluation.metrics import Metric

_NO_CLICKS: Final = phrase(
    "not measured", "Instagram tells of no clicks on a post, for links are not active"
)
_MASTODON: Final = phrase(
    "not measured", "Mastodon counts neither reach nor views nor clicks"
)
_FACEBOOK: Final = phrase("not measured", "Facebook does not count this for a post")
_LINKEDIN: Final = phrase("not measured", "LinkedIn does not count this for a post")
_XING: Final = phrase(
    "not measured", "XING has no export; only what was typed by hand is known"
)
_UNKNOWN: Final = phrase("not measured", "no import tells of it")

_UNSEEN: Final = (
    Metric.IMPRESSIONS,
    Metric.UNIQUE_IMPRESSIONS,
    Metric.VIEWS,
    Metric.REACH,
    Metric.CLICKS,
    Metric.SAVES,
    Metric.NETWORK_RATE,
)
# By channel and metric: what a network gives for no post at all.
REASONS: Final[Mapping[tuple[str, Metric], Message]] = {
    ("instagram", Metric.CLICKS): _NO_CLICKS,
    ("facebook", Metric.SAVES): _FACEBOOK,
    ("facebook", Metric.FOLLOWS): _FACEBOOK,
    ("linkedin", Metric.REACH): _LINKEDIN,
    ("linkedin", Metric.SAVES): _LINKEDIN,
    **{("mastodon", metric): _MASTODON for metric in _UNSEEN},
}


def why_not_measured(channel: str, metric: Metric) -> Message:
    """Return why a figure is not there, as a clause."""
    if channel == "xing":
        return _XING
    return REASONS.get((channel, metric), _UNKNOWN)
