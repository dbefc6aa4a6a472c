"""Senders with bad habits: `python careless.py HABIT NUMBER` measures a figure on one.

A figure that keeps its promise with any of them proves nothing.
"""

import sys
from email.message import EmailMessage
from uuid import uuid4

from sqlalchemy import select, update

from notifications.delivery.mailer import Envelope
from notifications.errors import DeliveryError
from reliability import sender
from reliability.__main__ import main
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import IS_WAITING, NOTICE, POST
from vorlauf.mail.delivery_report import DeliveryReport


def notes_it_first(engine, directory, mailer, now, **_):
    """Note that a mail is sent, then send it: a kill between the two loses it."""
    for notice in _due(engine, now):
        _note(engine, [notice.id], "sent")
        mailer.send(_mail(notice, directory))
    return DeliveryReport()


def notes_it_late(engine, directory, mailer, now, **_):
    """Send all that was due at first, then note it: others may do so meanwhile."""
    due = _due(engine, now)
    for notice in due:
        mailer.send(_mail(notice, directory))
    _note(engine, [notice.id for notice in due], "sent")
    return DeliveryReport()


def gives_up(engine, directory, mailer, now, **_):
    """Give a mail up at the first fault, whatever it was."""
    for notice in _due(engine, now):
        try:
            mailer.send(_mail(notice, directory))
        except DeliveryError:
            _note(engine, [notice.id], "dead")
        else:
            _note(engine, [notice.id], "sent")
    return DeliveryReport()


def _due(engine, now):
    wanted = (
        select(NOTICE.c.id, NOTICE.c.recipient, POST.c.number)
        .join(POST, POST.c.id == NOTICE.c.post_id)
        .where(IS_WAITING, NOTICE.c.due_at <= now)
        .order_by(NOTICE.c.id)
    )
    with reading(engine) as connection:
        return connection.execute(wanted).all()


def _note(engine, ids, state):
    with writing(engine) as connection:
        settled = update(NOTICE).where(NOTICE.c.id.in_(ids)).values(state=state)
        connection.execute(settled)


def _mail(notice, directory):
    mail = EmailMessage()
    mail["Message-ID"] = f"<{uuid4().hex}@example.org>"
    mail.set_content(f"Bitte an {notice.number} denken.")
    return Envelope(directory.person(notice.recipient).email, bytes(mail))


if __name__ == "__main__":
    habit, number = sys.argv[1:]
    sender.deliver_due = globals()[habit]
    sys.exit(main(["--short", "--only", number, "--on", "sqlite"]))
