"""The pages of stakeholders.toml, as a coordinator without a shell uses them."""

import re
import tomllib

import pytest
from stakeholder_files import text_for

from vorlauf.configuration.stakeholders_file import StakeholdersFile
from vorlauf.directory import loader

REVIEW = "houses.smi.lead_times.review"


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


@pytest.fixture
def file(dashboard):
    found = StakeholdersFile.at(dashboard.wiring.settings)
    found.path.write_text(text_for(dashboard.desk.directory), encoding="utf-8")
    dashboard.parts.directory()
    return found


@pytest.fixture
def ada(dashboard, file):
    assert file.path.exists()
    browser = dashboard.as_("ada")
    browser.see("/configuration")
    return browser


def fields_of(page):
    """Return what the form of a page would send, as a browser does."""
    form = next(form for form in page.forms if ("seen" in dict(form.fields)))
    return dict(form.fields)


def sent_from(browser, where):
    page = browser.see(where)
    form = page.form(where)
    return {name: text.removeprefix("\n") for name, text in form.fields}


def preview(browser, where, **typed):
    """Type into the form of a page; return what is sent, and the preview."""
    sent = sent_from(browser, where) | typed
    return sent, browser.post(where, sent)


def shown_in(answer):
    return re.search(r'name="shown" value="([0-9a-f]{64})"', answer.text)[1]


def confirm(browser, where, sent, answer):
    return browser.post(where, sent | {"shown": shown_in(answer), "act": "write"})


def change(browser, where, typed):
    return confirm(browser, where, *preview(browser, where, **typed))


def test_a_lead_time_is_previewed_and_nothing_is_written(ada, file, hand_to_review):
    hand_to_review("smi")
    before = file.path.read_bytes()

    _, answer = preview(
        ada, "/configuration/lead-times", **{"houses.smi.lead_times.approval": "8"}
    )

    assert answer.status_code == 200
    assert "bisher fällig" in answer.text
    assert file.path.read_bytes() == before


def test_a_lead_time_is_written_and_open_steps_follow_at_once(
    ada, file, hand_to_review, desk
):
    number = hand_to_review("smi")
    (before,) = (step.due_at for step in desk.post(number).steps)

    answer = change(
        ada, "/configuration/lead-times", {"houses.smi.lead_times.approval": "8"}
    )

    assert answer.status_code == 303
    assert loader.load(file.path).houses["smi"].lead_times.approval == 8
    (after,) = (step.due_at for step in desk.post(number).steps)
    assert after < before


def test_what_was_not_shown_is_not_written(ada, file):
    before = file.path.read_bytes()
    sent = sent_from(ada, "/configuration/lead-times") | {
        REVIEW: "9",
        "act": "write",
    }

    answer = ada.post("/configuration/lead-times", sent)

    assert answer.status_code == 200
    assert file.path.read_bytes() == before


def test_every_fault_is_said_at_its_field_with_what_was_typed(ada, file):
    before = file.path.read_bytes()

    _, answer = preview(
        ada,
        "/configuration/people/ines",
        **{"people.ines.email": "kein Postfach", "people.ines.phone": "12"},
    )

    assert answer.status_code == 422
    assert 'id="people.ines.email-error"' in answer.text
    assert 'id="people.ines.phone-error"' in answer.text
    assert 'value="kein Postfach"' in answer.text
    assert file.path.read_bytes() == before


def test_a_new_person_can_be_asked(ada, file):
    typed = {
        "key": "nora",
        "people.key.name": "Nora Neu",
        "people.key.role": "contact",
        "people.key.house": "smi",
        "people.key.email": "nora@smi.example.org",
    }

    assert change(ada, "/configuration/new/people", typed).status_code == 303

    assert loader.load(file.path).people["nora"].name == "Nora Neu"


def test_a_new_person_without_an_address_is_refused_at_the_field(ada):
    typed = {"key": "nora", "people.key.name": "Nora", "people.key.role": "contact"}

    _, answer = preview(ada, "/configuration/new/people", **typed)

    assert answer.status_code == 422
    assert 'id="people.key.email-error"' in answer.text


def test_a_key_that_is_taken_overwrites_nobody(ada, file):
    before = file.path.read_bytes()

    _, answer = preview(ada, "/configuration/new/people", key="ines")

    assert answer.status_code == 422
    assert file.path.read_bytes() == before


def test_a_person_is_taken_out_after_a_preview(ada, file):
    where = "/configuration/people/fay"
    change(ada, "/configuration/people/frank", {"people.frank.deputy": ""})

    sent, answer = preview(ada, where, remove="on")
    assert "fay" in loader.load(file.path).people
    confirm(ada, where, sent, answer)

    assert "fay" not in loader.load(file.path).people


def test_blackouts_are_added_and_taken_out(ada, file):
    name = "campaign.blackouts.1."
    typed = {
        f"{name}first": "2023-12-01",
        f"{name}last": "2023-12-03",
        f"{name}reason": "Staatstrauer",
    }
    change(ada, "/configuration/blackouts", typed)
    (blackout,) = loader.load(file.path).campaign.blackouts
    assert blackout.reason == "Staatstrauer"

    change(ada, "/configuration/blackouts", dict.fromkeys(typed, ""))

    assert loader.load(file.path).campaign.blackouts == ()


def test_closing_days_are_read_in_both_ways_of_writing(ada, file):
    typed = {"campaign.closing_days": "29.12.2023\n2023-12-27"}

    change(ada, "/configuration/closing-days", typed)

    days = tomllib.loads(file.path.read_text())["campaign"]["closing_days"]
    assert [str(day) for day in days] == ["2023-12-29", "2023-12-27"]


def test_a_hand_edit_meanwhile_loses_neither_of_the_two(ada, file):
    where = "/configuration/people/ines"
    sent = sent_from(ada, where) | {"people.ines.phone": "030 23125 100"}
    text = file.path.read_text().replace('name = "Ines Iser"', 'name = "Ines Adler"')
    file.path.write_text(text)

    answer = ada.post(where, sent)

    assert answer.status_code == 409
    assert file.path.read_text() == text
    assert 'value="030 23125 100"' in answer.text
    assert 'value="Ines Adler"' in answer.text


def test_a_read_only_file_is_said_and_the_form_is_off(ada, file):
    file.path.chmod(0o444)

    page = ada.see("/configuration/people/ines")

    assert "schreibgeschützt" in page.html
    assert 'aria-disabled="true"' in page.html
    assert "Aus der Datei nehmen" not in page.html


def test_addresses_with_passwords_are_on_no_page(ada, file):
    url = "ntfy://wir:geheim@host/thema"
    seen = fields_of(ada.see("/configuration/houses/smi"))["seen"]

    answer = ada.post("/configuration/houses/smi/channels", {"seen": seen, "urls": url})

    assert answer.status_code == 303
    assert loader.load(file.path).houses["smi"].notify == (url,)
    for where in ("/configuration", "/configuration/houses/smi"):
        assert "geheim" not in ada.see(where).html


def test_an_address_that_is_none_is_not_shown_back(ada, file):
    seen = fields_of(ada.see("/configuration/houses/smi"))["seen"]

    answer = ada.post(
        "/configuration/houses/smi/channels", {"seen": seen, "urls": "geheim"}
    )

    assert answer.status_code == 422
    assert "geheim" not in answer.text
    assert loader.load(file.path).houses["smi"].notify == ()


def test_the_last_change_is_listed_and_taken_back(ada, file):
    before = file.path.read_bytes()
    change(ada, "/configuration/lead-times", {REVIEW: "9"})
    page = ada.see("/configuration")
    assert "Ministerium des Innern" in page.html
    assert "stakeholders.toml geändert, Ada Lorenz" in page.text

    ada.post("/configuration/undo", {"seen": fields_of(page)["seen"]})

    assert file.path.read_bytes() == before


def test_a_faulty_value_can_be_mended_here(ada, file):
    text = file.path.read_text()
    file.path.write_text(text.replace('land = "SN"', 'land = "Sachsen"'))
    page = ada.see("/configuration/campaign")
    assert "Sachsen" in page.html

    change(ada, "/configuration/campaign", {"campaign.land": "SN"})

    assert file.path.read_text() == text


@pytest.mark.parametrize("content", [b"", b"[campaign\n", b"\xff\xfe", None])
def test_whatever_the_file_holds_every_page_answers(ada, file, content):
    if content is None:
        file.path.unlink()
    else:
        file.path.write_bytes(content)

    for where in ("", "/campaign", "/lead-times", "/blackouts", "/new/people"):
        assert ada.get(f"/configuration{where}").status_code == 200
    assert ada.get("/configuration/people/ines").status_code == 404


def test_only_a_coordinator_sees_it(dashboard, file):
    assert file.path.exists()
    assert dashboard.as_("ines").get("/configuration").status_code == 403


def test_a_house_that_names_no_contact_shows_who_is_asked(ada, file):
    text = file.path.read_text(encoding="utf-8")
    file.path.write_text(text.replace('contact = "ines"\n', ""), encoding="utf-8")

    page = ada.see("/configuration/houses/smi")

    assert "nicht angegeben; gefragt wird" in page.text
