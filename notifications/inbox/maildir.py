"""A Maildir as the mailbox that is read: new/ and cur/, and a folder for what is done.

The library's Maildir copies a mail to move it; a crash between would leave two. Here a
mail is renamed, which happens as a whole or not at all.
"""

import mailbox
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from notifications.errors import InboxError
from notifications.inbox.inbox_url import MaildirPlace
from notifications.inbox.mailbox import MailboxItem, arrived, wanted_of

_FLAGS: Final = ":2,"
_SEEN, _TRASHED = "S", "T"


class Maildir:
    """Mails as files; whoever delivers and whoever reads never wait for each other."""

    def __init__(self, place: MaildirPlace) -> None:
        self._place = place
        self._done = place.path / f".{place.done}" / "cur"

    def new(self, most: int) -> Iterator[MailboxItem]:
        """Yield what was not moved aside, the oldest first; InboxError."""
        for file in self._files()[:most]:
            try:
                size = file.stat().st_size
                with file.open("rb") as mail:
                    raw = mail.read(wanted_of(size))
            except FileNotFoundError:
                # Whoever else reads this mailbox was faster.
                continue
            except OSError as error:
                raise self._unusable("cannot be read", error) from error
            yield arrived(f"{file.parent.name}/{file.name}", size, raw)

    def done(self, uid: str) -> None:
        """Move a mail into the folder for what is done, marked as read; InboxError."""
        name, _, flags = Path(uid).name.partition(_FLAGS)
        kept = "".join(sorted({*flags, _SEEN}))
        try:
            self._make_folder()
            (self._place.path / uid).rename(self._done / f"{name}{_FLAGS}{kept}")
        except FileNotFoundError:
            return
        except OSError as error:
            raise self._unusable("cannot be moved in", error) from error

    def _make_folder(self) -> None:
        if not self._done.is_dir():
            mailbox.Maildir(self._place.path, create=False).add_folder(self._place.done)

    def _files(self) -> list[Path]:
        try:
            found = [
                file
                for folder in ("new", "cur")
                for file in (self._place.path / folder).iterdir()
                if _is_mail(file)
            ]
        except OSError as error:
            raise self._unusable("is no Maildir with new/ and cur/", error) from error
        return sorted(found, key=_age)

    def _unusable(self, what: str, error: OSError) -> InboxError:
        reason = error.strerror or "no reason was given"
        return InboxError(
            f"The mailbox {self._place} {what} ({reason}); look at the folder and at "
            "the rights of this user."
        )


def _is_mail(file: Path) -> bool:
    flags = file.name.partition(_FLAGS)[2]
    is_visible = not file.name.startswith(".") and _TRASHED not in flags
    return is_visible and file.is_file() and not file.is_symlink()


def _age(file: Path) -> tuple[int, str]:
    """Return when it was delivered, which begins its name, in seconds."""
    seconds = file.name.partition(".")[0]
    return (int(seconds) if seconds.isdecimal() else 0, file.name)
