"""Kept files are handed out as they were kept, or not at all."""

from pathlib import Path

import pytest

from vorlauf.errors import AlteredFileError, NotFoundError
from vorlauf.material.files.storage import FileStore
from vorlauf.material.files.whole_files import whole_file

LARGE = bytes(range(256)) * 4096 * 3 + b"end"


@pytest.fixture
def store(tmp_path):
    return FileStore(tmp_path)


@pytest.mark.parametrize("content", [b"", b"x", LARGE])
def test_a_file_comes_whole(store, content):
    file = whole_file(store, store.keep(content))

    assert (file.size, b"".join(file.pieces)) == (len(content), content)


@pytest.mark.parametrize("place", [0, len(LARGE) // 2, len(LARGE) - 1])
def test_one_changed_byte_is_enough(store, place):
    digest = store.keep(LARGE)
    with store.path(digest).open("r+b") as file:
        file.seek(place)
        file.write(b"!")

    with pytest.raises(AlteredFileError):
        whole_file(store, digest)


def test_what_changes_on_the_way_never_comes_whole(store):
    digest = store.keep(LARGE)
    file, came = whole_file(store, digest), b""
    with store.path(digest).open("r+b") as forged:
        forged.write(b"!")

    with pytest.raises(AlteredFileError):  # noqa: PT012, what came before counts
        for piece in file.pieces:
            came += piece

    assert len(came) < file.size


def test_another_file_in_its_place_on_the_way_never_comes_whole(store, tmp_path):
    digest = store.keep(LARGE)
    file = whole_file(store, digest)
    other = tmp_path / "other"
    other.write_bytes(b"?" * len(LARGE))
    other.rename(store.path(digest))

    with pytest.raises(AlteredFileError):
        b"".join(file.pieces)


def test_whoever_leaves_before_the_first_piece_leaves_no_file_open(store):
    digest = store.keep(LARGE)
    before = len(list(Path("/proc/self/fd").iterdir()))

    file = whole_file(store, digest)

    assert len(list(Path("/proc/self/fd").iterdir())) == before
    assert file.size == len(LARGE)


def test_what_is_not_here_is_not_found(store):
    with pytest.raises(NotFoundError):
        whole_file(store, "0" * 64)
