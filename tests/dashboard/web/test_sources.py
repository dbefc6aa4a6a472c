"""Sources: from where requests come, and how often something comes from there."""

from datetime import UTC, datetime, timedelta

import pytest

from dashboard.web import sources
from dashboard.web.busy import BusyError
from dashboard.web.sources import SourceLimit, source_of
from states.messages import msg

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def of(host):
    return source_of({"type": "http", "client": (host, 1234)})


@pytest.fixture
def limit():
    return SourceLimit(3, 10 * MINUTE, msg("Too many."))


def is_full(limit, source, now=NOW):
    try:
        limit.check(source, now)
    except BusyError:
        return True
    return False


def test_an_address_is_a_source():
    assert of("192.0.2.7") == "192.0.2.7"
    assert of("::ffff:192.0.2.7") == "192.0.2.7"
    assert of("192.0.2.8") != of("192.0.2.7")


def test_of_ipv6_all_that_one_line_has_are_one_source():
    assert of("2001:db8:1:2::1") == of("2001:db8:1:2:ffff:ffff:ffff:ffff")
    assert of("2001:db8:1:3::1") != of("2001:db8:1:2::1")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_who_comes_from_this_machine_may_be_anybody(host):
    assert of(host) == ""
    assert source_of({"type": "http", "client": None}) == ""


def test_what_is_no_address_is_a_source_too():
    assert of("unknown") == "unknown"
    assert len(of("x" * 9_000)) == 100


def test_too_often_from_one_source_is_told_when_to_come_back(limit):
    for minute in range(3):
        assert not is_full(limit, "a", NOW + minute * MINUTE)
        limit.count("a", NOW + minute * MINUTE)

    with pytest.raises(BusyError, match="Too many") as refused:
        limit.check("a", NOW + 3 * MINUTE)

    assert refused.value.retry_after == 7 * 60
    assert not is_full(limit, "a", NOW + 10 * MINUTE)
    assert not is_full(limit, "b", NOW + 3 * MINUTE)


def test_nobody_knows_how_often_it_comes_from_nowhere_known(limit):
    for _ in range(9):
        limit.count("", NOW)

    assert not is_full(limit, "")


def test_sources_are_forgotten_before_memory_is_full(limit, monkeypatch):
    monkeypatch.setattr(sources, "_MOST_SOURCES", 10)
    for number in range(100):
        limit.count(f"192.0.2.{number}", NOW)

    assert len(limit._times) == 10
