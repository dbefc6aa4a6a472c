"""A worker for the tests: takes, sends and settles notices, one call at a time."""

from vorlauf.db.engine import writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.mail.queue import leases, outbox
from vorlauf.mail.queue.outbox import FinishedMessage, Settlement


def lease(desk, owner="one"):
    with writing(desk.engine, durable=False) as connection:
        return leases.lease(connection, owner, desk.now)


def letter(desk, identity="<1@example.org>", words=b"Liebe Frau Iser"):
    return FinishedMessage(
        message_id=identity,
        recipient="ines",
        address="ines@smi.example.org",
        subject="Bitte",
        content=words,
        dated_at=desk.now,
    )


def lease_all(desk, owner="one"):
    """Take everything that is due, recipient by recipient."""
    taken = []
    while held := lease(desk, owner):
        taken += held
    return taken


def begin(desk, notices, owner="one", message=None, **more):
    ids = [notice.id for notice in notices]
    message = message or letter(desk)
    more = {"is_new": True, **more}
    with writing(desk.engine) as connection:
        outbox.begin_sending(connection, ids, message, owner, desk.now, **more)


def settle(desk, notices, state, owner="one", **more):
    ids = [notice.id for notice in notices]
    with writing(desk.engine) as connection:
        made = Settlement(state=state, at=desk.now, **more)
        outbox.settle(connection, ids, made, owner)


def row_of(desk, notice):
    (row,) = desk.rows(NOTICE, id=notice.id)
    return row
