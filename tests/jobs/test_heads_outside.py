"""The nightly run keeps the log's head outside, and compares what it kept before."""

import errno
import os
from datetime import timedelta
from random import Random

import pytest
from log_of_people import without_guards
from prometheus_client.parser import text_string_to_metric_families

from reliability.forged_logs import FORGERIES
from vorlauf.db import audit_head, audit_log
from vorlauf.db.engine import reading, writing
from vorlauf.errors import StoreError
from vorlauf.jobs import head_file
from vorlauf.jobs.heads_outside import TWO_NIGHTS, HeadsOutside
from vorlauf.jobs.housekeeping import housekeep
from vorlauf.jobs.metrics import exposition
from vorlauf.jobs.run_summaries import HEAD_NOT_KEPT, of_housekeeping

NIGHT = timedelta(days=1)


@pytest.fixture
def engine(engine_of_its_own):
    return engine_of_its_own


@pytest.fixture
def outside(tmp_path):
    return HeadsOutside(tmp_path / "heads")


def lines(outside):
    return outside.path.read_text().splitlines()


def examined(desk, outside, at):
    with reading(desk.engine) as connection:
        check = audit_log.verify(connection)
        return outside.examine(connection, check, at)


def rewrite(desk):
    with writing(without_guards(desk.engine)) as connection:
        FORGERIES["salted anew"](connection, Random(1))  # noqa: S311 - repeatable


def test_each_night_adds_a_line_whether_or_not_anything_happened(desk, a_post, outside):
    a_post("smi")
    for night in range(3):
        report = housekeep(desk.engine, desk.now + night * NIGHT, outside)
        assert (report.audit_ok, report.head_kept) == (True, True)

    with reading(desk.engine) as connection:
        head = audit_head.last_line(connection).head
    assert lines(outside) == [
        f"2023-09-{18 + night}T07:00:00+00:00 {head}" for night in range(3)
    ]
    assert outside.path.stat().st_mode & 0o007 == 0


def test_a_log_that_was_made_anew_is_found_and_not_kept(desk, a_post, outside):
    a_post("smi")
    housekeep(desk.engine, desk.now, outside)
    rewrite(desk)
    desk.is_filled = True

    report = housekeep(desk.engine, desk.now + NIGHT, outside)

    assert not report.audit_ok
    assert any("line 1 is another one now" in line for line in report.lines)
    assert len(lines(outside)) == 1
    assert of_housekeeping(report) == "audit log broken"


def test_what_could_not_be_kept_is_told_and_stops_nothing(desk, a_post, tmp_path):
    a_post("smi")
    outside = HeadsOutside(tmp_path / "nowhere" / "heads")

    report = housekeep(desk.engine, desk.now, outside)

    assert (report.audit_ok, report.head_kept) == (True, False)
    assert any("cannot be kept in" in line for line in report.lines)
    assert of_housekeeping(report) == HEAD_NOT_KEPT
    assert report.lines[-1] == "0 notices could not be delivered"


def test_half_a_line_is_taken_back_or_ended_before_the_next(outside, now, monkeypatch):
    kept = audit_head.KeptHead(7, "ab" * 32)
    head_file.append(outside.path, kept, now)
    whole, real = outside.path.read_bytes(), os.write

    def half(file, content):
        real(file, content[:20])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "write", half)
    with pytest.raises(StoreError, match="No space left"):
        head_file.append(outside.path, kept, now)
    monkeypatch.undo()
    assert outside.path.read_bytes() == whole

    outside.path.write_bytes(whole + b"2023-09-18T07:00:00+00:00 7:ab")
    head_file.append(outside.path, kept, now)
    found = head_file.read(outside.path)
    assert (found.kept, found.odd) == ((kept, kept), ())


def test_a_file_that_nobody_adds_to_is_a_fault(desk, a_post, outside):
    a_post("smi")

    assert examined(desk, outside, desk.now) is None
    with pytest.raises(StoreError, match="No head of the audit log went into"):
        examined(desk, outside, desk.now + TWO_NIGHTS + NIGHT)
    housekeep(desk.engine, desk.now + NIGHT, outside)
    assert examined(desk, outside, desk.now + 2 * NIGHT) == desk.now + NIGHT
    with pytest.raises(StoreError, match="since 2023-09-19 07:00"):
        examined(desk, outside, desk.now + 5 * NIGHT)


def test_a_file_that_contradicts_the_log_is_a_fault(desk, a_post, outside):
    a_post("smi")
    housekeep(desk.engine, desk.now, outside)
    outside.path.write_text(outside.path.read_text() + "nonsense\n")

    with pytest.raises(StoreError, match=r"Line 2 of .* is no head"):
        examined(desk, outside, desk.now)


def age(desk, outside, at):
    text = exposition(desk.engine, at, outside).decode()
    found = {one.name: one for one in text_string_to_metric_families(text)}
    family = found.get("vorlauf_head_kept_age_seconds")
    return family and family.samples[0].value


def test_the_figures_say_how_old_the_last_head_is(desk, a_post, outside):
    a_post("smi")
    assert age(desk, None, desk.now) is None
    assert age(desk, outside, desk.now) == float("inf")

    housekeep(desk.engine, desk.now, outside)

    assert age(desk, outside, desk.now + NIGHT) == NIGHT.total_seconds()
