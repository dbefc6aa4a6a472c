"""Serve the dashboard on loopback until SIGTERM or SIGINT."""

import argparse
import logging
import os
import socket
import sys

from dashboard.app import make_app
from dashboard.clients.prefect_api import PrefectDoor
from dashboard.server import serve
from dashboard.web.state import AppState
from vorlauf.accounts import invitations
from vorlauf.db.engine import writing
from vorlauf.errors import VorlaufError
from vorlauf.jobs import file_watch
from vorlauf.settings import Settings
from vorlauf.supervisor import LOOPBACK, end_with
from vorlauf.wiring import Wiring


def main() -> int:
    """Serve until SIGTERM; 2 with one sentence if that cannot be."""
    arguments = _arguments()
    if arguments.lifeline is not None:
        end_with(arguments.lifeline)
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s"
    )
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        settings = Settings.from_environment()
        with Wiring.from_last_good(settings) as wiring:
            wiring.check_key()
            file_watch.note_edits(wiring)
            _serve(wiring, is_demo=arguments.demo)
    except (VorlaufError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m dashboard")
    parser.add_argument("--lifeline", type=int, default=None)
    parser.add_argument("--demo", action="store_true")
    return parser.parse_args()


def _serve(wiring: Wiring, *, is_demo: bool) -> None:
    if is_demo:
        with writing(wiring.engine) as connection:
            for person in wiring.directory.people.values():
                if not person.functional:
                    invitations.grant(wiring.call(connection), person.key)
    api = os.environ.get("PREFECT_API_URL")
    prefect = PrefectDoor(api) if api else None
    parts = AppState(wiring, is_demo=is_demo, prefect=prefect)
    with socket.create_server((LOOPBACK, wiring.settings.dashboard_port)) as listening:
        serve(make_app(parts), listening)


if __name__ == "__main__":
    sys.exit(main())
