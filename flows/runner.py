"""The runner: tells Prefect the timetable, catches up, and runs what is due."""

import asyncio
import time
from typing import Final
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import State, StateType
from prefect.flows import load_flow_from_entrypoint
from prefect.runner import Runner
from prefect.states import Crashed
from prefect.types.entrypoint import EntrypointType

from flows.timetable import DEPLOYMENT, TIMETABLE, Job
from vorlauf.errors import VorlaufError

# Seconds: until the server answers, and between two questions what is due.
PATIENCE: Final = 120.0
POLL: Final = 2.0

# However many runs have piled up, so many processes and no more work them off.
SIDE_BY_SIDE: Final = 4


async def serve(sweep_seconds: int | None) -> None:
    """Serve the timetable until SIGTERM; one such runner per Prefect server.

    Telling Prefect a job anew drops the runs that were missed meanwhile; one run
    of every job makes up for them all. Raises `VorlaufError` without a server.
    """
    runner = Runner(
        name=DEPLOYMENT,
        pause_on_shutdown=False,
        query_seconds=POLL,
        limit=SIDE_BY_SIDE,
    )
    async with get_client() as client:
        await _wait_for_server(client)
        for job in TIMETABLE:
            deployment = await _register(runner, job, sweep_seconds)
            await _bury_the_dead(client, deployment)
            await client.create_flow_run_from_deployment(deployment, tags=["catch-up"])
    await runner.start()


async def _wait_for_server(client: PrefectClient) -> None:
    ends = time.monotonic() + PATIENCE
    while (fault := await client.api_healthcheck()) is not None:
        if time.monotonic() > ends:
            raise VorlaufError(f"No Prefect server at {client.api_url}: {fault}")
        await asyncio.sleep(0.2)


async def _register(runner: Runner, job: Job, sweep_seconds: int | None) -> UUID:
    return await runner.aadd_flow(
        load_flow_from_entrypoint(job.entrypoint),
        name=DEPLOYMENT,
        schedule=job.schedule(sweep_seconds),
        description=job.description,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


async def _bury_the_dead(client: PrefectClient, deployment: UUID) -> None:
    """Mark the runs that ended with an earlier runner: Prefect thinks they run."""
    alive = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
    dead = await client.read_flow_runs(
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment])),
        flow_run_filter=FlowRunFilter(
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=alive))
        ),
    )
    ended: State[None] = Crashed(
        message="The process of this run was ended from outside."
    )
    for run in dead:
        await client.set_flow_run_state(run.id, ended, force=True)
