"""What was kept long enough goes, and a public body asks its archive first."""

import os
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from erased_person import file_for, hand_over, live, with_her
from sqlalchemy import select

from states.messages import msg
from states.post import PostState
from vorlauf.db.archive_tables import ArchiveState
from vorlauf.db.engine import reading, trying, writing
from vorlauf.db.tables import METADATA
from vorlauf.errors import NotFoundError, RefusedError, StoreError
from vorlauf.exports import file_format
from vorlauf.exports.file_format import FileFormat
from vorlauf.jobs import run_summaries
from vorlauf.jobs.housekeeping import HousekeepingReport
from vorlauf.jobs.let_go import let_go_after
from vorlauf.material import attestations
from vorlauf.records.erasure import erase as erasing
from vorlauf.records.erasure.erase import Erasure
from vorlauf.records.retention import archive, archive_queries, retention
from vorlauf.records.retention.archive import Marking
from vorlauf.settings import Settings

MESSAGE, LOG = METADATA.tables["message"], METADATA.tables["audit"]
YEARS = timedelta(days=1000)


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "logs").mkdir()
    return Settings(
        home=tmp_path, stakeholders=tmp_path / "s.toml", database_url="sqlite://"
    )


@pytest.fixture
def over(desk, hand_to_review, post_round):
    """A post about which mails went out, and which is withdrawn since."""
    number = hand_to_review("smi")
    post_round(desk.now)
    desk.do(number, "withdraw", comment="Fällt aus.")
    post_round(desk.now + timedelta(hours=1))
    return number


def limit(desk, **months):
    campaign = replace(desk.directory.campaign, **months)
    desk.directory = replace(desk.directory, campaign=campaign)


def run(desk, settings):
    with writing(desk.engine) as connection:
        done = retention.run(desk.call(connection, desk.now + YEARS), settings)
    done.finish(settings)
    return {one.kind: (one.going, one.waiting) for one in done.reports}


def mark(desk, state, *numbers, by="ada"):
    wish = Marking(numbers=numbers, state=ArchiveState(state), by=by, reference="Az. 1")
    desk.ask(archive.mark, wish)


def octets(desk):
    with reading(desk.engine) as connection:
        return [row.content for row in connection.execute(select(MESSAGE))]


@pytest.mark.usefixtures("over")
def test_without_a_limit_everything_stays(desk, settings):
    assert run(desk, settings) == {}
    assert all(octets(desk))


@pytest.mark.usefixtures("over")
def test_the_octets_of_old_mails_go_and_the_log_says_how_many(desk, settings):
    limit(desk, keep_mails=24)
    before = len(octets(desk))

    assert run(desk, settings) == {"mails": (before, 0)}

    assert octets(desk) == [b""] * before
    assert desk.rows(LOG)[-1].event == retention.RETENTION
    with reading(desk.engine) as connection:
        assert attestations.verify(connection).faults == ()
    assert run(desk, settings) == {"mails": (0, 0)}


@dataclass
class Night:
    """What the nightly job needs of the wiring, years later."""

    desk: object
    settings: Settings

    @property
    def engine(self):
        return self.desk.engine

    def call(self, connection, _door):
        return self.desk.call(connection, self.desk.now + YEARS)


def looked(*, audit_ok=True):
    return HousekeepingReport(lines=(), audit_ok=audit_ok)


@pytest.mark.usefixtures("over")
def test_nothing_goes_by_night_while_the_log_is_broken(desk, settings):
    limit(desk, keep_mails=24)
    night = Night(desk, settings)

    let_go_after(looked(audit_ok=False), night)
    assert all(octets(desk))
    assert let_go_after(looked(), night) == looked()

    assert not any(octets(desk))


def test_what_cannot_go_is_said_and_the_night_goes_on(desk, settings, monkeypatch):
    def locked(*_):
        raise StoreError(msg("The database is locked."))

    monkeypatch.setattr(retention, "run", locked)

    found = let_go_after(looked(), Night(desk, settings))

    assert found.lines == ("retention: The database is locked.",)
    assert run_summaries.of_housekeeping(found) == run_summaries.NOT_LET_GO


@pytest.mark.usefixtures("over")
def test_what_is_younger_stays(desk, settings):
    limit(desk, keep_mails=60)

    assert run(desk, settings) == {"mails": (0, 0)}
    assert all(octets(desk))


def test_a_public_body_waits_for_its_archive(desk, over, settings):
    limit(desk, keep_mails=24, public_body=True)
    count = len(octets(desk))

    assert run(desk, settings) == {"mails": (0, count)}
    mark(desk, "offered", over)
    assert run(desk, settings) == {"mails": (0, count)}
    mark(desk, "not_worth_keeping", over)
    assert run(desk, settings) == {"mails": (count, 0)}


@pytest.mark.usefixtures("over")
def test_what_would_go_is_said_before(desk, settings):
    limit(desk, keep_mails=24, keep_sessions=1, keep_logs=1)
    old = settings.logs / "dashboard.log"
    old.write_text("alt", encoding="utf-8")
    os.utime(old, (0, 0))

    with reading(desk.engine) as connection:
        found = retention.due(desk.call(connection, desk.now + YEARS), settings)

    assert [(one.kind, one.going > 0) for one in found] == [
        ("mails", True),
        ("sessions", False),
        ("logs", True),
    ]
    assert old.exists()
    run(desk, settings)
    assert not old.exists()


def test_a_mark_is_logged_at_its_post_and_comes_in_order(desk, over):
    with pytest.raises(RefusedError, match="cannot become 'taken_over'"):
        mark(desk, "taken_over", over)

    mark(desk, "offered", over)
    mark(desk, "taken_over", over)
    mark(desk, "deleted", over)

    lines = [row for row in desk.rows(LOG) if row.event == archive.MARKED]
    assert [(row.number, row.actor, row.comment) for row in lines] == [
        (over, "Ada Lorenz", "Az. 1")
    ] * 3


def test_only_what_is_over_is_offered_and_only_by_coordinators(desk, hand_to_review):
    number = hand_to_review("smi")

    with pytest.raises(RefusedError, match="still under way"):
        mark(desk, "offered", number)
    with pytest.raises(RefusedError, match="Only a coordinator"):
        mark(desk, "offered", number, by="clara")
    with pytest.raises(NotFoundError):
        mark(desk, "offered", "2023-999")


def test_the_list_for_the_archive_has_what_was_not_offered(desk, over):
    with reading(desk.engine) as connection:
        posts = archive_queries.over(connection)
    campaign = desk.directory.campaign

    (one,) = archive.offered_by(posts, desk.now + YEARS)
    made = archive.offer_table([one], campaign, desk.now, "en", str)
    csv = file_format.write(made, FileFormat.CSV).content.decode("utf-8-sig")

    assert (one.number, one.post_state) == (over, PostState.WITHDRAWN)
    assert "File number" in csv
    assert f"{over};" in csv
    mark(desk, "offered", over)
    with reading(desk.engine) as connection:
        assert archive.offered_by(archive_queries.over(connection), desk.now) == []


def test_a_public_body_erases_nobody_before_the_archive_has_answered(
    desk, directory, tmp_path, hand_to_review
):
    desk.directory = with_her(directory)
    file = file_for(desk, tmp_path)
    number = hand_to_review("smi")
    live(desk, number)
    hand_over(desk, file)
    limit(desk, public_body=True)
    wish = Erasure(person="ines", ground="Art. 17 DSGVO", by="ada")

    def refusals():
        with trying(desk.engine) as connection:
            return erasing.preview(desk.call(connection), file, wish).refusals

    assert "The archive has not answered for 1 posts" in str(refusals()[0])
    desk.do(number, "withdraw", comment="Fällt aus.")
    mark(desk, "offered", number)
    mark(desk, "taken_over", number)
    assert refusals() == ()
