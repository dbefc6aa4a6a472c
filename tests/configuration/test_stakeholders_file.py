"""The file itself: replaced whole, with its rights; read-only is said beforehand."""

import pytest

from vorlauf.configuration.stakeholders_file import StakeholdersFile
from vorlauf.errors import ConflictError, NotFoundError, RefusedError, SettingsError


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "etc" / "stakeholders.toml"
    path.parent.mkdir()
    path.write_text("a = 1\n")
    path.chmod(0o640)
    return StakeholdersFile(path, tmp_path / "kept")


def test_the_rights_stay_and_no_other_file_is_left(file):
    file.replace("a = 2\n", seen=file.read().digest)

    assert file.path.read_text() == "a = 2\n"
    assert file.path.stat().st_mode & 0o777 == 0o640
    assert [*file.path.parent.iterdir()] == [file.path]


def test_a_link_still_leads_to_the_file(file, tmp_path):
    link = tmp_path / "link.toml"
    link.symlink_to(file.path)
    linked = StakeholdersFile(link, tmp_path / "kept")

    linked.replace("a = 2\n", seen=linked.read().digest)

    assert link.is_symlink()
    assert file.path.read_text() == "a = 2\n"


def test_another_file_than_the_seen_one_stays(file):
    with pytest.raises(ConflictError):
        file.replace("a = 2\n", seen="0" * 64)

    assert file.path.read_text() == "a = 1\n"


def test_a_read_only_file_says_so_and_is_not_written(file):
    file.path.chmod(0o444)

    assert "read-only" in str(file.why_fixed())
    with pytest.raises(RefusedError, match="read-only"):
        file.replace("a = 2\n", seen=file.read().digest)


def test_a_file_that_is_gone_says_so(file):
    file.path.unlink()

    assert "missing" in str(file.why_fixed())
    with pytest.raises(SettingsError):
        file.read()


def test_a_file_that_can_be_written_says_nothing(file):
    assert file.why_fixed() is None


def test_copies_are_for_nobody_else_and_only_the_wanted_stay(file):
    first = file.read()
    file.keep(first)
    second = file.replace("a = 2\n", seen=first.digest)
    file.keep(second, first.digest)
    third = file.replace("a = 3\n", seen=second.digest)

    file.keep(third, second.digest)

    assert file.kept(second.digest).text == "a = 2\n"
    assert {path.stat().st_mode & 0o077 for path in file.copies.iterdir()} == {0}
    with pytest.raises(NotFoundError):
        file.kept(first.digest)


def test_a_copy_that_was_altered_is_none(file):
    found = file.read()
    file.keep(found)
    next(file.copies.iterdir()).write_text("a = 9\n")

    with pytest.raises(NotFoundError):
        file.kept(found.digest)
