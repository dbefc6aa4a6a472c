"""Words: dates, counts and labels in German and English."""

import ast
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from work import work

from dashboard.i18n import catalogue
from dashboard.i18n.labels import LABELLED, NAMED
from dashboard.i18n.language import languages
from states.post import Capacity, PostState, Role, StepKind, Trigger
from states.purpose import MailKind
from vorlauf.db.tables import Medium, NoticeState, Outcome
from vorlauf.directory.model import HouseKind

ENGINE = Path(__file__).parents[3] / "vorlauf"
BERLIN = ZoneInfo("Europe/Berlin")
WORDS = languages(BERLIN)
GERMAN, ENGLISH = WORDS["de"], WORDS["en"]
# Monday, half past midnight in Berlin, Sunday in UTC.
INSTANT = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
KINDS = {
    "state": PostState,
    "trigger": Trigger,
    "duty": StepKind,
    "purpose": MailKind,
    "role": Role,
    "capacity": Capacity,
    "outcome": Outcome,
    "notice state": NoticeState,
    "medium": Medium,
    "house kind": HouseKind,
}


def test_instants_are_shown_as_the_clocks_of_the_campaign_show_them():
    assert GERMAN.day(INSTANT) == "Mo 23.11.2026"
    assert GERMAN.long_day(INSTANT) == "Montag, 23. November 2026"
    assert GERMAN.short_day(INSTANT) == "23.11."
    assert GERMAN.moment(INSTANT) == "Mo 23.11.2026, 00:30"
    assert GERMAN.hour(INSTANT) == "00:30"
    assert GERMAN.month(INSTANT) == "November 2026"
    assert GERMAN.iso(INSTANT) == "2026-11-23T00:30+01:00"
    assert GERMAN.local_day(INSTANT) == date(2026, 11, 23)


def test_english_readers_read_english_dates():
    assert ENGLISH.day(INSTANT) == "Mon 23 Nov 2026"
    assert ENGLISH.long_day(INSTANT) == "Monday 23 November 2026"
    assert ENGLISH.short_day(INSTANT) == "23 Nov"
    assert ENGLISH.moment(INSTANT) == "Mon 23 Nov 2026, 00:30"


def test_a_date_is_the_day_that_it_says():
    day = date(2026, 3, 1)
    assert GERMAN.day(day) == "So 01.03.2026"
    assert GERMAN.month(day) == "März 2026"
    assert GERMAN.iso(day) == "2026-03-01"


@pytest.mark.parametrize("say", ["day", "moment", "hour", "iso", "month", "short_day"])
def test_an_instant_without_a_time_zone_is_refused(say):
    with pytest.raises(ValueError, match="has no time zone"):
        getattr(GERMAN, say)(datetime(2026, 11, 23, 10, 0))  # noqa: DTZ001


@pytest.mark.slow
@given(st.datetimes(timezones=st.timezones()).filter(lambda at: 1900 < at.year < 2100))
def test_the_same_instant_reads_the_same_from_every_zone(instant):
    assert GERMAN.moment(instant) == GERMAN.moment(instant.astimezone(UTC))
    assert (
        datetime.fromisoformat(GERMAN.iso(instant))
        == instant.replace(second=0, microsecond=0)
        or instant.astimezone(BERLIN).utcoffset() is not None
    )


def test_the_week_begins_on_monday():
    assert GERMAN.weekdays[0] == "Montag"
    assert GERMAN.short_weekdays == ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
    assert ENGLISH.weekdays[-1] == "Sunday"
    assert GERMAN.months[2] == "März"
    assert len(ENGLISH.months) == 12


@pytest.mark.parametrize(
    ("days", "german", "english"),
    [
        (None, "", ""),
        (0, "heute fällig", "due today"),
        (1, "noch 1 Arbeitstag", "1 working day left"),
        (3, "noch 3 Arbeitstage", "3 working days left"),
        (-1, "überfällig", "overdue"),
        (-2, "2 Arbeitstage überfällig", "2 working days overdue"),
        (-1200, "1.200 Arbeitstage überfällig", "1,200 working days overdue"),
    ],
)
def test_slack_is_said_in_working_days(days, german, english):
    assert (GERMAN.slack_words(days), ENGLISH.slack_words(days)) == (german, english)


def test_working_days_are_counted():
    assert [GERMAN.working_days(n) for n in (0, 1, 3)] == [
        "0 Arbeitstage",
        "1 Arbeitstag",
        "3 Arbeitstage",
    ]
    assert ENGLISH.working_days(1) == "1 working day"


@pytest.mark.parametrize("what", [*LABELLED, *NAMED])
@pytest.mark.parametrize("words", [GERMAN, ENGLISH], ids=["German", "English"])
def test_every_word_of_the_engine_has_a_label(words, what):
    for one in KINDS.get(what, ()):
        label = words.label(what, one)
        assert label
        # They stand after a name, as a part of its sentence.
        is_apposition = getattr(one, "is_by_own_account", False)
        assert label[0].isupper() is not is_apposition
        assert label != one.value


@pytest.mark.parametrize("context", LABELLED)
def test_every_label_has_its_german(context):
    german = catalogue.german()
    for word in LABELLED[context].values():
        assert german.pgettext(context, word) is not word


def _names_of_events():
    """Return what the engine writes into the file as the event of a line."""
    others = {"cli", "demo", "supervisor.py"}
    files = [
        file
        for file in ENGINE.rglob("*.py")
        if not others & {*file.relative_to(ENGINE).parts}
    ]
    trees = [list(ast.walk(ast.parse(file.read_text("utf-8")))) for file in files]
    constants = {name: value for tree in trees for name, value in _constants(tree)}
    places = [_places_of_event(tree) for tree in trees]
    public = {name: at for one in places for name, at in one.items() if name[0] != "_"}
    for tree, own in zip(trees, places, strict=True):
        yield from _written(tree, {**public, **own}, constants)


def _constants(nodes):
    """Return what a module gives a name, one by one or several at once."""
    for node in nodes[0].body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            names, values = getattr(target, "elts", [target]), _several(node.value)
            for name, value in zip(names, values, strict=False):
                if isinstance(name, ast.Name) and isinstance(value, ast.Constant):
                    yield name.id, value.value


def _several(value):
    return value.elts if isinstance(value, ast.Tuple) else [value]


def _places_of_event(nodes):
    """Return at which place each function of a file takes the event."""
    taken = {
        node.name: [
            argument.arg for argument in node.args.args if argument.arg != "self"
        ]
        for node in nodes
        if isinstance(node, ast.FunctionDef)
    }
    return {
        name: args.index("event") for name, args in taken.items() if "event" in args
    }


def _written(nodes, places, constants):
    for call in (node for node in nodes if isinstance(node, ast.Call)):
        events = [word.value for word in call.keywords if word.arg == "event"]
        at = places.get(ast.unparse(call.func).rpartition(".")[2])
        events += [] if at is None else call.args[at : at + 1]
        for event in events:
            yield from _names(event, constants)


def _names(event, constants):
    for node in ast.walk(event):
        if isinstance(node, ast.Constant):
            yield node.value
        elif isinstance(node, ast.Name | ast.Attribute):
            yield constants.get(ast.unparse(node).rpartition(".")[2])


def test_every_event_of_the_file_has_a_label():
    names = {name for name in _names_of_events() if name} | set(Trigger)
    assert {
        "add",
        "save",
        "undo",
        "remind_now",
        "absence_end",
        "account_password",
    } <= names
    assert sorted(names - set(LABELLED["event"])) == []


def test_what_has_no_label_is_shown_as_it_is():
    assert GERMAN.event_label("brand_new_event") == "brand new event"
    assert GERMAN.channel_label("linkedin") == "LinkedIn"
    assert GERMAN.channel_label("radio") == "radio"


def test_parts_of_a_post_are_named():
    assert GERMAN.part_label("pictures") == "Bilder"
    assert GERMAN.part_label("text:linkedin") == "Text für LinkedIn"
    assert ENGLISH.part_label("text:linkedin") == "Text for LinkedIn"


def test_a_page_full_of_dates_is_quick():
    instants = [INSTANT + timedelta(hours=hours) for hours in range(5_000, 6_000)]
    for instant in instants:
        GERMAN.moment(instant)

    # What was written before is looked up: one call each, and one to look.
    with work(most=3 * len(instants)):
        for instant in instants:
            GERMAN.moment(instant)
