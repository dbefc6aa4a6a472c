"""The page of the flows: what runs by itself, and what it says without Prefect."""

import pytest
from dashboards import Dashboard
from prefects import DEPLOYMENT, OVER, prefect

from dashboard.clients import prefect_api
from dashboard.clients.prefect_api import PrefectDoor
from vorlauf.accounts import invitations, preferences
from vorlauf.db.engine import writing
from vorlauf.supervisor import free_port

ACTS = {"pause": "pause_deployment", "resume": "resume_deployment"}


@pytest.fixture
def kind_of_database():
    """Whatever the database, this is the same; one of them is enough."""
    return "sqlite"


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A machine on which much runs may take its time to answer."""
    monkeypatch.setattr(prefect_api, "PATIENCE", 60.0)
    monkeypatch.setattr(prefect_api, "PATIENCE_OF_AN_ACT", 60.0)


@pytest.fixture
def served():
    with prefect() as server:
        yield server


@pytest.fixture
def dashboard(desk, tmp_path, served):
    """A dashboard beside a Prefect that answers as it is told to."""
    return Dashboard(desk, tmp_path, prefect=PrefectDoor(served.api))


def test_a_flow_says_what_it_did_and_when_it_runs_next(dashboard):
    page = dashboard.as_("ada").see("/flows")

    for words in (
        "Erinnerungen und E-Mails",
        "Mo 23.11.2026, 09:00",
        "erledigt",
        "3 versandt, 1 fehlgeschlagen",
    ):
        assert words in page.text


def test_english_readers_read_what_the_run_says(dashboard, now):
    with writing(dashboard.desk.engine) as connection:
        invitations.grant(dashboard.desk.call(connection, now), "ada")
        preferences.keep(connection, "ada", language="en")

    assert "3 sent, 1 failed" in dashboard.as_("ada").see("/flows").text


def test_what_nobody_has_translated_is_shown_as_it_is(served, dashboard):
    words = "<b>50 % of 1, 2, 3 and 4</b> %(first)s"
    state = {"type": "FAILED", "message": words}
    served.answers["/api/flow_runs/filter"] = [OVER | {"state": state}]

    page = dashboard.as_("ada").see("/flows")

    assert words in page.text
    assert "fehlgeschlagen" in page.text


@pytest.mark.parametrize("act", ACTS)
def test_a_coordinator_pauses_a_flow_and_lets_it_go_on(served, dashboard, act):
    is_paused = act == "resume"
    served.answers["/api/deployments/filter"] = [DEPLOYMENT | {"paused": is_paused}]
    ada = dashboard.as_("ada")
    form = ada.see("/flows").form(f"/flows/remind/{act}")

    page = ada.send(form.action)

    assert any(path.endswith(ACTS[act]) for path in served.asked)
    assert "„Erinnerungen und E-Mails“" in page.text


def test_a_coordinator_runs_a_flow_now(served, dashboard):
    page = dashboard.as_("ada").send("/flows/remind/run")

    assert any(path.endswith("/create_flow_run") for path in served.asked)
    assert "läuft jetzt" in page.text


@pytest.mark.parametrize("odd", ["/flows/remind/delete", "/flows/nightmare/run"])
def test_another_act_and_another_flow_do_not_exist(dashboard, odd):
    assert dashboard.as_("ada").post(odd).status_code == 404


def test_far_from_prefect_nothing_leads_to_its_pages(dashboard):
    page = dashboard.as_("ada").see("/flows")

    assert not any(link.startswith("http://127.0.0.1") for link in page.links)
    assert "nur auf dem Rechner von Vorlauf" in page.text


def silent(page):
    assert page.status == 200
    assert "Prefect antwortet zurzeit nicht" in page.text
    assert "Wo die Beiträge stehen" in page.text


def test_a_prefect_that_hangs_holds_up_no_page(served, dashboard, monkeypatch):
    monkeypatch.setattr(prefect_api, "PATIENCE", 0.2)
    served.hangs = True
    ada = dashboard.as_("ada")

    silent(ada.see("/flows"))
    assert served.asked
    assert ada.see("/").status == 200


def test_an_odd_answer_is_a_prefect_that_does_not_answer(served, dashboard):
    served.answers["/api/deployments/filter"] = b"<html>Bad gateway"

    silent(dashboard.as_("ada").see("/flows"))


def test_behind_a_closed_port_no_act_is_made_and_a_sentence_says_so(desk, tmp_path):
    door = PrefectDoor(f"http://127.0.0.1:{free_port()}/api")
    ada = Dashboard(desk, tmp_path, prefect=door).as_("ada")

    page = ada.send("/flows/remind/pause")

    assert "Der Server von Prefect antwortet zurzeit nicht." in page.text
    assert "Prefect antwortet zurzeit nicht" in page.text


def test_without_a_prefect_the_page_says_how_it_comes(desk, tmp_path):
    ada = Dashboard(desk, tmp_path).as_("ada")

    assert "vorlauf serve" in ada.see("/flows").text
    assert "läuft hier nicht" in ada.send("/flows/remind/run").text
