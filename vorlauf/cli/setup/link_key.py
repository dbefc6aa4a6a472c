"""The signing key of links: whether it is the right one, and starting with another."""

from vorlauf.cli.common.context import door, wired
from vorlauf.db.engine import writing
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.link_actions import key_change
from vorlauf.links import signing_key
from vorlauf.terminal import say
from vorlauf.workflow.manual_actions import overseer


def show() -> int:
    """Say that the key is the right one; the first who asks makes it.

    Raises `LinkKeyError` if it is another.
    """
    with wired() as wiring:
        home = wiring.settings.home
        signing_key.link_key(wiring.engine, home, wiring.now())
        say(
            f"{home / signing_key.NAME} is the key that this database's links are made "
            "with."
        )
    return 0


def adopt(actor: str, comment: str) -> int:
    """Go on with this machine's key. Raises as `key_change.adopt`."""
    with wired() as wiring:
        by = overseer(wiring.directory, actor, comment=comment, door=door())
        home = wiring.settings.home
        with writing(wiring.engine) as connection:
            ended = key_change.adopt(UnitOfWork(connection, wiring.now()), home, by)
    links = "1 link" if ended == 1 else f"{ended} links"
    say(
        f"Links are made with {home / signing_key.NAME} from now on; {links} that were "
        "sent open nothing any more. Copy the file to every machine that sends or "
        "answers, and start Vorlauf there again."
    )
    return 0
