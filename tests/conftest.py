"""What the tests share: both databases, a small campaign, and its first posts."""

import asyncio
import gc
import os
import shutil
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, date, datetime, time
from email import message_from_bytes
from email.policy import default
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import dashboards
import psycopg
import pytest
from argon2 import PasswordHasher
from desk import BARE, Desk, sweep
from figure_desk import snapshot_of
from hypothesis import settings
from plain_names import faults_in_log_of
from postgres import POSTGRES
from sqlalchemy import make_url

from notifications.delivery.capture_server import CaptureServer
from notifications.delivery.mailer import Mailer
from states.deadlines import LeadTimes
from states.post import PostState, Role
from vorlauf.accounts import password_hashing, topic_links
from vorlauf.accounts.topic_links import NewTopicLink
from vorlauf.db import engine as db_engine
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.engine import make_engine, reading, writing
from vorlauf.db.migrate import upgrade
from vorlauf.demo.history import live_through
from vorlauf.demo.sample import sample
from vorlauf.directory import loader
from vorlauf.directory.model import (
    SHARING,
    Campaign,
    Directory,
    House,
    HouseKind,
    Person,
)
from vorlauf.editing.new_posts import NewPost, add
from vorlauf.evaluation import snapshots
from vorlauf.mail.delivery import deliver_due
from vorlauf.mail.queue import notice_list
from vorlauf.plan.topics import topic_changes, topic_proposals
from vorlauf.plan.topics.topic_changes import NewTopic
from vorlauf.plan.topics.topic_proposals import TopicProposal
from vorlauf.plan.topics.topic_rows import TopicWords
from vorlauf.plan.topics.topic_series import TopicSeries
from vorlauf.posts import listing

pytest_plugins = ["selection", "mail_count"]

# The machine may be busy; how long an example takes says nothing about it.
settings.register_profile("patient", deadline=None, print_blob=True)
settings.load_profile("patient")

# Whatever the machine of whoever runs them speaks, tests read English.
os.environ["LANGUAGE"] = "en"

# Parts that must be there, named by whoever starts the tests: "postgres prefect".
REQUIRED = os.environ.get("VORLAUF_REQUIRE", "").split()


class Compiled(dict):
    """What statements were compiled to, for all engines that speak one dialect."""

    def __getitem__(self, key):
        dialect, *rest = key
        return super().__getitem__((dialect.name, *rest))

    def get(self, key, default=None):
        dialect, *rest = key
        return super().get((dialect.name, *rest), default)

    def __setitem__(self, key, compiled):
        dialect, *rest = key
        super().__setitem__((dialect.name, *rest), compiled)


# Every test opens its own engine, and a third of the time went into compiling the same
# statements for each.
db_engine.create_engine = partial(
    db_engine.create_engine, execution_options={"compiled_cache": Compiled()}
)

BERLIN = ZoneInfo("Europe/Berlin")
# Monday, two months before the slot of a post: every lead time below fits.
NOW = datetime(2023, 9, 18, 9, 0, tzinfo=BERLIN).astimezone(UTC)
# Tuesday, the day before Saxony's Buß- und Bettag.
SLOT = datetime(2023, 11, 21, 10, 0, tzinfo=BERLIN).astimezone(UTC)


def skip_without(part, reason):
    """Skip the test, or let it fail if this part was said to be there."""
    if part in REQUIRED:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    """Let the summary name each reason for skipping once, not once a file."""
    report = yield
    if report.skipped and isinstance(report.longrepr, tuple):
        *_, reason = report.longrepr
        report.longrepr = ("tests", None, reason)
    return report


def pytest_collection_finish():
    """Let the garbage collector pass by what stays to the end: all tests, modules."""
    gc.collect()
    gc.freeze()
    # What is left lives for a test or two; looking for it rarely is enough.
    gc.set_threshold(20_000, 20, 20)


def pytest_sessionfinish():
    """End what all tests of this process shared."""
    dashboards.close()


_HASHER = password_hashing._HASHER
# Hashing takes fifty milliseconds on purpose, and hundreds of tests sign somebody in.
password_hashing._HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.fixture
def dear(monkeypatch):
    """Hash passwords as in earnest; other tests do it at no cost."""
    monkeypatch.setattr(password_hashing, "_HASHER", _HASHER)
    password_hashing._nobodys.cache_clear()
    yield
    password_hashing._nobodys.cache_clear()


_NUMBERS = count(1)


@pytest.fixture(scope="session")
def postgres():
    """A connection to the server on which the tests make their databases."""
    try:
        server = psycopg.connect(POSTGRES, autocommit=True, connect_timeout=30)
    except psycopg.OperationalError:
        reason = "PostgreSQL does not answer; VORLAUF_TEST_POSTGRES_URL can name one"
        skip_without("postgres", reason)
    with closing(server):
        yield server


@contextmanager
def _database_on(server, template="template0"):
    """Create a database of its own and drop it at the end; yields its URL."""
    name = f"vorlauf_test_{os.getpid()}_{next(_NUMBERS)}"
    server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield make_url(POSTGRES).set(database=name)
    finally:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _engine_at(url):
    engine = make_engine(
        url if isinstance(url, str) else url.render_as_string(hide_password=False)
    )
    try:
        yield engine
    finally:
        engine.dispose()


MEMORY = Path("/dev/shm")
_ENOUGH = 32 * 1024 * 1024  # bytes


@pytest.fixture(scope="session")
def in_memory():
    """A folder in memory, if there is room: no commit waits for a disk there."""
    has_room = MEMORY.is_dir() and os.access(MEMORY, os.W_OK | os.X_OK)
    has_room = has_room and shutil.disk_usage(MEMORY).free > _ENOUGH
    with TemporaryDirectory(
        prefix="vorlauf-tests-", dir=MEMORY if has_room else None
    ) as folder:
        yield Path(folder)


@pytest.fixture
def of_database(in_memory):
    """A folder for the database of one test."""
    with TemporaryDirectory(dir=in_memory) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def sqlite_template(in_memory):
    file = in_memory / "template.db"
    with _engine_at(f"sqlite:///{file}") as engine:
        upgrade(engine)
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres):
    with _database_on(postgres) as url:
        with _engine_at(url) as engine:
            upgrade(engine)
        yield url.database


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def kind_of_database(request):
    return request.param


@pytest.fixture
def empty_engine(kind_of_database, request, of_database):
    """An engine on a database that holds nothing yet."""
    if kind_of_database == "sqlite":
        with _engine_at(f"sqlite:///{of_database / 'empty.db'}") as engine:
            yield engine
    else:
        server = request.getfixturevalue("postgres")
        with _database_on(server) as url, _engine_at(url) as engine:
            yield engine


@pytest.fixture
def engine(kind_of_database, request):
    """An engine on a database with every table in it, and nothing else.

    PostgreSQL's is one for all tests, emptied for each, because making one takes 0.4
    seconds; see `engine_of_its_own`.
    """
    if kind_of_database == "sqlite":
        return request.getfixturevalue("sqlite_engine")
    return sweep(request.getfixturevalue("postgres_engine"))


@pytest.fixture
def engine_of_its_own(kind_of_database, request):
    """As `engine`, on a database of this test alone, which may damage it."""
    if kind_of_database == "sqlite":
        yield request.getfixturevalue("sqlite_engine")
    else:
        server = request.getfixturevalue("postgres")
        template = request.getfixturevalue("postgres_template")
        with _database_on(server, template) as url, _engine_at(url) as engine:
            yield engine


@pytest.fixture(scope="session")
def postgres_engine(postgres, postgres_template):
    with _database_on(postgres, postgres_template) as url:
        # No power is cut here, so no commit needs to wait for a disk.
        postgres.execute(f"ALTER DATABASE {url.database} SET synchronous_commit = off")
        with _engine_at(url) as engine:
            yield engine


@pytest.fixture
def sqlite_engine(sqlite_template, of_database):
    """An engine on SQLite, for tests that need no second database."""
    file = shutil.copy(sqlite_template, of_database / "vorlauf.db")
    with _engine_at(f"sqlite:///{file}") as engine:
        yield engine


CAMPAIGN = Campaign(
    name="Mach was Wichtiges",
    zone=BERLIN,
    land="SN",
    opens=time(8),
    closes=time(17),
    close_of_business=time(16),
    closing_days=frozenset({date(2023, 12, 29)}),
    channels=("instagram", "linkedin", "xing"),
)

# key: name, kind, contact, working days to draft, supply, draw, review and approve
_HOUSES = {
    "sk": ("Sächsische Staatskanzlei", HouseKind.CHANCELLERY, "clara", 1, 3, 2, 2, 3),
    "smi": ("Ministerium des Innern", HouseKind.MINISTRY, "ines", 2, 5, 3, 3, 3),
    "smf": ("Ministerium der Finanzen", HouseKind.MINISTRY, "frank", 2, 10, 3, 5, 3),
    "agentur": ("Agentur Vorlauf", HouseKind.AGENCY, "ada", 1, 2, 2, 2, 3),
    "grafik": ("Büro Bildschön", HouseKind.GRAPHICS, "gero", 1, 2, 3, 2, 3),
}

# key: name, role, house, deputy, language
_PEOPLE = {
    "ada": ("Ada Lorenz", Role.COORDINATOR, "agentur", "ben", "de"),
    "ben": ("Ben Krause", Role.COORDINATOR, "agentur", "ada", "de"),
    "gero": ("Gero Wolff", Role.GRAPHICS, "grafik", None, "de"),
    "clara": ("Clara Müller", Role.APPROVER, "sk", "cem", "de"),
    "cem": ("Cem Aydin", Role.APPROVER, "sk", None, "de"),
    "olga": ("Olga Richter", Role.AUDITOR, "sk", None, "de"),
    "ines": ("Ines Iser", Role.CONTACT, "smi", "ivo", "de"),
    "ivo": ("Ivo Jahn", Role.CONTACT, "smi", None, "de"),
    "frank": ("Frank Förster", Role.CONTACT, "smf", "fay", "de"),
    "fay": ("Fay O'Neil", Role.CONTACT, "smf", None, "en"),
}


def _person(key):
    name, role, house, deputy, language = _PEOPLE[key]
    return Person(
        key=key,
        name=name,
        role=role,
        house=house,
        email=f"{key}@{house}.example.org",
        language=language,
        deputy=deputy,
    )


def _house(key):
    name, kind, contact, draft, assets, graphics, review, approval = _HOUSES[key]
    deputy = _PEOPLE[contact][3]
    return House(
        key=key,
        name=name,
        kind=kind,
        contact=contact,
        lead_times=LeadTimes(
            draft=draft,
            assets=assets,
            graphics=graphics,
            review=review,
            approval=approval,
        ),
        reminders=(-1, 0, 2),
        reminder_hour=time(9),
        escalate_after=2,
        corpus_christi=False,
        campaign=CAMPAIGN,
        deputies=(deputy,) if deputy else (),
        approvers=("clara", "cem") if key == "sk" else (),
        share=int(kind in SHARING),
    )


@pytest.fixture(scope="session")
def directory():
    """A small campaign: the Staatskanzlei, two ministries, two agencies.

    `smf` needs twice the lead time of `smi`. Ines (smi) has Ivo as deputy, Frank
    (smf) has Fay, who reads English; Clara approves, Cem stands in for her; Ada
    coordinates and writes, Ben stands in; Gero draws, Olga reads.
    """
    return Directory(
        campaign=CAMPAIGN,
        houses={key: _house(key) for key in _HOUSES},
        people={key: _person(key) for key in _PEOPLE},
    )


@pytest.fixture
def now():
    """Monday, 18 September 2023, 9:00 in Berlin, as aware UTC."""
    return NOW


@pytest.fixture
def slot():
    """Tuesday, 21 November 2023, 10:00 in Berlin, as aware UTC."""
    return SLOT


@pytest.fixture
def a_post(desk, now, slot):
    """Return a function that plans a post, complete but for material."""

    def plan(*houses, at=now, **wishes):
        texts = dict.fromkeys(CAMPAIGN.channels, "Ein Tag bei der Feuerwehr.")
        facts = {"title": "Ein Tag bei der Feuerwehr", "author": "ada", "texts": texts}
        new = NewPost(
            **{"houses": houses or ("smi",), "slot_at": slot, **facts, **wishes}
        )
        with writing(desk.engine) as connection:
            return add(desk.call(connection, at), [new])[0]

    return plan


@pytest.fixture
def desk(engine, directory, now):
    """A desk of the small campaign; what was done at it must stand in its log."""
    desk = Desk(engine, directory, now)
    yield desk
    assert desk.is_filled or faults_in_log_of(desk, directory) == []


@pytest.fixture
def hand_to_review(desk, a_post):
    """Return a function that plans a post of these houses and hands it to review."""

    def plan(*houses):
        number = a_post(*houses, **BARE)
        desk.do(number, "submit")
        return number

    return plan


@pytest.fixture
def asked(hand_to_review):
    """Return a function that hands a post to each of these houses for review."""
    return lambda *houses: [hand_to_review(house) for house in houses]


@pytest.fixture
def post_round(desk):
    """Return a function that sends what is due, and returns what arrived by it."""

    inbox = []

    def keep(recipient, content):
        mail = message_from_bytes(content, policy=default)
        inbox.append((recipient.partition("@")[0], mail))

    with CaptureServer(keep) as catcher, Mailer.from_url(catcher.url) as mailer:

        def deliver(at=None, **more):
            desk.now, before = at or desk.now, len(inbox)
            deliver_due(desk.engine, desk.directory, mailer, desk.now, **more)
            return inbox[before:]

        yield deliver


@pytest.fixture
def dashboard(desk, tmp_path):
    """The dashboard over this desk; `dashboard.as_("ada")` is somebody's browser."""
    return dashboards.Dashboard(desk, tmp_path)


def _throw_away(*_):
    """Keep no mail."""


class Lived:
    """The sample campaign after weeks of life: its database, clock and some posts."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "stakeholders.toml").write_bytes(sample())
        self.directory = loader.load(folder / "stakeholders.toml")
        self.at = NOW
        engine = make_engine(f"sqlite:///{folder / 'vorlauf.db'}")
        upgrade(engine)
        with CaptureServer(_throw_away) as post, Mailer.from_url(post.url) as mailer:
            live_through(engine, self.directory, mailer, self.at)
        self._keep_topics(engine)
        with reading(engine) as connection:
            self.posts = listing.posts(connection)
            asked = post_snapshots.post_of(
                connection, self.one(PostState.ASSET_REQUESTED)
            )
            mail = notice_list.notices(
                connection, notice_list.NoticeFilter(number=asked.number)
            )[0]
        self._keep_figures(engine)
        engine.dispose()
        self.names = {
            "number": asked.number,
            "step": asked.steps[0].id,
            "mail": mail.id,
            "draft": self.one(PostState.DRAFT),
            "reviewed": self.one(PostState.STAATSKANZLEI_APPROVAL),
            "scheduled": self.one(PostState.SCHEDULED),
            "published": self.one(PostState.PUBLISHED),
            "week": "2023-W38",
        }

    def _keep_figures(self, engine):
        """Let one import tell of a post, and of another that nobody knows."""
        with writing(engine) as connection:
            call = Call(connection, self.directory, self.at)
            person = self.directory.person("petzold")
            post = post_snapshots.post_of(connection, self.one(PostState.PUBLISHED))
            figures = snapshot_of(post.id, post.number, self.at)
            snapshots.keep(call, figures, person)

    def _keep_topics(self, engine):
        """Let topics wait: one for a recurring day, a series, and a proposal."""
        pages = {"theme": "Beruf", "houses": ("smf", "sms")}
        care = TopicWords(title="Tag der Pflege", day_rule="tag-der-pflege", **pages)
        heads = TopicWords(title="Köpfe der Finanzen", houses=("smf",), format="Video")
        series = TopicSeries(name="Köpfe", every=28, parts=3)
        wanted = [NewTopic(words=care), NewTopic(words=heads, series=series)]
        with writing(engine) as connection:
            call = Call(connection, self.directory, self.at)
            topic_changes.add(call, wanted, "petzold")
            link, _ = topic_links.make(
                call, NewTopicLink(by="petzold", house="smf", label="Pressestelle")
            )
            words = TopicWords(
                title="Ein Tag im Finanzamt", houses=(), note="Frau Lind zeigt es gern."
            )
            proposed = TopicProposal(
                link=link.key,
                house=link.house,
                name="Rosa Lind",
                capacity="Pressestelle",
                words=words,
            )
            topic_proposals.propose(call, proposed)

    def one(self, state):
        """Return the number of a post in this state, the latest."""
        return [post.number for post in self.posts if post.state is state][-1]


@pytest.fixture(scope="session")
def campaign(in_memory):
    """The sample campaign, lived through once for all tests in the browser."""
    (in_memory / "campaign").mkdir()
    return Lived(in_memory / "campaign")


@pytest.fixture(autouse=True)
def no_loop_of_a_browser(request):
    """Hide the loop that a browser leaves running in the thread of all tests."""
    if "chromium" in request.fixturenames:
        yield
        return
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)


@pytest.fixture(scope="session")
def needs_chromium():
    """Where Debian's chromium is; skipped without it."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        skip_without("chromium", "Chromium is not there; Debian's package has it")
    return found


@pytest.fixture(scope="session")
def needs_libreoffice():
    """Skip the test without Debian's LibreOffice, or without a Python to steer it."""
    there = Path("/usr/lib/python3/dist-packages/uno.py").exists()
    if not there or shutil.which("soffice") is None:
        reason = "Debian's libreoffice-calc or python3-uno is not there"
        skip_without("libreoffice", reason)


@pytest.fixture(scope="session")
def chromium(needs_chromium):
    """A browser, one for all tests of a process; skipped without Debian's chromium."""
    # Playwright costs a second, and most tests need no browser.
    from browsers import FLAGS
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=needs_chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def site(campaign, tmp_path):
    """The dashboard of a campaign of the test's own, served on loopback."""
    from browsers import served

    for name in ("vorlauf.db", "stakeholders.toml"):
        shutil.copy(campaign.folder / name, tmp_path / name)
    with served(tmp_path, campaign.directory, campaign.at) as wiring:
        yield wiring


@pytest.fixture
def seat(chromium, site):
    """Return a function that sits somebody down at a browser of their own."""
    from browsers import Seats

    with ExitStack() as stack:
        yield Seats(chromium, site, stack).sit
