"""The catalogue: the German of the pages, read from `locale/de` at the start."""

from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from vorlauf.errors import SettingsError

LOCALE: Final = Path(__file__).parents[1] / "locale"
# What the engine says is not asked for by its whole sentence; sentences.py reads it.
SENTENCES: Final = "sentences.po"


@cache
def german() -> GNUTranslations:
    """Return the German of all files but that of the engine's sentences.

    Raises `SettingsError` with file and line for a file that cannot be read.
    """
    files = sorted((LOCALE / "de").glob("*.po"))
    return _translations([file for file in files if file.name != SENTENCES])


def read(file: Path) -> Catalog:
    """Read one file. Raises `SettingsError` with its name and the line at fault."""
    try:
        with file.open("rb") as lines:
            return read_po(lines, locale=file.parent.name, abort_invalid=True)
    except PoFileError as error:
        line = f", line {error.lineno}" if error.lineno else ""
        raise SettingsError(f"{file}{line}: {error.args[0]}.") from error
    except (OSError, ValueError, LookupError) as error:
        raise SettingsError(f"{file} cannot be read: {error}.") from error


def _translations(files: list[Path]) -> GNUTranslations:
    merged = Catalog(locale="de")
    for file in files:
        for message in read(file):
            if message.id:
                merged.add(
                    message.id,
                    message.string,
                    flags=message.flags,
                    context=message.context,
                )
    compiled = BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return GNUTranslations(compiled)
