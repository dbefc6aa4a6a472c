"""The commands `vorlauf links …`: the key that links in mails are made with."""

from vorlauf.cli.context import door, wired
from vorlauf.cli.language import ngettext
from vorlauf.cli.options import Actor, Comment
from vorlauf.cli.output import tell
from vorlauf.terminal import say


def key() -> int:
    """Say whether this machine has the key that the database's links are made with.

    Where no link was ever made the key is made.
    """
    from vorlauf.links import signing_key

    with wired() as wiring:
        home = wiring.settings.home
        signing_key.link_key(wiring.engine, home, wiring.now())
    tell(
        "%(file)s is the key that this database's links are made with.",
        file=home / signing_key.NAME,
    )
    return 0


def adopt(actor: Actor, comment: Comment = "") -> int:
    """Make links with this machine's key from now on; all that were sent are void.

    For a key that is lost for good. Whoever follows an old link may have a new one.
    """
    from vorlauf.db.engine import writing
    from vorlauf.db.unit_of_work import UnitOfWork
    from vorlauf.link_actions import key_change
    from vorlauf.links import signing_key
    from vorlauf.workflow.manual_actions import overseer

    with wired() as wiring:
        by = overseer(wiring.directory, actor, comment=comment, door=door())
        home = wiring.settings.home
        with writing(wiring.engine) as connection:
            ended = key_change.adopt(
                UnitOfWork(wiring.call(connection, door())), home, by
            )
    say(
        ngettext(
            "Links are made with %(file)s from now on; %(count)s link that were sent "
            "open nothing any more. Copy the file to every machine that sends or "
            "answers, and start Vorlauf there again.",
            "Links are made with %(file)s from now on; %(count)s links that were sent "
            "open nothing any more. Copy the file to every machine that sends or "
            "answers, and start Vorlauf there again.",
            ended,
            file=home / signing_key.NAME,
        )
    )
    return 0
