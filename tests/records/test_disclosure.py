"""Everything about a person, and nothing about anybody else."""

import json
from email import message_from_bytes
from email.policy import default
from io import BytesIO
from zipfile import ZipFile

import pytest
from erased_person import ADDRESS, NAME, file_for, live, with_her

from vorlauf.db.engine import reading
from vorlauf.errors import RefusedError
from vorlauf.records.erasure import disclosure

OTHERS = ("Ada Lorenz", "Lorenz", "Krause", "Clara", "ada@", "ben@", '"ada"', '"ben"')


@pytest.fixture
def directory(directory):
    return with_her(directory)


@pytest.fixture
def lived(desk, tmp_path, hand_to_review, post_round):
    file_for(desk, tmp_path)
    number = hand_to_review("smi")
    post_round(desk.now)
    live(desk, number)
    return desk


def told(desk, by="ada"):
    with reading(desk.engine) as connection:
        return disclosure.disclosure(desk.call(connection), "ines", by)


def test_it_has_what_was_decided_said_and_mailed(lived):
    found = told(lived)

    assert found.identity["addresses"] == (ADDRESS,)
    assert found.rows["stakeholders"][0]["name"] == NAME
    assert {"audit", "comment", "incoming", "message", "step"} <= found.rows.keys()
    assert any(f"Gern, Ihre {NAME}" in str(row) for row in found.rows["step"])
    assert any(row["event"] == "endorse" for row in found.rows["audit"])


def test_it_has_rows_that_know_only_the_key(lived):
    found = told(lived)

    assert {row["recipient"] for row in found.rows["notice"]} == {"ines"}


def test_nobody_else_is_in_it(lived):
    with ZipFile(BytesIO(disclosure.archive(told(lived), "de"))) as made:
        words = made.read("data.json").decode(), made.read("index.html").decode()
        mails = [
            message_from_bytes(made.read(name), policy=default)
            for name in made.namelist()
            if name.endswith(".eml")
        ]

    assert [one for one in OTHERS if any(one in text for text in words)] == []
    assert NAME in words[1]
    assert json.loads(words[0])["name"] == NAME
    assert len(mails) == 2
    for mail in mails:
        assert "Lorenz" not in str(mail["Reply-To"]) + str(mail.get_body(("plain",)))


def test_the_page_is_german_for_germans_and_says_as_of_when(lived):
    with ZipFile(BytesIO(disclosure.archive(told(lived), "de"))) as made:
        page = made.read("index.html").decode()

    assert '<html lang="de">' in page
    assert f"<h1>Was über {NAME} gespeichert ist, Stand " in page


def test_only_a_coordinator_gets_it(lived):
    with pytest.raises(RefusedError, match="Only a coordinator"):
        told(lived, by="clara")
