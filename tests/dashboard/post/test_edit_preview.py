"""A change of a decided post is shown before it is saved, with what comes of it."""

from datetime import timedelta

import pytest
from desk import BARE

from states.post import PostState


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


@pytest.fixture
def scheduled(desk, hand_to_review):
    number = hand_to_review("smi", "smf")
    for who in ("ines", "frank"):
        desk.do(number, "endorse", who)
    desk.do(number, "approve", "clara")
    return number


@pytest.fixture
def type_in(dashboard):
    """Return a function that types into the form of a post and sends it once."""

    def act(number, who="ada", **typed):
        client, action = dashboard.as_(who), f"/posts/{number}/edit"
        fields = dict(client.see(action).form(action).fields)
        return client.send(action, fields | typed)

    return act


def fields_of(page, number):
    fields = page.form(f"/posts/{number}/edit").fields
    # A browser leaves out the first line break of a text, this reader does not.
    return {name: value.lstrip("\n") for name, value in fields}


def test_the_first_click_shows_what_comes_of_it_and_saves_nothing(
    desk, type_in, scheduled
):
    before = desk.post(scheduled)

    page = type_in(scheduled, **{"text-xing": "Ein Tag im Revier.", "comment": "Weil."})

    assert page.status == 200
    assert desk.post(scheduled) == before
    assert "<ins>im Revier" in page.html
    for words in (
        "Gilt nicht mehr: Mitzeichnung",
        "Gilt nicht mehr: Freigabe",
        "Mitzeichnung wird erbeten: Ines Iser",
        "von „Eingeplant“ nach „Prüfung im Ressort“",
        "Der Termin ist dann noch zu halten.",
    ):
        assert words in page.text
    kept = fields_of(page, scheduled)
    assert (kept["text-xing"], kept["comment"]) == ("Ein Tag im Revier.", "Weil.")


def test_the_second_click_saves_what_was_shown(dashboard, desk, type_in, scheduled):
    page = type_in(scheduled, **{"text-xing": "Ein Tag im Revier.", "comment": "Weil."})

    action = f"/posts/{scheduled}/edit"
    dashboard.as_("ada").send(action, fields_of(page, scheduled))

    post = desk.post(scheduled)
    assert post.content.texts["xing"] == "Ein Tag im Revier."
    assert post.state is PostState.MINISTRY_REVIEW
    assert desk.file(scheduled)[-1].comment == "Weil."


def test_what_is_typed_after_the_look_is_shown_once_more(
    dashboard, desk, type_in, scheduled
):
    page = type_in(scheduled, **{"text-xing": "Ein Tag im Revier."})
    typed = fields_of(page, scheduled) | {"text-xing": "Ein Tag im Labor."}

    again = dashboard.as_("ada").send(f"/posts/{scheduled}/edit", typed)

    assert desk.post(scheduled).version == 1
    assert "Labor" in again.text
    assert fields_of(again, scheduled)["text-xing"] == "Ein Tag im Labor."


def test_who_was_faster_between_the_two_clicks_is_named_and_nothing_is_lost(
    dashboard, desk, type_in, scheduled
):
    page = type_in(scheduled, **{"text-xing": "Ein Tag im Revier."})
    desk.save(scheduled, "ben", texts={"linkedin": "Ein Jahr bei der Feuerwehr."})

    action = f"/posts/{scheduled}/edit"
    late = dashboard.as_("ada").send(action, fields_of(page, scheduled))

    assert late.status == 409
    assert "Ben Krause" in late.text
    assert fields_of(late, scheduled)["text-xing"] == "Ein Tag im Revier."
    assert desk.post(scheduled).content.texts["xing"] == "Ein Tag bei der Feuerwehr."


def test_a_title_alone_takes_nothing_away(desk, type_in, scheduled):
    page = type_in(scheduled, title="Ein anderer Titel")

    assert "Gilt nicht mehr" not in page.text
    assert "Bleibt bestehen: Freigabe" in page.text
    assert desk.post(scheduled).title == "Ein Tag bei der Feuerwehr"


def test_a_draft_is_saved_at_once(desk, type_in, a_post):
    number = a_post("smi")

    type_in(number, **{"text-xing": "Ein Tag im Revier."})

    assert desk.post(number).version == 2


def test_without_a_change_nothing_is_shown_or_saved(type_in, scheduled):
    assert "nichts geändert" in type_in(scheduled).text


def test_what_cannot_be_saved_comes_back_with_what_was_typed(type_in, scheduled):
    page = type_in(scheduled, link="javascript:alert(1)", comment="Weil.")

    assert page.status == 422
    assert fields_of(page, scheduled)["comment"] == "Weil."


def test_a_text_for_a_channel_that_is_not_ticked_is_kept_and_said(
    dashboard, desk, a_post
):
    number = a_post("smi", **BARE)
    ada, action = dashboard.as_("ada"), f"/posts/{number}/edit"
    fields = dict(ada.see(action).form(action).fields)
    fields.pop("for-xing")

    lost = ada.send(action, fields | {"text-xing": "Ein Tag im Revier."})
    assert lost.status == 422
    assert "Für Xing ist ein neuer Text eingetragen" in lost.text
    assert fields_of(lost, number)["text-xing"] == "Ein Tag im Revier."
    assert desk.post(number).version == 1

    # A text that was there before goes with its channel, and stays in version 1.
    ada.send(action, fields)
    assert "xing" not in desk.post(number).content.texts

    new = dict(ada.see("/posts/new").form("/posts/new").fields)
    new.pop("for-xing")
    new |= {"title": "Neu", "house": "smi", "text-xing": "Ein Tag im Revier."}
    refused = ada.send("/posts/new", new)
    assert refused.status == 422
    assert "Für Xing ist ein Text eingetragen" in refused.text
    assert dict(refused.form("/posts/new").fields)["text-xing"].strip()


def test_a_version_is_restored_after_a_look_at_what_comes_of_it(
    dashboard, desk, scheduled
):
    desk.save(scheduled, texts={"linkedin": "Ein Tag im Revier."})
    client, way = dashboard.as_("ada"), f"/posts/{scheduled}/versions/1/restore"
    assert way in client.see(f"/posts/{scheduled}").links
    assert way in client.see(f"/posts/{scheduled}/versions/1").links

    look = client.see(way)
    page = client.send(way, dict(look.form(way).fields) | {"comment": "Ein Versehen."})

    assert "Gilt wieder: Freigabe" in look.text
    assert "Der offene Vorgang endet: Mitzeichnung" in look.text
    assert "Fassung 1 ist als Fassung 3 wiederhergestellt" in page.text
    assert "wie in Fassung 1; 3 Entscheidungen gelten wieder" in page.text
    assert desk.post(scheduled).state is PostState.SCHEDULED
    version = client.see(f"/posts/{scheduled}/versions/3").text
    assert "Wortgleich mit Fassung 1" in version


def test_a_restoration_is_undone_from_the_next_page(dashboard, desk, scheduled):
    desk.save(scheduled, texts={"linkedin": "Ein Tag im Revier."})
    client, way = dashboard.as_("ada"), f"/posts/{scheduled}/versions/1/restore"
    page = client.send(way, dict(client.see(way).form(way).fields))

    undo = f"/posts/{scheduled}/undo"
    client.send(undo, dict(page.form(undo).fields))

    post = desk.post(scheduled)
    assert (post.version, post.state) == (2, PostState.MINISTRY_REVIEW)


def test_the_slot_can_be_kept(dashboard, desk, scheduled, slot):
    desk.save(scheduled, slot_at=slot + timedelta(days=7))
    client, way = dashboard.as_("ada"), f"/posts/{scheduled}/versions/1/restore"

    look = client.see(way)
    kept = client.see(f"{way}?keep_slot=on")

    assert "Der Termin geht mit zurück" in look.text
    assert f"{way}?keep_slot=on" in look.links
    assert "Der Beitrag hat schon diesen Inhalt" in kept.text


@pytest.mark.parametrize("version", ["9", "x", "0"])
def test_what_there_is_not_is_not_restored(dashboard, scheduled, version):
    way = f"/posts/{scheduled}/versions/{version}/restore"

    assert dashboard.as_("ada").see(way).status == 404


def test_the_price_of_each_way_back_stands_beside_its_button(
    dashboard, desk, scheduled, slot
):
    desk.now = slot - timedelta(days=6)

    page = dashboard.as_("ada").see(f"/posts/{scheduled}")
    approver = dashboard.as_("clara").see(f"/posts/{scheduled}")

    back, edit = page.html.partition('id="ways-back"')[2].split("</p>")[:2]
    assert "führt zurück nach „Entwurf“" in back
    assert "führt zurück nach „Prüfung im Ressort“" in edit
    assert "Arbeitstage zu knapp" in back
    assert back.partition("zu knapp")[0] != edit.partition("zu knapp")[0]
    assert "nach „Entwurf“" in approver.text
    assert "„Bearbeiten“ führt" not in approver.text


def test_a_draft_has_no_way_back(dashboard, a_post):
    page = dashboard.as_("ada").see(f"/posts/{a_post('smi')}")

    assert 'id="ways-back"' not in page.html
