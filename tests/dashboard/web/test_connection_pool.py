"""However many ask at once, nobody waits for a connection until that is an error."""

import asyncio
from threading import Event, Lock

import httpx
import pytest
from dashboards import ADDRESS
from programs import ROOT, secret_of

from dashboard.api import caller
from dashboard.api.caller import AT_ONCE
from dashboard.web.lanes import SIZES
from vorlauf.accounts import api_tokens
from vorlauf.db.engine import MOST_CONNECTIONS

PARALLEL = 60


class Crowd:
    """Holds everybody who has a connection until it is told that all have come."""

    def __init__(self, most):
        self.go_on, self._lock = Event(), Lock()
        self.inside, self.most_inside, self._most = 0, 0, most

    def hold(self):
        with self._lock:
            self.inside += 1
            self.most_inside = max(self.most_inside, self.inside)
            if self.inside == self._most:
                self.go_on.set()
        self.go_on.wait()
        with self._lock:
            self.inside -= 1


@pytest.fixture
def crowd(monkeypatch):
    found, of_token = Crowd(AT_ONCE), api_tokens.of_token

    def slowly(call, secret):
        known = of_token(call, secret)
        found.hold()
        return known

    monkeypatch.setattr(caller.api_tokens, "of_token", slowly)
    yield found
    found.go_on.set()


def ask_at_once(dashboard):
    """Return the answers to so many requests of one program."""
    headers = {"Authorization": f"Bearer {secret_of(dashboard, 'ada')}"}

    async def ask():
        transport = httpx.ASGITransport(dashboard.app)
        async with httpx.AsyncClient(
            transport=transport, base_url=ADDRESS, headers=headers
        ) as client:
            asked = [client.get(f"{ROOT}/me") for _ in range(PARALLEL)]
            return await asyncio.gather(*asked)

    return asyncio.run(ask())


def test_there_are_connections_for_all_threads():
    threads = sum(of_lane for of_lane, _ in SIZES.values())

    assert threads + AT_ONCE < MOST_CONNECTIONS


def test_of_sixty_slow_requests_at_once_each_is_answered(dashboard, desk, crowd):
    statuses = [answer.status_code for answer in ask_at_once(dashboard)]

    assert statuses == [200] * PARALLEL
    assert crowd.most_inside == AT_ONCE
    assert desk.engine.pool.checkedout() == 0


@pytest.mark.usefixtures("crowd")
def test_whoever_finds_the_queue_full_comes_again(dashboard, monkeypatch):
    monkeypatch.setattr(caller, "_WAITING", 2)
    answers = ask_at_once(dashboard)

    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) == PARALLEL - AT_ONCE - 2
    assert refused[0].headers["retry-after"] == "5"
