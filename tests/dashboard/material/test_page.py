"""Pages of material: what is wanted, answers, files, consents, take-downs."""

from datetime import date

import pytest
from dashboards import Page, seen
from picture_samples import jpeg, mp4, pdf

from states.post import PostState, StepKind
from vorlauf.db.engine import reading, writing
from vorlauf.material import file_queries
from vorlauf.material.consents import Terms, record
from vorlauf.material.deliveries import keep_file
from vorlauf.material.files.file_types import FORMS
from vorlauf.material.files.intake import IntakeRules, take_in
from vorlauf.material.files.storage import FileStore

CHANNELS = ("instagram", "linkedin", "xing")


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


@pytest.fixture
def requested(desk, a_post):
    number = a_post("smi", wants_graphics=False)
    desk.do(number, "request_assets")
    return number


@pytest.fixture
def delivered(dashboard, desk, requested):
    """A post with the picture of a house, which says nothing of people yet."""
    typed = {"house": "smi", "alt_text": "Ein Löschzug.", "credit": "Mia"}
    typed |= seen(desk, requested)
    files = {"file": ("zug.jpg", jpeg())}
    way = f"/posts/{requested}/pictures"
    assert dashboard.as_("ines").post(way, typed, files=files).status_code == 303
    return requested


def picture_of(desk, number):
    with reading(desk.engine) as connection:
        return file_queries.pictures_of(connection, desk.post(number).id)[-1]


@pytest.fixture
def consented(dashboard, desk, delivered, tmp_path):
    """The same with a consent and its signed form; its number and the SHA-256."""
    (tmp_path / "form.pdf").write_bytes(pdf())
    kept = take_in(
        tmp_path / "form.pdf",
        FileStore(dashboard.wiring.settings.home / "files"),
        IntakeRules(formats={}, scan_command=None, keep_originals=False, allowed=FORMS),
    )
    picture = picture_of(desk, delivered)
    terms = Terms(
        people="Mia Muster",
        channels=CHANNELS,
        purpose="Kampagne",
        first_day=date(2023, 9, 1),
        last_day=date(2024, 9, 1),
        form=kept.sha256,
    )
    with writing(desk.engine) as connection:
        keep_file(desk.call(connection), kept, "ines")
        record(desk.call(connection), delivered, picture.sha256, terms, "ada")
    return delivered, kept.sha256


def test_what_is_wanted_is_written_and_asked_for(dashboard, desk, requested):
    way, client = f"/posts/{requested}/material", dashboard.as_("ada")
    typed = dict(client.see(way).form(way).fields) | {
        "kind": "portrait",
        "number": "3",
        "people": "yes",
        "format-xing": "800x600",
        "purpose": "Für die Kampagne.",
    }

    page = client.send(way, typed)

    assert desk.post(requested).pictures_wanted == 3
    shown = dict(page.form(way).fields)
    assert shown["format-xing"] == "800x600"
    assert shown["purpose"].strip() == "Für die Kampagne."


@pytest.mark.parametrize(
    "wrong", [{"number": "0"}, {"kind": "x"}, {"format-xing": "groß"}, {"people": ""}]
)
def test_what_cannot_be_wanted_is_given_back(dashboard, desk, requested, wrong):
    way, client = f"/posts/{requested}/material", dashboard.as_("ada")
    typed = dict(client.see(way).form(way).fields) | {"note": "Bitte quer."} | wrong

    page = client.send(way, typed)

    assert page.status == 422
    assert "Bitte quer." in page.html
    assert desk.post(requested).pictures_wanted == 1


def test_a_picture_is_sent_back_with_a_comment_and_a_new_day(
    dashboard, desk, delivered
):
    key = picture_of(desk, delivered).id
    said = {f"answer-{key}": "insufficient", f"due-{key}": "2023-10-20"}
    said |= seen(desk, delivered)
    way, client = f"/posts/{delivered}/material/{key}", dashboard.as_("ada")

    without = client.send(way, said)
    page = client.send(way, {**said, f"comment-{key}": "Bitte im Querformat."})

    assert without.status == 422
    assert "Bitte im Querformat." in page.text
    assert (StepKind.ASSETS, "smi") in desk.open_steps(delivered)
    assert picture_of(desk, delivered).answer == "insufficient"


def test_an_answer_has_to_be_chosen(dashboard, desk, delivered):
    key = picture_of(desk, delivered).id

    page = dashboard.as_("ada").send(f"/posts/{delivered}/material/{key}", {})

    assert page.status == 422
    assert f"#answer-{key}" in page.links


def test_pictures_are_shown_and_whole_ones_handed_out(dashboard, desk, delivered):
    client, sha256 = dashboard.as_("ines"), picture_of(desk, delivered).sha256
    way = f"/files/{delivered}/{sha256}"

    small, large = client.get(f"{way}/preview"), client.get(f"{way}/master")

    assert small.headers["content-type"] == "image/jpeg"
    assert small.headers["content-disposition"].startswith("inline")
    assert large.headers["content-disposition"].startswith("attachment")
    for answer in (small, large):
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert b"GEHEIMER-ORT" not in answer.content
    assert f"{way}/preview" in client.see(f"/posts/{delivered}").html


def test_a_file_is_found_by_no_other_way(dashboard, desk, delivered, a_post):
    picture, other = picture_of(desk, delivered), a_post("smi")
    client = dashboard.as_("ada")

    for path in (
        f"/files/{other}/{picture.sha256}/preview",
        f"/files/{delivered}/{picture.file.original}/master",
        f"/files/{delivered}/{picture.sha256}/nothing",
        f"/files/{delivered}/{'0' * 64}/master",
    ):
        assert client.get(path).status_code == 404
    foreign = dashboard.as_("frank").get(f"/files/{delivered}/{picture.sha256}/preview")
    assert foreign.status_code == 404


def test_a_film_is_handed_out_and_never_shown(dashboard, desk, requested):
    typed, files = {"house": "smi"}, {"file": ("zug.mp4", mp4())}
    typed |= seen(desk, requested)
    client = dashboard.as_("ines")
    client.post(f"/posts/{requested}/pictures", typed, files=files)
    sha256 = picture_of(desk, requested).sha256

    answer = client.get(f"/files/{requested}/{sha256}/master")

    assert answer.headers["content-disposition"].startswith("attachment")
    assert client.get(f"/files/{requested}/{sha256}/preview").status_code == 404
    assert f"{sha256}/preview" not in client.see(f"/posts/{requested}").html


def test_forms_are_for_coordinators_and_auditors_alone(dashboard, consented):
    number, form = consented
    way = f"/files/{number}/{form}/master"

    found = {who: dashboard.as_(who).get(way).status_code for who in ("ada", "olga")}

    assert found == {"ada": 200, "olga": 200}
    assert dashboard.as_("ines").get(way).status_code == 404


def test_the_list_names_consents_and_narrows_them_down(dashboard, desk, consented):
    client = dashboard.as_("ada")

    assert "Mia Muster" in client.see("/consents").text
    assert "Mia Muster" not in client.see("/consents?show=expiring").text
    desk.now = desk.now.replace(year=2024, month=8, day=1)
    client = dashboard.as_("ada")
    assert "Mia Muster" in client.see("/consents?show=expiring").text
    assert f"/posts/{consented[0]}" in client.see("/consents").links
    assert "/consents/1" in client.see(f"/posts/{consented[0]}").links


def test_a_consent_is_withdrawn_with_a_reason(dashboard, desk, consented):
    number, _ = consented
    desk.do(number, "submit")
    client = dashboard.as_("ada")

    before = client.see("/consents/1")
    without = client.send("/consents/1", {"reason": " "})
    after = client.send("/consents/1", {"reason": "Auf eigenen Wunsch."})

    assert number in before.text.partition("sofort zurück")[2]
    assert without.status == 422
    assert "Auf eigenen Wunsch." in after.text
    assert desk.post(number).state is PostState.DRAFT
    assert "/consents/1" not in [form.action for form in after.forms]


def test_a_published_post_is_taken_down_with_a_proof_for_every_channel(
    dashboard, desk, consented, slot
):
    number, _ = consented
    for move, who in (("submit", "ada"), ("endorse", "ines"), ("approve", "clara")):
        desk.do(number, move, who)
    desk.now = slot
    links = {name: f"https://{name}.example/1" for name in CHANNELS}
    desk.do(number, "publish", proofs=links)
    client, way = dashboard.as_("ada"), f"/posts/{number}/take-down"
    client.send("/consents/1", {"reason": "Auf eigenen Wunsch."})
    assert way in client.see(f"/posts/{number}").links
    proofs = {f"proof-{name}": "404, Di 10:20 Uhr" for name in CHANNELS}
    proofs |= seen(desk, number)

    short = client.send(way, {**proofs, "proof-xing": ""})
    unseen = client.send(way, {**proofs, "seen": ""})
    still_out = desk.post(number).state
    client.send(way, proofs)

    assert short.status == unseen.status == 422
    assert still_out is PostState.PUBLISHED
    assert "404, Di 10:20 Uhr" in short.html
    assert desk.post(number).state is PostState.WITHDRAWN


@pytest.mark.parametrize("path", ["/consents/9", "/consents/x", "/consents/0"])
def test_what_is_no_consent_is_not_found(dashboard, path):
    assert dashboard.as_("ada").get(path).status_code == 404


def test_what_is_wanted_does_not_overwrite_what_another_wants(dashboard, requested):
    way, ada = f"/posts/{requested}/material", dashboard.as_("ada")
    shown = dict(ada.see(way).form(way).fields)
    ada.send(way, shown | {"purpose": "Für die Messe.", "number": "2"})

    refused = ada.send(way, shown | {"note": "Bitte quer."})
    again = ada.send(way, dict(refused.form(way).fields))

    assert refused.status == 409
    assert "Bitte quer." in refused.html
    assert "Was inzwischen geschehen ist" in refused.text
    assert again.status == 200


def test_a_second_click_on_what_is_wanted_is_no_conflict(dashboard, desk, requested):
    way, client = f"/posts/{requested}/material", dashboard.as_("ada")
    typed = dict(client.see(way).form(way).fields) | {"number": "2"}

    first, second = client.send(way, typed), client.send(way, typed)

    assert first.status == second.status == 200
    assert [line.event for line in desk.file(requested)].count("brief") == 1


@pytest.mark.parametrize("seen_before", [True, False])
def test_a_picture_is_not_accepted_that_somebody_has_declined(
    dashboard, desk, delivered, seen_before
):
    key, client = picture_of(desk, delivered).id, dashboard.as_("ada")
    way = f"/posts/{delivered}/material/{key}"
    old = seen(desk, delivered) if seen_before else {}
    declined = {f"answer-{key}": "declined", f"comment-{key}": "Anderes Motiv."}
    client.send(way, declined | seen(desk, delivered))

    page = client.send(way, {f"answer-{key}": "accepted"} | old)

    assert page.status == (409 if seen_before else 422)
    assert picture_of(desk, delivered).answer == "declined"


def test_a_picture_that_comes_second_is_kept_until_its_form_is_sent_again(
    dashboard, desk, requested
):
    way, client = f"/posts/{requested}/pictures", dashboard.as_("ada")
    shown = dict(client.see(way).form(way).fields)
    desk.supply(requested, "smi", "ines", consent="")
    files = {"file": ("zug.jpg", jpeg())}

    refused = Page(client.post(way, shown | {"alt_text": "Ein Zug."}, files=files))
    client.send(way, dict(refused.form(way).fields))

    assert refused.status == 409
    assert len(desk.post(requested).pictures) == 2
    assert "Ein Zug." in {one.alt_text for one in desk.post(requested).pictures}
