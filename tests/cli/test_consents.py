"""The commands about consents: which there are, and what withdrawing one does."""

from datetime import date
from hashlib import sha256

import pytest
from command_line import open_for

from vorlauf.db.call import Call
from vorlauf.db.engine import make_engine, writing
from vorlauf.directory import loader
from vorlauf.material.consents import Terms, record

PICTURE = b"the bytes of a picture"
SHA = sha256(PICTURE).hexdigest()
PETZOLD = ("--as", "petzold")


@pytest.fixture
def vorlauf(tmp_path, monkeypatch, capsys, sqlite_template, now):
    return open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)


@pytest.fixture
def consented(vorlauf, now):
    """A draft whose picture has the consent of Mia; its number."""
    number = vorlauf.plan()
    vorlauf.move(number, "request_assets")
    (vorlauf.folder / "a.jpg").write_bytes(PICTURE)
    told = ("--house", "smi", "--alt", "Ein Löschzug.", *PETZOLD)
    vorlauf("post", "deliver", number, "a.jpg", *told)
    directory = loader.load(vorlauf.folder / "stakeholders.toml")
    engine = make_engine(f"sqlite:///{vorlauf.folder}/var/vorlauf.db")
    terms = Terms(
        people="Mia Muster",
        channels=directory.campaign.channels,
        purpose="Ausbildung",
        first_day=date(2023, 9, 1),
        kept_at="Blatt 12",
    )
    with writing(engine) as connection:
        record(Call(connection, directory, now), number, SHA, terms, "petzold")
    engine.dispose()
    return number


def test_without_a_consent_the_list_says_so(vorlauf):
    assert vorlauf("consent", "list").out == "There is no consent.\n"


def test_the_list_names_people_and_posts(vorlauf, consented):
    (row,) = vorlauf("consent", "list", "--json").plain

    assert (row["people"], row["posts"]) == ("Mia Muster", [consented])
    assert "Mia Muster" in vorlauf("consent", "list").out


def test_what_would_happen_is_shown_before(vorlauf, consented):
    answer = vorlauf("consent", "withdraw", "1", "--show", *PETZOLD)

    assert answer.out == f"If consent 1 is withdrawn; back to draft: {consented}.\n"
    assert vorlauf("consent", "list", "--json").plain[0]["withdrawn_at"] is None


def test_a_withdrawn_consent_stops_the_post(vorlauf, consented):
    answer = vorlauf("consent", "withdraw", "1", *PETZOLD, "--reason", "Mia geht.")

    assert answer.out == f"Consent 1 is withdrawn; back to draft: {consented}.\n"
    assert vorlauf("post", "list", "--json").plain[0]["state"] == "draft"


def test_what_there_is_not_cannot_be_withdrawn(vorlauf):
    answer = vorlauf("consent", "withdraw", "7", *PETZOLD)

    assert answer.refusal == "There is no consent 7; `vorlauf consent list` shows all."
