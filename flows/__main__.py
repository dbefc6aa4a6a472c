"""Serve the timetable: `python -m flows`, until SIGTERM or SIGINT."""

import argparse
import asyncio
import sys

from prefect.settings import get_current_settings

from flows.runner import serve
from flows.timetable import jobs
from vorlauf.errors import VorlaufError
from vorlauf.settings import Settings
from vorlauf.supervisor import end_with


def main() -> int:
    """Serve until asked to end; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m flows",
        description="Serve the timetable to the Prefect server at PREFECT_API_URL.",
    )
    parser.add_argument("--lifeline", type=int, help=argparse.SUPPRESS)
    lifeline = parser.parse_args().lifeline
    if lifeline is not None:
        end_with(lifeline)
    try:
        _refuse_without_server()
        settings = Settings.from_environment()
        here = jobs(with_inbox=settings.inbox_url is not None)
        asyncio.run(serve(here, settings.sweep_seconds))
    except VorlaufError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except KeyboardInterrupt:
        return 0
    return 0


def _refuse_without_server() -> None:
    # Without an address Prefect starts a server that nobody ends.
    if get_current_settings().api.url is None:
        raise VorlaufError(
            "PREFECT_API_URL is not set; name a Prefect server, "
            "or use `vorlauf serve`, which starts its own."
        )


if __name__ == "__main__":
    sys.exit(main())
