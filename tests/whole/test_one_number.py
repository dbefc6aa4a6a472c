"""One number for one thing: wherever a post is shown, it is as late as elsewhere."""

import csv
import re
import shutil
from datetime import datetime, timedelta
from email import message_from_string
from email.policy import default
from io import StringIO
from types import SimpleNamespace

import pytest
from command_line import CommandLine
from dashboards import Dashboard
from desk import Desk
from listed import badges_of, row_of, words_in
from programs import program_of

from dashboard.i18n.language import languages
from states.post import StepKind
from vorlauf.db.engine import make_engine
from vorlauf.editing.feasibility import outlook
from vorlauf.jobs.metrics import exposition

WHO = "petzold"
_FACTS = re.compile(r'<p class="v-facts">.*?</p>', re.DOTALL)
_SUMMARY = re.compile(r'href="#([a-z-]+)">[^<]*</a> <span class="v-count">([0-9]+)<')
_LINES = re.MULTILINE


class Places:
    """Every place that says how late a post of the sample campaign is."""

    def __init__(self, folder, campaign, monkeypatch, capsys, now):
        (folder / "var").mkdir()
        file = folder / "var" / "vorlauf.db"
        shutil.copy(campaign.folder / "vorlauf.db", file)
        shutil.copy(campaign.folder / "stakeholders.toml", folder)
        self.desk = Desk(make_engine(f"sqlite:///{file}"), campaign.directory, now)
        self.desk.is_filled = True
        (folder / "home").mkdir()
        board = Dashboard(self.desk, folder / "home")
        self.reader = board.as_(WHO)
        self.program = program_of(board, WHO)
        self.vorlauf = CommandLine(folder, monkeypatch, capsys)
        self.vorlauf.at(now)
        self.words = languages(campaign.directory.campaign.zone)["de"]
        self.exported = self._export()

    def _export(self):
        sent = self.reader.get("/posts/export?as=csv").content.decode("utf-8-sig")
        rows = csv.DictReader(StringIO(sent, newline=""), delimiter=";")
        return {row["Nummer"]: row for row in rows}

    def expected(self, number):
        """Return what the engine says of a post."""
        found = outlook(self.desk.post(number), self.desk.directory, self.desk.now)
        return SimpleNamespace(
            slack=found.slack,
            late=self.words.slack_words(found.slack),
            short=found.feasibility.short_by,
            earliest=None if found.feasibility.met else found.feasibility.earliest,
            missed=found.is_missed,
        )

    def lists(self, number):
        """Yield the board, the register and the calendar, narrowed to one post."""
        month = f"{self.desk.post(number).slot_at:%Y-%m}"
        for path in (f"/board?q={number}", f"/posts?q={number}"):
            yield path, self.reader.get(path)
        path = f"/calendar?q={number}&month={month}"
        yield path, self.reader.get(path)

    def mail(self, kind, *about):
        """Return the words of a mail as it would be sent now."""
        typed = ("mail", "preview", kind, "--to", WHO, "--lang", "de", "--out", "-")
        sent = message_from_string(self.vorlauf(*typed, *about).out, policy=default)
        return " ".join(sent.get_body(("plain",)).get_content().split())

    def numbers(self, late):
        """Return the posts of a filter, by register, API and export."""
        sent = self.reader.get(f"/posts/export?as=csv&late={late}").content
        rows = csv.DictReader(
            StringIO(sent.decode("utf-8-sig"), newline=""), delimiter=";"
        )
        found = self.program.get(f"/posts?late={late}&limit=200").json()
        page = self.reader.get(f"/posts?late={late}").text
        return [
            {row["Nummer"] for row in rows},
            {post["number"] for post in found["posts"]},
            set(re.findall(r'<tr data-row id="p([0-9-]+)"', page)),
        ]


@pytest.fixture(params=[timedelta(0), timedelta(days=2, hours=1, minutes=7)])
def places(request, campaign, tmp_path, monkeypatch, capsys):
    now = campaign.at + request.param
    found = Places(tmp_path, campaign, monkeypatch, capsys, now)
    yield found
    found.desk.engine.dispose()


def test_every_place_gives_the_same_number_for_the_same_post(places, campaign):
    checked = {"late": 0, "short": 0, "missed": 0}
    states = set()
    for post in campaign.posts:
        if not post.state.is_open:
            continue
        number, told = post.number, places.expected(post.number)
        states.add(post.state)
        checked["late"] += (told.slack or 0) < 0
        checked["short"] += bool(told.short)
        checked["missed"] += told.missed
        _check_lists(places, number, told)
        _check_page(places, number, told)
        _check_programs(places, number, told)
    assert len(states) == 5
    assert checked["late"] > 1
    assert checked["short"] > 0


def _check_lists(places, number, told):
    short = places.words.working_days(told.short)
    for path, page in places.lists(number):
        row = words_in(row_of(page, number))
        assert ("verpasst" in badges_of(page, number)) is told.missed, path
        is_calendar = path.startswith("/calendar")
        if not is_calendar or (told.slack or 0) < 0:
            assert told.late in row, path
        if not is_calendar:
            assert (f"{short} zu knapp" in row) is bool(told.short), path
    row = places.exported[number]
    assert row["Arbeitstage bis zur Frist"] == (
        "" if told.slack is None else str(told.slack)
    )
    assert row["Arbeitstage zu knapp"] == (str(told.short) if told.short else "")


def _check_page(places, number, told):
    page = places.reader.get(f"/posts/{number}").text
    facts = words_in(_FACTS.search(page)[0])
    if not told.missed:
        assert told.late in facts
        # Below it the prices of ways back stand, which are other numbers.
        above = words_in(page.partition('id="facts"')[2].partition('class="v-post"')[0])
        is_short = f" {places.words.working_days(told.short)} zu knapp" in above
        assert is_short is bool(told.short)
    if told.earliest is not None:
        assert places.words.moment(told.earliest) in page


def _check_programs(places, number, told):
    post = places.program.get(f"/posts/{number}").json()
    slacks = [duty["slack"] for duty in post["duties"] if not duty["retrospective"]]
    assert min(slacks, default=None) == told.slack
    assert post["slot_missed"] is told.missed
    typed = places.vorlauf("post", "show", number, "--json").plain["outlook"]
    assert (typed["slack"], typed["is_missed"]) == (told.slack, told.missed)
    if told.earliest is not None:
        by_api = datetime.fromisoformat(post["earliest_slot"])
        by_command = datetime.fromisoformat(typed["feasibility"]["earliest"])
        assert by_api == by_command == told.earliest
    if told.short:
        assert typed["feasibility"]["short_by"] == told.short


def test_the_mails_name_the_same_number(places, campaign):
    overview, compared = places.mail("overview"), 0
    for post in campaign.posts:
        slack = places.expected(post.number).slack if post.state.is_open else None
        named = [int(n) if n.isdigit() else 1 for n in _late_in(overview, post.number)]
        held = places.desk.post(post.number).held_since is not None
        if slack is not None and slack < 0 and not held:
            # What is asked afterwards is late by itself.
            assert -slack in named
            step = min(places.desk.post(post.number).steps, key=lambda one: one.due_at)
            reminder = places.mail("reminder", "--post", post.number)
            assert _late_words(-slack) in reminder or step.kind is StepKind.DRAFT
            compared += 1
        else:
            assert named == []
    assert compared > 1


def _late_in(overview, number):
    """Return by how many working days the overview says that a post is late."""
    line = r"seit (\S+) Arbeitstag(?:en)? überfällig [^:]*: " + re.escape(number)
    return re.findall(line, overview)


def _late_words(days):
    return "einem Arbeitstag" if days == 1 else f"{days} Arbeitstagen"


@pytest.mark.parametrize("late", ["missed", "overdue", "at_risk", "blocked"])
def test_every_list_of_late_posts_has_the_same_posts(places, late):
    by_export, by_api, by_page = places.numbers(late)

    assert by_export == by_api == by_page


def test_today_counts_the_same_on_the_page_and_in_the_api(places):
    page = places.reader.get("/").text
    counted = {key.replace("-", "_"): int(n) for key, n in _SUMMARY.findall(page)}

    found = places.program.get("/today").json()

    groups = {one["key"]: one["count"] for one in found["groups"] if one["count"]}
    assert counted == groups
    assert counted.get("missed", 0) == len(places.numbers("missed")[0])


def test_overdue_steps_are_as_many_in_metrics_as_on_the_command_line(places):
    late = places.vorlauf("overdue", "--json").plain

    text = exposition(places.desk.engine, places.desk.now).decode()

    counted = re.findall(
        r"^vorlauf_steps_overdue\{.*?\} ([0-9.]+)$", text, re.MULTILINE
    )
    assert sum(map(float, counted)) == len(late)
    assert {one["number"] for one in late} == places.numbers("overdue")[0]
