"""A restored database is what it was, and nothing goes out of it unasked."""

from datetime import timedelta
from errno import ENOSPC

import pytest
from sqlalchemy import func, select, update

from notifications.delivery.capture_server import CaptureServer
from notifications.delivery.mailer import Mailer
from states.purpose import MailKind
from vorlauf.db import audit_head, restorations
from vorlauf.db.call import Call
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.restorations import HeldKind
from vorlauf.db.tables import NoticeState
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.errors import BadInputError, RefusedError, SettingsError
from vorlauf.jobs import after_restore
from vorlauf.jobs.timed_moves import advance_due
from vorlauf.links.signing_key import link_key
from vorlauf.mail.delivery import deliver_due
from vorlauf.material.files.storage import FileStore, files_in
from vorlauf.records.backup import archive, backups, dumps, restores
from vorlauf.settings import Settings
from vorlauf.workflow.manual_actions import overseer

pytestmark = pytest.mark.slow

# By then both are to be asked, and reminded.
LATER = timedelta(days=14)


@pytest.fixture
def settings(desk, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "stakeholders.toml").write_text("# who takes part\n", "utf-8")
    FileStore(files_in(home)).keep(b"a picture that nobody names")
    return Settings(
        home=home,
        stakeholders=home / "stakeholders.toml",
        database_url=desk.engine.url.render_as_string(hide_password=False),
    )


@pytest.fixture
def backup(desk, settings, tmp_path, asked, now):
    """A backup of two posts whose contacts are to be asked."""
    asked("smi", "smf")
    link_key(desk.engine, settings.home, now)
    return backups.make(desk.engine, settings, tmp_path / "one.zip", now).path


@pytest.fixture
def elsewhere(kind_of_database, request):
    """The address of an empty database, if the backup needs one."""
    if kind_of_database == "sqlite":
        return None
    made = request.getfixturevalue("empty_engine")
    return made.url.render_as_string(hide_password=False)


@pytest.fixture
def restored(backup, tmp_path, elsewhere, now):
    """An engine on what was restored two months later."""
    home = tmp_path / "there"
    with archive.opened(backup) as reader:
        made = restores.restore(reader, home, elsewhere, now + LATER)
    assert made.faults == ()
    url = elsewhere or f"sqlite:///{home / 'vorlauf.db'}"
    with dumps.closing_engine(url) as engine:
        yield engine


def sent(engine, directory, now):
    mails = []
    with (
        CaptureServer(lambda *mail: mails.append(mail)) as server,
        Mailer.from_url(server.url) as mailer,
    ):
        deliver_due(engine, directory, mailer, now)
    return len(mails)


def head_of(engine):
    with reading(engine) as connection:
        return audit_head.last_line(connection).head


def states(engine):
    with reading(engine) as connection:
        rows = connection.execute(
            select(NOTICE.c.state, func.count()).group_by(NOTICE.c.state)
        )
        return dict(rows.all())


def acting(engine, directory, now, act):
    with writing(engine) as connection:
        work = UnitOfWork(Call(connection, directory, now, {"door": "test"}))
        return act(work, overseer(directory, "ada", door={"door": "test"}))


def test_a_restored_database_goes_on_from_the_same_head(desk, restored, tmp_path):
    there = tmp_path / "there"

    assert head_of(restored) == head_of(desk.engine)
    assert (there / "links.key").read_bytes() == (
        tmp_path / "home" / "links.key"
    ).read_bytes()
    assert (there / "stakeholders.toml").exists()
    assert len(list(backups.kept_files(there))) == 1


def test_links_that_were_mailed_before_still_open(restored, tmp_path, now):
    assert (
        link_key(restored, tmp_path / "there", now)
        == (tmp_path / "home" / "links.key").read_bytes()
    )


def test_nothing_goes_out_of_it_unasked(restored, directory, now):
    before, head = states(restored), head_of(restored)

    assert sent(restored, directory, now + LATER) == 0
    report = advance_due(restored, directory, now + LATER)

    assert (report.moves, report.faults) == ([], [])
    assert (states(restored), head_of(restored)) == (before, head)


def test_what_is_held_is_listed_and_goes_on_when_it_is_released(
    restored, directory, now
):
    def release(work, by):
        held = after_restore.look(work.call)
        after_restore.release(work, [HeldKind.MAILS], by)
        return held

    held = acting(restored, directory, now + LATER, release)

    assert held.mails[MailKind.REVIEW_REQUEST] == 2
    assert held.kinds == {*HeldKind}
    assert sent(restored, directory, now + LATER) > 0
    with reading(restored) as connection:
        left = restorations.held(connection)
    assert left == {HeldKind.MOVES, HeldKind.PUBLICATIONS}


def test_what_is_dropped_is_in_doubt_and_nothing_of_it_is_sent(
    restored, directory, now
):
    def drop(work, by):
        one = after_restore.drop(work, "review_request", by)
        return one, after_restore.look(work.call).kinds

    one, kinds = acting(restored, directory, now + LATER, drop)
    assert str(one) == "Mails that were dropped: 2."
    assert HeldKind.MAILS in kinds
    acting(
        restored,
        directory,
        now + LATER,
        lambda work, by: after_restore.drop(work, "mails", by),
    )

    assert sent(restored, directory, now + LATER) == 0
    assert states(restored)[NoticeState.UNKNOWN] == 2


def test_a_mail_that_was_being_sent_when_the_backup_was_made_is_dropped_too(
    restored, directory, now
):
    asked = NOTICE.c.purpose == MailKind.REVIEW_REQUEST
    one = select(func.min(NOTICE.c.id)).where(asked).scalar_subquery()
    lease = {"lease_owner": "sweep-1", "lease_until": now}
    sending = update(NOTICE).where(NOTICE.c.id == one)
    with writing(restored) as connection:
        connection.execute(sending.values(state=NoticeState.SENDING, **lease))

    acting(
        restored,
        directory,
        now + LATER,
        lambda work, by: after_restore.drop(work, "mails", by),
    )

    assert NoticeState.SENDING not in states(restored)
    assert sent(restored, directory, now + LATER) == 0


def test_a_release_can_be_taken_back(restored, directory, now):
    at = now + LATER
    acting(
        restored,
        directory,
        at,
        lambda work, by: after_restore.release(work, list(HeldKind), by),
    )

    acting(restored, directory, at, after_restore.hold_again)

    assert sent(restored, directory, at) == 0
    with pytest.raises(RefusedError, match="Nothing was released"):
        acting(restored, directory, at, after_restore.hold_again)


@pytest.mark.parametrize("word", ["moves", "all", "fax"])
def test_what_cannot_be_dropped_is_said(restored, directory, now, word):
    with pytest.raises(BadInputError, match="cannot be dropped"):
        acting(
            restored,
            directory,
            now + LATER,
            lambda work, by: after_restore.drop(work, word, by),
        )


def test_a_home_that_is_not_empty_stays_as_it_is(backup, tmp_path, elsewhere, now):
    there = tmp_path / "there"
    there.mkdir()
    (there / "mine").touch()

    with (
        archive.opened(backup) as reader,
        pytest.raises(RefusedError, match="not empty"),
    ):
        restores.restore(reader, there, elsewhere, now)

    assert [one.name for one in there.iterdir()] == ["mine"]


def test_what_goes_wrong_leaves_nothing_behind(backup, tmp_path, desk, now):
    there = tmp_path / "there"
    is_server = desk.engine.dialect.name == "postgresql"
    # A full database, or one of the other kind.
    url = desk.engine.url.render_as_string(hide_password=False)

    with archive.opened(backup) as reader, pytest.raises((RefusedError, SettingsError)):
        restores.restore(reader, there, url, now)
    if is_server:
        with (
            archive.opened(backup) as reader,
            pytest.raises(SettingsError, match="--database"),
        ):
            restores.restore(reader, there, None, now)

    assert list(there.iterdir()) == []


def test_a_file_that_cannot_be_written_leaves_the_database_empty(
    backup, tmp_path, elsewhere, now, monkeypatch
):
    def full(*_):
        raise OSError(ENOSPC, "No space left on device")

    there, extract = tmp_path / "there", restores.extract
    with archive.opened(backup) as reader:
        monkeypatch.setattr(restores, "extract", full)
        with pytest.raises(OSError, match="No space"):
            restores.restore(reader, there, elsewhere, now)
        monkeypatch.setattr(restores, "extract", extract)
        made = restores.restore(reader, there, elsewhere, now)

    assert made.faults == ()


def test_without_a_restore_nothing_is_held(desk, directory, now):
    with pytest.raises(RefusedError, match="Nothing is held"):
        acting(
            desk.engine,
            directory,
            now,
            lambda work, by: after_restore.release(work, list(HeldKind), by),
        )
