"""Reports: a run is worth its mails and moves, whatever Prefect takes of its tables."""

import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest
from sqlalchemy import select
from waiting import until

from flows.reports import report
from notifications.delivery.capture_server import CaptureServer
from states.post import Trigger
from vorlauf.db.call import Call
from vorlauf.db.engine import make_engine, reading, writing
from vorlauf.db.migrate import upgrade
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.directory import loader
from vorlauf.editing.new_posts import NewPost, add
from vorlauf.jobs import event_feed
from vorlauf.settings import Settings
from vorlauf.supervisor import SERVER, Child, child_environment, free_port
from vorlauf.workflow.decisions import Decision, decide

STAKEHOLDERS = Path(__file__).parents[1] / "small_stakeholders.toml"
REFUSED = ("/api/artifacts", "/api/events")
MONDAY = 0
RUN = """
from flows.advance import advance
from flows.reminders import remind
for flow in (advance, remind):
    state = flow(return_state=True)
    print(flow.name, state.type.value, state.message)
"""


def test_what_cannot_be_left_is_said_and_stops_nothing():
    from prefect.logging import disable_run_logger

    def leave():
        raise ValueError

    with disable_run_logger():
        assert not report("The table", leave)
        assert report("The table", lambda: None)


@contextmanager
def before(server, mood):
    """A proxy before Prefect's API that answers for artifacts and events by itself."""

    class Proxy(BaseHTTPRequestHandler):
        def pass_on(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if not self.path.startswith(REFUSED):
                self.forward(body)
            elif mood != "hang up":
                self.give(mood, b"<html>Down for maintenance</html>", "text/html")

        def forward(self, body):
            answer = httpx.request(
                self.command,
                f"{server}{self.path}",
                content=body,
                headers={"Content-Type": "application/json"},
                trust_env=False,
                timeout=60,
            )
            self.give(answer.status_code, answer.content, "application/json")

        def give(self, status, content, kind):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            """Say nothing."""

    for verb in ("GET", "POST", "PATCH", "PUT", "DELETE"):
        setattr(Proxy, f"do_{verb}", Proxy.pass_on)
    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as proxy:
        thread = Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{proxy.server_port}/api"
        finally:
            proxy.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def prefect(tmp_path_factory):
    """The address of a real Prefect server."""
    home = tmp_path_factory.mktemp("prefect")
    (home / "prefect" / "tmp").mkdir(parents=True)
    port = free_port()
    settings = Settings.from_environment({"VORLAUF_HOME": str(home)})
    environment = child_environment(settings, port, os.environ)
    address = f"http://127.0.0.1:{port}"
    with Child(SERVER, ["--port", str(port)], environment, home / "prefect.log"):
        until(lambda: _is_healthy(address))
        yield address


def _is_healthy(address):
    try:
        return httpx.get(f"{address}/api/health", trust_env=False).is_success
    except httpx.HTTPError:
        return False


@pytest.fixture
def settings(tmp_path):
    """An installation with a post that asks for pictures: a mail and a move to tell."""
    now = datetime.now(UTC)
    directory = loader.load(STAKEHOLDERS)
    house = directory.house("smi")
    hour = house.mail_from(now - timedelta(days=11))
    if hour.astimezone(directory.campaign.zone).weekday() == MONDAY:
        # The overview of the week would be a second mail.
        hour = house.mail_from(hour + timedelta(days=1))
    with CaptureServer(lambda *_: None) as catcher:
        chosen = Settings.from_environment(
            {
                "VORLAUF_HOME": str(tmp_path),
                "VORLAUF_STAKEHOLDERS": str(STAKEHOLDERS),
                "VORLAUF_MAIL_URL": catcher.url,
                "VORLAUF_CLOCK_OFFSET": f"{(hour - now).total_seconds() + 60:.0f}",
            }
        )
        engine = make_engine(chosen.database_url)
        upgrade(engine)
        slot = house.office.next_open(hour + timedelta(days=36))
        new = NewPost(title="Labor", author="petzold", houses=("smi",), slot_at=slot)
        with writing(engine) as connection:
            (number,) = add(Call(connection, directory, hour), [new])
            asked = Decision(
                number=number, trigger=Trigger.REQUEST_ASSETS, actor="petzold"
            )
            decide(Call(connection, directory, hour), asked)
        engine.dispose()
        yield chosen


@pytest.mark.prefect
@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("mood", [500, 200, "hang up"])
def test_a_run_whose_mails_went_out_is_not_red(prefect, settings, mood):
    with before(prefect, mood) as api:
        ours = {
            **child_environment(settings, 1, os.environ),
            "PREFECT_API_URL": api,
            "PREFECT_CLIENT_MAX_RETRIES": "0",
        }
        run = subprocess.run(
            [sys.executable, "-c", RUN],
            env=ours,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
    engine = make_engine(settings.database_url)
    with reading(engine) as connection:
        states = connection.execute(select(NOTICE.c.state)).scalars().all()
    untold = event_feed.unreported(engine)
    engine.dispose()

    assert "advance COMPLETED" in run.stdout, run.stderr
    assert "remind COMPLETED 1 sent, 0 failed" in run.stdout, run.stderr
    assert "could not be left in Prefect; the run's work is done" in run.stderr
    assert "sent" in states
    # A page that answers in Prefect's place has not taken what it was told.
    assert untold or mood == 200
