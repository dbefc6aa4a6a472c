"""The catalogue: the German of the pages, read from `locale/de` at the start."""

from functools import cache
from pathlib import Path
from typing import Final

from notifications.errors import CatalogueError
from notifications.i18n.catalogue import MESSAGES, Catalogue, compiled
from vorlauf.errors import SettingsError

LOCALE: Final = Path(__file__).parents[1] / "locale"


@cache
def german() -> Catalogue:
    """Return the German of the pages, with that of messages behind it.

    Raises `SettingsError` with file and line for a file that cannot be read.
    """
    try:
        return compiled([MESSAGES, *sorted((LOCALE / "de").glob("*.po"))])
    except CatalogueError as error:
        raise SettingsError(error.message) from error
