"""Serving: everything checked first, then the timetable until Ctrl-C."""

from vorlauf import serving
from vorlauf.cli.desk.beginning import bring_up_to_date
from vorlauf.settings import Settings
from vorlauf.terminal import say
from vorlauf.wiring import Wiring


def serve() -> int:
    """Run until SIGINT or SIGTERM; raises before anything starts if it cannot."""
    settings = Settings.from_environment()
    bring_up_to_date(settings)
    with Wiring.from_settings(settings) as wiring:
        sender = wiring.mailer.sender.addr_spec
    say(f"Vorlauf starts; mail leaves from {sender}. Ctrl-C ends it.")
    serving.serve(settings, stop=serving.stop_on_signals(), on_ready=_say_where)
    return 0


def _say_where(address: str) -> None:
    say(f"The timetable runs; Prefect's pages are at {address}, on this machine only.")
