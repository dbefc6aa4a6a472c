"""Several machines: the commands of the operators' page, run as they stand there.

Prefect's server, two workers and the dashboard are processes of their own, over
PostgreSQL; mails leave over SMTP.
"""

import re
import shutil
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import httpx
import pytest
from machines import PAGE, SERVICES, Machine, blocks
from sqlalchemy import select
from waiting import until

from notifications.delivery.capture_server import CaptureServer
from states.post import Trigger
from vorlauf.db.call import Call
from vorlauf.db.engine import make_engine, reading, writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.directory import loader
from vorlauf.editing.new_posts import NewPost, add
from vorlauf.links.signing_key import NAME, SIZE
from vorlauf.supervisor import free_port
from vorlauf.workflow.decisions import Decision, decide

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.postgres,
    pytest.mark.slow,
    pytest.mark.timeout(600),
]

STAKEHOLDERS = Path(__file__).parents[1] / "small_stakeholders.toml"
COMMANDS = blocks("Several machines")
SERVER, ONCE = "Prefect's server", "Once, on the first machine"
OTHERS, WORKER = "On every other machine", "A worker"
DATABASES, DASHBOARD, TRY = "The databases", "The dashboard", "To see it work"


@pytest.fixture
def hour():
    """An instant when offices are open, in the days before; tests run at any hour."""
    directory = loader.load(STAKEHOLDERS)
    return directory.house("smi").mail_from(datetime.now(UTC) - timedelta(days=11))


@pytest.fixture
def mails():
    """What the mail server on loopback has received."""
    return []


@pytest.fixture
def mail_server(mails):
    def keep(_recipient, content):
        mails.append(message_from_bytes(content, policy=default))

    with CaptureServer(keep) as catcher:
        yield catcher


@pytest.fixture
def names(postgres):
    """The names of two databases that the page lets make; gone at the end."""
    number = free_port()
    made = {name: f"{name}_page_{number}" for name in ("vorlauf", "prefect")}
    yield made
    for name in made.values():
        postgres.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def ports():
    """The ports of the dashboard and of Prefect's server."""
    return free_port(), free_port()


@pytest.fixture
def instead(postgres, mail_server, names, ports, tmp_path):
    """What stands in the place of the page's addresses, folders and names."""
    server, (pages, prefect) = postgres.info, ports
    user = ":".join(filter(None, (server.user, server.password)))
    place = f"{user}@{server.host}:{server.port}"
    tool = f"-h {server.host} -p {server.port} -U {server.user}"
    here = "127.0.0.1"
    return {
        "-h db.example.org -U postgres vorlauf": f"{tool} {names['vorlauf']}",
        "-h db.example.org -U postgres prefect": f"{tool} {names['prefect']}",
        "postgres@db.example.org/vorlauf": f"{place}/{names['vorlauf']}",
        "postgres@db.example.org/prefect": f"{place}/{names['prefect']}",
        "smtp://mail.example.org:25/?from=vorlauf@example.org": mail_server.url,
        "https://vorlauf.example.org": f"http://{here}:{pages}",
        "http://prefect.example.org:4200": f"http://{here}:{prefect}",
        "_API_HOST=prefect.example.org": f"_API_HOST={here}",
        "_API_PORT=4200": f"_API_PORT={prefect}",
        "scp -p first.example.org:/srv/vorlauf": f"cp -p {tmp_path / 'first'}",
    }


@pytest.fixture
def machine(postgres, hour, ports, instead, tmp_path):
    """Return a function that sets up a machine, whose clock stands at the hour."""
    offset = (hour - datetime.now(UTC)).total_seconds() + 60
    more = (
        f"export VORLAUF_CLOCK_OFFSET={offset:.0f}\n"
        f"export VORLAUF_DASHBOARD_PORT={ports[0]}\n"
        f"export PGPASSWORD='{postgres.info.password}'\n"
    )

    def set_up(name):
        one = Machine(tmp_path / name, COMMANDS, instead, more)
        shutil.copy(STAKEHOLDERS, one.folder / "stakeholders.toml")
        return one

    return set_up


@pytest.fixture
def engine(postgres, names):
    server = postgres.info
    place = f"{server.user}:{server.password}@{server.host}:{server.port}"
    engine = make_engine(f"postgresql://{place}/{names['vorlauf']}")
    yield engine
    engine.dispose()


@pytest.fixture
def ask_for_material(engine, hour):
    """Return a function that asks a house for pictures; the mail is due at once."""
    directory = loader.load(STAKEHOLDERS)
    slot = directory.house("smi").office.next_open(hour + timedelta(days=36))

    def ask(title):
        new = NewPost(title=title, author="petzold", houses=("smi",), slot_at=slot)
        with writing(engine) as connection:
            (number,) = add(Call(connection, directory, hour), [new])
            asked = Decision(
                number=number, trigger=Trigger.REQUEST_ASSETS, actor="petzold"
            )
            decide(Call(connection, directory, hour), asked)

    return ask


def states(engine):
    with reading(engine) as connection:
        rows = connection.execute(select(NOTICE.c.state).order_by(NOTICE.c.due_at))
        return list(rows.scalars())


def answers(address):
    """Whether a server answers at this address."""
    try:
        return httpx.get(address, trust_env=False).is_success
    except httpx.HTTPError:
        return False


def said_by_runs(prefect, *kinds):
    """What the runs of Prefect in these states say."""
    states = {"state": {"type": {"any_": kinds}}}
    runs = httpx.post(
        f"{prefect}/api/flow_runs/filter", json={"flow_runs": states}, trust_env=False
    )
    return [run["state"]["message"] for run in runs.json()]


def refused(machine, prefect):
    """What a failed run says; another may be under way, and then ours is cancelled."""
    machine.run(TRY)
    return said_by_runs(prefect, "FAILED")


def settings_of(prefect):
    """What a running server says of its own settings."""
    return httpx.get(f"{prefect}/api/admin/settings", trust_env=False).json()["server"]


def done(machine, title):
    """Run the commands under a title; they must succeed. Return what they say."""
    code, said = machine.run(title)
    assert code == 0, said
    return said


def test_the_page_names_all_that_is_to_be_done_in_its_order():
    wanted = [DATABASES, "The settings", SERVER, ONCE, OTHERS, WORKER, DASHBOARD, TRY]

    assert list(COMMANDS) == wanted
    assert "## Several machines\n\nOne machine with PostgreSQL is enough" in (
        PAGE.read_text(encoding="utf-8")
    )
    for title, commands in COMMANDS.items():
        services = [line for line in commands.splitlines() if line.startswith(SERVICES)]
        assert services in ([], commands.splitlines()[-1:]), title


def test_machines_set_up_by_the_page_send_and_answer_but_not_with_another_key(
    machine, engine, ask_for_material, ports, mails
):
    pages, prefect = (f"http://127.0.0.1:{port}" for port in ports)
    first, second, stray = (machine(name) for name in ("first", "second", "stray"))
    (stray.folder / NAME).write_bytes(bytes(SIZE))
    done(first, DATABASES)
    with ExitStack() as running:
        running.enter_context(first.serving(SERVER))
        until(lambda: answers(f"{prefect}/api/health"))
        said, server = done(first, ONCE), settings_of(prefect)
        done(second, OTHERS)
        running.enter_context(first.serving(DASHBOARD))
        ask_for_material("Ein Tag bei der Feuerwehr")
        with first.serving(WORKER), second.serving(WORKER):
            # A sweep of the timetable may have come first; then this run is cancelled.
            first.run(TRY)
            until(lambda: states(engine).count("sent"))
            until(lambda: answers(f"{pages}/health"))
            (link,) = links_in(mails[0], pages)
            page = httpx.get(link, trust_env=False)
            # A run that ends with its worker keeps its place for some minutes.
            until(lambda: not said_by_runs(prefect, "PENDING", "RUNNING"))
        ask_for_material("Ein Tag im Labor")
        with stray.serving(WORKER):
            (refusal, *_) = until(lambda: refused(stray, prefect))

    assert "does not exist" not in said
    assert not server["analytics_enabled"]
    assert not server["ui"]["v2_enabled"]
    assert set(server["services"]["db_vacuum"]["enabled"]) == {"events", "flow_runs"}
    assert (page.status_code, "Ein Tag bei der Feuerwehr" in page.text) == (200, True)
    assert f"The key of links {stray.folder / NAME} is not the one" in refusal
    assert (len(mails), states(engine).count("sent")) == (1, 1)


def links_in(mail, pages):
    """The links of a mail to pages of the dashboard."""
    text = mail.get_body(("plain",)).get_content()
    return set(re.findall(rf"{re.escape(pages)}/answer/[\w-]+", text))
