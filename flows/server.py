"""Prefect's server: on loopback, as a child of `vorlauf serve`."""

import argparse

import uvicorn
from prefect.server.api.server import create_app

from vorlauf.supervisor import LOOPBACK, end_with


def main() -> None:
    """Run the server until SIGTERM or the end of the parent."""
    parser = argparse.ArgumentParser(prog="python -m flows.server")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--lifeline", type=int, required=True)
    asked = parser.parse_args()
    end_with(asked.lifeline)
    uvicorn.run(
        create_app(final=True),
        host=LOOPBACK,
        port=asked.port,
        log_level="warning",
        timeout_graceful_shutdown=3,
    )


if __name__ == "__main__":
    main()
