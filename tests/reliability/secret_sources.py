"""Secret sources: all that sends and fails, with a secret in every place for one.

A process of its own, `python -m reliability.secret_sources`: it logs all it can to its
output, and prints what it keeps of failures. `reliability.secrets_in_logs` reads it.
"""

import base64
import logging
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Final

from sqlalchemy import Engine, select

from notifications.delivery.chat import post_hint
from notifications.delivery.mailer import Envelope, Mailer
from notifications.errors import NotificationError
from reliability.certificate import trusted
from reliability.sample_campaign import COORDINATOR, MONDAY, crowd
from reliability.smtp_server import LOGIN, Mood, Place, Script, ScriptedSmtp
from reliability.stores import SQLITE, engine_on, store
from states.post import Trigger
from vorlauf.cli.app import main as command_line
from vorlauf.db.call import Call
from vorlauf.db.engine import make_engine, reading, writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.directory.model import Directory
from vorlauf.editing.new_posts import NewPost, add
from vorlauf.errors import VorlaufError
from vorlauf.mail.delivery import deliver_due
from vorlauf.workflow.decisions import Decision, decide_many

ROOM: Final = "kanarie-raum-83ab"
DATABASE: Final = "kanarie-datenbank-2f60"
TEXT: Final = "kanarie-text-c914"
CANARIES: Final = (
    LOGIN[1],
    base64.b64encode("\0".join(["", *LOGIN]).encode()).decode(),
    ROOM,
    DATABASE,
    TEXT,
)
LOGGERS: Final = (None, "apprise", "sqlalchemy", "urllib3", "asyncio", "psycopg")

LIMIT: Final = 0.3  # seconds per mail
# Nobody listens at port 1.
MAIL_URLS: Final = (
    f"smtps://ada:{LOGIN[1]}@127.0.0.1:1/?from=v@example.org",
    f"smtp://ada:{LOGIN[1]}@127.0.0.1:1/?from=v@example.org",
    f"smtps://ada:{LOGIN[1]}@127.0.0.1:1/?from={LOGIN[1]}&rate={LOGIN[1]}",
    f"smtps://ada:{LOGIN[1]}@mail..example.org:{LOGIN[1]}/",
    LOGIN[1],
)
ROOM_URLS: Final = (
    f"json://ada:{ROOM}@127.0.0.1:1/{ROOM}",
    f"mmost://127.0.0.1:1/{ROOM}",
    f"ntfy://ada:{ROOM}@127.0.0.1:1/{ROOM}",
    f"vorlaufmails://ada:{ROOM}@127.0.0.1:1/ada@example.org?from=v@example.org",
    f"vorlaufmails://ada:{ROOM}@127.0.0.1..:{ROOM}/",
    f"nothing://{ROOM}@127.0.0.1:1/",
    ROOM,
)
DATABASE_URLS: Final = (
    f"postgresql://vorlauf:{DATABASE}@127.0.0.1:1/vorlauf",
    f"postgresql://vorlauf:{DATABASE}@{DATABASE}@127.0.0.1:1/vorlauf",
    f"mysql://vorlauf:{DATABASE}@127.0.0.1:1/vorlauf",
    f"{DATABASE}://",
)


def main() -> None:
    """Fail in every way, and say everything that a Vorlauf would say anywhere."""
    logging.basicConfig(stream=sys.stdout, format="%(name)s|%(levelname)s|%(message)s")
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.DEBUG)
    _mails()
    _notices()
    for url in MAIL_URLS:
        _say(_send_by, url)
    for url in ROOM_URLS:
        _say(_hint_at, url)
    for url in DATABASE_URLS:
        _say(_read_from, url)
        _command("remind", VORLAUF_DATABASE_URL=url)
    for url in MAIL_URLS:
        _command("doctor", VORLAUF_MAIL_URL=url)


def _mails() -> None:
    """Send one mail into every mood of a server."""
    scripts = [
        Script(place, mood, pipelining=True)
        for place, mood in product(Place, Mood)
        if place is not Place.HANDSHAKE or mood not in {Mood.NOT_NOW, Mood.NEVER}
    ]
    with trusted() as tls, ThreadPoolExecutor(len(scripts)) as pool:

        def fail(script: Script) -> None:
            with ScriptedSmtp(script, tls) as server:
                _say(_send_by, server.url)

        list(pool.map(fail, scripts))


def _notices() -> None:
    """Deliver the notices of posts into some of the moods, and what is kept of it."""
    people = crowd(4)
    houses = {
        key: replace(house, notify=ROOM_URLS[:1])
        for key, house in people.directory.houses.items()
    }
    directory = replace(people.directory, houses=houses)
    with store(SQLITE) as url, engine_on(url) as engine, trusted() as tls:
        _ask(engine, directory, list(people.houses()))
        for number, script in enumerate(_some_scripts()):
            with (
                ScriptedSmtp(script, tls) as server,
                Mailer.from_url(server.url, limit=LIMIT) as mailer,
            ):
                now = MONDAY + number * timedelta(hours=5)
                report = deliver_due(engine, directory, mailer, now)
                print(*(handed.error for handed in report.failed), sep="\n")
        with reading(engine) as connection:
            kept = [column for column in NOTICE.c if "error" in column.name]
            for row in connection.execute(select(*kept)):
                print(*row)


def _some_scripts() -> Iterator[Script]:
    for place, mood in (
        (Place.AUTH, Mood.NEVER),
        (Place.HANDSHAKE, Mood.GARBAGE),
        (Place.RCPT, Mood.NOT_NOW),
        (Place.DATA, Mood.HANG),
        (Place.END, Mood.CUT),
        (Place.MAIL, Mood.NEVER),
        (Place.QUIT, Mood.CUT),
    ):
        yield Script(place, mood, pipelining=True)


def _ask(engine: Engine, directory: Directory, houses: list[str]) -> None:
    posts = [
        NewPost(
            title=f"Feuerwehr {TEXT}",
            author=COORDINATOR,
            houses=(house,),
            slot_at=MONDAY + timedelta(days=170),
            texts={"linkedin": f"Feuerwehrleute gesucht. {TEXT}"},
            wants_assets=False,
            wants_graphics=False,
        )
        for house in houses
    ]
    with writing(engine) as connection:
        numbers = add(Call(connection, directory, MONDAY), posts)
    submitted = [
        Decision(number=number, trigger=Trigger.SUBMIT, actor=COORDINATOR)
        for number in numbers
    ]
    with writing(engine) as connection:
        decide_many(Call(connection, directory, MONDAY), submitted)


def _send_by(url: str) -> None:
    with Mailer.from_url(url, limit=LIMIT) as mailer:
        print(mailer, vars(mailer))
        mailer.send(Envelope("ada@example.org", f"\r\n{TEXT}\r\n".encode()))


def _hint_at(url: str) -> None:
    post_hint([url], "Vorlauf", "2023-014 wartet.")


def _read_from(url: str) -> None:
    engine = make_engine(url)
    print(engine)
    with reading(engine):
        pass


def _command(*words: str, **environment: str) -> None:
    """Run the command line as it would be run, in this process."""
    os.environ.update(environment)
    sys.argv = ["vorlauf", *words]
    with suppress(SystemExit):
        command_line()
    for name in environment:
        del os.environ[name]


def _say(act: Callable[[str], object], url: str) -> None:
    """Print everything that a failure brings along."""
    try:
        act(url)
    except (NotificationError, VorlaufError) as failure:
        print(repr(failure), failure, vars(failure))


if __name__ == "__main__":
    main()
