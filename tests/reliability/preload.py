"""Preload: everything is imported and every template read before the first fork.

A process that was forked then sends its first mail as quickly as any other one, so a
life of a few mails is spent on sending, not on starting.
"""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from reliability.sample_campaign import MONDAY, ask, crowd
from reliability.sender import Sender
from reliability.sink import sink
from reliability.stores import SQLITE, engine_on, store

_HOUSES = 6  # German and English readers, with one matter and with more


@cache
def warm() -> None:
    """Send a few mails from this very process, once."""
    people = crowd(_HOUSES, bundles=(1, 2))
    with (
        TemporaryDirectory(prefix="vorlauf-faults-") as folder,
        sink(Path(folder)) as server,
        store(SQLITE) as database,
    ):
        with engine_on(database) as engine:
            ask(engine, people)
        sender = Sender(
            directory=people.directory, database=database, server=server.url
        )
        sender.send_all(MONDAY, lambda: None)
