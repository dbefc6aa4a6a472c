"""The sender: what a process does that sends what is due, as a sweep does."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from notifications.delivery.mailer import Mailer
from reliability.stores import engine_on
from vorlauf.directory.model import Directory
from vorlauf.mail.delivery import deliver_due

Log = Callable[[Collection[str]], Collection[str]]


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Whose notices go out, from which database, to which server.

    `log` says of Message-IDs which of them the server had accepted, if one can know.
    """

    directory: Directory
    database: str
    server: str
    log: Log | None = None

    def send_all(self, now: datetime, begins: Callable[[], object]) -> None:
        """Send until nothing is due at `now` any more; say first that it `begins`."""
        with engine_on(self.database) as engine, Mailer.from_url(self.server) as mailer:
            begins()
            while True:
                report = deliver_due(
                    engine, self.directory, mailer, now, handed_over=self.log
                )
                if not report.sent and not report.failed:
                    return
