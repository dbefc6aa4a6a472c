"""Recipients: during an absence the deputy is asked instead."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert

from vorlauf.db.engine import writing
from vorlauf.db.tables import Absence, table_of


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


def let_be_away(desk, *people):
    """Enter absences from the desk's day to the end of its month."""
    rows = [
        {
            "id": number,
            "person": person,
            "first_day": desk.now.date(),
            "last_day": date(2023, 9, 29),
            "set_by": "Ada Lorenz",
            "set_at": desk.now,
            "comment": "Urlaub",
        }
        for number, person in enumerate(people, start=1)
    ]
    with writing(desk.engine) as connection:
        connection.execute(insert(table_of(Absence)), rows)


def test_the_deputy_is_asked_and_told_for_whom(desk, asked, post_round):
    asked("smi")
    let_be_away(desk, "ines")

    ((recipient, mail),) = post_round()

    assert recipient == "ivo"
    text = " ".join(mail.get_body("plain").get_content().split())
    assert "Ines Iser" in text
    assert "29. September 2023" in text


def test_when_nobody_is_there_nobody_is_asked_until_somebody_is_back(
    desk, asked, post_round
):
    asked("smi")
    let_be_away(desk, "ines", "ivo")

    assert post_round() == []
    monday = datetime(2023, 10, 2, 7, tzinfo=UTC)
    assert [recipient for recipient, _ in post_round(monday)] == ["ines"]


def test_after_the_absence_the_person_is_asked_again(desk, asked, post_round):
    asked("smi")
    let_be_away(desk, "ines")
    post_round()
    (step,) = desk.post("2023-001").steps

    mails = post_round(step.due_at.replace(hour=8))

    assert "ines" in dict(mails)


def test_the_conversation_is_that_of_the_reader(desk, asked, post_round):
    asked("smi")
    let_be_away(desk, "ines")
    ((_, first),) = post_round()
    (step,) = desk.post("2023-001").steps

    mails = dict(post_round(step.due_at.replace(hour=8)))

    assert mails["ines"]["In-Reply-To"] is None
    assert first["Message-ID"] not in str(mails["ines"])


def test_a_receipt_goes_to_whom_somebody_stood_in_for(desk, asked, post_round):
    (number,) = asked("smi")
    post_round()
    let_be_away(desk, "ines")
    desk.do(number, "endorse", "ivo")

    mails = dict(post_round())

    assert {"ines", "ivo"} <= mails.keys()
