"""Mailbox: the interface of every mailbox, and its mails."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

LONGEST: Final = 2 * 1024 * 1024  # octets of a mail that is fetched whole
FIRST_PART: Final = 256 * 1024  # octets that are fetched of a longer one


@dataclass(frozen=True, kw_only=True)
class MailboxItem:
    """One mail as it lies there; `uid` is its name in the mailbox, for this run.

    `size` is how many octets it has, as far as is known; of a long one `raw` holds
    only the first, and it is cut.
    """

    uid: str
    size: int
    raw: bytes
    is_cut: bool


class Mailbox(Protocol):
    """Where mail comes in; what was read is moved aside and never deleted.

    Both may raise `InboxError`, of which every word may be shown.
    """

    def new(self, most: int) -> Iterator[MailboxItem]:
        """Yield what has not been moved aside yet, the oldest first, at most so many.

        A mail may be moved aside while it is gone through.
        """
        ...

    def done(self, uid: str) -> None:
        """Move a mail aside; nothing happens if it is gone."""
        ...


def wanted_of(size: int) -> int:
    """Return how many octets to ask for of a mail that is said to have so many."""
    # Some servers only estimate, so the end of a mail is not taken from its size.
    return LONGEST if size <= LONGEST else FIRST_PART


def arrived(uid: str, size: int, raw: bytes) -> MailboxItem:
    """Return a mail of which as much as `wanted_of(size)` was asked for."""
    return MailboxItem(
        uid=uid, size=max(size, len(raw)), raw=raw, is_cut=size > LONGEST
    )
