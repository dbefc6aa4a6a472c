from datetime import UTC, datetime

import pytest

from notifications.delivery.capture_server import CaptureServer
from notifications.delivery.mailer import Mailer
from states.post import PostState
from vorlauf.db import audit_log
from vorlauf.db.engine import make_engine, reading
from vorlauf.db.migrate import upgrade
from vorlauf.demo import history, screen, summary
from vorlauf.demo.sample import sample
from vorlauf.directory.loader import parse
from vorlauf.posts import listing
from vorlauf.terminal import console
from vorlauf.wiring import Wiring

DIRECTORY = parse(sample().decode())
# A Friday, and the first working day after Easter: other weeks lie before it.
MORNINGS = [
    datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
    datetime(2026, 4, 7, 8, 0, tzinfo=UTC),
]


@pytest.fixture(scope="module", params=MORNINGS, ids=lambda at: f"{at:%Y-%m-%d}")
def campaign(request, in_memory):
    """Return the engine, the morning, and who had mail before it."""
    recipients = []
    file = in_memory / "past.db"
    engine = make_engine(f"sqlite:///{file}")
    upgrade(engine)
    keep = CaptureServer(lambda recipient, _: recipients.append(recipient))
    with keep as catcher, Mailer.from_url(catcher.url) as mailer:
        history.live_through(engine, DIRECTORY, mailer, request.param)
    yield engine, request.param, recipients
    engine.dispose()
    file.unlink()


def test_there_are_posts_in_every_state(campaign):
    engine, _, _ = campaign

    with reading(engine) as connection:
        counts = listing.counts(connection)

    assert all(counts[state] for state in PostState)
    assert sum(counts.values()) > 30


def test_some_are_late_because_of_different_houses(campaign):
    engine, now, _ = campaign

    with reading(engine) as connection:
        late = listing.overdue(connection, now)

    assert len({step.house for step in late}) >= 4
    assert len({step.kind for step in late}) >= 4


def test_requests_and_reminders_are_due_at_once(campaign):
    engine, now, _ = campaign

    with reading(engine) as connection:
        due = listing.planned(connection, until=now)

    assert {"reminder", "material_request"} <= {notice.purpose for notice in due}


def test_the_weeks_before_were_lived_by_the_rules(campaign):
    engine, _, recipients = campaign

    with reading(engine) as connection:
        assert audit_log.verify(connection).ok

    assert len(recipients) > 100
    assert all(recipient.endswith(".example.org") for recipient in recipients)


def test_the_screen_shows_all_of_it(campaign, tmp_path, monkeypatch, capsys):
    engine, now, _ = campaign
    monkeypatch.setattr(Wiring, "now", lambda _: now)
    wiring = Wiring(settings=None, engine=engine, directory=DIRECTORY)
    place = screen.DemoAddresses(
        folder=tmp_path,
        environment=tmp_path / "environment",
        clock_offset=-60,
        directory=DIRECTORY,
    )

    seen = summary.look(wiring, tmp_path, 5)
    console().print(
        screen.screen(seen, place, 5, "http://127.0.0.1:8226", "http://127.0.0.1:4200")
    )

    page = capsys.readouterr().out
    for words in ("Entwurf", "Late: ", "Next notices", "Last mails", "4200"):
        assert words in page
    assert "The houses are closed at this hour" in page
