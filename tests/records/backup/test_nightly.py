"""Every night has its backup, the oldest go, and what is too old is said."""

import os
from datetime import timedelta

import pytest

from vorlauf.errors import StoreError
from vorlauf.jobs import housekeeping, run_summaries
from vorlauf.jobs.housekeeping import HousekeepingReport
from vorlauf.jobs.metrics import exposition
from vorlauf.records.backup.nightly import BackupFolder
from vorlauf.settings import Settings

NIGHT = timedelta(days=1)


@pytest.fixture
def kind_of_database():
    """No statement is written here; both kinds are backed up elsewhere."""
    return "sqlite"


@pytest.fixture
def settings(desk, tmp_path):
    home = tmp_path / "home"
    (tmp_path / "nights").mkdir()
    home.mkdir()
    return Settings(
        home=home,
        stakeholders=home / "stakeholders.toml",
        database_url=desk.engine.url.render_as_string(hide_password=False),
        backup_folder=tmp_path / "nights",
        backup_keep=2,
    )


def names(settings):
    return sorted(one.name for one in settings.backup_folder.iterdir())


def report(*, audit_ok=True):
    return HousekeepingReport(lines=(), audit_ok=audit_ok)


def back_up(desk, settings, at, **more):
    return housekeeping.back_up(report(**more), desk.engine, settings, at)


def test_the_oldest_go_and_other_files_stay(desk, settings, now):
    (settings.backup_folder / "vorlauf-notes.zip").touch()

    for night in range(3):
        assert back_up(desk, settings, now + night * NIGHT).backed_up

    assert names(settings) == [
        "vorlauf-2023-09-19T070000Z.zip",
        "vorlauf-2023-09-20T070000Z.zip",
        "vorlauf-notes.zip",
    ]


def test_none_goes_while_the_log_is_broken(desk, settings, now):
    for night in range(3):
        back_up(desk, settings, now + night * NIGHT, audit_ok=False)

    assert len(names(settings)) == 3


def test_what_fails_makes_the_run_red_and_says_why(desk, settings, now):
    settings.backup_folder.rmdir()

    found = back_up(desk, settings, now)

    assert not found.backed_up
    assert "There is no folder" in found.lines[-1]
    assert run_summaries.of_housekeeping(found) == run_summaries.NO_BACKUP


def test_without_a_folder_nothing_is_made(desk, settings, now):
    bare = Settings(
        home=settings.home,
        stakeholders=settings.stakeholders,
        database_url=settings.database_url,
    )

    assert back_up(desk, bare, now) == report()


def test_the_age_is_known_to_doctor_and_metrics(desk, settings, now):
    folder = BackupFolder.of(settings)
    with pytest.raises(StoreError, match="no backup"):
        folder.examine(now)

    back_up(desk, settings, now)

    assert folder.examine(now + timedelta(hours=36)) == now
    with pytest.raises(StoreError, match="The last backup"):
        folder.examine(now + timedelta(hours=36, seconds=1))
    figures = exposition(desk.engine, now + NIGHT, backups=folder).decode()
    assert "vorlauf_backup_age_seconds 86400.0" in figures


def test_what_a_killed_run_has_left_goes_after_a_day(desk, settings, now):
    draft = settings.backup_folder / ".vorlauf-2023-09-17T070000Z.zip.ab12"
    draft.touch()
    os.utime(draft, (0, 0))

    back_up(desk, settings, now)

    assert not draft.exists()
