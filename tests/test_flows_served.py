"""The timetable on a real Prefect server: a scheduled run, and a kill -9."""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from queue import Queue
from threading import Event, Thread

import httpx
import pytest
from sqlalchemy import func, select

from notifications.catcher import Catcher
from notifications.mail import Mailer
from states.post import Trigger
from vorlauf.decisions import Decision, decide
from vorlauf.delivery import deliver_due
from vorlauf.planning import NewPost, add
from vorlauf.roster import stakeholder_file
from vorlauf.serving import serve
from vorlauf.settings import Settings
from vorlauf.store.database import make_engine, reading, writing
from vorlauf.store.schema import upgrade
from vorlauf.store.tables import Notice, NoticeState, Purpose, table_of

pytestmark = [pytest.mark.prefect, pytest.mark.slow, pytest.mark.timeout(300)]

NOTICE = table_of(Notice)
STAKEHOLDERS = Path(__file__).parent / "small_stakeholders.toml"
SERVE = """
from vorlauf.serving import serve, stop_on_signals
from vorlauf.settings import Settings
serve(Settings.from_environment(), stop=stop_on_signals(), on_ready=print)
"""


@pytest.fixture
def mails():
    """What the mail server on loopback has received, one Message each."""
    return []


@pytest.fixture
def today():
    """One instant for the whole test; its post is planned around it."""
    return datetime.now(UTC)


@pytest.fixture
def settings(tmp_path, mails, today):
    """A home with a database; its clock stands a minute after the first reminder.

    Offices are closed at night and on Sundays, but tests run at any hour.
    """
    with Catcher(lambda _, content: mails.append(message_from_bytes(content))) as mx:
        trial = {"VORLAUF_HOME": str(tmp_path / "trial"), "VORLAUF_MAIL_URL": mx.url}
        reminded = ask_for_material(home_of(trial), today) + timedelta(minutes=1)
        mails.clear()
        yield home_of(
            {
                "VORLAUF_HOME": str(tmp_path / "home"),
                "VORLAUF_STAKEHOLDERS": str(STAKEHOLDERS),
                "VORLAUF_MAIL_URL": mx.url,
                "VORLAUF_SWEEP_SECONDS": "2",
                "VORLAUF_CLOCK_OFFSET": f"{(reminded - today).total_seconds():.0f}",
            }
        )


def home_of(environment):
    settings = Settings.from_environment(environment)
    settings.home.mkdir()
    with database(settings) as engine:
        upgrade(engine)
    return settings


@contextmanager
def database(settings):
    engine = make_engine(settings.database_url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def served(settings):
    """Serve in a thread, as the demonstration does; yields Prefect's address."""
    stop, addresses = Event(), Queue()
    arguments = {"stop": stop, "on_ready": addresses.put}
    thread = Thread(target=serve, args=(settings,), kwargs=arguments)
    thread.start()
    try:
        yield addresses.get(timeout=120)
    finally:
        stop.set()
        thread.join()


@contextmanager
def served_by_a_process(settings):
    """Serve in a process of its own; yields it when Prefect's server is ready."""
    environment = os.environ | settings.as_environment()
    command = [sys.executable, "-u", "-c", SERVE]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout.readline().startswith(b"http://127.0.0.1:")
            yield process
        finally:
            process.terminate()


def ask_for_material(settings, today):
    """Plan a post, ask for its pictures by mail; return when its reminder is due."""
    directory = stakeholder_file.load(STAKEHOLDERS)
    house = directory.house("smi")
    office, planned = house.office, house.mail_from(today - timedelta(days=11))
    new = NewPost(
        title="Ein Tag bei der Feuerwehr",
        author="petzold",
        houses=("smi",),
        slot_at=office.next_open(today + timedelta(days=25)),
    )
    with database(settings) as engine, writing(engine) as connection:
        (number,) = add(connection, directory, [new], planned)
        asked = Decision(number=number, trigger=Trigger.REQUEST_ASSETS, actor="petzold")
        decide(connection, directory, asked, planned)
        question = select(func.min(NOTICE.c.due_at))
        due = connection.scalar(question.where(NOTICE.c.purpose == Purpose.REMINDER))
    with database(settings) as engine, Mailer.from_url(settings.mail_url) as mailer:
        deliver_due(engine, directory, mailer, planned)
    return due


def sent(settings):
    """The purposes of the notices that are marked as sent."""
    question = (
        select(NOTICE.c.purpose)
        .where(NOTICE.c.state == NoticeState.SENT)
        .order_by(NOTICE.c.due_at)
    )
    with database(settings) as engine, reading(engine) as connection:
        return list(connection.execute(question).scalars())


def until(answer, patience=120.0):
    """Ask again and again until the answer is true; return it."""
    ends = time.monotonic() + patience
    while not (found := answer()):
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.2)
    return found


def ask(address, what, **question):
    answer = httpx.post(f"{address}/api/{what}", json=question, trust_env=False)
    return answer.raise_for_status().json()


def completed(address, *, scheduled):
    """The completed runs of `remind`, those of the schedule or the others."""
    states = {"state": {"type": {"any_": ["COMPLETED"]}}}
    runs = ask(
        address,
        "flow_runs/filter",
        flows={"name": {"any_": ["remind"]}},
        flow_runs=states,
    )
    return [run for run in runs if run["auto_scheduled"] is scheduled]


def said(address):
    """What the scheduled runs of `remind` say of themselves."""
    return [run["state"]["message"] for run in completed(address, scheduled=True)]


def events(address):
    """The names of our events in Prefect."""
    ours = {"event": {"prefix": ["vorlauf.post."]}}
    return [
        event["event"] for event in ask(address, "events/filter", filter=ours)["events"]
    ]


def processes_of(settings):
    """The processes that have this home in their environment."""
    home = f"VORLAUF_HOME={settings.home}\0".encode()
    return [entry for entry in Path("/proc").glob("[0-9]*") if home in _environ(entry)]


def _environ(entry):
    try:
        return (entry / "environ").read_bytes()
    except OSError:
        return b""


def test_a_scheduled_run_sends_a_due_reminder_once_and_shows_it_in_prefect(
    settings, mails, today
):
    with served(settings) as address:
        until(lambda: completed(address, scheduled=False))
        ask_for_material(settings, today)

        until(lambda: len(sent(settings)) == 2)
        until(lambda: any("1 sent, 0 failed" in words for words in said(address)))
        until(lambda: "vorlauf.post.request_assets" in events(address))
        names = [run["name"] for run in completed(address, scheduled=True)]
        tables = [artifact["data"] for artifact in ask(address, "artifacts/filter")]

    assert sent(settings) == ["material_request", "reminder"]
    assert len({mail["Message-ID"] for mail in mails}) == len(mails) == 2
    assert all(re.fullmatch(r"remind · \w{3} 20\d\d-[ :\d-]+", name) for name in names)
    assert any('"house": "redaktion"' in table for table in tables)
    assert not processes_of(settings)


def test_killed_over_a_due_reminder_it_sends_it_once_after_the_restart(
    settings, mails, today
):
    ask_for_material(settings, today)
    with served_by_a_process(settings) as process:
        os.kill(process.pid, signal.SIGKILL)
    until(lambda: not processes_of(settings), patience=5)
    before = sent(settings)

    with served_by_a_process(settings):
        until(lambda: len(sent(settings)) == 2)

    assert before == ["material_request"]
    assert sent(settings) == ["material_request", "reminder"]
    assert len({mail["Message-ID"] for mail in mails}) == len(mails) == 2
    assert not processes_of(settings)
