"""Words for a brief: how many of what, with or without people."""

from dashboard.i18n.language import Words
from vorlauf.db.tables import Brief, MaterialKind, PeopleShown


def wanted_words(words: Words, brief: Brief) -> str:
    """Write how many of what are wanted."""
    ngettext, count = words.ngettext, brief.number
    match MaterialKind(brief.kind):
        case MaterialKind.PHOTO:
            said = ngettext("%(num)s photo", "%(num)s photos", count)
        case MaterialKind.PORTRAIT:
            said = ngettext("%(num)s portrait", "%(num)s portraits", count)
        case MaterialKind.GRAPHIC:
            said = ngettext("%(num)s graphic", "%(num)s graphics", count)
        case MaterialKind.VIDEO:
            said = ngettext("%(num)s film", "%(num)s films", count)
    return said % {"num": count}


def people_words(words: Words, brief: Brief) -> str:
    """Write whether people shall be recognisable."""
    gettext = words.gettext
    match PeopleShown(brief.people):
        case PeopleShown.YES:
            return gettext("yes, people shall be recognisable")
        case PeopleShown.NO:
            return gettext("no, nobody shall be recognisable")
        case PeopleShown.EITHER:
            return gettext("as you like")
