"""Being away, said by a link, on both databases."""

import json
from datetime import timedelta

import pytest
from answers import MINT, Links
from sqlalchemy import insert

from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.tables import Audit, Incoming, IncomingKind, LinkKind, table_of
from vorlauf.errors import BadInputError, ConflictError, NotFoundError, RefusedError
from vorlauf.link_actions.absence import away, returned
from vorlauf.scheduling.absences import (
    Absent,
    absences,
    see_absence,
    set_absence,
    unseen,
)

AUDIT = table_of(Audit)


@pytest.fixture
def links(desk):
    return Links(desk)


@pytest.fixture
def words(links, asked):
    (number,) = asked("smi")
    return links.issue(number, "ines")


@pytest.fixture
def leave(desk, links, words):
    def act(name="Ines Iser", days=5):
        first = desk.now.date()
        last = first + timedelta(days=days)
        return links.act(away, links.open(words), first, last, name)

    return act


def known(desk):
    with reading(desk.engine) as connection:
        return absences(connection, desk.now.date())


def test_the_recipient_is_away_and_the_file_says_by_which_door(desk, leave):
    absence = leave()

    assert [one.person for one in known(desk)] == [absence.person] == ["ines"]
    line = desk.rows(AUDIT)[-1]
    details = json.loads(line.details)
    assert (line.event, line.actor_key) == ("absence", "ines")
    assert (details["door"], details["issued_to"]) == ("link", "ines")


def test_nobody_is_put_away_by_whoever_got_the_link(desk, leave):
    with pytest.raises(RefusedError, match="was sent to Ines Iser, who alone"):
        leave("Erika Muster")

    assert known(desk) == []


def test_by_a_link_nobody_is_away_for_more_than_three_weeks(desk, leave):
    with pytest.raises(BadInputError, match="lasts 21 days at most"):
        leave(days=21)
    assert known(desk) == []

    leave(days=20)

    assert len(known(desk)) == 1


def test_days_are_checked_as_ever(leave):
    with pytest.raises(BadInputError, match="ends before it begins"):
        leave(days=-1)
    leave()
    with pytest.raises(ConflictError, match="is away from"):
        leave()


def told(desk):
    kinds = ("absence_noted", "absence_told")
    rows = [row for kind in kinds for row in desk.rows(NOTICE, purpose=kind)]
    return [(row.purpose, row.recipient, row.n) for row in rows]


def test_the_person_and_the_coordinator_hear_of_it(desk, leave, post_round):
    absence = leave()

    mails = post_round(desk.now + timedelta(hours=9), issuer=MINT)

    assert told(desk) == [
        ("absence_noted", "ines", absence.id),
        ("absence_told", "ada", absence.id),
    ]
    (mine,) = [mail for who, mail in mails if who == "ines"]
    assert "Ihre Abwesenheit vom" in mine["Subject"]
    assert "/answer/" in mine.get_body(("plain",)).get_content()


def test_each_absence_by_link_is_told_and_shown_until_it_was_seen(desk, links, leave):
    absence = leave()

    with reading(desk.engine) as connection:
        assert [one.id for one in unseen(connection)] == [absence.id]
    with pytest.raises(RefusedError, match="is no coordinator"):
        links.act(see_absence, absence.id, "ines")
    links.act(see_absence, absence.id, "ben")

    with reading(desk.engine) as connection:
        assert unseen(connection) == []
    assert desk.rows(AUDIT)[-1].event == "absence_seen"


def test_only_the_person_undoes_it_by_the_link_of_that_mail(desk, links, words, leave):
    absence = leave()
    step = links.open(words).matter.id
    back = links.issue("2023-001", "ines", kind=LinkKind.ABSENCE, step=step)
    other = links.issue("2023-001", "ivo", kind=LinkKind.ABSENCE, step=step)

    for wrong in (words, other):
        with pytest.raises((RefusedError, NotFoundError)):
            links.act(returned, links.open(wrong), absence.id)
    assert known(desk) == [absence]
    links.act(returned, links.open(back), absence.id)

    assert known(desk) == []
    line = desk.rows(AUDIT)[-1]
    assert (line.event, line.actor_key) == ("absence_end", "ines")
    assert json.loads(line.details)["door"] == "link"
    with pytest.raises(NotFoundError):
        links.act(returned, links.open(back), absence.id)


@pytest.mark.parametrize("gap", [1, 7])
def test_several_by_link_last_no_longer_than_one(desk, links, words, leave, gap):
    leave(days=13)
    first = desk.now.date() + timedelta(days=13 + gap)

    last = first + timedelta(days=13)
    with pytest.raises(BadInputError, match="21 days at most"):
        links.act(away, links.open(words), first, last, "Ines Iser")

    assert len(known(desk)) == 1


@pytest.mark.parametrize("who", ["ines", "ivo"])
def test_what_a_coordinator_takes_from_a_mail_is_told_alike(
    desk, links, words, who, post_round
):
    """Ivo was never asked for anything; his house was."""
    opened = links.open(words)
    mail = Incoming(
        id=1,
        digest="a" * 64,
        stored_at=desk.now,
        sent_at=desk.now,
        sender=f"{who}@smi.example.org",
        subject="Abwesend",
        size=1,
        content=b"x",
        is_cut=False,
        kind=IncomingKind.OUT_OF_OFFICE.value,
        answers=None,
        tries=0,
        handled_at=desk.now,
        result="",
        post_id=opened.post.id,
        person=who,
        absent_from=None,
        absent_until=None,
    )
    with writing(desk.engine) as connection:
        connection.execute(insert(table_of(Incoming)).values(**mail.model_dump()))
    day = desk.now.date()
    absent = Absent(person=who, first_day=day, last_day=day, set_by="ada")

    added = links.act(set_absence, absent)

    assert added.came_by == "mail"
    assert told(desk) == [("absence_noted", who, added.id)]
    mails = post_round(desk.now + timedelta(hours=9), issuer=MINT)
    (mine,) = [one for to, one in mails if to == who and "Ihre Abw" in one["Subject"]]
    assert "/answer/" in mine.get_body(("plain",)).get_content()
    assert "2023-001" not in mine.get_body(("plain",)).get_content()
