"""Figure words: what metrics, exports, signs of a match, and rows are called."""

from collections.abc import Mapping
from typing import Final

from states.messages import Message, phrase
from vorlauf.db.figure_tables import TYPED
from vorlauf.db.tables import MatchedBy
from vorlauf.evaluation.column_meanings import Part
from vorlauf.evaluation.figure_files import FileKind
from vorlauf.evaluation.figure_imports import RowKind
from vorlauf.evaluation.metrics import Metric, Share

METRIC_WORDS: Final[Mapping[Metric, Message]] = {
    Metric.IMPRESSIONS: phrase("metric", "Impressions"),
    Metric.UNIQUE_IMPRESSIONS: phrase("metric", "Unique impressions"),
    Metric.VIEWS: phrase("metric", "Views"),
    Metric.VIDEO_VIEWS: phrase("metric", "Video views"),
    Metric.OFFSITE_VIEWS: phrase("metric", "Views elsewhere"),
    Metric.REACH: phrase("metric", "Reach"),
    Metric.CLICKS: phrase("metric", "Clicks"),
    Metric.REACTIONS: phrase("metric", "Reactions"),
    Metric.COMMENTS: phrase("metric", "Comments"),
    Metric.SHARES: phrase("metric", "Shares"),
    Metric.SAVES: phrase("metric", "Saves"),
    Metric.FOLLOWS: phrase("metric", "New followers by the post"),
    Metric.INTERACTIONS: phrase("metric", "Interactions"),
    Metric.PAGE_VIEWS: phrase("metric", "Views of the page"),
    Metric.VISITORS: phrase("metric", "Visitors of the page"),
    Metric.VISITS: phrase("metric", "Visits of the profile"),
    Metric.NEW_FOLLOWERS: phrase("metric", "New followers"),
    Metric.FOLLOWERS: phrase("metric", "Followers"),
    Metric.NETWORK_RATE: phrase("metric", "Rate of the network"),
    Metric.CLICK_RATE: phrase("metric", "Rate of clicks"),
}
PART_WORDS: Final[Mapping[Part, Message]] = {
    Part.PERMALINK: phrase("column", "Address of the post"),
    Part.EXTERNAL_ID: phrase("column", "Number of the network"),
    Part.PUBLISHED: phrase("column", "Published on"),
    Part.DAY: phrase("column", "Day that is counted"),
    Part.TEXT: phrase("column", "Text of the post"),
    Part.POST_TYPE: phrase("column", "Kind of post"),
    Part.CAMPAIGN: phrase("column", "Name of the advertisement"),
    Part.SHARE: phrase("column", "Organic or paid"),
    Part.IGNORED: phrase("column", "Do not read"),
}
SHARE_WORDS: Final[Mapping[Share, Message]] = {
    Share.ORGANIC: phrase("share", "organic"),
    Share.PAID: phrase("share", "paid"),
    Share.INVITED: phrase("share", "by invitation"),
    Share.TOTAL: phrase("share", "total"),
}
KIND_WORDS: Final[Mapping[str, Message]] = {
    FileKind.LINKEDIN_CONTENT: phrase("figure file", "LinkedIn: posts and days"),
    FileKind.LINKEDIN_FOLLOWERS: phrase("figure file", "LinkedIn: followers"),
    FileKind.LINKEDIN_VISITORS: phrase("figure file", "LinkedIn: visitors"),
    FileKind.INSTAGRAM_POSTS: phrase("figure file", "Instagram: posts"),
    FileKind.FACEBOOK_POSTS: phrase("figure file", "Facebook: posts"),
    FileKind.META_DAYS: phrase("figure file", "Meta: days"),
    FileKind.MASTODON: phrase("figure file", "Mastodon: counters"),
    FileKind.MAPPED: phrase("figure file", "columns by hand"),
    TYPED: phrase("figure file", "typed by hand"),
}
MATCH_WORDS: Final[Mapping[str, Message]] = {
    MatchedBy.PERMALINK: phrase("matched by", "permalink"),
    MatchedBy.EXTERNAL_ID: phrase("matched by", "number of the network"),
    MatchedBy.TIME: phrase("matched by", "day and text"),
    MatchedBy.TEXT: phrase("matched by", "text"),
    MatchedBy.BY_HAND: phrase("matched by", "by hand"),
}
ROW_WORDS: Final[Mapping[str, Message]] = {
    RowKind.NEW: phrase("figure row", "new"),
    RowKind.CHANGED: phrase("figure row", "changed"),
    RowKind.UNCHANGED: phrase("figure row", "unchanged"),
    RowKind.UNMATCHED: phrase("figure row", "without a post"),
}
