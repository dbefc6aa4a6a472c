"""The command line speaks German on a German system, and English on all others."""

import ast
import inspect
import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo

import pytest
import typer
from babel.messages.pofile import read_po
from command_line import open_for

from dashboard.i18n import catalogue
from dashboard.i18n.labels import LABELLED as ON_PAGES
from states.post import STATES, Capacity, PostState, Role, StepKind, Trigger
from states.post_fields import FIELDS
from states.purpose import MailKind
from vorlauf.accounts.invitations import AccountState
from vorlauf.cli import campaign, doctor, help_texts, language, people, usage_errors
from vorlauf.cli.app import app, main
from vorlauf.db.tables import IncomingKind, NoticeState, TopicState
from vorlauf.demo.judge.verdict import RULES
from vorlauf.demo.year.checks import Violations
from vorlauf.demo.year.results import NOTE
from vorlauf.plan.topics.topic_import import RowKind

BERLIN = ZoneInfo("Europe/Berlin")
CLI = language.LOCALE.parent
FILES = sorted((language.LOCALE / "de").glob("*.po"))
HOLE = re.compile(r"%\((\w+)\)[rs]")
# What a help says beside the texts of ours, and what is said by a name of another room.
ELSEWHERE = {
    NOTE,
    "Show this message and exit.",
    *help_texts.FRAME.values(),
    *usage_errors.SENTENCES,
}
LABELLED = {
    "state": {*PostState, ""},
    "step": set(StepKind),
    "move": set(Trigger),
    "mail": set(MailKind),
    "notice": set(NoticeState),
    "incoming": set(IncomingKind),
    "capacity": {*Capacity, *Role},
    "role": set(Role),
    "account": {people.ACCOUNTS.get(state, state) for state in AccountState},
    "field": {field.label for field in FIELDS.values()},
    "look": {"settings", *doctor.LOOKS},
    "rule": {rule.replace("_", " ") for rule in (*vars(Violations()), *RULES)},
    "told": set(campaign.TOLD),
    "topic": set(TopicState),
    "topic row": set(RowKind),
}
# By what the dashboard calls the same kinds of words.
SHARED = {
    "event": "event",
    "mail": "purpose",
    "notice": "notice state",
    "capacity": "capacity",
    "role": "role",
}


@pytest.fixture
def vorlauf(tmp_path, monkeypatch, capsys, sqlite_template, now):
    return open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)


@pytest.fixture
def german(monkeypatch):
    monkeypatch.setenv("LANGUAGE", "de")


@cache
def entries():
    found = []
    for file in FILES:
        with file.open("rb") as lines:
            found += [one for one in read_po(lines, locale="de") if one.id]
    return found


@cache
def asked():
    """Return what the command line says: texts, and pairs of one and many."""
    return {*_said_by_modules(), *_said_by_commands(), *ELSEWHERE}


def _said_by_modules():
    for file in CLI.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield from _said_by_call(node)


def _said_by_call(call):
    texts = [one.value for one in call.args if isinstance(one, ast.Constant)]
    match ast.unparse(call.func):
        case "_" | "tell":
            yield from texts[:1]
        case "ngettext":
            yield tuple(texts[:2])
        case "headings":
            yield from texts
    for word in call.keywords:
        if word.arg in {"help", "metavar"} and isinstance(word.value, ast.Constant):
            yield word.value.value


def _said_by_commands():
    for command in _commands(typer.main.get_command(app)):
        for text in (command.help, command.epilog):
            for paragraph in inspect.cleandoc(text or "").split("\n\n"):
                if paragraph:
                    yield " ".join(paragraph.split())


def _commands(command):
    yield command
    for inner in getattr(command, "commands", {}).values():
        yield from _commands(inner)


def test_everything_that_is_said_has_its_german():
    german = {one.id for one in entries() if one.string and not one.context}
    assert sorted(asked() - german, key=str) == []


def test_nothing_has_a_german_that_is_not_said():
    german = {one.id for one in entries() if not one.context}
    assert sorted(german - asked(), key=str) == []


@pytest.mark.parametrize("kind", LABELLED)
def test_every_key_of_the_engine_has_its_german(kind):
    german = {one.id for one in entries() if one.context == kind}
    assert german >= {str(key) for key in LABELLED[kind] if key}


@pytest.mark.usefixtures("german")
def test_states_are_called_as_the_pages_call_them():
    for state, spec in STATES.items():
        assert language.label("state", state) == spec.german


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("kind", SHARED)
def test_what_the_pages_name_is_called_as_they_call_it(kind):
    pages = catalogue.german()
    for key, english in ON_PAGES[SHARED[kind]].items():
        assert language.label(kind, key) == pages.pgettext(SHARED[kind], english)


def test_german_has_the_same_holes():
    for one in entries():
        wanted = set(HOLE.findall(_texts(one.id)[-1]))
        assert set(HOLE.findall(_texts(one.string)[-1])) == wanted, one.id
        for text in _texts(one.string):
            assert text, one.id
            assert set(HOLE.findall(text)) <= wanted, one.id


def _texts(texts):
    return [texts] if isinstance(texts, str) else list(texts)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "de_AT"}, "de"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C", "LC_ALL": "de_DE.UTF-8", "LC_MESSAGES": "C"}, "de"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": ""}, "de"),
        ({"LANG": "C", "LANGUAGE": "de:en"}, "de"),
        ({}, "en"),
    ],
)
def test_the_system_says_the_language(monkeypatch, environment, expected):
    for name in language.VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert language.language() == expected


@pytest.mark.usefixtures("german")
def test_numbers_and_dates_are_written_as_germans_write_them():
    noon = datetime(2026, 11, 30, 13, 0, tzinfo=UTC)

    assert language.moment(noon, BERLIN) == "Mo 30.11.2026, 14:00"
    assert language.day(date(2026, 11, 30)) == "30.11.2026"
    assert language.number(1234.5) == "1.234,5"
    assert language.ngettext(
        "%(count)s step is late", "%(count)s steps are late", 1234
    ) == ("1.234 Vorgänge sind überfällig")


def test_in_english_they_are_written_as_ever():
    noon = datetime(2026, 11, 30, 13, 0, tzinfo=UTC)

    assert language.moment(noon, BERLIN) == "Mon 2026-11-30 14:00"
    assert language.day(date(2026, 11, 30)) == "2026-11-30"
    assert language.number(1234.5) == "1234.5"
    assert language.label("state", PostState.DRAFT) == "draft"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--help", "Aufruf: vorlauf [OPTIONEN] BEFEHL [ARGUMENTE]..."),
        ("--help", "Beiträge: anlegen, ansehen, entscheiden."),
        ("post move --help", "Einer von: request_assets, submit, endorse,"),
        ("post move --help", "[erforderlich]"),
        ("plan check --help", "[Vorgabe: assets]"),
        ("people invite --help", "Personen zum Dashboard einladen"),
        ("mail", "Benachrichtigungen auflisten"),
    ],
)
@pytest.mark.usefixtures("german")
def test_the_help_is_german(capsys, words, said):
    main(words.split())

    assert said in capsys.readouterr().out


def test_a_language_leaves_no_trace(monkeypatch, capsys):
    main(["post", "list", "--help"])
    before = capsys.readouterr().out
    monkeypatch.setenv("LANGUAGE", "de")
    main(["post", "list", "--help"])
    monkeypatch.setenv("LANGUAGE", "en")
    capsys.readouterr()

    main(["post", "list", "--help"])

    assert capsys.readouterr().out == before


WRONG = {
    "post move 2023-001 endorse": "Es fehlt die Option „--as“.",
    "post show": "Es fehlt das Argument „BEITRAG“.",
    "pots": "Es gibt keinen Befehl „pots“. Meinten Sie 'post', 'report', 'import'?",
    "zzzz": "Es gibt keinen Befehl „zzzz“.",
    "remind --dry": "Es gibt keine Option --dry (möglich: --days, --dry-run).",
    "post list --zzz": "Es gibt keine Option --zzz.",
    "post list a b": "Zu viele Argumente (a b).",
    "post list --house": "Die Option „--house“ braucht einen Wert.",
    "post list --json=x": "Die Option „--json“ nimmt keinen Wert.",
    "remind --days x": "Ungültiger Wert für „--days“: Erwartet wird eine ganze Zahl.",
    "simulate --year 9": "Ungültiger Wert für „--year“: Erwartet wird mindestens 2000.",
    "remind --days 999": "Ungültiger Wert für „--days“: Erwartet wird höchstens 366.",
}


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("words", WRONG)
def test_what_is_written_wrongly_is_said_in_german(capsys, words):
    assert main(words.split()) == 2
    said = capsys.readouterr().err
    assert said == f"{WRONG[words]} `--help` zeigt die Schreibweise.\n"


def test_one_post_reads_in_both_languages(vorlauf):
    number = vorlauf.plan()
    english = vorlauf("post", "list").out
    assert "Tue 2023-11-21 10:00" in english
    assert "draft" in english

    vorlauf.set("LANGUAGE", "de")

    german = vorlauf("post", "list").out
    assert "Di 21.11.2023, 10:00" in german
    assert "Entwurf" in german
    page = vorlauf("post", "show", number, "--as", "haase").out
    assert "Zustand  draft (Entwurf)" in page
    assert "Cornelia Haase könnte:" in page
    assert "Beitrag angelegt" in page
    moved = vorlauf.move(number, "request_assets").out
    assert moved == (
        f"{number} „Ein Tag bei der Polizei“: Material anfragen, "
        "Entwurf → Material angefragt.\n"
    )


@pytest.mark.parametrize(
    "words",
    [
        "post list",
        "overdue",
        "remind --dry-run --days 99",
        "mail list",
        "people list",
        "absence list",
        "audit verify",
        "doctor",
        "check",
    ],
)
def test_a_program_reads_the_same_in_every_language(vorlauf, words):
    vorlauf.plan()
    english = vorlauf(*words.split(), "--json").plain

    vorlauf.set("LANGUAGE", "de")

    assert vorlauf(*words.split(), "--json").plain == english


def test_refusals_of_the_command_line_are_german(vorlauf):
    vorlauf.set("LANGUAGE", "de")

    assert vorlauf("post", "list", "--state", "drft").refusal == (
        "Es gibt keinen Zustand „drft“. Meinten Sie „draft“?"
    )
    planned = vorlauf("plan", "check", "morgen", "--house", "smi")
    assert planned.refusal.startswith("„morgen“ ist kein Datum mit Uhrzeit")


@pytest.mark.program
@pytest.mark.parametrize(
    ("lang", "said"), [("de_DE.UTF-8", "Aufruf: vorlauf"), ("C", "Usage: vorlauf")]
)
def test_the_program_itself_follows_the_system(lang, said):
    environment = {k: v for k, v in os.environ.items() if k not in language.VARIABLES}
    command = [sys.executable, "-m", "vorlauf.cli.app", "--help"]
    ended = subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        env={**environment, "LANG": lang, "PYTHONUTF8": "1"},
    )

    assert said in ended.stdout
