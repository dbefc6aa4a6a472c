"""Own files: logs, copies and mails on this machine that name a person."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from notifications.inbox import inbox_url
from notifications.inbox.inbox_url import MaildirPlace
from notifications.inbox.redacted_mail import redacted
from states.messages import Message, msg
from vorlauf.records.erasure.traces import Traces
from vorlauf.settings import Settings

_COPIES: Final = "stakeholders"


@dataclass(frozen=True)
class OwnFiles:
    """The files of the home of these settings that may name a person."""

    settings: Settings
    traces: Traces

    def counts(self) -> Mapping[str, int]:
        """Return how many files name the person, by kind: `copies`, `logs`, `mails`."""
        found = {kind: sum(1 for _ in self._named(kind)) for kind in _KINDS}
        return {kind: count for kind, count in found.items() if count}

    def clean(self) -> Mapping[str, int]:
        """Take the person out of them; return how many were changed, by kind.

        A copy of stakeholders.toml is deleted: it is worth nothing with a hole in it.
        """
        changed = dict(self.counts())
        for kind in changed:
            for path, cleaned in list(self._named(kind)):
                with suppress(FileNotFoundError):
                    if kind == _COPIES_KIND:
                        path.unlink()
                    else:
                        _overwrite(path, cleaned)
        return changed

    def left(self) -> tuple[Message, ...]:
        """Say what on this machine names the person and is not Vorlauf's to change."""
        others = [*self.settings.prefect_home.glob("*.db*"), self.settings.mail_log]
        return tuple(
            msg("{file} still names the person; it is not Vorlauf's.", file=str(path))
            for path in others
            if path is not None and path.is_file() and self._is_named(path)
        )

    def _is_named(self, path: Path) -> bool:
        return self._lines(content := _read(path)) != content

    def _named(self, kind: str) -> Iterator[tuple[Path, bytes]]:
        places, clean = _KINDS[kind]
        for path in places(self.settings):
            content = _read(path)
            cleaned = clean(self, content) if content else content
            if cleaned != content:
                yield path, cleaned

    def _lines(self, content: bytes) -> bytes:
        text = content.decode("utf-8", "surrogateescape")
        # As a rule nobody is named, and then every octet stays.
        return self.traces.without(text).encode("utf-8", "surrogateescape")

    def _mail(self, content: bytes) -> bytes:
        return redacted(content, self.traces.without)


def _read(path: Path) -> bytes:
    """Return what is in a file; nothing if it has been taken away just now."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _overwrite(path: Path, content: bytes) -> None:
    """Write into the same file, which another process may hold open."""
    with path.open("r+b") as file:
        file.write(content)
        file.truncate()


def _logs(settings: Settings) -> Iterator[Path]:
    return (one for one in settings.logs.glob("*") if one.is_file())


def _copies(settings: Settings) -> Iterator[Path]:
    return (settings.home / _COPIES).glob("*.toml")


def _mails(settings: Settings) -> Iterator[Path]:
    """Yield the mails of a mailbox that is a folder of this machine."""
    if settings.inbox_url is None:
        return iter(())
    place = inbox_url.read(settings.inbox_url)
    if not isinstance(place, MaildirPlace):
        return iter(())
    return (one for one in place.path.rglob("*") if one.is_file())


_COPIES_KIND: Final = "copies"
_KINDS: Final = {
    _COPIES_KIND: (_copies, OwnFiles._lines),  # noqa: SLF001, of this module
    "logs": (_logs, OwnFiles._lines),  # noqa: SLF001, of this module
    "mails": (_mails, OwnFiles._mail),  # noqa: SLF001, of this module
}
