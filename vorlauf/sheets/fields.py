"""Fields: what the columns of a plan hold, by their German and English names."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final


class Field(StrEnum):
    """What a column of a plan holds."""

    KEY = "key"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    WEEKDAY = "weekday"
    WEEK = "week"
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    HOUR = "hour"
    MINUTE = "minute"
    TITLE = "title"
    TEXT = "text"
    CHANNEL = "channel"
    FORMAT = "format"
    HOUSE = "house"
    THEME = "theme"
    STATUS = "status"
    LINK = "link"
    IMAGE = "image"
    ALT_TEXT = "alt_text"
    HASHTAGS = "hashtags"
    ASSETS = "assets"
    GRAPHICS = "graphics"
    NOTE = "note"
    # How often a post had been changed when it was exported.
    VERSION = "version"
    # Read by nobody: figures, deadlines, names of people.
    IGNORED = "ignored"


# Names are written as `folded` returns them; of one field in the order of certainty.
_NAMES: Final[Mapping[Field, str]] = {
    Field.KEY: "vorlauf key|vorlauf schlussel|schlussel|key|vorlauf id|uid",
    Field.NUMBER: "nr|no|number|nummer|lfd nr|laufende nummer|beitragsnummer|"
    "beitrag nr|post nr|id|post id|vorlauf nummer|vorlauf number",
    Field.DATE: "datum|date|veroffentlichungsdatum|veroffentlichung|"
    "veroffentlichung am|erscheint am|erscheinungsdatum|erscheinungstag|termin|"
    "posting datum|postdatum|"
    "post datum|publish date|publication date|scheduled date|schedule date|"
    "scheduledate|scheduled at|scheduledat|scheduled time|publishing date|go live|"
    "live am|slot|sendetermin|postattspecifictime|postatspecifictime|"
    "postatspecifictime yyyy mm dd hh mm ss|date time|datum uhrzeit|datum zeit|"
    "zeitpunkt|geplant fur|geplant am|veroffentlichungstermin|zeitraum|posting date",
    Field.TIME: "uhrzeit|zeit|time|time 24hr|time 24 hr|posting zeit|post time|"
    "uhrzeit veroffentlichung|posting time",
    Field.WEEKDAY: "tag|wochentag|weekday|day|day of week|wt",
    Field.WEEK: "kw|woche|kalenderwoche|week|calendar week|cw",
    Field.YEAR: "jahr|year",
    Field.MONTH: "monat|month",
    Field.HOUR: "stunde|hour",
    Field.MINUTE: "minute|min",
    Field.TITLE: "titel|title|thema|topic|arbeitstitel|beitragstitel|uberschrift|"
    "headline|betreff|subject|beitrag|themen|titel des beitrags|post title|was|"
    "stichwort|fokus|anlass",
    Field.TEXT: "text|posttext|post text|beitragstext|caption|inhalt|content|message|"
    "message text|body|copy|textentwurf|text entwurf|post|post copy|wortlaut",
    Field.CHANNEL: "kanal|kanale|channel|channels|channel s|plattform|plattformen|"
    "platform|platforms|platform s|netzwerk|netzwerke|network|networks|medium|"
    "social media kanal|profil|profile|ausspielkanal|bezug social media|"
    "ausspielkanale",
    Field.FORMAT: "format|typ|type|post typ|posttype|post type|art|beitragsart|"
    "art des beitrags|content typ|content type|medienformat|beitragstyp|beitragsformat",
    Field.HOUSE: "haus|hauser|ressort|ressorts|house|houses|ministerium|behorde|"
    "behorden|ministry|department|zustandig|zustandiges haus|zustandiges ressort|"
    "beteiligte hauser|beteiligte ressorts|beteiligte|referat|organisation|"
    "stakeholder|kunde|client|einrichtung|federfuhrung|dienststelle",
    Field.THEME: "rubrik|kategorie|category|pillar|theme|themenfeld|schwerpunkt|"
    "label|labels|label s|tags|serie|reihe|block|content pillar|saule|themenbereich",
    Field.STATUS: "status|state|bearbeitungsstatus|stand|freigabe|freigabestatus",
    Field.LINK: "link|links|link s|url|link ogmetaurl|ziel|zielseite|landingpage|"
    "verlinkung|webseite|zielurl|ziel url",
    Field.IMAGE: "bild|image|images|bild url|image url|image urls|imageurls|mediaurls|"
    "media url|media urls|media url s|grafik dateien|bilddatei|media|foto|motiv|visual|"
    "bildidee|bildmotiv|picture|grafikdateien|picture url",
    Field.ALT_TEXT: "alt text|alt texts|alt text s|alttext|alternativtext|"
    "bildbeschreibung",
    Field.HASHTAGS: "hashtags|hashtag|keywords|schlagworte|schlagworter",
    Field.ASSETS: "bild notig|bild ja nein|material|bildmaterial|material notig|"
    "picture needed|needs picture|material ja nein|zulieferung",
    Field.GRAPHICS: "grafik|grafik notig|grafik ja nein|graphics|needs graphics|"
    "graphics needed",
    Field.NOTE: "hinweis|hinweise|bemerkung|bemerkungen|notiz|notizen|note|notes|"
    "kommentar|hinweis offen|anmerkung|anmerkungen|spezial|cta|comment s|"
    "comments|first comment|followupcomment|bildtext headline|bildtext|text overlay|"
    "beschreibung|kommentare",
    Field.VERSION: "vorlauf stand|vorlauf version",
    Field.IGNORED: "deadline|autor in|autor|author|verantwortlichkeit|verantwortlicher|"
    "verantwortliche|verantwortlich|timings|budget|zielgruppe|offnungsrate|klickrate|"
    "bildprompt|videoprompt|karussell slides|gifurl|gif url|videourls|video urls|"
    "platformids|linkedindocumenturl|ansprechpartner|ansprechpartner in|kontakt|"
    "contact|erstellt von|posted by|reichweite|impressions|likes|wiederkehrend|"
    "redaktionsschluss|person|owner|offnungsrate %|klickrate %|looked after by|"
    "working days short|arbeitstage zu wenig|because of|wegen|earliest slot|"
    "fruhester termin",
}
# Networks that a column may be called after, beside the channels of the campaign.
NETWORKS: Final = (
    "linkedin",
    "xing",
    "instagram",
    "facebook",
    "mastodon",
    "threads",
    "twitter",
    "x",
    "bluesky",
    "tiktok",
    "youtube",
    "whatsapp",
    "telegram",
    "newsletter",
    "website",
    "intranet",
)
_NICKNAMES: Final = {
    "insta": "instagram",
    "ig": "instagram",
    "fb": "facebook",
    "li": "linkedin",
    "in": "linkedin",
    "yt": "youtube",
    "masto": "mastodon",
    "webseite": "website",
    "homepage": "website",
}
_PUNCTUATION: Final = re.compile(r"[^a-z0-9%]+")
_SPELT_OUT: Final = re.compile("(?<=[aou])e(?![aou]?$)")
_TEXT_WORDS: Final = frozenset(
    {"text", "texte", "caption", "posttext", "post", "copy", "beitrag", "inhalt"}
)


# Bounded, for whoever imports chooses the texts.
@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Return a name without case, accents, punctuation and spelt-out umlauts.

    >>> folded("Veröffentlichungs-Datum:"), folded("Veroeffentlichungs Datum")
    ('veroffentlichungs datum', 'veroffentlichungs datum')
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(one for one in apart if not unicodedata.combining(one))
    return _SPELT_OUT.sub("", _PUNCTUATION.sub(" ", plain).strip())


def names_of(field: Field) -> tuple[str, ...]:
    """Return the names of a field, folded, in the order of certainty."""
    return tuple(map(folded, _NAMES.get(field, "").split("|")))


@cache
def known_names() -> Mapping[str, Field]:
    """Return every known name of a column, folded, with its field."""
    return {name: field for field in _NAMES for name in names_of(field)}


def channel_named(name: str, channels: Iterable[str]) -> str | None:
    """Return the channel that a word means, or None; those of the campaign come first.

    >>> channel_named("Insta", ["instagram"]), channel_named("Thema", ["instagram"])
    ('instagram', None)
    """
    word = folded(name)
    ours = {folded(channel): channel for channel in channels}
    meant = _NICKNAMES.get(word, word)
    for one in (word, meant):
        if one in ours:
            return ours[one]
    return meant if meant in NETWORKS else None


def channel_of_text(name: str, channels: Iterable[str]) -> str | None:
    """Return the channel if a column holds its texts: "LinkedIn", "Text LinkedIn"."""
    words = folded(name).split()
    rest = [word for word in words if word not in _TEXT_WORDS]
    return channel_named(rest[0], channels) if len(rest) == 1 else None
