"""Postfix's log: which mails the server has accepted.

A mail whose sender died before it got the answer may have been accepted. The log knows:
cleanup names the Message-ID of every mail under its queue id, and the queue manager
names that id once Postfix has the whole mail. A mail that was cut off is named by
cleanup alone.
"""

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from notifications.errors import NotificationError
from states.messages import Message, msg

# No line of Postfix is longer; what is, is read in pieces and says nothing.
_LONGEST_LINE: Final = 8192
_QUEUE_ID: Final = rb"/(?P<part>[a-z]+)\[\d+\]: (?P<queue>[0-9A-Za-z]{6,25}): "
_LINE: Final = re.compile(
    _QUEUE_ID + rb"(?P<what>message-id=<?(?P<id>[^<>]*)>?\s*$"
    rb"|from=<.*\(queue active\)|to=<.*status=sent|removed\s*$)"
)


class LogUnreadableError(NotificationError):
    """The mail server's log cannot be read, so nobody knows what it has accepted."""


def accepted(log: Path, ids: Collection[str]) -> set[str]:
    """Return which of these Message-IDs the server has accepted, by its log.

    Reads the log and, before it, the one that was rotated last (`.1`); a mail that is
    in neither counts as not accepted. Only the given Message-IDs are remembered, and
    lines that are not Postfix's are ignored. Raises `LogUnreadableError`.
    """
    wanted = {identity.strip("<> ").encode(): identity for identity in ids}
    if not wanted:
        return set()
    taken: set[str] = set()
    queued: dict[bytes, bytes] = {}
    for line in _lines(log):
        found = _LINE.search(line)
        if found is None:
            continue
        queue = found["queue"]
        if found["part"] == b"cleanup":
            _note(queued, queue, found["id"], wanted)
        elif queue in queued:
            taken.add(wanted[queued[queue]])
            if found["what"].startswith(b"removed"):
                del queued[queue]
    return taken


def _note(
    queued: dict[bytes, bytes],
    queue: bytes,
    identity: bytes | None,
    wanted: dict[bytes, str],
) -> None:
    # A queue id is used again for another mail, once the first has left.
    queued.pop(queue, None)
    if identity is not None and identity in wanted:
        queued[queue] = identity


def _lines(log: Path) -> Iterator[bytes]:
    older = log.with_name(f"{log.name}.1")
    for file in (older, log):
        try:
            with file.open("rb") as text:
                while line := text.readline(_LONGEST_LINE):
                    yield line
        except FileNotFoundError as error:
            if file is log:
                raise _unreadable(log, error) from error
        except OSError as error:
            raise _unreadable(file, error) from error


def unreadable(log: str, reason: str) -> Message:
    """Say that a file cannot be read, and why."""
    return msg(
        "The mail server's log {log} cannot be read ({reason}); let this user read "
        "it, or name another file.",
        log=log,
        reason=reason,
    )


def _unreadable(file: Path, error: OSError) -> LogUnreadableError:
    return LogUnreadableError(unreadable(str(file), error.strerror or ""))
