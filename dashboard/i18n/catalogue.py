"""The catalogue: what the pages say in German, read from `locale/de` at the start."""

from functools import cache
from gettext import GNUTranslations
from pathlib import Path
from typing import Final

from notifications.errors import CatalogueError
from notifications.i18n import catalogue
from vorlauf.errors import SettingsError

LOCALE: Final = Path(__file__).parents[1] / "locale"


@cache
def german() -> GNUTranslations:
    """Return the German of the pages, with that of messages behind it.

    Raises `SettingsError` with file and line for a file that cannot be read.
    """
    files = sorted((LOCALE / "de").glob("*.po"))
    try:
        pages = catalogue.compiled(files)
        pages.add_fallback(catalogue.german())
    except CatalogueError as error:
        raise SettingsError(error.message) from error
    return pages
