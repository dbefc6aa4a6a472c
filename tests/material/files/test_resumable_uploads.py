"""Files that arrive in pieces: in order, by their sender, and not without end."""

import os
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest

from vorlauf.errors import BadInputError, ConflictError, NotFoundError
from vorlauf.material.files.resumable_uploads import (
    MOST_BYTES,
    MOST_FILES,
    Staging,
    plain_name,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def staging(tmp_path):
    return Staging(tmp_path / "uploads")


def test_a_file_arrives_in_pieces(staging):
    key = staging.begin("ada", "Foto.jpg", 10)

    assert staging.append(key, "ada", 0, b"01234") == 5
    assert staging.offset(key, "ada") == 5
    assert staging.append(key, "ada", 5, b"56789") == 10

    assert staging.finished(key, "ada").read_bytes() == b"0123456789"
    assert staging.arriving(key, "ada").name == "Foto.jpg"


def test_after_a_crash_it_goes_on_where_it_was(staging):
    key = staging.begin("ada", "a", 10)
    staging.append(key, "ada", 0, b"012")

    after = Staging(staging.root)

    assert after.offset(key, "ada") == 3
    assert after.append(key, "ada", 3, b"3456789") == 10


@pytest.mark.parametrize("place", [0, 2, 4, 99, -1])
def test_a_piece_that_begins_elsewhere_is_told_where_to_go_on(staging, place):
    key = staging.begin("ada", "a", 10)
    staging.append(key, "ada", 0, b"012")

    with pytest.raises(ConflictError, match=r"^3 bytes of the file have come"):
        staging.append(key, "ada", place, b"3")

    assert staging.offset(key, "ada") == 3


def test_no_more_comes_than_was_announced(staging):
    key = staging.begin("ada", "a", 3)

    with pytest.raises(BadInputError, match="larger than announced"):
        staging.append(key, "ada", 0, b"0123")

    assert staging.offset(key, "ada") == 0


def test_half_a_file_is_not_finished(staging):
    key = staging.begin("ada", "a", 3)

    with pytest.raises(ConflictError, match=r"^0 bytes"):
        staging.finished(key, "ada")


def test_the_file_of_another_is_not_found(staging):
    key = staging.begin("ada", "a", 3)

    for asked in (
        lambda: staging.offset(key, "bo"),
        lambda: staging.append(key, "bo", 0, b"0"),
        lambda: staging.finished(key, "bo"),
        lambda: staging.drop(key, "bo"),
        lambda: staging.offset("../" + key, "ada"),
        lambda: staging.offset("0" * 32, "ada"),
    ):
        with pytest.raises(NotFoundError):
            asked()


def test_a_file_that_was_dropped_is_gone(staging):
    key = staging.begin("ada", "a", 3)

    staging.drop(key, "ada")

    assert list(staging.root.iterdir()) == []
    with pytest.raises(NotFoundError):
        staging.offset(key, "ada")


def test_nobody_sends_without_end(staging):
    for _ in range(MOST_FILES):
        staging.begin("ada", "a", 1)

    with pytest.raises(BadInputError, match="40 files on their way"):
        staging.begin("ada", "a", 1)
    with pytest.raises(BadInputError, match="too large to be sent"):
        staging.begin("bo", "a", MOST_BYTES + 1)
    with pytest.raises(BadInputError, match="empty"):
        staging.begin("bo", "a", 0)
    assert staging.begin("bo", "a", 1)


def test_what_nobody_goes_on_with_is_swept_away(staging):
    old, new = staging.begin("ada", "a", 3), staging.begin("ada", "b", 3)
    half = staging.root / ("0" * 32 + ".part")
    half.touch()
    before = (NOW - timedelta(days=3)).timestamp()
    for file in [half, *staging.root.glob(f"{old}.*")]:
        os.utime(file, (before, before))

    assert staging.sweep(NOW - timedelta(days=2)) == 2

    assert {file.stem for file in staging.root.iterdir()} == {new}


def test_half_a_card_is_no_file(staging):
    key = staging.begin("ada", "a", 3)
    (staging.root / f"{key}.json").write_text('{"owner": "a')

    with pytest.raises(NotFoundError):
        staging.offset(key, "ada")
    assert staging.begin("ada", "b", 1)


def test_of_two_who_send_the_same_piece_at_once_one_is_right(staging):
    key, results = staging.begin("ada", "a", 5_000), []

    def send():
        try:
            results.append(staging.append(key, "ada", 0, b"x" * 5_000))
        except ConflictError:
            results.append("conflict")

    threads = [Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(map(str, results)) == ["5000", *["conflict"] * 7]
    assert staging.offset(key, "ada") == 5_000


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("C:\\Bilder\\Foto 1.jpg", "Foto 1.jpg"),
        ("../../etc/passwd", "passwd"),
        ("Größe\u202egpj.exe\n\x00", "Größegpj.exe"),
        ("..", "file"),
        ("", "file"),
        ("a" * 200, "a" * 120),
    ],
)
def test_a_name_is_plain(name, plain):
    assert plain_name(name) == plain
