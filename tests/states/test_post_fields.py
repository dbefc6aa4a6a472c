"""The fields of a post: whatever has a row is written, kept and shown everywhere."""

import csv
import re
from dataclasses import fields, replace
from io import StringIO
from pathlib import Path

import pytest
from command_line import open_for
from every_letter import CAMPAIGN, POST
from programs import program_of

from dashboard.i18n import catalogue
from notifications.letters import common
from notifications.letters.labels import ENGLISH, GERMAN, PARTS
from states.post_fields import FIELDS, IN_CONTENT, OF_POST, FieldValues
from vorlauf.errors import BadInputError

TEMPLATES = Path(__file__).parents[2] / "dashboard" / "templates"
WORDS = "Früh im Forst"
ADDRESS = "https://www.sachsen.de/forst"
SAID = {name: ADDRESS if one.is_address else WORDS for name, one in FIELDS.items()}
EVERY = pytest.mark.parametrize("name", FIELDS)


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


@pytest.fixture
def ada(dashboard):
    return dashboard.as_("ada")


@pytest.fixture
def vorlauf(tmp_path, monkeypatch, capsys, sqlite_template, now):
    return open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)


def label(name):
    return catalogue.german().pgettext("field", FIELDS[name].label)


def test_the_public_sees_the_link_and_the_title_is_for_us():
    assert "link" in IN_CONTENT
    assert "title" in OF_POST
    assert {*IN_CONTENT, *OF_POST} == set(FIELDS)
    assert [one.name for one in fields(FieldValues)] == list(FIELDS)


@EVERY
def test_a_field_is_kept_and_only_content_makes_a_version(name, desk, a_post):
    number = a_post("smi")

    saved = desk.save(number, **{name: f"  {SAID[name]} "})

    assert (saved.changed, saved.version) == ((name,), 2 if name in IN_CONTENT else 1)
    assert desk.post(number).fields[name] == SAID[name]
    assert desk.save(number, **{name: SAID[name]}).changed == ()


@EVERY
def test_a_field_that_is_not_named_stays(name, desk, a_post):
    number = a_post("smi", **{name: SAID[name]})

    desk.save(number, texts={"xing": "Neu."})

    assert desk.post(number).fields[name] == SAID[name]


@EVERY
def test_what_is_too_long_is_refused(name, desk, a_post):
    number = a_post("smi")
    long = SAID[name] + "x" * FIELDS[name].longest

    with pytest.raises(BadInputError, match=r"characters; write|no web address"):
        desk.save(number, **{name: long})


@EVERY
def test_a_field_is_typed_into_its_form_and_stands_on_the_page(name, ada, desk, a_post):
    number = a_post("smi")
    path = f"/posts/{number}/edit"
    form = ada.see(path)

    page = ada.send(path, {**dict(form.form(path).fields), name: SAID[name]})

    assert f">{label(name)}</label>" in form.html
    assert desk.post(number).fields[name] == SAID[name]
    assert SAID[name] in page.text
    assert f'value="{SAID[name]}"' in ada.see(path).html


@EVERY
def test_a_new_post_takes_every_field(name, ada, desk):
    typed = dict(ada.see("/posts/new").form("/posts/new").fields)
    typed |= {"title": "Neu", "house": "smi", "act": "add", name: SAID[name]}

    ada.send("/posts/new", typed)

    assert desk.post("2023-001").fields[name] == SAID[name]


@EVERY
def test_the_history_names_the_field(name, ada, desk, a_post):
    number = a_post("smi")
    desk.save(number, **{name: SAID[name]})

    assert f"geändert: {label(name)}" in ada.see(f"/posts/{number}").text


@pytest.mark.parametrize("name", OF_POST)
def test_lists_and_exports_have_a_column_of_each(name, ada, a_post):
    a_post("smi", **{name: SAID[name]})

    rows = csv.DictReader(
        StringIO(ada.get("/posts/export?as=csv").content.decode("utf-8-sig")),
        delimiter=";",
    )
    page = ada.see("/posts")

    assert [row[label(name)] for row in rows] == [SAID[name]]
    assert label(name) in page.text
    assert SAID[name] in page.text


@EVERY
def test_programs_write_and_read_a_field(name, dashboard, a_post):
    ada, number = program_of(dashboard, "ada"), a_post("smi")

    edit = {name: SAID[name], "seen_row_version": 1}
    ada.send(f"/posts/{number}", edit, "PATCH")

    assert ada.get(f"/posts/{number}").json()[name] == SAID[name]
    if name in OF_POST:
        (row,) = ada.get("/posts").json()["posts"]
        assert row[name] == SAID[name]


@EVERY
def test_the_command_line_sets_and_shows_a_field(name, vorlauf):
    number = vorlauf.plan()

    vorlauf("post", "edit", number, f"--{name}", SAID[name], "--as", "petzold")

    assert SAID[name] in vorlauf("post", "show", number).out
    shown = vorlauf("post", "show", number, "--json").plain
    assert (shown | shown["content"])[name] == SAID[name]


@pytest.mark.parametrize("name", [name for name in FIELDS if name != "title"])
def test_a_new_post_of_the_command_line_takes_every_field(name, vorlauf):
    number = vorlauf.plan(f"--{name}", SAID[name])

    assert SAID[name] in vorlauf("post", "show", number).out


# The one place that shows only the host of an address, as the channels do.
PREVIEW = re.compile(r"content\.link and \w*\.?host|if content\.link and host")


@pytest.mark.parametrize("name", IN_CONTENT)
def test_no_page_names_a_field_of_the_content_by_hand(name):
    """Who decides sees every field, also one that is added later."""
    by_hand = [
        f"{file.name}: {line}"
        for file in sorted(TEMPLATES.glob("*.html"))
        for line in file.read_text("utf-8").splitlines()
        if re.search(rf"content\.{name}\b", PREVIEW.sub("", line))
    ]

    assert by_hand == []


@pytest.mark.parametrize("lang", [GERMAN, ENGLISH])
@pytest.mark.parametrize("name", IN_CONTENT)
def test_mails_say_every_field_of_the_content_and_what_has_changed_in_it(name, lang):
    (facts,) = common.facts(CAMPAIGN, replace(POST, fields={name: SAID[name]}), lang)

    assert SAID[name] in dict(facts.rows).values()
    assert PARTS[lang][name]
