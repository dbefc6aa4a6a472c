"""The other forms of a post: edit, new, picture, comment, reminder, later date."""

from datetime import date, timedelta

import pytest
from dashboards import Page, seen
from desk import BARE
from edit_forms import send_edit
from picture_samples import png

from states.post import PostState, StepKind
from vorlauf.material.files.storage import FileStore


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


@pytest.fixture
def open_form(dashboard):
    """Return a function that opens a form as somebody, and gives a way to send it."""

    def open_(who, path, action="", **typed):
        client, action = dashboard.as_(who), action or path.partition("?")[0]
        fields = dict(client.see(path).form(action).fields)
        return lambda **more: client.send(action, {**fields, **typed, **more})

    return open_


def test_saving_a_text_makes_a_version(open_form, desk, a_post):
    number = a_post("smi")

    page = open_form("ada", f"/posts/{number}/edit")(**{"text-xing": "Neu."})

    assert "Es gilt Fassung 2." in page.text
    assert desk.post(number).content.texts["xing"] == "Neu."


def test_saving_without_a_change_says_so(open_form, desk, a_post):
    number = a_post("smi")

    page = open_form("ada", f"/posts/{number}/edit")()

    assert "nichts geändert" in page.text
    assert desk.post(number).row_version == 1


def test_the_form_says_before_what_saving_voids(dashboard, desk, hand_to_review):
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")

    form = dashboard.as_("ada").see(f"/posts/{number}/edit")
    page = send_edit(dashboard.as_("ada"), number, link="https://sachsen.de")

    assert "hebt die bisherigen Entscheidungen auf" in form.text
    assert "wieder im Zustand „Prüfung im Ressort“" in page.text
    assert desk.post(number).state is PostState.MINISTRY_REVIEW


def test_a_new_slot_is_named_in_the_time_of_the_campaign(open_form, desk, a_post):
    number = a_post("smi")

    open_form("ada", f"/posts/{number}/edit")(day=" 2023-11-23 ", hour="15:30")

    assert f"{desk.post(number).slot_at:%Y-%m-%d %H:%M}" == "2023-11-23 14:30"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"day": "2023-11-22"}, "day"),
        ({"day": "gestern"}, "day"),
        ({"hour": "25:00"}, "day"),
        ({"text-xing": "a\0b"}, ""),
    ],
)
def test_what_cannot_be_saved_is_given_back(typed, field, open_form, desk, a_post):
    number = a_post("smi")

    page = open_form("ada", f"/posts/{number}/edit")(comment="Warum.", **typed)

    assert page.status == 422
    assert "Warum." in page.html
    assert not field or f"#{field}" in page.links
    assert desk.post(number).row_version == 1


def test_the_second_to_save_sees_what_changed_and_loses_nothing(
    open_form, desk, a_post
):
    number = a_post("smi")
    send = open_form("ada", f"/posts/{number}/edit", **{"text-xing": "Von Ada."})
    desk.save(number, "ben", texts={"linkedin": "Ein Jahr bei der Feuerwehr."})

    page = send()

    assert page.status == 409
    assert "Ben Krause" in page.text
    assert "<ins>Jahr </ins>" in page.html
    assert "Von Ada." in page.html
    assert ("seen", "2") in page.form(f"/posts/{number}/edit").fields


def test_a_second_click_on_save_is_no_conflict(open_form, desk, a_post):
    number = a_post("smi")
    send = open_form("ada", f"/posts/{number}/edit", **{"text-xing": "Neu."})

    assert send().status == send().status == 200
    assert desk.post(number).version == 2


def test_what_is_out_or_withdrawn_is_kept_as_it_is(dashboard, desk, a_post):
    number = a_post("smi")
    desk.do(number, "withdraw", comment="Weg.")
    client = dashboard.as_("ada")

    assert "bleibt, wie er ist" in client.see(f"/posts/{number}/edit").text
    late = client.send(f"/posts/{number}/edit", {"title": "Neu", "day": "", "hour": ""})
    assert late.status in {409, 422}


NEW = {"title": "Neu", "house": "smi", "day": "2023-11-23", "hour": "10:00"}


def test_a_new_post_is_planned(dashboard, desk):
    page = dashboard.as_("ada").send(
        "/posts/new", {**NEW, "text-xing": "Los.", "wants_assets": "on", "act": "add"}
    )

    assert "ist als Entwurf angelegt" in page.text
    post = desk.post("2023-001")
    assert (post.houses, post.wants_assets, post.wants_graphics) == (
        ("smi",),
        True,
        False,
    )


def test_a_slot_is_checked_before_anything_is_planned(dashboard):
    client = dashboard.as_("ada")
    near = {**NEW, "house": "smf", "day": "2023-09-25", "wants_assets": "on"}

    good = client.send("/posts/new", {**NEW, "act": "check"})
    bad = client.send("/posts/new", {**near, "act": "check", "text-xing": "Bleibt."})

    assert "Der Termin ist zu halten." in good.text
    assert "zu knapp; maßgeblich ist: Ministerium der Finanzen" in bad.text
    assert "Bleibt." in bad.html
    assert client.get("/posts/2023-001").status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"house": ""}, "houses"),
        ({"house": "nirgends"}, "houses"),
        ({"title": ""}, "title"),
        ({"day": "2023-11-22"}, "day"),
        ({"link": "ftp://x"}, "link"),
    ],
)
def test_a_new_post_that_cannot_be_is_given_back(change, field, dashboard):
    typed = {**NEW, "text-xing": "Bleibt.", **change}
    typed = {name: value for name, value in typed.items() if value or name != "house"}

    page = dashboard.as_("ada").send("/posts/new", typed)

    assert page.status == 422
    assert "Bleibt." in page.html
    assert f"#{field}" in page.links


def test_only_coordinators_plan_posts(dashboard):
    assert dashboard.as_("clara").get("/posts/new").status_code == 403


@pytest.fixture
def requested(desk, a_post):
    number = a_post("smi", wants_graphics=False)
    desk.do(number, "request_assets")
    return number


BYTES = png()


def test_the_contact_delivers_a_picture(dashboard, desk, requested):
    client, way = dashboard.as_("ines"), f"/posts/{requested}/pictures"
    typed = {"house": "smi", "alt_text": "Ein Löschzug.", "consent": "Akte 12"}
    typed |= seen(desk, requested)

    answer = client.post(way, typed, files={"file": ("zug.png", BYTES)})

    assert answer.status_code == 303
    (picture,) = desk.post(requested).pictures
    assert FileStore(dashboard.wiring.settings.home / "files").has(picture.sha256)
    assert picture.name == "zug.png"
    assert desk.open_steps(requested) == {("submit", "agentur")}


def test_what_was_missing_is_added_later(dashboard, desk, open_form, requested):
    desk.supply(requested, "smi", "ines", consent="")
    client = dashboard.as_("ines")
    way = next(w for w in client.see(f"/posts/{requested}").links if "picture=" in w)

    open_form("ines", way)(consent="Akte 12")

    assert [p.consent for p in desk.post(requested).pictures] == ["Akte 12"]


def test_a_picture_without_a_file_is_given_back(open_form, requested):
    page = open_form("ines", f"/posts/{requested}/pictures")(alt_text="Ein Löschzug.")

    assert page.status == 422
    assert "Ein Löschzug." in page.html
    assert "#file" in page.links


def test_a_refused_picture_need_not_be_chosen_again(dashboard, desk, requested):
    client, way = dashboard.as_("ada"), f"/posts/{requested}/pictures"
    typed = {"house": "sk", "alt_text": "Zug", "consent": "Akte"}
    typed |= seen(desk, requested)

    page = Page(client.post(way, typed, files={"file": ("z.png", BYTES)}))

    assert page.status == 409
    (kept,) = [text for name, text in page.form(way).fields if name == "sha256"]
    assert FileStore(dashboard.wiring.settings.home / "files").has(kept)


@pytest.mark.parametrize("who", ["frank", "gero"])
def test_who_is_not_asked_delivers_nothing(who, dashboard, requested):
    way = f"/posts/{requested}/pictures"

    assert dashboard.as_(who).get(way).status_code == 404


def test_a_comment_is_kept_once(dashboard, requested):
    client, way = dashboard.as_("ines"), f"/posts/{requested}/comments"

    client.send(way, {"text": "Kommt morgen."})
    page = client.send(way, {"text": "Kommt morgen."})

    assert page.text.count("Kommt morgen.") == 1


@pytest.mark.parametrize("text", ["", " \n ", "x" * 10_001, "a\0b"])
def test_a_comment_that_cannot_be_kept_is_given_back(text, dashboard, requested):
    page = dashboard.as_("ines").send(f"/posts/{requested}/comments", {"text": text})

    assert page.status == 422
    assert "#text" in page.links
    assert text.strip("\0 \n")[:9] in page.html


def test_a_reminder_by_hand_is_owed_once(dashboard, desk, requested):
    desk.now += timedelta(days=2)
    client, way = dashboard.as_("ada"), f"/posts/{requested}/remind"

    first = client.send(way, {"house": "smi"})
    second = client.send(way, {"house": "smi"})

    assert "Ines Iser" in first.text
    assert second.status == 409
    assert "errors" in second.ids


def test_a_step_gets_a_later_date(dashboard, open_form, desk, requested):
    (step,) = desk.post(requested).steps
    way = f"/posts/{requested}/steps/{step.id}/extend"

    form = dashboard.as_("ada").see(f"{way}?until=2023-11-13")
    page = open_form("ada", way)(until="2023-11-13", comment="Auf Bitte.")

    assert "zu knapp" in form.text or "weiterhin zu halten" in form.text
    assert "Neue Frist" in page.text
    (after,) = desk.post(requested).steps
    assert after.due_at.date() == date(2023, 11, 13)
    assert "Mo 13.11.2023 statt Fr 10.11.2023" in page.text


@pytest.mark.parametrize("until", ["", "2023-11-12", "2023-11-30", "1823-01-01", "x"])
def test_a_date_that_cannot_be_is_given_back(until, open_form, desk, requested):
    (step,) = desk.post(requested).steps

    page = open_form("ada", f"/posts/{requested}/steps/{step.id}/extend")(
        until=until, comment="Auf Bitte."
    )

    assert page.status in {409, 422}
    assert "Auf Bitte." in page.html


@pytest.mark.parametrize("step", ["0", "99999", "x"])
def test_a_step_that_is_over_is_not_extended(step, dashboard, requested):
    client, way = dashboard.as_("ada"), f"/posts/{requested}/steps/{step}/extend"

    assert client.get(way).status_code in {200, 404}
    typed = {"until": "2023-11-13", "seen": "1"}
    assert client.send(way, typed).status in {404, 409}


def test_the_day_of_the_slot_is_no_step_to_extend(dashboard, desk, a_post):
    number = a_post("smi")
    desk.do(number, "override", target=PostState.SCHEDULED, comment="Eilt.")
    step = next(s for s in desk.post(number).steps if s.kind is StepKind.PUBLISH)

    page = dashboard.as_("ada").see(f"/posts/{number}/steps/{step.id}/extend")

    assert "wartet auf den Termin" in page.text


def test_bare_posts_say_that_they_need_no_picture(dashboard, a_post):
    page = dashboard.as_("ines").see(f"/posts/{a_post('smi', **BARE)}")

    assert "kommt ohne Bild aus" in page.text


def test_a_post_is_narrowed_to_one_channel(open_form, desk, a_post):
    number = a_post("smi")
    every = desk.directory.campaign.channels
    off = {f"for-{name}": [] for name in every if name != "xing"}

    page = open_form("ada", f"/posts/{number}/edit")(**off)

    assert "Es gilt Fassung 2." in page.text
    assert desk.post(number).content.channels == ("xing",)


def test_a_post_without_a_channel_is_refused(open_form, desk, a_post):
    number = a_post("smi")
    off = {f"for-{name}": [] for name in desk.directory.campaign.channels}

    page = open_form("ada", f"/posts/{number}/edit")(**off)

    assert "nennen Sie mindestens einen" in page.text
    assert desk.post(number).version == 1


def test_the_edit_form_says_whose_yes_counts_no_more_and_what_it_costs(
    dashboard, desk, hand_to_review
):
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")

    page = dashboard.as_("ada").see(f"/posts/{number}/edit").text
    form = dashboard.as_("ada").see(f"/posts/{number}/moves/request_changes").text

    assert "Gilt nicht mehr: Mitzeichnung" in page
    assert "Ines Iser" in page
    assert "Der Termin ist dann noch zu halten." in page
    assert "zurück in den Entwurf" in form


def test_a_draft_that_is_written_says_what_is_really_missing(dashboard, desk, a_post):
    number = a_post("smi")
    desk.do(number, "request_assets")
    desk.do(number, "request_changes", comment="Anderes Motiv.")
    desk.now += timedelta(days=40)

    page = dashboard.as_("ada").see(f"/posts/{number}").text

    assert "Der Text ist nicht fertig" not in page
