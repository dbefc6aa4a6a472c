"""LinkedIn's layouts: content, followers and visitors of a page.

English as in two real files and ten programs that read them; German as in two
programs. What only one of those knows has a "?". Until 2022 posts were "updates".
"""

from collections.abc import Iterator
from itertools import product
from typing import Final

from vorlauf.evaluation.column_meanings import ColumnMeaning, Counted, Part
from vorlauf.evaluation.figure_files import FileKind
from vorlauf.evaluation.layouts import Layout, Shape
from vorlauf.evaluation.metrics import Metric, Share

_ENGLISH: Final = {
    Share.ORGANIC: "organic",
    Share.PAID: "sponsored",
    Share.TOTAL: "total",
}
_OF_UPDATES: Final = {
    Share.ORGANIC: "organische updates",
    Share.PAID: "sponsored updates",
    Share.TOTAL: "insgesamt",
}
_SHORT: Final = {
    Share.ORGANIC: "organisch",
    Share.PAID: "gesponsert",
    Share.TOTAL: "insgesamt",
}


def _series(
    metric: Metric, english: str, german: str, unsure: str = ""
) -> Iterator[tuple[ColumnMeaning, str]]:
    """Yield the three columns of a daily count, with their names."""
    for share in _ENGLISH:
        names = [f"{one} {_ENGLISH[share]}" for one in english.split("|")]
        forms = _SHORT if metric is Metric.REACTIONS else _OF_UPDATES
        names += [f"{german} {forms[share]}"] if german else []
        for one in filter(None, unsure.split("|")):
            names += [f"?{one} {_SHORT[share]}", f"?{one} {_OF_UPDATES[share]}"]
        yield Counted(metric, share), "|".join(dict.fromkeys(names))


_RATES: Final = "engagement rate"
CONTENT_DAYS: Final = Layout(
    kind=FileKind.LINKEDIN_CONTENT,
    channel="linkedin",
    shape=Shape.DAYS,
    marks="impressions organic|impressions sponsored|impressions total|"
    "impressions organische updates|impressions insgesamt",
    keys=(Part.DAY,),
    names={
        Part.DAY: "date|datum",
        **dict(_series(Metric.IMPRESSIONS, "impressions", "impressions")),
        Counted(Metric.UNIQUE_IMPRESSIONS, Share.ORGANIC): "unique impressions organic|"
        "individuelle impressions organische updates",
        **dict(_series(Metric.CLICKS, "clicks", "klicks")),
        **dict(_series(Metric.REACTIONS, "reactions", "reaktionen")),
        **dict(_series(Metric.COMMENTS, "comments", "", "kommentare")),
        **dict(
            _series(
                Metric.SHARES,
                "reposts|shares",
                "",
                "direkt geteilte beitrage|geteilte inhalte",
            )
        ),
        **dict(_series(Metric.NETWORK_RATE, _RATES, "", _RATES)),
    },
)
POSTS: Final = Layout(
    kind=FileKind.LINKEDIN_CONTENT,
    channel="linkedin",
    shape=Shape.POSTS,
    marks="post title|post link|update title|update link|titel des beitrags|"
    "link veroffentlichen",
    keys=(Part.PERMALINK,),
    names={
        Part.PERMALINK: "post link|update link|link veroffentlichen",
        Part.PUBLISHED: "created date|erstellt am",
        Part.TEXT: "post title|update title|titel des beitrags",
        Part.SHARE: "post type|update type|art des beitrags",
        Part.POST_TYPE: "content type|?inhaltstyp",
        Part.CAMPAIGN: "campaign name|name der kampagne",
        Part.IGNORED: "posted by|veroffentlicht von|campaign start date|"
        "campaign end date|audience|zielgruppe",
        Counted(Metric.IMPRESSIONS): "impressions",
        Counted(
            Metric.VIDEO_VIEWS
        ): "views|views excluding offsite video views|aufrufe",
        Counted(Metric.OFFSITE_VIEWS): "offsite views",
        Counted(Metric.CLICKS): "clicks|klicks",
        Counted(Metric.CLICK_RATE): "click through rate ctr|klickrate ctr",
        Counted(Metric.REACTIONS): "likes",
        Counted(Metric.COMMENTS): "comments|kommentare",
        Counted(Metric.SHARES): "reposts|shares|direkt geteilte beitrage",
        Counted(Metric.FOLLOWS): "follows",
        Counted(Metric.NETWORK_RATE): _RATES,
    },
)
NEW_FOLLOWERS: Final = Layout(
    kind=FileKind.LINKEDIN_FOLLOWERS,
    channel="linkedin",
    shape=Shape.DAYS,
    marks="sponsored followers|organic followers|auto invited followers",
    keys=(Part.DAY,),
    names={
        Part.DAY: "date",
        Counted(Metric.NEW_FOLLOWERS, Share.PAID): "sponsored followers",
        Counted(Metric.NEW_FOLLOWERS, Share.ORGANIC): "organic followers",
        Counted(Metric.NEW_FOLLOWERS, Share.INVITED): "auto invited followers",
        Counted(Metric.NEW_FOLLOWERS): "total followers",
    },
)
_TRAITS: Final = "location|job function|seniority|industry|company size"
FOLLOWERS: Final = Layout(
    kind=FileKind.LINKEDIN_FOLLOWERS,
    channel="linkedin",
    shape=Shape.SUMS,
    marks=_TRAITS,
    keys=(Counted(Metric.FOLLOWERS),),
    least=2,
    names={Part.LABEL: _TRAITS, Counted(Metric.FOLLOWERS): "total followers"},
)
_PARTS_OF_PAGE: Final = ("overview", "life", "jobs", "products", "total")
_OTHER_VISITS: Final = "|".join(
    " ".join(one)
    for one in product(
        _PARTS_OF_PAGE,
        ("page views", "unique visitors"),
        ("desktop", "mobile", "total"),
    )
    if (one[0], one[2]) != ("total", "total")
)
VISITORS: Final = Layout(
    kind=FileKind.LINKEDIN_VISITORS,
    channel="linkedin",
    shape=Shape.DAYS,
    marks="overview page views total|total page views total|total page views desktop",
    keys=(Part.DAY,),
    names={
        Part.DAY: "date",
        Counted(Metric.PAGE_VIEWS): "total page views total",
        Counted(Metric.VISITORS): "total unique visitors total",
        Part.IGNORED: f"{_OTHER_VISITS}|custom button clicks",
    },
)
LINKEDIN_LAYOUTS: Final = (CONTENT_DAYS, POSTS, NEW_FOLLOWERS, FOLLOWERS, VISITORS)
