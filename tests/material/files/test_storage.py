"""Storage: files under their digest, once, whole, and for their owner alone."""

from hashlib import sha256
from threading import Thread

import pytest

from vorlauf.errors import NotFoundError
from vorlauf.material.files import storage
from vorlauf.material.files.storage import FileStore


@pytest.fixture
def kept(tmp_path):
    return FileStore(tmp_path / "files")


def test_what_is_kept_is_found_under_its_digest(kept):
    digest = kept.keep(b"a picture")

    assert digest == sha256(b"a picture").hexdigest()
    with kept.open(digest) as file:
        assert file.read() == b"a picture"
    assert kept.path(digest).parent == kept.root / digest[:2] / digest[2:4]
    assert kept.path(digest).stat().st_mode & 0o777 == 0o600


def test_the_same_content_lies_there_once(kept, tmp_path):
    source = tmp_path / "again"
    source.write_bytes(b"a picture")

    first = kept.path(kept.keep(b"a picture")).stat()
    second = kept.path(kept.keep(source)).stat()

    assert (first.st_ino, first.st_mtime_ns) == (second.st_ino, second.st_mtime_ns)
    assert source.exists()


@pytest.mark.parametrize("odd", ["", "a" * 63, "A" * 64, "../" + "a" * 61, "ä" * 64])
def test_what_is_no_digest_is_nowhere(kept, odd):
    assert not kept.has(odd)
    with pytest.raises(NotFoundError):
        kept.path(odd)


def test_an_original_lies_apart(kept):
    digest = kept.keep_original(b"as it came")

    assert kept.has_original(digest)
    assert not kept.has(digest)


def test_a_file_that_was_changed_is_not_whole(kept):
    digest = kept.keep(b"a picture")
    assert kept.is_whole(digest)

    kept.path(digest).write_bytes(b"a forgery")

    assert not kept.is_whole(digest)
    assert not kept.is_whole("0" * 64)


def test_a_disk_that_fails_leaves_nothing_behind(kept, monkeypatch):
    def fail(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage.os, "fsync", fail)

    with pytest.raises(OSError, match="No space"):
        kept.keep(b"a picture")

    assert [path for path in kept.root.rglob("*") if path.is_file()] == []


def test_many_may_keep_the_same_at_once(kept):
    threads = [Thread(target=kept.keep, args=(b"x" * 100_000,)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    (only,) = [path for path in kept.root.rglob("*") if path.is_file()]
    assert kept.is_whole(only.name)
