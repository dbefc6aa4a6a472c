"""Uploading by link in a real browser: on a phone, over a bad line, without script."""

from io import BytesIO
from random import Random
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from answer_pages import link_of
from axe_playwright_python.sync_playwright import Axe
from every_page import RUN
from picture_samples import pdf
from PIL import Image
from spoken import wrong_words

from vorlauf.db import post_snapshots
from vorlauf.db.engine import reading
from vorlauf.material import file_queries

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
PIECE = 512 * 1024  # bytes


def photo(seed=1, width=1600, height=1200):
    """Return a JPEG of some megabytes, as phones take them."""
    noise = Random(seed).randbytes(width * height * 3)  # noqa: S311 - no secret
    held = BytesIO()
    Image.frombytes("RGB", (width, height), noise).save(held, "JPEG", quality=92)
    return held.getvalue()


def file(name, raw):
    return {"name": name, "mimeType": "image/jpeg", "buffer": raw}


@pytest.fixture
def asked(site, campaign):
    """A post for which material is asked: its number, and the link to the step."""
    number = campaign.names["number"]
    with reading(site.engine) as connection:
        step = post_snapshots.post_of(connection, number).steps[0]
    return number, link_of(SimpleNamespace(wiring=site), number, step.house)


def names_of(site, number):
    with reading(site.engine) as connection:
        post = post_snapshots.post_of(connection, number)
        return [one.name for one in file_queries.pictures_of(connection, post.id)]


def places_of(page):
    """Collect at which byte each piece begins that the browser sends."""
    places = []

    def note(request):
        query = parse_qs(urlsplit(request.url).query)
        if "/pieces" in request.url and "offset" in query:
            places.append(int(query["offset"][0]))

    page.on("request", note)
    return places


def test_a_phone_on_a_bad_line_sends_pictures_in_pieces(site, seat, asked):
    number, link = asked
    somebody = seat("", width=375)
    page, calls = somebody.go(link), []

    def bad_line(route):
        calls.append(route.request.url)
        if len(calls) % 3:
            route.continue_()
        else:
            route.abort("connectionreset")

    page.route("**/pieces*", bad_line)
    places = places_of(page)
    page.set_input_files("#file", [file("a.jpg", photo(1)), file("b.jpg", photo(2))])
    page.fill("#name", "Mia Muster")
    somebody.click("#upload .kern-btn--primary")

    assert names_of(site, number) == ["a.jpg", "b.jpg"]
    assert {place % PIECE for place in places} == {0}
    assert len(places) > len(set(places)) > 2
    assert page.locator(".u-card img").count() == 2
    assert somebody.overflow() <= 0
    assert [one for one in somebody.faults if "ERR_CONNECTION" not in one] == []


def test_after_a_reload_it_goes_on_where_it_stopped(site, seat, asked, tmp_path):
    number, link = asked
    somebody, raw, picture = seat(""), photo(3), tmp_path / "a.jpg"
    picture.write_bytes(raw)
    page, calls = somebody.go(link), []

    def cut(route):
        calls.append(route.request.url)
        if len(calls) > 3:
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route("**/pieces*", cut)
    page.set_input_files("#file", picture)
    page.get_by_text("Die Verbindung ist schlecht").wait_for()
    page.unroute("**/pieces*")
    somebody.go(link)
    page.get_by_text("schon begonnen").wait_for()
    places = places_of(page)
    page.set_input_files("#file", picture)
    page.fill("#name", "Mia Muster")
    somebody.click("#upload .kern-btn--primary")

    assert names_of(site, number) == ["a.jpg"]
    assert places == list(range(2 * PIECE, len(raw), PIECE))


def test_without_script_several_files_and_the_words_beside_them(site, seat, asked):
    number, link = asked
    somebody = seat("", java_script_enabled=False)
    page = somebody.go(link)

    small = photo(4, 320, 240)
    page.set_input_files("#file", [file("a.jpg", small), file("b.txt", b"kein Bild")])
    page.fill("#name", "Mia Muster")
    somebody.click("#upload .kern-btn--primary")
    assert page.locator("#errors li").count() == 1
    assert "b.txt" in page.locator("#errors").inner_text()
    page.fill("[name^=alt_text-]", "Ein Löschzug in der Halle.")
    page.locator("[name^=people-][value=no]").check(force=True)
    assert page.locator(".u-consent").is_hidden()
    somebody.click(".u-card .kern-btn--primary")

    assert names_of(site, number) == ["a.jpg"]
    assert "vollständig" in somebody.text or "Vielen Dank" in somebody.text


def three(seat, link, **more):
    """Sit somebody down before three pictures that have come."""
    somebody = seat("", width=375, **more)
    page = somebody.go(link)
    page.set_input_files(
        "#file", [file(f"{n}.jpg", photo(n, 32, 24)) for n in (1, 2, 3)]
    )
    page.fill("#name", "Mia Muster")
    somebody.click("#upload .kern-btn--primary")
    return somebody, page


def type_beside_each(page):
    texts = page.locator("[name^=alt_text-]")
    for number, area in enumerate(texts.all()):
        area.fill(f"Bild {number}.")
    page.locator("[name^=people-][value=no]").nth(0).check(force=True)
    page.locator("[name^=people-][value=yes]").nth(1).check(force=True)
    page.locator("[name^=who-]").nth(1).fill("Mia Muster")
    page.locator("[name^=credit-]").nth(2).fill("Fotografin")
    signed = {"name": "f.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    page.locator("[name^=form-]").nth(1).set_input_files(signed)


def test_without_script_saving_one_picture_loses_nothing_of_the_others(seat, asked):
    somebody, page = three(seat, asked[1], java_script_enabled=False)
    type_beside_each(page)

    somebody.click(".u-card .kern-btn--primary")

    def values(name):
        return [area.input_value() for area in page.locator(f"[name^={name}-]").all()]

    assert values("alt_text") == ["Bild 0.", "Bild 1.", "Bild 2."]
    assert values("credit") == ["", "", "Fotografin"]
    assert values("who") == ["", "Mia Muster", ""]
    assert "Kanal" in page.locator("#errors").inner_text()
    assert "f.pdf ist schon hier" in somebody.text
    assert page.locator("[name^=people-][value=no]").nth(0).is_checked()
    assert somebody.overflow() <= 0


def test_saving_a_picture_sends_the_files_that_were_chosen_too(site, seat, asked):
    number, link = asked
    somebody, page = three(seat, link)

    page.set_input_files("#file", [file("neu.jpg", photo(9, 32, 24))])
    page.locator("[name^=alt_text-]").nth(2).fill("Ein Löschzug.")
    somebody.click(".u-card:nth-of-type(3) button")

    assert names_of(site, number)[-1] == "neu.jpg"
    assert page.locator("[name^=alt_text-]").nth(2).input_value() == "Ein Löschzug."


def test_a_file_that_cannot_be_sent_holds_up_no_words(seat, asked):
    somebody, page = three(seat, asked[1])
    page.locator("[name^=alt_text-]").nth(0).fill("Ein Löschzug.")
    page.set_input_files("#file", [file("leer.jpg", b"")])
    page.get_by_role("alert").wait_for()

    page.locator(".u-card .kern-btn--primary").first.click()
    somebody.click(".u-card .kern-btn--primary")

    assert page.locator("[name^=alt_text-]").nth(0).input_value() == "Ein Löschzug."


def test_answering_one_picture_keeps_what_was_typed_for_the_others(seat, asked):
    number, link = asked
    three(seat, link)
    petzold = seat("petzold")
    page = petzold.go(f"/posts/{number}/material")
    page.evaluate(
        "for (const one of document.querySelectorAll('details')) one.open = 1"
    )
    comments = page.locator("[name^=comment-]")
    comments.nth(1).fill("Bitte ohne Kennzeichen.")
    page.locator("[name=note]").fill("Querformat.")

    page.locator("[name^=answer-][value=accepted]").first.check(force=True)
    petzold.click("main form[action*='/material/'] button")

    kept = [one.input_value() for one in page.locator("[name^=comment-]").all()]
    assert "Bitte ohne Kennzeichen." in kept
    assert page.locator("[name=note]").input_value() == "Querformat."


def wrong_on(page, somebody, lang):
    """Return what is wrong with a page: accessibility, width, language."""
    page.evaluate(Axe().axe_script)
    found = []
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += [f"{width}, {scheme}: {one}" for one in page.evaluate(RUN, scheme)]
        if somebody.overflow() > 0:
            found.append(f"{somebody.overflow()} px too wide at {width}")
    return [*found, *(wrong_words(page, lang) or [])]


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_pages_are_accessible_and_speak_one_language(seat, asked, lang):
    number, link = asked
    somebody = seat("", lang)
    page = somebody.go(f"{link}?lang={lang}")
    page.set_input_files("#file", file("a.jpg", photo(5, 320, 240)))
    page.fill("#name", "Mia Muster")
    somebody.click("#upload .kern-btn--primary")
    page.locator("[name^=people-][value=yes]").check(force=True)
    wrong = wrong_on(page, somebody, lang)
    page.fill("[name^=alt_text-]", "Ein Löschzug.")
    page.fill("[name^=who-]", "Mia Muster")
    for box in page.locator("[name^=channel-]").all():
        box.check(force=True)
    page.set_input_files(
        "[name^=form-]",
        {"name": "f.pdf", "mimeType": "application/pdf", "buffer": pdf()},
    )
    somebody.click(".u-card .kern-btn--primary")
    wrong += wrong_on(page, somebody, lang)
    petzold = seat("petzold", lang)
    for path in ("/consents", "/consents/1", f"/posts/{number}/material"):
        wrong += wrong_on(petzold.go(path), petzold, lang)

    assert wrong == []
    assert somebody.faults == petzold.faults == []


@pytest.mark.parametrize("status", [429, 503])
def test_who_is_told_to_come_again_waits_and_goes_on(site, seat, asked, status):
    number, link = asked
    somebody = seat("")
    page, calls = somebody.go(link), []

    def busy_once(route):
        calls.append(route.request.url)
        if len(calls) == 2:
            route.fulfill(status=status, headers={"Retry-After": "1"}, body="<p>…</p>")
        else:
            route.continue_()

    page.route("**/pieces*", busy_once)
    page.set_input_files("#file", [file("a.jpg", photo(1))])
    page.get_by_text("geht es von selbst weiter").wait_for()
    page.fill("#name", "Mia Muster")
    somebody.click("#upload .kern-btn--primary")

    assert names_of(site, number) == ["a.jpg"]
    assert page.get_by_text("nicht gesendet").count() == 0
