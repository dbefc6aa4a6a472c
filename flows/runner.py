"""The runner: tells Prefect the timetable, catches up, and runs what is due."""

import asyncio
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing import active_children
from typing import Final
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import State, StateType
from prefect.exceptions import ObjectNotFound
from prefect.flows import load_flow_from_entrypoint
from prefect.runner import Runner
from prefect.states import Crashed
from prefect.types.entrypoint import EntrypointType

from flows.timetable import DEPLOYMENT, Job
from vorlauf.errors import VorlaufError
from vorlauf.jobs.run_summaries import RUNNER_ENDED

# Seconds: until the server answers, between two questions what is due, and for
# the runs under way to finish when the runner is asked to end.
PATIENCE: Final = 120.0
POLL: Final = 2.0
FAREWELL: Final = 5.0

UNFINISHED: Final = [
    StateType.SCHEDULED,
    StateType.PENDING,
    StateType.RUNNING,
    StateType.CANCELLING,
]

# However many runs have piled up, so many processes and no more work them off.
SIDE_BY_SIDE: Final = 4


async def serve(jobs: Sequence[Job], sweep_seconds: int | None) -> None:
    """Serve these jobs until SIGTERM; one such runner per Prefect server.

    One run of every job at the start makes up for all that were missed meanwhile. A
    job that a coordinator has paused stays so. Raises `VorlaufError` without a server.
    """
    runner = Runner(
        name=DEPLOYMENT,
        pause_on_shutdown=False,
        query_seconds=POLL,
        # A run begins when it is due: none waits while we are asked to end.
        prefetch_seconds=0,
        limit=SIDE_BY_SIDE,
    )
    async with get_client() as client:
        await _wait_for_server(client)
        for job in jobs:
            is_paused = await _forget(client, job)
            deployment = await _register(
                runner, job, sweep_seconds, is_paused=is_paused
            )
            if not is_paused:
                await client.create_flow_run_from_deployment(
                    deployment, tags=["catch-up"]
                )
    await _run(runner)


async def _run(runner: Runner) -> None:
    serving = asyncio.create_task(runner.start())
    # One step lets Prefect install its handler of SIGTERM, which awaits nothing and
    # leaves tracebacks; ours replaces it.
    await asyncio.sleep(0)
    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    ending = asyncio.create_task(asked.wait())
    await asyncio.wait({serving, ending}, return_when=asyncio.FIRST_COMPLETED)
    if not serving.done():
        await _let_runs_finish()
        await runner.astop()
    await serving


async def _let_runs_finish() -> None:
    # A run that is ended between two lines of SMTP leaves a mail of unknown fate.
    under_way = active_children()
    with suppress(TimeoutError):
        async with asyncio.timeout(FAREWELL):
            while any(run.is_alive() for run in under_way):  # noqa: ASYNC110, processes set no asyncio.Event
                await asyncio.sleep(0.1)


async def _wait_for_server(client: PrefectClient) -> None:
    ends = time.monotonic() + PATIENCE
    while (fault := await client.api_healthcheck()) is not None:
        if time.monotonic() > ends:
            raise VorlaufError(f"No Prefect server at {client.api_url}: {fault}")
        await asyncio.sleep(0.2)


async def _register(
    runner: Runner, job: Job, sweep_seconds: int | None, *, is_paused: bool
) -> UUID:
    return await runner.aadd_flow(
        load_flow_from_entrypoint(job.entrypoint),
        name=DEPLOYMENT,
        schedule=job.schedule(sweep_seconds),
        description=job.description,
        # Without it Prefect would let go on what a coordinator has paused.
        paused=is_paused,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


async def _forget(client: PrefectClient, job: Job) -> bool:
    """Forget what should have run by now, else all of it starts at once; say if paused.

    Prefect drops missed and coming runs together with a schedule; registering makes
    the schedule anew. Pausing drops them, too, but whoever is killed between pausing
    and resuming leaves a job that nobody has paused and that never runs again.
    """
    try:
        known = await client.read_deployment_by_name(f"{job.name}/{DEPLOYMENT}")
    except ObjectNotFound:
        return False
    for schedule in known.schedules:
        await client.delete_deployment_schedule(known.id, schedule.id)
    await _bury_dead_runs(client, known.id)
    return known.paused


async def _bury_dead_runs(client: PrefectClient, deployment: UUID) -> None:
    """Mark what ended with an earlier runner: Prefect still thinks that it runs."""
    dead = await client.read_flow_runs(
        flow_run_filter=FlowRunFilter(
            deployment_id=FlowRunFilterDeploymentId(any_=[deployment]),
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=UNFINISHED)),
        )
    )
    ended: State[None] = Crashed(message=RUNNER_ENDED)
    for run in dead:
        await client.set_flow_run_state(run.id, ended, force=True)
