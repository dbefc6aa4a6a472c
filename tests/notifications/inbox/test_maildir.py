"""A Maildir as the mailbox that is read."""

import mailbox as library
import os
from pathlib import Path

import pytest
from work import work

from notifications.errors import InboxError
from notifications.inbox.mailbox import FIRST_PART
from notifications.inbox.open_mailbox import opened

MAIL = b"From: ines@smi.example.org\nSubject: Hallo %d\n\nGuten Tag\n"


@pytest.fixture
def place(tmp_path):
    library.Maildir(tmp_path / "mail", create=True)
    return tmp_path / "mail"


@pytest.fixture
def box(place):
    with opened(f"maildir://{place}?address=antwort@example.org", limit=5) as box:
        yield box


def lay(place, name, raw=MAIL % 1, folder="new"):
    (place / folder / name).write_bytes(raw)


def moved(place):
    return sorted(file.name for file in (place / ".Vorlauf" / "cur").iterdir())


def test_what_is_new_and_what_was_seen_is_read_the_oldest_first(place, box):
    lay(place, "30.c.host", MAIL % 3)
    lay(place, "4.a.host:2,S", MAIL % 1, "cur")
    lay(place, "20.b.host:2,", MAIL % 2, "cur")

    assert [mail.raw for mail in box.new(9)] == [MAIL % number for number in (1, 2, 3)]
    assert [mail.raw for mail in box.new(2)] == [MAIL % number for number in (1, 2)]


def test_what_is_done_lies_in_a_folder_of_the_same_maildir_as_read(place, box):
    lay(place, "1.a.host")
    lay(place, "2.b.host:2,FR", folder="cur")

    for mail in box.new(9):
        box.done(mail.uid)

    assert list(box.new(9)) == []
    assert moved(place) == ["1.a.host:2,S", "2.b.host:2,FRS"]
    assert len(library.Maildir(place).get_folder("Vorlauf")) == 2


def test_what_is_no_mail_is_left_alone(place, box, tmp_path):
    lay(place, ".hidden")
    lay(place, "3.c.host:2,T", folder="cur")
    (place / "new" / "folder").mkdir()
    os.mkfifo(place / "new" / "4.d.host")
    (tmp_path / "secret").write_text("secret")
    (place / "new" / "5.e.host").symlink_to(tmp_path / "secret")

    assert list(box.new(9)) == []


def test_a_mail_that_somebody_else_took_costs_nothing(place, box):
    lay(place, "1.a.host")
    lay(place, "2.b.host")

    mails = box.new(9)
    first = next(mails)
    for file in (place / "new").iterdir():
        file.unlink()
    box.done(first.uid)

    assert list(mails) == []


def test_of_50_mb_only_the_beginning_is_read(place, box):
    with (place / "new" / "1.a.host").open("wb") as file:
        file.truncate(50 * 1024 * 1024)

    (mail,) = box.new(9)

    assert (mail.is_cut, mail.size) == (True, 50 * 1024 * 1024)
    assert len(mail.raw) == FIRST_PART


def test_of_ten_thousand_old_mails_a_run_takes_its_share(place, box, monkeypatch):
    for number in range(10_000):
        lay(place, f"{number}.a.host")
    opened_ones, open_file = [], Path.open
    monkeypatch.setattr(
        Path,
        "open",
        lambda file, mode: opened_ones.append(file) or open_file(file, mode),
    )

    # Of each mail its name is looked at, which takes some twenty calls.
    with work(most=500_000):
        mails = [mail.uid for mail in box.new(500)]

    assert mails == [f"new/{number}.a.host" for number in range(500)]
    assert len(opened_ones) == 500


def test_what_is_no_maildir_is_one_sentence(tmp_path):
    url = f"maildir://{tmp_path}/nirgends?address=antwort@example.org"

    with (
        opened(url, limit=5) as box,
        pytest.raises(
            InboxError, match=r"nirgends is no Maildir.*; look at the folder"
        ),
    ):
        list(box.new(9))


def test_what_cannot_be_moved_is_one_sentence(place, box):
    lay(place, "1.a.host")
    (place / ".Vorlauf").write_text("")

    (mail,) = box.new(9)
    with pytest.raises(InboxError, match="cannot be moved"):
        box.done(mail.uid)
