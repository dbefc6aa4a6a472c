"""Metrics: the figures of the mail room, on both databases, and their page."""

import http.client
import re
import socket
from contextlib import closing
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import insert
from worker import begin, lease, settle

from vorlauf.db.engine import make_engine, writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.tables import Incoming, NoticeState, table_of
from vorlauf.errors import SettingsError
from vorlauf.jobs import metrics
from vorlauf.jobs.metrics import exposition
from vorlauf.posts import address_status


def figures(desk):
    """Return every sample by its name and its labels, in the order of their names."""
    text = exposition(desk.engine, desk.now).decode()
    return {
        (sample.name, *dict(sorted(sample.labels.items())).values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def send(desk, state=NoticeState.SENT, **more):
    notices = lease(desk)
    begin(desk, notices)
    settle(desk, notices, state, **more)


def test_notices_are_counted_by_purpose_medium_and_state(desk, asked):
    asked("smi", "smf")
    send(desk)

    found = figures(desk)

    name = ("vorlauf_notices", "mail", "review_request")
    assert (found[*name, "sent"], found[*name, "queued"]) == (1, 1)
    assert found[*name, "dead"] == 0
    assert found["vorlauf_attempts_total", "mail"] == 1
    assert found["vorlauf_messages_total",] == 1


def test_what_may_fall_again_is_a_gauge(desk, asked):
    asked("smi")
    send(desk, NoticeState.UNKNOWN, in_doubt=True)

    text = exposition(desk.engine, desk.now).decode()

    assert "# TYPE vorlauf_notices gauge" in text
    assert "# TYPE vorlauf_doubts_total counter" in text
    assert 'vorlauf_doubts_total{medium="mail"} 1.0' in text


def test_the_longest_due_notice_says_how_long_it_waits(desk, asked):
    assert figures(desk)["vorlauf_oldest_waiting_seconds",] == 0
    asked("smi")
    desk.now += timedelta(minutes=10)

    assert figures(desk)["vorlauf_oldest_waiting_seconds",] == 600


def test_open_and_overdue_steps_are_counted_by_kind(desk, asked):
    (number,) = asked("smi")
    desk.now = desk.post(number).steps[0].due_at + timedelta(minutes=1)

    found = figures(desk)

    assert found["vorlauf_steps_open", "review"] == 1
    assert found["vorlauf_steps_overdue", "review"] == 1
    assert found["vorlauf_steps_open", "approval"] == 0


def test_addresses_that_refuse_are_counted(desk):
    with writing(desk.engine) as connection:
        address_status.refused(
            connection, "a@example.org", "550", desk.now, suspect=False
        )
        address_status.suppress(connection, "b@example.org", "Ada", desk.now)

    found = figures(desk)

    assert found["vorlauf_addresses_troubled",] == 2
    assert found["vorlauf_addresses_suppressed",] == 1


def test_mails_that_came_in_are_counted_once_they_are_dealt_with(desk):
    row = {"stored_at": desk.now, "sender": "", "subject": "", "size": 1, "tries": 0}
    row |= {"content": b"", "is_cut": False, "result": "", "person": ""}
    rows = [
        {**row, "id": 1, "digest": "1", "kind": "reply", "handled_at": desk.now},
        {**row, "id": 2, "digest": "2", "kind": "unrelated", "handled_at": None},
    ]
    with writing(desk.engine) as connection:
        connection.execute(insert(table_of(Incoming)), rows)

    found = figures(desk)

    assert found["vorlauf_incoming_total", "reply"] == 1
    assert found["vorlauf_incoming_total", "unrelated"] == 0
    assert found["vorlauf_incoming_waiting",] == 1


def test_no_name_and_no_address_is_told(desk, asked):
    asked("smi", "smf")
    send(desk)

    text = exposition(desk.engine, desk.now).decode()

    people = desk.directory.people.values()
    secret = {part for p in people for part in (p.key, p.email, *p.name.split())}
    assert secret & set(re.findall(r"[\w@.'-]+", text)) == set()
    assert desk.rows(NOTICE)


def fetch(address):
    parts = urlsplit(address)
    with closing(http.client.HTTPConnection(parts.netloc, timeout=60)) as connection:
        connection.request("GET", parts.path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def test_the_page_shows_the_figures_as_they_are_at_each_look(desk, asked):
    with metrics.exposed(desk.engine, lambda: desk.now, 0) as address:
        _, before = fetch(address)
        asked("smi")
        status, after = fetch(address)

    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/metrics", address)
    assert status == 200
    assert "vorlauf_up 1.0\n" in before
    assert 'vorlauf_steps_open{kind="review"} 1.0\n' not in before
    assert 'vorlauf_steps_open{kind="review"} 1.0\n' in after


def test_a_database_that_does_not_answer_shows_there(tmp_path, capfd):
    engine = make_engine(f"sqlite:///{tmp_path / 'nowhere' / 'vorlauf.db'}")

    with metrics.exposed(engine, lambda: None, 0) as address:
        status, words = fetch(address)

    assert status == 200
    assert words.endswith("vorlauf_up 0.0\n")
    assert words.count("# HELP") == 1
    assert capfd.readouterr().err == ""


def test_whoever_goes_away_keeps_the_page_from_nothing(desk, capfd):
    with metrics.exposed(desk.engine, lambda: desk.now, 0) as address:
        host = urlsplit(address)
        with socket.create_connection((host.hostname, host.port)) as gone:
            gone.sendall(b"GET /metrics HTTP/1.0\r\n\r\n")
        waiting = socket.create_connection((host.hostname, host.port))
        assert fetch(address)[0] == 200
    waiting.close()

    assert capfd.readouterr().err == ""


def test_a_taken_port_is_a_sentence(desk):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (
            pytest.raises(SettingsError, match=rf"Port {port} .*VORLAUF_METRICS_PORT"),
            metrics.exposed(desk.engine, lambda: desk.now, port),
        ):
            pass
