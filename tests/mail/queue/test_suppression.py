"""Suppression: an address rests until a coordinator lifts that."""

import pytest
from sqlalchemy import select

from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import Audit, table_of
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.errors import BadInputError, NotFoundError, RefusedError
from vorlauf.mail.queue import suppression
from vorlauf.posts import address_status
from vorlauf.workflow.manual_actions import overseer

ADDRESS = "Ines@smi.example.org"


@pytest.fixture
def do(desk):
    """Return a function by which somebody suppresses an address, or lifts that."""

    def act(what, address=ADDRESS, actor="ada"):
        by = overseer(desk.directory, actor, comment="Ist im Ruhestand.")
        with writing(desk.engine) as connection:
            return what(UnitOfWork(desk.call(connection)), address, by)

    return act


def known(desk):
    with reading(desk.engine) as connection:
        return address_status.troubles(connection)


def test_an_address_rests_by_hand_and_the_file_says_so(desk, do):
    assert do(suppression.suppress) == ADDRESS

    (trouble,) = known(desk)
    assert (trouble.suppressed_by, trouble.suppressed_at) == ("Ada Lorenz", desk.now)
    (line,) = desk.rows(table_of(Audit))
    assert (line.event, line.post_id, line.actor, line.comment) == (
        "mail_suppress",
        None,
        "Ada Lorenz",
        "Ist im Ruhestand.",
    )
    assert ADDRESS in line.details


def test_what_is_lifted_is_forgotten(desk, do):
    do(suppression.suppress)

    do(suppression.lift, ADDRESS.lower())

    assert known(desk) == []
    with reading(desk.engine) as connection:
        audit = table_of(Audit)
        events = connection.execute(select(audit.c.event).order_by(audit.c.id))
        assert events.scalars().all() == ["mail_suppress", "mail_lift"]


def test_twice_is_refused_with_who_did_it(do):
    do(suppression.suppress)

    with pytest.raises(RefusedError, match="since 2023-09-18, by Ada Lorenz"):
        do(suppression.suppress)


def test_what_is_not_held_against_it_cannot_be_lifted(do):
    with pytest.raises(NotFoundError, match="Nothing is held against"):
        do(suppression.lift)


@pytest.mark.parametrize(
    "odd",
    ["a@x.de,evil@x.de", "Ines <a@x.de>", "a@x.de\nb@x.de", "ines", "", "a@b\0.de"],
)
def test_exactly_one_address_is_taken(desk, do, odd):
    with pytest.raises(BadInputError, match=r"^The address .* (has|holds) .*[.]$"):
        do(suppression.suppress, odd)

    assert known(desk) == []


def test_only_a_coordinator_may(do):
    with pytest.raises(RefusedError, match="no coordinator"):
        do(suppression.suppress, actor="clara")


def test_a_mailbox_is_no_coordinator(desk, do):
    desk.amend("people", "ada", functional=True)

    with pytest.raises(RefusedError, match="functional mailbox"):
        do(suppression.suppress)
