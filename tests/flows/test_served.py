"""The timetable on a real Prefect server: a scheduled run, and a kill -9."""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from queue import Queue
from threading import Event, Thread

import httpx
import pytest
from sqlalchemy import func, select

from dashboard.clients import prefect_api
from dashboard.clients.prefect_api import PrefectDoor
from dashboard.web.session_cookie import COOKIE
from notifications.delivery.capture_server import CaptureServer
from notifications.delivery.mailer import Mailer
from states.post import Trigger
from states.purpose import MailKind
from vorlauf.accounts import invitations, sessions
from vorlauf.db.call import Call
from vorlauf.db.engine import make_engine, reading, writing
from vorlauf.db.migrate import upgrade
from vorlauf.db.tables import Notice, NoticeState, table_of
from vorlauf.directory import loader
from vorlauf.editing.new_posts import NewPost, add
from vorlauf.mail.delivery import deliver_due
from vorlauf.settings import Settings
from vorlauf.supervisor import ServingError, free_port, serve
from vorlauf.workflow.decisions import Decision, decide

pytestmark = [pytest.mark.prefect, pytest.mark.slow, pytest.mark.timeout(600)]

NOTICE = table_of(Notice)
COMING = {"state": {"type": {"any_": ["SCHEDULED", "PENDING", "RUNNING"]}}}
REMIND = {"name": {"any_": ["remind"]}}
STAKEHOLDERS = Path(__file__).parents[1] / "small_stakeholders.toml"
SERVE = """
from vorlauf.supervisor import serve, stop_on_signals
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
    with CaptureServer(
        lambda _, content: mails.append(message_from_bytes(content))
    ) as mx:
        trial = {"VORLAUF_HOME": str(tmp_path / "trial"), "VORLAUF_MAIL_URL": mx.url}
        reminded = ask_for_material(home_of(trial), today) + timedelta(minutes=1)
        mails.clear()
        yield home_of(
            {
                "VORLAUF_HOME": str(tmp_path / "home"),
                "VORLAUF_STAKEHOLDERS": str(STAKEHOLDERS),
                "VORLAUF_MAIL_URL": mx.url,
                "VORLAUF_SWEEP_SECONDS": "2",
                "VORLAUF_DASHBOARD_PORT": str(free_port()),
                "VORLAUF_CLOCK_OFFSET": f"{(reminded - today).total_seconds():.0f}",
            }
        )


@pytest.fixture
def calm(settings):
    """The same with sweeps far apart: a busy machine keeps up with them."""
    return replace(settings, sweep_seconds=20)


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """The tests wait for a busy Prefect longer than a page does."""
    monkeypatch.setattr(prefect_api, "PATIENCE", 60.0)
    monkeypatch.setattr(prefect_api, "PATIENCE_OF_AN_ACT", 60.0)


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
        yield addresses.get(timeout=300)
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
    directory = loader.load(STAKEHOLDERS)
    house = directory.house("smi")
    office, planned = house.office, house.mail_from(today - timedelta(days=11))
    new = NewPost(
        title="Ein Tag bei der Feuerwehr",
        author="petzold",
        houses=("smi",),
        slot_at=office.next_open(today + timedelta(days=25)),
    )
    with database(settings) as engine, writing(engine) as connection:
        (number,) = add(Call(connection, directory, planned), [new])
        asked = Decision(number=number, trigger=Trigger.REQUEST_ASSETS, actor="petzold")
        decide(Call(connection, directory, planned), asked)
        question = select(func.min(NOTICE.c.due_at))
        due = connection.scalar(question.where(NOTICE.c.purpose == MailKind.REMINDER))
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
    for _ in range(int(patience / 0.2)):
        if found := answer():
            return found
        time.sleep(0.2)
    pytest.fail("waited in vain")


def ask(address, what, **question):
    answer = httpx.post(
        f"{address}/api/{what}", json=question, trust_env=False, timeout=60
    )
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


@contextmanager
def coordinator(settings):
    """The browser of the coordinator on the served dashboard."""
    now, directory = datetime.now(UTC), loader.load(STAKEHOLDERS)
    now += timedelta(seconds=settings.clock_offset)
    with database(settings) as engine, writing(engine) as connection:
        invitations.grant(Call(connection, directory, now), "petzold")
        cookie = sessions.begin(connection, "petzold", way="test", device="", now=now)
    with httpx.Client(
        base_url=settings.dashboard_url,
        cookies={COOKIE: cookie},
        headers={"Sec-Fetch-Site": "same-origin"},
        timeout=60,
        trust_env=False,
    ) as browser:
        yield browser


def sight(browser, words):
    """The page of the flows, once these words are there; Prefect may be busy."""
    page = browser.get("/flows").text
    return page if words in page else ""


def does(browser, act):
    """Whether Prefect had time for this act."""
    page = browser.post(f"/flows/remind/{act}", follow_redirects=True).text
    return "„Erinnerungen und E-Mails“" in page


def flow(address, name="remind"):
    """What the dashboard knows of a flow."""
    return next(
        one for one in PrefectDoor(f"{address}/api").flows() if one.name == name
    )


def completed_since(address, instant):
    """Whether a run has completed that began since: every flow is registered then."""
    runs = flow(address, "housekeep").runs
    return any(run.state == "completed" and run.began_at > instant for run in runs)


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


def test_a_coordinator_sees_each_run_and_pauses_and_runs_a_flow(calm):
    with served(calm) as address, coordinator(calm) as browser:
        until(lambda: completed(address, scheduled=True))
        page = until(lambda: sight(browser, "0 versandt, 0 fehlgeschlagen"))
        until(lambda: does(browser, "pause"))
        assert flow(address).is_paused
        until(lambda: flow(address).runs[0].state == "completed")
        before = len(completed(address, scheduled=False))
        until(lambda: does(browser, "run"))
        until(lambda: len(completed(address, scheduled=False)) > before)
        until(lambda: does(browser, "resume"))
        until(lambda: flow(address).next_at)
        newest = httpx.get(
            flow(address).runs[0].address,
            headers={"Accept": "text/html"},
            trust_env=False,
            timeout=60,
        )

    assert f'href="{address}/runs/flow-run/' in page
    assert "<title>Prefect" in newest.text


def test_what_a_coordinator_pauses_still_pauses_after_a_restart(calm):
    with served(calm) as address:
        until(lambda: completed(address, scheduled=False))
        PrefectDoor(f"{address}/api").act("remind", "pause")
    restarted = datetime.now(UTC)
    with served(calm) as address:
        until(lambda: completed_since(address, restarted))
        assert flow(address).is_paused
        assert not flow(address, "advance").is_paused
        assert not ask(address, "flow_runs/filter", flow_runs=COMING, flows=REMIND)
        PrefectDoor(f"{address}/api").act("remind", "resume")
    with served(calm) as address:
        until(lambda: flow(address).next_at)


def test_the_dashboard_is_there_before_prefect_and_its_log_keeps_no_secret(calm):
    stop, there = Event(), Queue()
    arguments = {"stop": stop, "on_dashboard": there.put, "on_ready": there.put}
    thread = Thread(target=serve, args=(calm,), kwargs=arguments)
    thread.start()
    try:
        address = there.get(timeout=300)
        page = httpx.get(f"{address}/sign-in", trust_env=False, timeout=60)
        with coordinator(calm) as browser:
            linked = browser.get("/sign-in/geheimnis?next=/geheim")
            demo = browser.post("/sign-in/demo", data={"person": "petzold"})
            cookie = browser.cookies[COOKIE]
    finally:
        stop.set()
        thread.join()
    log = (calm.logs / "dashboard.log").read_text("utf-8")

    assert address == calm.dashboard_url
    assert (page.status_code, linked.status_code, demo.status_code) == (200, 410, 404)
    assert not [word for word in ("geheim", "sign-in", cookie) if word in log]


def test_a_dashboard_that_is_killed_ends_everything_and_is_named(calm):
    def kill():
        settings_of = until(lambda: [p for p in processes_of(calm) if is_page(p)])
        os.kill(int(settings_of[0].name), signal.SIGKILL)

    def is_page(entry):
        return b"-m\0dashboard\0" in (entry / "cmdline").read_bytes()

    with pytest.raises(ServingError, match=r"The dashboard has ended.*dashboard\.log"):
        serve(calm, stop=Event(), on_ready=lambda _: kill())

    assert not processes_of(calm)
