"""Corrections and comments at the dashboard: what is offered, shown, and kept back."""

import pytest
from desk import BARE
from programs import Program, secret_of

from states.post import PostState
from vorlauf.db.engine import reading
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.readmodels.post import post_file

WRONG, RIGHT = "Ein Tag bei der Feuerwher.", "Ein Tag bei der Feuerwehr."


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


@pytest.fixture
def approved(desk, a_post):
    """A post with a typing error, endorsed by Ines, that the Staatskanzlei looks at."""
    texts = dict.fromkeys(desk.directory.campaign.channels, WRONG)
    number = a_post("smi", texts=texts, **BARE)
    desk.do(number, "submit")
    desk.do(number, "endorse", "ines")
    return number


@pytest.fixture
def correct(dashboard):
    """Return a function that fills in the form of a correction as somebody."""

    def fill_in(number, actor="ben", **typed):
        client, action = dashboard.as_(actor), f"/posts/{number}/edit"
        fields = dict(client.see(action).form(action).fields)
        page = client.send(action, fields | {"text-xing": RIGHT, **typed})
        shown = dict(page.form(action).fields)
        return client.send(action, shown | {"correction": "on"})

    return fill_in


@pytest.fixture
def speak(dashboard):
    """Return a function that says something on a page of a post as somebody."""

    def say(actor, page, text, **typed):
        client = dashboard.as_(actor)
        action = f"/posts/{page.split('/')[2]}/comments"
        fields = dict(client.see(page).form(action).fields)
        return client.send(action, {**fields, "text": text, **typed})

    return say


def test_a_second_coordinator_is_offered_it_and_told_who_will_see_it(
    dashboard, approved
):
    client, action = dashboard.as_("ben"), f"/posts/{approved}/edit"
    page = client.see(action)
    fields = dict(page.form(action).fields) | {"text-xing": RIGHT}
    shown = client.send(action, fields)

    assert "Redaktionelle Korrektur (Tippfehler)" in page.text
    assert "Per E-Mail vorgelegt wird sie Ines Iser" in page.text
    assert 'name="correction"' not in page.html
    assert 'name="correction"' in shown.html
    assert "Ines Iser per E-Mail vorgelegt" in shown.text


def test_the_author_reads_why_not(dashboard, approved):
    client, action = dashboard.as_("ada"), f"/posts/{approved}/edit"
    page = client.see(action)
    fields = dict(page.form(action).fields) | {"text-xing": RIGHT}
    shown = client.send(action, fields)

    assert "eine zweite Person der Koordination" in page.text
    assert "Keine redaktionelle Korrektur: " in shown.text
    assert 'name="correction"' not in shown.html


def test_a_draft_does_not_speak_of_it(dashboard, a_post):
    page = dashboard.as_("ben").see(f"/posts/{a_post('smi', **BARE)}/edit")

    assert "Redaktionelle Korrektur" not in page.text


def test_a_correction_keeps_the_state_and_is_marked(desk, correct, approved):
    page = correct(approved)

    assert "Als Fassung 2 korrigiert" in page.text
    assert "Per E-Mail vorgelegt wird sie: Ines Iser." in page.text
    assert "redaktionelle Korrektur" in page.text
    assert "Feuerwher. → Feuerwehr." in page.text
    assert desk.post(approved).state is PostState.STAATSKANZLEI_APPROVAL


def test_its_version_shows_what_was_decided_before(dashboard, correct, approved):
    correct(approved)

    page = dashboard.as_("clara").see(f"/posts/{approved}/versions/2")

    assert "Redaktionelle Korrektur der Fassung 1" in page.text
    assert "Ines Iser, Ministerium des Innern" in page.text
    assert "(Fassung 1)" in page.text
    assert "Über diese Fassung hat niemand entschieden" not in page.text


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"title": "Anders"}, "ändert nur Texte"),
        ({"hour": "11:00"}, "ändert nur Texte"),
        ({"text-xing": "Kein Tag bei der Feuerwehr."}, "mehr als ein Tippfehler"),
        ({"text-xing": "Ganz anders, und viel mehr davon."}, "mehr als 3 Wörter"),
        ({"text-xing": ""}, "weder hinzu noch"),
    ],
)
def test_what_is_none_comes_back_with_the_reason(desk, correct, approved, typed, why):
    page = correct(approved, **typed)

    assert desk.post(approved).version == 1
    assert page.status != 200
    assert why in page.text


def test_a_second_click_is_no_second_correction(dashboard, desk, approved):
    client, action = dashboard.as_("ben"), f"/posts/{approved}/edit"
    fields = dict(client.see(action).form(action).fields) | {"text-xing": RIGHT}
    shown = client.send(action, fields)
    fields = dict(shown.form(action).fields) | {"correction": "on"}

    client.send(action, fields)
    page = client.send(action, fields)

    assert (page.status, desk.post(approved).version) == (200, 2)


def test_an_internal_comment_is_read_by_coordinators_and_auditors(
    dashboard, speak, approved
):
    page = speak("ada", f"/posts/{approved}", "Heikel, @ben!", internal="on")

    assert "Heikel" in page.text
    assert "intern" in page.text
    readers = {"ben": True, "olga": True, "clara": False, "ines": False}
    for reader, reads in readers.items():
        seen = dashboard.as_(reader)
        for path in (f"/posts/{approved}", f"/posts/{approved}/versions/1"):
            assert ("Heikel" in seen.see(path).text) is reads
        assert ("Interner Kommentar" in seen.see(f"/posts/{approved}").text) is reads
        assert ("Erwähnung" in seen.see(f"/posts/{approved}").text) is reads


def test_only_coordinators_are_offered_it(dashboard, speak, approved):
    assert 'name="internal"' not in dashboard.as_("ines").see(f"/posts/{approved}").html

    page = speak("ines", f"/posts/{approved}", "Unter uns", internal="on")

    assert "der Koordination vorbehalten" in page.text


def test_a_comment_on_a_version_stays_with_it(dashboard, desk, speak, approved):
    desk.save(approved, texts={"xing": "Neu."})

    page = speak("ines", f"/posts/{approved}/versions/1", "Das war besser.")

    assert "Das war besser." in page.text
    assert "Fassung 1 " in page.text
    with reading(desk.engine) as connection:
        (said,) = post_file(connection, approved).comments
    assert said.version == 1
    second = dashboard.as_("ines").see(f"/posts/{approved}/versions/2")
    assert "Das war besser." not in second.text


def test_an_empty_comment_on_a_version_comes_back_there(speak, approved):
    page = speak("ines", f"/posts/{approved}/versions/1", " ")

    assert "Kommentare zu dieser Fassung" in page.text
    assert page.status == 422


def test_names_are_shown_and_unknown_ones_said(desk, speak, approved):
    page = speak("ada", f"/posts/{approved}", "@ines und @xaver <b>@frank</b>")

    assert '<strong class="v-mention">@ines</strong>' in page.html
    assert "<b>" not in page.html.partition('id="comments"')[2].partition("<h2")[2]
    assert "Zu @xaver, @frank wird niemand benachrichtigt" in page.text
    assert [row.recipient for row in desk.rows(NOTICE, purpose="mentioned")] == ["ines"]


def test_where_nobody_was_asked_a_name_gets_no_mail(desk, speak, a_post):
    number = a_post("smi")

    page = speak("ada", f"/posts/{number}", "@ines, eine Idee")

    assert "Ohne E-Mail bleibt: Ines Iser." in page.text
    assert desk.rows(NOTICE, purpose="mentioned") == []


def test_the_interface_keeps_internal_lines_back(dashboard, speak, approved):
    speak("ada", f"/posts/{approved}", "Heikel", internal="on")

    for reader, reads in {"olga": True, "ines": False}.items():
        program = Program(dashboard, secret_of(dashboard, reader))
        lines = program.get(f"/posts/{approved}/file").json()
        assert ("comment_internal" in [line["event"] for line in lines]) is reads
        assert "Heikel" not in str(lines)
