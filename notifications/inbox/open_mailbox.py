"""Opening the mailbox that VORLAUF_INBOX_URL names."""

from collections.abc import Iterator
from contextlib import contextmanager

from notifications.inbox.inbox_url import MaildirPlace, read
from notifications.inbox.mailbox import Mailbox
from notifications.inbox.maildir import Maildir


@contextmanager
def opened(url: str, *, limit: float) -> Iterator[Mailbox]:
    """Open the mailbox for one visit of at most `limit` seconds.

    Raises `InboxUrlError` for the URL and `InboxError` if the mailbox is not there.
    """
    place = read(url)
    if isinstance(place, MaildirPlace):
        yield Maildir(place)
        return
    # The library for IMAP takes its time to load; a Maildir does without.
    from notifications.inbox.imap import Imap  # noqa: PLC0415  (see above)

    with Imap(place, limit) as mailbox:
        yield mailbox
