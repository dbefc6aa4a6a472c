"""Sources: from where requests come, and how often something comes from there.

A source is an address, or 64 bits of one of IPv6, of which everybody has as many as
they like. They are counted in memory only, for the time that the count looks back.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from threading import Lock
from typing import Final

from starlette.types import Scope

from dashboard.web.busy import BusyError
from states.messages import Message

# So many sources are remembered; beyond, those heard of longest ago are forgotten.
_MOST_SOURCES: Final = 20_000
_LONGEST: Final = 100  # characters


def source_of(scope: Scope) -> str:
    """Return from where a request comes; empty if nobody knows.

    Behind a proxy that the settings do not name all come from this machine, and then
    nobody knows.
    """
    client = scope.get("client")
    host = str(client[0])[:_LONGEST] if client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is None:
            network = int(address) >> 64
            return "" if address.is_loopback else f"{network:x}/64"
        address = address.ipv4_mapped
    return "" if address.is_loopback else str(address)


@dataclass
class SourceLimit:
    """At most `most` times in the time `within` from one source; `message` says so."""

    most: int
    within: timedelta
    message: Message
    _times: OrderedDict[str, deque[datetime]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def check(self, source: str, now: datetime) -> None:
        """Raise `BusyError` if it came too often from this source; unknown is none."""
        with self._lock:
            times = self._recent(source, now)
            if len(times) >= self.most:
                wait = times[0] + self.within - now
                raise BusyError(max(1, round(wait.total_seconds())), self.message)

    def count(self, source: str, now: datetime) -> None:
        """Write down that it came from this source."""
        if not source:
            return
        with self._lock:
            times = self._times.setdefault(source, deque(maxlen=self.most))
            times.append(now)
            self._times.move_to_end(source)
            while len(self._times) > _MOST_SOURCES:
                self._times.popitem(last=False)

    def _recent(self, source: str, now: datetime) -> deque[datetime]:
        times = self._times.get(source, deque())
        while times and times[0] <= now - self.within:
            times.popleft()
        return times
