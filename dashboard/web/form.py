"""Forms: the typed values, as pages read them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,8}")


@dataclass(frozen=True)
class Form:
    """The fields of a form, in order; lines end alike, whatever the browser sent.

    `body` is what came without being a form: bytes of a file.
    """

    fields: Sequence[tuple[str, str]] = ()
    files: Sequence[tuple[str, "UploadedFile"]] = ()
    body: bytes = b""

    def text(self, name: str) -> str:
        """Return the first value of a field, empty if it is not there."""
        return next((text for key, text in self.fields if key == name), "")

    def line(self, name: str) -> str:
        """Return the first value without blank edges."""
        return self.text(name).strip()

    def many(self, name: str) -> list[str]:
        """Return every value of a field."""
        return [text for key, text in self.fields if key == name]

    def number(self, name: str) -> int | None:
        """Return a whole number, or None where none, or something else, was sent."""
        text = self.line(name)
        return int(text) if _NUMBER.fullmatch(text) else None

    def has(self, name: str) -> bool:
        """Say whether the field was sent, as a box that is ticked is."""
        return any(key == name for key, _ in self.fields)

    def named(self, prefix: str) -> dict[str, str]:
        """Return the fields whose names begin with `prefix`, by what follows it."""
        return {
            key.removeprefix(prefix): text
            for key, text in self.fields
            if key.startswith(prefix)
        }

    def uploads(self, name: str) -> list["UploadedFile"]:
        """Return the files of a field; a field in which none was chosen has none."""
        return [file for key, file in self.files if key == name and file.name]


@dataclass(frozen=True)
class UploadedFile:
    """A file that came with a form: its name, where it lies until the answer is given.

    `size` is bytes, `sha256` hexadecimal.
    """

    name: str
    size: int
    sha256: str
    path: Path
