"""Serve the timetable: `python -m flows`, until SIGTERM or SIGINT."""

import asyncio
import sys
from datetime import timedelta

from prefect.client.orchestration import PrefectClient, get_client
from prefect.flows import load_flow_from_entrypoint
from prefect.runner import Runner
from prefect.schedules import Cron, Interval, Schedule
from prefect.types.entrypoint import EntrypointType

from flows.timetable import DEPLOYMENT, TIMETABLE, Job
from vorlauf.serving import end_with_parent
from vorlauf.settings import Settings
import time
T=time.time()
def log(*a): print(f"{time.time()-T:6.2f}",*a,flush=True)

async def serve(sweep):
    runner = Runner(name="timetable", pause_on_shutdown=False, query_seconds=2)
    async with get_client() as client:
        for job in TIMETABLE:
            flow = load_flow_from_entrypoint(job.entrypoint)
            sch = Interval(timedelta(seconds=sweep)) if sweep and job.sweep else Cron(job.cron, timezone=job.timezone)
            if "--engine" in sys.argv:
                d = await flow.ato_deployment(DEPLOYMENT, schedule=sch, description=job.description, entrypoint_type=EntrypointType.MODULE_PATH)
                id = await runner.aadd_deployment(d)
            else:
                id = await runner.aadd_flow(flow, name=DEPLOYMENT, schedule=sch, description=job.description, entrypoint_type=EntrypointType.MODULE_PATH)
            await client.create_flow_run_from_deployment(id, tags=["catch-up"])
            log("registered", job.name)
    await runner.start()

if __name__ == "__main__":
    log("imports done")
    asyncio.run(serve(Settings.from_environment().sweep_seconds))
