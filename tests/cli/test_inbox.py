"""The commands for mail that comes in, and for absences."""

import mailbox

import pytest
from command_line import open_for

OUT_OF_OFFICE = """\
From: {name} <{address}>
To: antwort@example.org
Subject: Abwesenheitsnotiz: Mitzeichnung
Date: Mon, 18 Sep 2023 09:00:00 +0200
Message-ID: <weg-1@smi.example.org>
Auto-Submitted: auto-replied
X-Auto-Response-Suppress: All

Guten Tag,

ich bin vom 18.09.2023 bis 29.09.2023 nicht im Haus.
"""


@pytest.fixture
def vorlauf(tmp_path, monkeypatch, capsys, sqlite_template, now):
    opened = open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)
    url = f"maildir://{tmp_path / 'Maildir'}?address=antwort@example.org"
    opened.set("VORLAUF_INBOX_URL", url)
    return opened


@pytest.fixture
def arrives(vorlauf):
    """Return a function that puts a mail into the mailbox."""
    box = mailbox.Maildir(vorlauf.folder / "Maildir")
    return lambda text: box.add(text.encode())


def contact(vorlauf, house="smi"):
    """The contact of a house: key, name and address."""
    from vorlauf.directory import loader

    directory = loader.load(vorlauf.folder / "stakeholders.toml")
    return directory.contact_of(house)


@pytest.mark.usefixtures("arrives")
def test_an_empty_mailbox_is_no_fault(vorlauf):
    answer = vorlauf("inbox", "read")

    assert (answer.code, answer.out.strip()) == (0, "Nothing new has come in.")


def test_without_a_mailbox_one_sentence_says_what_to_set(vorlauf):
    vorlauf.set("VORLAUF_INBOX_URL", "")

    assert "VORLAUF_INBOX_URL is not set" in vorlauf("inbox", "read").refusal


def test_a_mailbox_that_is_not_there_is_said_in_one_sentence(vorlauf):
    assert "Maildir" in vorlauf("inbox", "read").refusal


def test_what_came_in_is_listed_and_shown_word_by_word(vorlauf, arrives):
    arrives("From: a@example.org\nSubject: Hallo\n\nGuten Tag!\n")
    vorlauf("inbox", "read")

    (letter,) = vorlauf("inbox", "list", "--json").plain

    assert (letter["kind"], letter["subject"]) == ("unrelated", "Hallo")
    assert "Hallo" in vorlauf("inbox", "list").out
    assert "There is" not in vorlauf("inbox", "show", "1").out
    assert "No mail 9 has come in" in vorlauf("inbox", "show", "9").refusal


def test_an_absence_is_set_listed_and_ended(vorlauf):
    person = contact(vorlauf)
    said = vorlauf(
        *("absence", "set", person.key, "2023-09-18", "2023-09-29"),
        *("--as", "petzold", "--comment", "Urlaub"),
    )
    assert said.code == 0
    assert f"{person.name} is away from 2023-09-18 to 2023-09-29" in said.out

    (listed,) = vorlauf("absence", "list", "--json").plain
    ended = vorlauf("absence", "end", str(listed["id"]), "--as", "petzold")

    assert "is asked again" in ended.out
    assert vorlauf("absence", "list").out.strip() == "Nobody is away."


def test_an_absence_needs_a_day_that_is_one(vorlauf):
    person = contact(vorlauf)
    wanted = ("absence", "set", person.key, "18.9.", "2023-09-29", "--as", "petzold")

    assert vorlauf(*wanted).refusal == "'18.9.' is no day; write it as 2023-09-18." or (
        "is no day" in vorlauf(*wanted).refusal
    )


def test_an_out_of_office_notice_becomes_an_absence(vorlauf, arrives):
    person = contact(vorlauf)
    number = vorlauf.plan("--no-assets", "--no-graphics")
    arrives(OUT_OF_OFFICE.format(name=person.name, address=person.email))
    vorlauf("inbox", "read")
    (letter,) = vorlauf("inbox", "list", "--json").plain

    said = vorlauf("absence", "accept", str(letter["id"]), "--as", "petzold")

    assert letter["kind"] == "out_of_office", number
    assert f"{person.name} is away from 2023-09-18 to 2023-09-29" in said.out


def test_a_mail_that_is_no_such_notice_is_refused(vorlauf, arrives):
    arrives("From: a@example.org\nSubject: Hallo\n\nGuten Tag!\n")
    vorlauf("inbox", "read")

    said = vorlauf("absence", "accept", "1", "--as", "petzold")

    assert "is no out-of-office notice" in said.refusal
