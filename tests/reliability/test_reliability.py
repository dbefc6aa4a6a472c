"""Reliability: each figure holds, and none holds with a careless sender."""

import pkgutil
import re
from collections import Counter
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from random import SystemRandom

import pytest
from measuring import measured

import reliability
from conftest import skip_without
from reliability import (
    kept_heads,
    kills,
    notice_hours,
    postfix,
    postfix_kills,
    quoted_secrets,
    report,
)
from reliability.__main__ import ALL
from reliability.evidence import Evidence, Mail, Owed
from reliability.figures import Figure, not_measured
from reliability.killed_senders import Lives
from vorlauf.mail.queue.recovery import POISON

ROOT = Path(__file__).parents[2]
ADDRESS = "kontakt@h0000.example.org"
SECOND = "postgresql"


# Every figure that there is, once for each database if it asks which.
EVERY = [
    pytest.param(number, kind, marks=pytest.mark.postgres if kind == SECOND else ())
    for number, (_, asks) in ALL.items()
    for kind in (("sqlite", SECOND) if asks else (None,))
]
WITH_POSTFIX = {2, 10}


@pytest.mark.faults
@pytest.mark.timeout(600)
@pytest.mark.parametrize(("number", "kind"), EVERY)
def test_the_figure_holds(number, kind, request):
    if kind == SECOND:
        request.getfixturevalue("postgres")
    if number in WITH_POSTFIX and not postfix.is_there():
        skip_without("postfix", postfix_kills.NO_POSTFIX)

    words = ["--short", "--only", str(number), *(["--on", kind] if kind else [])]
    status, lines = measured("-m", "reliability", *words)

    assert status == 0, lines
    assert lines.startswith(f"{number:>2}  "), lines


def test_every_module_that_measures_has_a_number_and_a_line_on_the_page():
    names = [module.name for module in pkgutil.iter_modules(reliability.__path__)]
    modules = [import_module(f"reliability.{one}") for one in names if one[0] != "_"]

    measures = {one.run for one in modules if hasattr(one, "run")}
    explained = re.findall(r"^(\d+)\. ", report.page([]), re.MULTILINE)

    assert {measure for measure, _ in ALL.values()} == measures
    assert [int(number) for number in explained] == list(ALL)


@pytest.mark.faults
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("habit", "number"),
    [
        ("notes_it_first", "1"),
        ("notes_it_late", "1"),
        ("gives_up", "3"),
        ("notes_it_late", "5"),
        ("notes_it_late", "6"),
    ],
)
def test_no_figure_holds_with_a_careless_sender(habit, number):
    status, lines = measured("tests/support/careless.py", habit, number)

    assert (status, "Traceback" in lines) == (1, False), lines
    assert "NOT KEPT" in lines


@pytest.mark.slow
def test_the_instants_are_those_of_the_calendar_on_paper():
    figure = notice_hours.run(short=True)

    assert (figure.kept, figure.failed) == (True, 0), figure.details


@pytest.mark.parametrize(
    ("where", "wrong"),
    [
        ("vorlauf.workflow.reminder_schedule.reminder_instants", lambda *_, **__: []),
        ("states.office_hours.Office.is_open", lambda _office, _instant: True),
        ("states.working_days._public_holidays", lambda _land, _year: {}),
    ],
)
def test_a_calendar_that_is_wrong_is_found_out(monkeypatch, where, wrong):
    monkeypatch.setattr(notice_hours, "FEW", 300)
    monkeypatch.setattr(where, wrong)
    _forget_calendars()

    figure = notice_hours.run(short=True)

    _forget_calendars()
    assert not figure.kept


def _forget_calendars():
    from states import working_days

    working_days._calendar.cache_clear()


@pytest.mark.parametrize("blind", ["rewritten", "cut"])
def test_a_comparison_that_is_blind_is_found_out(monkeypatch, blind):
    monkeypatch.setattr(kept_heads, "SHORT", 22)
    monkeypatch.setattr(f"vorlauf.db.audit_head._{blind}", lambda *_: None)

    (figure,) = kept_heads.run(short=True, on=["SQLite"])

    assert (figure.kept, figure.failed > 0) == (False, True), figure.details


def arrived(number="2026-001", identity="<1@x>", digest="a"):
    return Mail(0.0, ADDRESS, identity, frozenset({number}), digest)


def owed(state="sent", error=None):
    return Owed("2026-001", ADDRESS, state, error)


@pytest.fixture
def lives():
    return Lives(None, None, SystemRandom(), kills=20)


@pytest.mark.parametrize(
    ("mails", "state", "is_kept"),
    [
        ([arrived()], "sent", True),
        ([arrived(), arrived()], "sent", True),
        ([], "sent", False),
        ([], "queued", False),
        ([arrived(), arrived(), arrived()], "sent", False),
        ([arrived(), arrived(digest="b")], "sent", False),
        ([arrived(), arrived(identity="<2@x>")], "sent", False),
    ],
)
def test_requests_may_come_twice_but_not_be_lost(lives, mails, state, is_kept):
    found = Evidence([owed(state)], mails)

    assert kills.requests("", found, 0, lives, counts=True).kept is is_kept


@pytest.mark.parametrize(
    ("mails", "state", "is_kept"),
    [
        ([arrived()], "sent", True),
        ([], "unknown", True),
        ([], "sent", False),
        ([], "dead", False),
        ([arrived(), arrived()], "sent", False),
    ],
)
def test_reminders_may_be_set_apart_but_not_come_twice(lives, mails, state, is_kept):
    found = Evidence([owed(state)], mails)

    assert kills.reminders("", found, 0, lives).kept is is_kept


def test_too_many_duplicates_break_the_promise(lives):
    found = Evidence([owed()], [arrived(), arrived()])
    lives.kills = 19

    assert not kills.requests("", found, 0, lives, counts=True).kept


def test_what_three_deaths_have_set_apart_is_not_lost(lives):
    found = Evidence([owed("dead", POISON)], [])

    assert (found.lost, kills.requests("", found, 0, lives, counts=True).kept) == (
        [],
        True,
    )


def test_a_run_without_a_kill_proves_nothing(lives):
    lives.kills = 0

    assert not kills.reminders("", Evidence([owed()], [arrived()]), 0, lives).kept


@pytest.mark.parametrize("mails", [[], [arrived(), arrived()]])
def test_with_the_servers_log_nothing_is_lost_or_doubled(lives, mails):
    found = Evidence([owed("unknown")], mails)

    assert not postfix_kills.judge("", found, 0, lives).kept


def test_what_could_not_be_measured_is_not_kept():
    figure = not_measured(2, "kill -9 into Postfix", "no Postfix")

    assert (figure.kept, "not measured" in report.page([report.Row(figure, 0)])) == (
        False,
        True,
    )


def test_the_page_says_what_is_not_kept():
    broken = Figure(number=1, title="A", tried=9, failed=1, kept=False, details="a|b")

    page = report.page([report.Row(broken, 2)])

    assert "| 1 | A | 9 | 1 | 0 failed | **no** | a/b (2 s) |" in page
    assert not notice_hours.judge(1, 9, Counter({"twice": 1})).kept


def test_what_was_not_measured_again_stays_with_its_own_day():
    old = Figure(number=2, title="B", tried=5, failed=0, kept=True, details="")
    before = report.page([report.Row(replace(old, number=n), 3) for n in (1, 2, 10)])
    before = re.sub(r"\| [^|]+ \|$", "| 2026-01-02, abc |", before, flags=re.MULTILINE)

    page = report.page([report.Row(replace(old, title="C"), 4)], before)

    rows = [line for line in page.split("\n") if re.match(r"\| \d", line)]
    assert [row.split(" | ")[:2] for row in rows] == [
        ["| 1", "B"],
        ["| 2", "C"],
        ["| 10", "B"],
    ]
    assert [row.endswith("2026-01-02, abc |") for row in rows] == [True, False, True]


@pytest.mark.slow
def test_answers_that_are_kept_with_what_they_quote_break_the_promise():
    (figure,) = quoted_secrets.run(short=True, on=["SQLite"], is_redacting=False)

    assert not figure.kept
    assert figure.failed > 0
