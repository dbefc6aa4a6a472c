"""Prefect's door: what its API tells of the flows, and what a coordinator asks of it.

Prefect is only the clock: if it does not answer, everything else goes on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

import httpx

from vorlauf.errors import BadInputError, NotFoundError, VorlaufError

# Seconds: a page waits no longer than this for each answer.
PATIENCE: Final = 1.5
# Runs of each flow that a page shows.
SHOWN: Final = 5
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

    @cached_property
    def _client(self) -> httpx.Client:
        # No proxy stands between us and this machine's own server.
        return httpx.Client(base_url=self.api, timeout=PATIENCE, trust_env=False)

    @property
    def pages(self) -> str:
        """The address of Prefect's own pages."""
        return self.api.removesuffix("/api")

    def flows(self) -> list[Flow]:
        """Return every flow of the timetable. Raises `PrefectError`."""
        deployments = self._ask("/deployments/filter", {})
        names = {flow["id"]: flow["name"] for flow in self._ask("/flows/filter", {})}
        return [
            self._flow(deployment, names.get(deployment["flow_id"], ""))
            for deployment in sorted(deployments, key=lambda one: str(one["created"]))
        ]

    def act(self, name: str, act: str) -> None:
        """Pause a flow, let it go on, or run it now.

        Raises `BadInputError` for another act, `NotFoundError` for another flow, and
        `PrefectError`.
        """
        if act not in _ACTS:
            raise BadInputError(f"A flow cannot {act!r}; it can {', '.join(_ACTS)}.")
        names = {flow["id"]: flow["name"] for flow in self._ask("/flows/filter", {})}
        for deployment in self._ask("/deployments/filter", {}):
            if names.get(deployment["flow_id"]) == name:
                self._ask(f"/deployments/{deployment['id']}/{_ACTS[act]}", {})
                return
        raise NotFoundError(f"There is no flow {name!r}.")

    def _flow(self, deployment: Mapping[str, Any], name: str) -> Flow:
        runs = self._runs(deployment["id"], "START_TIME_DESC", _OVER, SHOWN)
        coming = self._runs(deployment["id"], "EXPECTED_START_TIME_ASC", _AHEAD, 1)
        ahead = [_instant(run["expected_start_time"]) for run in coming]
        return Flow(
            name=name,
            description=deployment["description"] or "",
            is_paused=bool(deployment["paused"]),
            next_at=ahead[0] if ahead and not deployment["paused"] else None,
            runs=[self._run(run) for run in runs],
        )

    def _runs(
        self, deployment: str, order: str, states: Sequence[str], most: int
    ) -> list[dict[str, Any]]:
        wanted = {
            "deployments": {"id": {"any_": [deployment]}},
            "flow_runs": {"state": {"type": {"any_": list(states)}}},
            "sort": order,
            "limit": most,
        }
        return self._ask("/flow_runs/filter", wanted)

    def _run(self, run: Mapping[str, Any]) -> Run:
        state = run["state"] or {}
        return Run(
            address=f"{self.pages}/runs/flow-run/{run['id']}",
            state=str(state.get("type", "")).lower(),
            message=state.get("message") or "",
            began_at=_instant(run["start_time"]),
            seconds=float(run["total_run_time"] or 0),
        )

    def _ask(self, path: str, wanted: Mapping[str, object]) -> list[dict[str, Any]]:
        try:
            answer = self._client.post(path, json=wanted)
            answer.raise_for_status()
            found: list[dict[str, Any]] = answer.json() if answer.content else []
        except (httpx.HTTPError, ValueError) as error:
            raise PrefectError(
                "Prefect's server does not answer at present."
            ) from error
        return found


_OVER: Final = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED", "RUNNING")
_AHEAD: Final = ("SCHEDULED", "PENDING")


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
