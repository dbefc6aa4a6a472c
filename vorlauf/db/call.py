"""Call: who asks the engine, with what, when, and by which way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection

from vorlauf.directory.model import Directory


@dataclass(frozen=True)
class Call:
    """What a door hands to the engine when it opens a transaction.

    `directory` are the rules that hold, `now` is aware UTC. `entry_point` are the
    details of an audit entry that say by which way it came in.
    """

    connection: Connection
    directory: Directory
    now: datetime
    entry_point: Mapping[str, object] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """Return the day on which it happens, where the coordinating agency is."""
        return self.directory.agency.office.day_of(self.now)
