"""The catalogue: the German of messages, read from `locale/de` once in a process."""

from collections.abc import Iterable
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from notifications.errors import CatalogueError

MESSAGES: Final = Path(__file__).parents[1] / "locale" / "de" / "messages.po"


@cache
def german() -> GNUTranslations:
    """Return the German of messages.

    Raises `CatalogueError` with file and line for a file that cannot be read.
    """
    return compiled([MESSAGES])


def read(file: Path) -> Catalog:
    """Read one file. Raises `CatalogueError` with its name and the line at fault."""
    try:
        with file.open("rb") as lines:
            return read_po(lines, locale=file.parent.name, abort_invalid=True)
    except PoFileError as error:
        line = f", line {error.lineno}" if error.lineno else ""
        raise CatalogueError(f"{file}{line}: {error.args[0]}.") from error
    except (OSError, ValueError, LookupError) as error:
        raise CatalogueError(f"{file} cannot be read: {error}.") from error


def compiled(files: Iterable[Path]) -> GNUTranslations:
    """Return the translations of these files together; raises as `read` does."""
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
    written = BytesIO()
    write_mo(written, merged)
    written.seek(0)
    return GNUTranslations(written)
