"""Doors: how quick a page is while strangers attack, beside the same page in peace."""

import asyncio
import http.client
import os
import resource
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from dashboard.web.session_cookie import COOKIE
from reliability import stores
from reliability.attacks_on_doors import ATTACKS, Attack, besiege
from reliability.figures import Figure
from reliability.processes import forked
from vorlauf.accounts import invitations, password_hashing, sessions
from vorlauf.db import accounts
from vorlauf.db.engine import writing
from vorlauf.settings import Settings
from vorlauf.supervisor import LOOPBACK, free_port
from vorlauf.wiring import Wiring

NUMBER: Final = 16
TITLE: Final = "a page while strangers attack, beside the same page in peace"
MOST: Final = 3.0  # times as slow
PERSON: Final = "petzold"
_STAKEHOLDERS: Final = Path(__file__).parents[2] / "stakeholders.toml"
_PATIENCE: Final = 60.0  # seconds, for one page and for the start
# Seconds until an attack has reached its full strength.
_ARRIVAL: Final = 2.0
_FILES: Final = 8_192


@dataclass
class Seen:
    """How long pages took, in seconds, and how many answers were none."""

    times: list[float] = field(default_factory=list)
    failed: int = 0


def run(*, short: bool) -> Iterator[Figure]:
    """Attack a dashboard of its own in each way; yield a figure for each."""
    rounds, pages = (2, 12) if short else (5, 40)
    with _dashboard() as (port, cookie):
        for name, (attack, crowd) in ATTACKS.items():
            wave = crowd // 5 if short else crowd
            peace, siege = Seen(), Seen()
            for _ in range(rounds):
                _look(port, cookie, pages, peace)
                with forked(partial(_attack, port, attack, wave)):
                    time.sleep(_ARRIVAL)
                    _look(port, cookie, pages, siege)
                # What was begun under attack is no part of peace.
                time.sleep(_ARRIVAL)
            yield figure(f"{name}, {wave} at once", peace, siege)


def figure(name: str, peace: Seen, siege: Seen) -> Figure:
    """Return the figure of one attack."""
    calm, besieged = _median(peace.times), _median(siege.times)
    failed = peace.failed + siege.failed
    ratio = besieged / calm if calm else 0.0
    return Figure(
        number=NUMBER,
        title=f"{TITLE}: {name}",
        tried=len(siege.times) + siege.failed,
        failed=failed,
        promise=f"0 failed, median at most {MOST:g} times as slow",
        kept=failed == 0 and 0 < ratio <= MOST,
        of_speed=failed == 0,
        details=f"{ratio:.1f} times, {calm * 1000:.0f} and {besieged * 1000:.0f} ms",
    )


def _median(times: Sequence[float]) -> float:
    return statistics.median(times) if times else 0.0


def _look(port: int, cookie: str, pages: int, seen: Seen) -> None:
    """Open Today as somebody signed in, and ask after the health, in turns."""
    for _ in range(pages):
        began = time.perf_counter()
        if _status(port, "/", {"Cookie": f"{COOKIE}={cookie}"}) == http.client.OK:
            seen.times.append(time.perf_counter() - began)
        else:
            seen.failed += 1
        if _status(port, "/health", {}) != http.client.OK:
            seen.failed += 1


def _status(port: int, path: str, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=_PATIENCE)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return 0
    else:
        return answer.status
    finally:
        connection.close()


def _attack(port: int, attack: Attack, crowd: int) -> None:
    # Attackers have machines of their own; here they leave the dashboard its own.
    os.nice(10)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wished = _FILES if hard < 0 else min(hard, _FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wished, hard))
    asyncio.run(besiege((LOOPBACK, port), attack, crowd))


@contextmanager
def _dashboard() -> Iterator[tuple[int, str]]:
    """Serve a dashboard as it is served in earnest; yield its port and a session."""
    with (
        TemporaryDirectory(prefix="vorlauf-doors-") as home,
        stores.store(stores.SQLITE) as url,
        socket.create_server((LOOPBACK, 0)) as silent,
    ):
        port = free_port()
        settings = Settings(
            home=Path(home),
            stakeholders=_STAKEHOLDERS,
            database_url=url,
            dashboard_port=port,
            # Takes connections and never answers.
            oidc_url=f"http://client:secret@{LOOPBACK}:{silent.getsockname()[1]}/",
        )
        cookie = _signed_in(settings)
        with _served(settings):
            yield port, cookie


def _signed_in(settings: Settings) -> str:
    with Wiring.from_settings(settings) as wiring:
        hashed = password_hashing.hashed("fünf Krähen im Nebel")
        now = wiring.now()
        with writing(wiring.engine) as connection:
            invitations.grant(wiring.call(connection), PERSON)
            accounts.set_password(connection, PERSON, hashed, now)
            return sessions.begin(connection, PERSON, way="test", device="", now=now)


@contextmanager
def _served(settings: Settings) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "dashboard"],
        env={**os.environ, **settings.as_environment()},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        ends = time.monotonic() + _PATIENCE
        while _status(settings.dashboard_port, "/health", {}) != http.client.OK:
            if process.poll() is not None or time.monotonic() > ends:
                raise RuntimeError("The dashboard has not started.")
            time.sleep(0.2)
        yield
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()
