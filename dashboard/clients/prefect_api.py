"""Prefect client: what its API says of the flows, and what a coordinator asks of it.

Prefect is only the clock: if it does not answer, everything else goes on.
"""

import asyncio
import ssl
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, TypeVar
from uuid import UUID

import httpx

from vorlauf.errors import BadInputError, NotFoundError, VorlaufError

# Seconds: a page waits no longer than this for all that it asks, a button for its act.
PATIENCE: Final = 1.5
PATIENCE_OF_AN_ACT: Final = 5.0
# What the timetable's deployments are called; of others nothing is shown.
TIMETABLE: Final = "timetable"
# Runs of each flow that a page shows.
SHOWN: Final = 5
_BUSY: Final = 503
_Answer = TypeVar("_Answer")
_ACTS: Final = {
    "pause": "pause_deployment",
    "resume": "resume_deployment",
    "run": "create_flow_run",
}


class PrefectError(VorlaufError):
    """Prefect's server does not answer, or with something else than expected."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run of a flow: how it went (Prefect's state), when, and what it said."""

    address: str
    state: str
    message: str
    began_at: datetime | None
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Flow:
    """A flow of the timetable: whether it pauses, its next run, its last ones."""

    name: str
    description: str
    is_paused: bool
    next_at: datetime | None
    runs: Sequence[Run]


@dataclass
class PrefectDoor:
    """Prefect's API at this address, as `http://127.0.0.1:4200/api`."""

    api: str
    # It serves plain http; without this every page would read all certificates.
    _plain: ssl.SSLContext = field(
        init=False,
        repr=False,
        default_factory=lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
    )

    @property
    def pages(self) -> str:
        """The address of Prefect's own pages."""
        return self.api.removesuffix("/api")

    def flows(self) -> list[Flow]:
        """Return every flow of the timetable. Raises `PrefectError`."""
        return _within(PATIENCE, self._flows())

    def act(self, name: str, act: str) -> None:
        """Pause a flow, let it go on, or run it now.

        Raises `BadInputError` for another act, `NotFoundError` for another flow, and
        `PrefectError`.
        """
        if act not in _ACTS:
            raise BadInputError(f"A flow cannot {act!r}; it can {', '.join(_ACTS)}.")
        _within(PATIENCE_OF_AN_ACT, self._act(name, _ACTS[act]))

    async def _flows(self) -> list[Flow]:
        async with self._client() as client:
            known = await _deployments(client)
            return await asyncio.gather(
                *(self._flow(client, one, name) for name, one in known)
            )

    async def _act(self, name: str, act: str) -> None:
        async with self._client() as client:
            for known, deployment in await _deployments(client):
                if known == name:
                    await _ask(client, f"/deployments/{deployment['id']}/{act}", {})
                    return
        raise NotFoundError(f"There is no flow {name!r}.")

    async def _flow(
        self, client: httpx.AsyncClient, deployment: Mapping[str, Any], name: str
    ) -> Flow:
        over, ahead = await asyncio.gather(
            _ask(client, "/flow_runs/filter", _over(deployment["id"])),
            _ask(client, "/flow_runs/filter", _ahead(deployment["id"])),
        )
        is_paused = bool(deployment["paused"])
        coming = [_instant(run["expected_start_time"]) for run in ahead]
        return Flow(
            name=name,
            description=str(deployment["description"] or ""),
            is_paused=is_paused,
            next_at=coming[0] if coming and not is_paused else None,
            runs=[self._run(run) for run in over],
        )

    def _run(self, run: Mapping[str, Any]) -> Run:
        state = run["state"] or {}
        return Run(
            address=f"{self.pages}/runs/flow-run/{UUID(run['id'])}",
            state=str(state.get("type", "")).lower(),
            message=str(state.get("message") or ""),
            began_at=_instant(run["start_time"]),
            seconds=float(run["total_run_time"] or 0),
        )

    def _client(self) -> httpx.AsyncClient:
        # No proxy stands between us and this machine's own server.
        return httpx.AsyncClient(
            base_url=self.api,
            timeout=PATIENCE_OF_AN_ACT,
            trust_env=False,
            verify=self._plain,
        )


def _within(seconds: float, asked: Coroutine[Any, Any, _Answer]) -> _Answer:
    """Wait for an answer, but no longer than this, however slowly it drips."""

    async def limited() -> _Answer:
        async with asyncio.timeout(seconds):
            return await asked

    try:
        return asyncio.run(limited())
    except _ODD as error:
        raise PrefectError("Prefect's server does not answer at present.") from error


async def _deployments(
    client: httpx.AsyncClient,
) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the timetable: each flow's name and its deployment, the oldest first."""
    found, flows = await asyncio.gather(
        _ask(client, "/deployments/filter", {}), _ask(client, "/flows/filter", {})
    )
    names = {flow["id"]: str(flow["name"]) for flow in flows}
    ours = [one for one in found if one["name"] == TIMETABLE]
    ours.sort(key=lambda one: str(one["created"]))
    return [(names[one["flow_id"]], one) for one in ours]


def _over(deployment: str) -> Mapping[str, object]:
    over = {"state": {"type": {"any_": _OVER}}}
    return _runs(deployment, "START_TIME_DESC", over, SHOWN)


def _ahead(deployment: str) -> Mapping[str, object]:
    # By Prefect's clock, which nobody shifts.
    ahead = {"expected_start_time": {"after_": datetime.now(UTC).isoformat()}}
    return _runs(deployment, "EXPECTED_START_TIME_ASC", ahead, 1)


def _runs(
    deployment: str, order: str, wanted: Mapping[str, object], most: int
) -> Mapping[str, object]:
    return {
        "deployments": {"id": {"any_": [deployment]}},
        "flow_runs": wanted,
        "sort": order,
        "limit": most,
    }


async def _ask(
    client: httpx.AsyncClient, path: str, wanted: Mapping[str, object]
) -> list[dict[str, Any]]:
    answer = await client.post(path, json=wanted)
    while answer.status_code == _BUSY:  # its SQLite is being written to
        await asyncio.sleep(0.2)
        answer = await client.post(path, json=wanted)
    answer.raise_for_status()
    found: list[dict[str, Any]] = answer.json() if answer.content else []
    return found


# What an answer that is none of Prefect's leads to.
_ODD: Final = (
    httpx.HTTPError,
    OSError,
    TimeoutError,
    ValueError,
    ArithmeticError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,
)
_OVER: Final = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED", "RUNNING")


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
