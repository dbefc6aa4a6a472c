"""Meta's layouts: posts on Instagram and Facebook, and series of one value a day.

English as in real files. No real German file was found, so all German names have a "?".
"""

from collections.abc import Mapping
from typing import Final

from vorlauf.evaluation.column_meanings import ColumnMeaning, Counted, Part
from vorlauf.evaluation.figure_files import FileKind
from vorlauf.evaluation.layouts import Layout, NamedMeaning, Shape
from vorlauf.evaluation.metrics import Metric, Share
from vorlauf.sheets.fields import folded

_OF_BOTH: Final[Mapping[ColumnMeaning, str]] = {
    Part.EXTERNAL_ID: "post id|?beitrags id",
    Part.PERMALINK: "permalink",
    Part.PUBLISHED: "publish time|?veroffentlichungszeitpunkt",
    Part.POST_TYPE: "post type|?beitragstyp",
    Part.LIFETIME: "date|?datum",
    Counted(Metric.IMPRESSIONS): "impressions|?impressionen",
    Counted(Metric.VIEWS): "views|?aufrufe",
    Counted(Metric.REACH): "reach|?reichweite",
    Counted(Metric.COMMENTS): "comments|?kommentare",
    Counted(Metric.SHARES): "shares|?geteilte inhalte",
}
_IGNORED_BY_BOTH: Final = (
    "duration sec|duration secs|data comment|?dauer sek|?datenkommentar"
)
INSTAGRAM_POSTS: Final = Layout(
    kind=FileKind.INSTAGRAM_POSTS,
    channel="instagram",
    shape=Shape.POSTS,
    marks="account username|account id|?konto benutzername|?konto id",
    keys=(Part.PERMALINK, Part.EXTERNAL_ID),
    names={
        **_OF_BOTH,
        Part.TEXT: "description|?beschreibung",
        Counted(Metric.REACTIONS): "likes|?gefallt mir angaben",
        Counted(Metric.FOLLOWS): "follows",
        Counted(Metric.SAVES): "saves|?gespeicherte beitrage",
        Part.IGNORED: f"account id|account username|account name|?konto id|"
        f"?konto benutzername|?kontoname|{_IGNORED_BY_BOTH}",
    },
)
FACEBOOK_POSTS: Final = Layout(
    kind=FileKind.FACEBOOK_POSTS,
    channel="facebook",
    shape=Shape.POSTS,
    marks="page id|page name|?seiten id|?seitenname",
    keys=(Part.EXTERNAL_ID, Part.PERMALINK),
    names={
        **_OF_BOTH,
        Part.TEXT: "title|description|?titel|?beschreibung",
        Counted(Metric.REACTIONS): "reactions|?reaktionen",
        Counted(Metric.INTERACTIONS): "reactions comments and shares",
        Counted(Metric.CLICKS): "total clicks|?klicks insgesamt",
        Counted(Metric.REACH, Share.ORGANIC): "reach from organic posts",
        Counted(Metric.REACH, Share.PAID): "reach from boosted posts",
        Part.IGNORED: f"page id|page name|?seiten id|?seitenname|caption type|"
        f"is crosspost|is share|languages|custom labels|funded content status|"
        f"comments and shares|3 second video views|1 minute video views|"
        f"seconds viewed|average seconds viewed|estimated earnings usd|ad cpm usd|"
        f"ad impressions|other clicks|link clicks|photo clicks|{_IGNORED_BY_BOTH}",
    },
)
DAYS: Final = Layout(
    kind=FileKind.META_DAYS,
    channel="",
    shape=Shape.DAYS,
    marks="primary|?primar",
    keys=(Part.DAY,),
    least=2,
    names={Part.DAY: "date|?datum", Part.SERIES: "primary|?primar"},
)
META_LAYOUTS: Final = (INSTAGRAM_POSTS, FACEBOOK_POSTS, DAYS)
_NETWORKS: Final = ("instagram", "facebook")
_SERIES: Final[Mapping[str, tuple[Metric, bool]]] = {
    "follows": (Metric.NEW_FOLLOWERS, True),
    "reach": (Metric.REACH, True),
    "views": (Metric.VIEWS, True),
    "impressions": (Metric.IMPRESSIONS, True),
    "visits": (Metric.VISITS, True),
    "profile visits": (Metric.VISITS, True),
    "page visits": (Metric.VISITS, True),
    "content interactions": (Metric.INTERACTIONS, True),
    "interactions": (Metric.INTERACTIONS, True),
    "link clicks": (Metric.CLICKS, True),
    "reichweite": (Metric.REACH, False),
    "aufrufe": (Metric.VIEWS, False),
    "besuche": (Metric.VISITS, False),
    "interaktionen": (Metric.INTERACTIONS, False),
    "content interaktionen": (Metric.INTERACTIONS, False),
    "link klicks": (Metric.CLICKS, False),
}


def series_of(title: str) -> tuple[NamedMeaning, str] | None:
    """Return what a series counts and its network, "" for none; None if unknown.

    `title` is the line above the header: "Instagram follows", "Views".
    """
    first, _, rest = folded(title).partition(" ")
    network, name = (first, rest) if first in _NETWORKS else ("", folded(title))
    if name not in _SERIES:
        return None
    metric, is_sure = _SERIES[name]
    return NamedMeaning(Counted(metric), is_sure), network
