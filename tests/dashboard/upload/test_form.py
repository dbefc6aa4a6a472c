"""The one form of the page by link: nothing that was typed is lost by any button."""

import pytest
from answer_pages import words_of
from picture_samples import jpeg, pdf

from states.post import StepKind
from vorlauf.db.engine import reading
from vorlauf.material import consent_queries, file_queries

# Pictures come, and each starts the press.
pytestmark = pytest.mark.program

CHANNELS = ["instagram", "linkedin", "xing"]


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


@pytest.fixture
def number(desk, a_post):
    number = a_post(wants_graphics=False)
    desk.do(number, "request_assets")
    return number


@pytest.fixture
def address(dashboard, number):
    return f"/answer/{words_of(dashboard, number, 'smi')}"


@pytest.fixture
def pictures(desk, number):
    """Return a function: the pictures of the post, the oldest first."""

    def found():
        with reading(desk.engine) as connection:
            return file_queries.pictures_of(connection, desk.post(number).id)

    return found


@pytest.fixture
def press(dashboard, address):
    """Return a function that presses a button of the form with what was typed."""

    def pressed(button, files=(), **fields):
        shown = dashboard.stranger().see(address).forms[-1].fields
        seen = {name: value for name, value in shown if name.startswith("seen-")}
        fields = {"name": "Ines Iser", **seen, **fields}
        return dashboard.stranger().send(
            f"{address}{button}", fields, files=list(files)
        )

    return pressed


@pytest.fixture
def keys(press, pictures):
    """Three pictures that have come, by their keys."""
    files = [("file", (f"{n}.jpg", jpeg(seed=n))) for n in range(3)]
    press("/files", files)
    return [one.id for one in pictures()]


def texts(keys, *said):
    return {f"alt_text-{k}": text for k, text in zip(keys, said, strict=True)}


def test_the_page_has_one_form_for_files_and_pictures(dashboard, address, keys):
    page = dashboard.stranger().see(address)

    (form,) = [one for one in page.forms if "/answer/" in one.action]
    names = {name for name, _ in form.fields}
    assert {"name", *(f"alt_text-{key}" for key in keys)} <= names
    assert len(form.buttons) == 1 + len(keys)


@pytest.mark.parametrize("button", ["/files", "/pictures/{}"])
def test_every_button_saves_what_was_typed_beside_every_picture(
    press, keys, pictures, button
):
    page = press(button.format(keys[1]), **texts(keys, "Eins.", "Zwei.", "Drei."))

    assert page.status == 200
    assert "3 Bilder: gespeichert." in page.text
    assert [one.alt_text for one in pictures()] == ["Eins.", "Zwei.", "Drei."]


def test_one_that_fails_costs_itself_and_stays_as_it_was_typed(press, keys, pictures):
    said = texts(keys, "Eins.", "Zwei.", "x" * 1_001)

    page = press(f"/pictures/{keys[0]}", **said, **{f"credit-{keys[2]}": "Fotografin"})

    assert page.status == 422
    assert page.links.count(f"#alt_text-{keys[2]}") == 1
    assert [one.alt_text for one in pictures()] == ["Eins.", "Zwei.", ""]
    fields = dict(page.forms[-1].fields)
    assert fields[f"alt_text-{keys[2]}"].strip() == "x" * 1_001
    assert fields[f"credit-{keys[2]}"] == "Fotografin"


def test_a_file_and_what_was_typed_come_together(press, keys, pictures):
    more = [("file", ("neu.jpg", jpeg(seed=9)))]

    page = press("/files", more, **texts(keys, "Eins.", "", "Drei."))

    assert "1 Datei ist angekommen." in page.text
    assert [one.alt_text for one in pictures()] == ["Eins.", "", "Drei.", ""]


def test_pressing_any_button_of_the_page_as_it_is_changes_nothing(
    dashboard, desk, number, address, keys
):
    first = texts(keys, "Eins.", "Zwei.", "Drei.")
    dashboard.stranger().send(f"{address}/files", {"name": "Ines Iser", **first})
    before, lines = desk.post(number), len(desk.file(number))
    stranger = dashboard.stranger()
    shown = _again(stranger.see(address))

    for button in ("/files", *(f"/pictures/{key}" for key in keys)):
        page = stranger.send(f"{address}{button}", shown)
        assert page.status == (422 if button == "/files" else 200)

    assert "Es wurde nichts geändert." in page.text
    assert (desk.post(number), len(desk.file(number))) == (before, lines)


def test_what_somebody_else_has_written_meanwhile_is_not_overwritten(
    dashboard, address, keys, press, pictures
):
    first, second = dashboard.stranger(), dashboard.stranger()
    shown = _again(second.see(address))
    press("/files", **texts(keys, "Eins.", "", ""))

    untouched = {**shown, f"alt_text-{keys[1]}": "Zwei."}
    saved = first.send(f"{address}/files", untouched)
    typed = {**shown, f"alt_text-{keys[0]}": "Anders."}
    refused = second.send(f"{address}/files", typed)
    kept = [one.alt_text for one in pictures()]
    again = second.send(f"{address}/files", _again(refused))

    assert saved.status == again.status == 200
    assert (refused.status, kept) == (409, ["Eins.", "Zwei.", ""])
    assert "Inzwischen" in refused.text
    assert "„Eins.“" in refused.text
    assert [one.alt_text for one in pictures()] == ["Anders.", "Zwei.", ""]


def test_a_description_without_what_was_shown_is_refused(press, keys, pictures):
    seen = {f"seen-{keys[0]}": ""}

    page = press("/files", **seen, **{f"alt_text-{keys[0]}": "Eins."})

    assert page.status == 422
    assert "welche Beschreibung des Bildes" in page.text
    assert pictures()[0].alt_text == ""


def consent_of(key, **more):
    fields = {"people": "yes", "channel": CHANNELS, "first": "2023-09-18"} | more
    return {f"{name}-{key}": value for name, value in fields.items()}


def kept_consents(desk, pictures):
    with reading(desk.engine) as connection:
        return list(
            consent_queries.of_pictures(connection, [p.sha256 for p in pictures])
        )


def test_a_signed_form_need_not_be_chosen_again_after_a_mistake(
    desk, press, keys, pictures
):
    key = keys[0]
    signed = [(f"form-{key}", ("einwilligung.pdf", pdf()))]

    first = press(f"/pictures/{key}", signed, **consent_of(key))
    held = dict(first.forms[-1].fields)[f"staged_form-{key}"]
    more = consent_of(key, who="Mia Muster", purpose="Kampagne", staged_form=held)
    second = press(f"/pictures/{keys[1]}", **more)

    assert (first.status, second.status) == (422, 200)
    assert f"#who-{key}" in first.links
    assert "einwilligung.pdf ist schon hier" in first.text
    (consent,) = kept_consents(desk, pictures())
    assert (consent.people, len(consent.form)) == ("Mia Muster", 64)


@pytest.mark.parametrize("missing", ["who", "channel", "purpose", "kept"])
def test_what_a_consent_lacks_is_said_at_its_field(press, keys, missing):
    whole = {"who": "Mia Muster", "purpose": "Kampagne", "kept": "Akte 12"}
    said = consent_of(keys[0], **whole)
    del said[f"{missing}-{keys[0]}"]

    page = press("/files", **said)

    where = "form" if missing == "kept" else missing
    assert f"#{where}-{keys[0]}" in page.links
    assert f"{where}-{keys[0]}" in page.ids
    assert f"{where}-{keys[0]}-error" in page.ids


def test_what_was_saved_is_not_said_again_with_what_failed(desk, press, keys, pictures):
    good = consent_of(keys[0], who="Mia Muster", purpose="Kampagne", kept="Akte 12")
    bad = consent_of(keys[1], who="", purpose="Kampagne", kept="Akte 12")

    page = press(f"/pictures/{keys[0]}", **good, **bad)
    press(f"/pictures/{keys[0]}", **_again(page))

    assert page.status == 422
    assert [one.people for one in kept_consents(desk, pictures())] == ["Mia Muster"]


def _again(page):
    """Return what the form of a page would send, as fields with one or many values."""
    found = {}
    for name, value in page.forms[-1].fields:
        found.setdefault(name, []).append(value)
    return found


def test_files_stay_chosen_where_the_name_of_who_delivers_is_missing(press, pictures):
    files = [("file", ("a.jpg", jpeg()))]

    page = press("/files", files, name=" ")
    held = [value for name, value in page.forms[-1].fields if name == "staged"]
    press("/files", staged=held)

    assert page.status == 422
    assert "a.jpg ist schon hier" in page.text
    assert [one.name for one in pictures()] == ["a.jpg"]


def test_a_file_of_somebody_else_is_not_taken_for_a_form(desk, press, keys, pictures):
    key = keys[0]
    said = consent_of(key, who="Mia", purpose="x", staged_form="a" * 32)

    page = press(f"/pictures/{key}", **said)

    assert page.status == 404
    assert f"#form-{key}" in page.links
    assert kept_consents(desk, pictures()) == []


def test_the_text_of_a_complete_picture_is_saved_before_the_last_one_is_done(
    desk, press, keys, pictures, number
):
    nobody = {f"people-{key}": "no" for key in keys}
    press("/files", **texts(keys, "Eins.", "Zwei.", ""), **nobody)

    page = press("/files", **texts(keys, "Anders.", "Zwei.", "Drei."), **nobody)

    assert [one.alt_text for one in pictures()] == ["Anders.", "Zwei.", "Drei."]
    assert "Vielen Dank" in page.text
    assert (StepKind.ASSETS, "smi") not in desk.open_steps(number)


def test_forty_pictures_with_an_empty_field_for_a_form_each_are_one_form(
    dashboard, address, keys
):
    part = '--b\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n{}\r\n'
    empty = [part.format(f"form-{n}", '; filename=""', "") for n in range(40)]
    shown = dict(dashboard.stranger().see(address).forms[-1].fields)
    said = (
        (f"seen-{keys[0]}", shown[f"seen-{keys[0]}"]),
        (f"alt_text-{keys[0]}", "Eins."),
    )
    typed = "".join(part.format(field, "", value) for field, value in said)
    body = "".join([part.format("name", "", "Ines Iser"), typed, *empty, "--b--\r\n"])

    answer = dashboard.stranger().post(
        f"{address}/files",
        content=body.encode(),
        headers={"Content-Type": "multipart/form-data; boundary=b"},
    )

    assert answer.status_code == 303


def test_a_choice_that_is_none_of_the_page_is_no_change(
    desk, number, press, keys, pictures
):
    press(f"/pictures/{keys[0]}", **{f"alt_text-{keys[0]}": "Ein Löschzug."})
    before, known = desk.file(number), pictures()

    said = {f"people-{keys[0]}": "on", f"alt_text-{keys[0]}": "Ein Löschzug."}
    page = press(f"/pictures/{keys[0]}", **said)

    assert page.status == 200
    assert (desk.file(number), pictures()) == (before, known)


def test_the_button_of_a_picture_takes_in_what_was_chosen_however_large(
    press, keys, pictures
):
    """Without a script large files come with whatever button is pressed."""
    large = [jpeg(seed=seed) + bytes(7_000_000) for seed in (8, 9)]
    files = [("file", ("neu.jpg", raw)) for raw in large]

    page = press(f"/pictures/{keys[0]}", files, **texts(keys, "Eins.", "Zwei.", ""))

    assert page.status == 200
    assert [one.alt_text for one in pictures()] == ["Eins.", "Zwei.", "", "", ""]
