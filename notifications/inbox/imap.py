"""A mailbox on an IMAP server, by imap-tools."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from imaplib import IMAP4
from types import TracebackType
from typing import Final, Self

from imap_tools.errors import ImapToolsError, MailboxMoveError

from notifications.errors import InboxError
from notifications.inbox.imap_connection import DeadlineMailBox
from notifications.inbox.inbox_url import ImapPlace
from notifications.inbox.mailbox import MailboxItem, arrived, wanted_of

# So many mails are asked for their size at once.
_BATCH: Final = 50
_SIZE: Final = re.compile(rb"\bUID (\d+)|\bRFC822\.SIZE (\d+)")
# The libraries also stumble over answers that are none.
_FAULTS: Final = (
    ImapToolsError,
    IMAP4.error,
    OSError,
    ValueError,
    LookupError,
    TypeError,
)

_CONNECT: Final = "cannot be reached; look at host, port and protection"
_LOGIN: Final = "does not let this user in; look at user and password"
_FOLDER: Final = "has no such folder to read; look at the folder in the URL"
_READ: Final = "broke off while mails were read; the next run goes on"
_MOVE: Final = "did not move a mail to the folder for what is done; look at its quota"


class Imap:
    """One visit to the mailbox; use it with `with`. It ends after `limit` seconds."""

    def __init__(self, place: ImapPlace, limit: float) -> None:
        self._place = place
        self._has_folder = False
        with self._at(_CONNECT):
            self._box = DeadlineMailBox(place, limit)
        try:
            with self._at(_LOGIN):
                self._box.enter(place.user, place.password)
            with self._at(_FOLDER):
                self._box.folder.set(place.folder)
        except InboxError:
            self.close()
            raise

    def new(self, most: int) -> Iterator[MailboxItem]:
        """Yield what was not moved aside, the oldest first; InboxError."""
        with self._at(_READ):
            uids = sorted(self._box.uids("UNDELETED", charset=None), key=int)[:most]
        for begin in range(0, len(uids), _BATCH):
            batch = uids[begin : begin + _BATCH]
            sizes = self._sizes(batch)
            for uid in batch:
                if uid in sizes and (mail := self._mail(uid, sizes[uid])):
                    yield mail

    def done(self, uid: str) -> None:
        """Move a mail into the folder for what is done; InboxError."""
        with self._at(_MOVE):
            if not self._has_folder and not self._box.folder.exists(self._place.done):
                self._box.folder.create(self._place.done)
            self._has_folder = True
            try:
                self._box.move([uid], self._place.done)
            except MailboxMoveError:
                # Whoever else reads this mailbox may have been faster.
                if self._box.uids(f"UID {uid}", charset=None):
                    raise

    def close(self) -> None:
        """Say goodbye; a server that does not answer is left alone."""
        with suppress(*_FAULTS):
            self._box.logout()
        with suppress(*_FAULTS):
            self._box.client.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _sizes(self, uids: Sequence[str]) -> dict[str, int]:
        """Return how large these mails are said to be; those that are gone are not."""
        answer = self._fetch(",".join(uids), "(UID RFC822.SIZE)")
        sizes = {}
        for line in answer:
            found = _SIZE.findall(line) if isinstance(line, bytes) else []
            said = {"uid": b"", "size": b""}
            for uid, size in found:
                said["uid"] = uid or said["uid"]
                said["size"] = size or said["size"]
            if said["uid"] and said["size"]:
                sizes[said["uid"].decode()] = int(said["size"])
        return sizes

    def _mail(self, uid: str, size: int) -> MailboxItem | None:
        for part in self._fetch(uid, f"(BODY.PEEK[]<0.{wanted_of(size)}>)"):
            if isinstance(part, tuple):
                return arrived(uid, size, bytes(part[1]))
        return None

    def _fetch(self, uids: str, what: str) -> Sequence[object]:
        with self._at(_READ):
            status, answer = self._box.client.uid("FETCH", uids, what)
        if status != "OK":
            raise self._error(_READ)
        return answer

    @contextmanager
    def _at(self, fault: str) -> Iterator[None]:
        try:
            yield
        except _FAULTS as error:
            # What the server says is not repeated: it may say a password again.
            raise self._error(fault) from error

    def _error(self, fault: str) -> InboxError:
        return InboxError(f"The mail server {self._place} {fault}.")
