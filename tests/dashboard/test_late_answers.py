"""Whoever comes second hears it on the page and in the API; the words are kept."""

import pytest
from answer_pages import link_of
from picture_samples import jpeg

from vorlauf.db.tables import LinkKind
from vorlauf.editing.corrections import Correction, correct
from vorlauf.posts.comment_queries import COMMENT

SAID = {
    "decision": "request_changes",
    "name": "Ines Iser",
    "comment": "Falsches Datum.",
}


@pytest.fixture
def number(hand_to_review):
    return hand_to_review("smi")


def said(desk):
    return [(one.author, one.text) for one in desk.rows(COMMENT)]


def test_a_link_that_was_overtaken_says_by_whom(dashboard, desk, number):
    address = link_of(dashboard, number, "smi")
    desk.do(number, "endorse", "ivo")

    page = dashboard.stranger().send(address, SAID | {"seen": "1"})

    assert page.status == 409
    assert "inzwischen war Ivo Jahn schneller (" in page.text
    assert "als Kommentar festgehalten" in page.text
    assert said(desk) == [("Ines Iser", "Falsches Datum.")]


def test_so_does_a_form_of_an_account(dashboard, desk, number):
    ines = dashboard.as_("ines")
    seen = str(desk.post(number).row_version)
    desk.do(number, "endorse", "ivo")

    form = {"comment": "Falsches Datum.", "seen": seen, "version": "1"}
    page = ines.send(f"/posts/{number}/moves/request_changes", form)

    assert page.status == 409
    assert "inzwischen war Ivo Jahn schneller" in page.text
    assert said(desk) == [("Ines Iser", "Falsches Datum.")]


def test_a_second_click_is_told_nothing_of_the_kind(dashboard, desk, number):
    address = link_of(dashboard, number, "smi")
    ines = dashboard.stranger()
    ines.send(address, SAID | {"seen": "1"})

    page = ines.send(address, SAID | {"seen": "1"})

    assert "schneller" not in page.text
    assert said(desk) == []


LATE_FORMS = {
    "/forward": ({"to": "ivo", "comment": "Bitte Ivo fragen."}, "Bitte Ivo fragen."),
    "/time": (
        {"until": "2023-10-20", "reason": "Messe."},
        "20.10.2023: Messe.",
    ),
    "/away": (
        {"first": "2023-10-02", "last": "2023-10-06"},
        "Ich bin vom Mo 02.10.2023 bis zum Fr 06.10.2023 abwesend.",
    ),
}


@pytest.mark.parametrize("form", LATE_FORMS)
def test_whatever_else_is_said_by_a_link_that_was_overtaken_is_kept(
    dashboard, desk, number, form
):
    address, (typed, kept) = link_of(dashboard, number, "smi"), LATE_FORMS[form]
    desk.do(number, "endorse", "ivo")

    page = dashboard.stranger().send(address + form, {"name": "Ines Iser", **typed})

    assert page.status == 409
    assert "inzwischen war Ivo Jahn schneller (" in page.text
    assert said(desk) == [("Ines Iser", kept)]


def test_whoever_forwards_second_hears_who_has_forwarded(dashboard, desk, number):
    address, ines = link_of(dashboard, number, "smi"), dashboard.stranger()
    form = {"to": "ivo", "name": "Ines Iser"}
    ines.send(f"{address}/forward", form | {"comment": "Eins."})

    again = ines.send(f"{address}/forward", form | {"comment": "Eins."})
    other = dashboard.stranger().send(
        f"{address}/forward", form | {"name": "Erika Muster", "comment": "Zwei."}
    )

    assert "schneller" not in again.text
    assert "Ines Iser schneller (weitergegeben" in other.text
    assert said(desk) == [("Erika Muster", "Zwei.")]


def test_an_objection_that_comes_second_is_kept(dashboard, desk, hand_to_review):
    number = hand_to_review("smi", "smf")
    desk.do(number, "endorse", "ines")
    texts = {"xing": "Ein Tag bei der Feuerwher."}
    desk.ask(correct, Correction(number=number, actor="ben", texts=texts))
    address = link_of(dashboard, number, "smi", LinkKind.OBJECT)
    desk.save(number, texts={"xing": "Ganz anders."})
    form = {"agree": "no", "name": "Ines Iser", "comment": "Das ändert den Sinn."}

    page = dashboard.stranger().send(f"{address}/object", form)

    assert page.status in {409, 410}
    assert "Ada Lorenz schneller (" in page.text
    assert said(desk) == [("Ines Iser", "Das ändert den Sinn.")]


@pytest.fixture
def complete(dashboard, desk, a_post):
    """A post whose picture has come by a link, and the address of that link."""
    number = a_post("smi", wants_graphics=False)
    desk.do(number, "request_assets")
    address, ines = link_of(dashboard, number, "smi"), dashboard.stranger()
    send_files(ines, address, ("eins.jpg", jpeg()))
    shown = dict(ines.see(address).forms[-1].fields)
    (key,) = [name[9:] for name in shown if name.startswith("alt_text-")]
    typed = {f"alt_text-{key}": "Ein Zug.", f"people-{key}": "no"}
    done = ines.send(f"{address}/files", shown | typed)
    assert "Vielen Dank" in done.text
    return number, address, shown | typed | {f"alt_text-{key}": "Anders."}


def send_files(browser, address, *files, name="Ines Iser", **typed):
    sent = [("file", (called, raw)) for called, raw in files]
    return browser.send(f"{address}/files", {"name": name, **typed}, files=sent)


def test_files_that_come_too_late_are_named_and_told(dashboard, desk, complete):
    number, address, _ = complete

    page = send_files(dashboard.stranger(), address, ("zwei.jpg", jpeg(seed=2)))

    assert page.status == 409
    assert "Nicht angenommen" in page.text
    assert "zwei.jpg" in page.text
    ((who, words),) = said(desk)
    assert (who, "zwei.jpg" in words) == ("Ines Iser", True)
    assert len(desk.post(number).pictures) == 1


def test_what_is_written_too_late_beside_a_picture_is_kept(dashboard, desk, complete):
    _, address, typed = complete

    page = dashboard.stranger().send(f"{address}/files", typed)

    assert page.status == 409
    ((_, words),) = said(desk)
    assert words == "eins.jpg: Anders."


def test_a_second_click_on_files_is_told_nothing_of_the_kind(dashboard, desk, complete):
    _, address, _ = complete

    page = send_files(dashboard.stranger(), address, ("eins.jpg", jpeg()))

    assert "Vielen Dank" in page.text
    assert "Nicht angenommen" not in page.text
    assert said(desk) == []


def test_two_saves_of_one_person_within_a_minute_lose_nothing(dashboard, a_post):
    number = a_post("smi")
    way, ada = f"/posts/{number}/edit", dashboard.as_("ada")
    shown = dict(ada.see(way).form(way).fields)
    ada.send(way, shown | {"title": "Erster Titel"})

    same = ada.send(way, shown | {"title": "Erster Titel"})
    other = ada.send(way, shown | {"title": "Zweiter Titel"})

    assert same.status == 200
    assert other.status == 409
    assert "Zweiter Titel" in other.html
