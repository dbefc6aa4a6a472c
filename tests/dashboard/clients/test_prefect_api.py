"""Prefect's door: what it tells, and that it never keeps a page waiting."""

from datetime import UTC, datetime

import pytest
from prefects import AHEAD, DEPLOYMENT, OVER, REMIND, RUN, prefect

from dashboard.clients import prefect_api
from dashboard.clients.prefect_api import (
    PATIENCE,
    PATIENCE_OF_AN_ACT,
    PrefectDoor,
    PrefectError,
)
from vorlauf.errors import BadInputError, NotFoundError
from vorlauf.supervisor import free_port

ODD = {
    "no JSON": b"<html>",
    "no UTF-8": b"\xff\xfe[",
    "nothing": b"",
    "a deep nest": b"[" * 100_000,
    "no list": {"detail": "no"},
    "words": ["nonsense"],
    "none": None,
    "a number": 7,
    "no fields": [{}],
    "no flow": [DEPLOYMENT | {"flow_id": "unknown"}],
    "no id": [{"id": REMIND}],
}
ODD_RUNS = {
    "an id that is none": OVER | {"id": "javascript:alert(1)"},
    "no time": OVER | {"start_time": "yesterday"},
    "a time out of reach": OVER | {"start_time": "99999-01-01T00:00:00Z"},
    "a state of another kind": OVER | {"state": "done"},
    "seconds in words": OVER | {"total_run_time": "long"},
    "nothing": {},
    "none": None,
}


@pytest.fixture
def served():
    with prefect() as server:
        yield server


@pytest.fixture
def door(served):
    return PrefectDoor(served.api)


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A machine on which much runs may take its time to answer."""
    monkeypatch.setattr(prefect_api, "PATIENCE", 60.0)
    monkeypatch.setattr(prefect_api, "PATIENCE_OF_AN_ACT", 60.0)


@pytest.fixture
def hurried(monkeypatch):
    """A page that waits only a moment, for servers that would never come to an end."""
    monkeypatch.setattr(prefect_api, "PATIENCE", 0.3)


def is_silent(door):
    with pytest.raises(PrefectError, match="does not answer at present"):
        door.flows()


def test_a_page_waits_no_longer_than_people_do():
    assert PATIENCE <= 2
    assert PATIENCE_OF_AN_ACT <= 5


def test_a_flow_has_its_runs_with_the_addresses_of_their_pages(door):
    (flow,) = door.flows()

    assert (flow.name, flow.is_paused) == ("remind", False)
    assert flow.description == DEPLOYMENT["description"]
    (run,) = flow.runs
    assert run.address == f"{door.pages}/runs/flow-run/{RUN}"
    assert (run.state, run.message, run.seconds) == (
        "completed",
        "3 sent, 1 failed",
        1.25,
    )
    assert run.began_at == datetime(2026, 11, 23, 8, 0, 1, tzinfo=UTC)
    assert flow.next_at == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def test_what_pauses_has_no_next_run(served, door):
    served.answers["/api/deployments/filter"] = [DEPLOYMENT | {"paused": True}]

    (flow,) = door.flows()

    assert (flow.is_paused, flow.next_at) == (True, None)


def test_a_run_that_has_not_begun_has_no_time(served, door):
    served.answers["/api/flow_runs/filter"] = [AHEAD | {"state": None}]

    (flow,) = door.flows()

    assert (flow.runs[0].began_at, flow.runs[0].state) == (None, "")


def test_deployments_of_others_are_not_shown(served, door):
    served.answers["/api/deployments/filter"] = [DEPLOYMENT | {"name": "theirs"}]

    assert door.flows() == []


@pytest.mark.parametrize(
    ("act", "path"),
    [
        ("pause", "pause_deployment"),
        ("resume", "resume_deployment"),
        ("run", "create_flow_run"),
    ],
)
def test_an_act_is_asked_of_prefect(served, door, act, path):
    door.act("remind", act)

    assert served.asked[-1] == f"/api/deployments/{REMIND}/{path}"


def test_an_unknown_flow_and_an_unknown_act_are_sentences(door):
    with pytest.raises(NotFoundError, match="no flow 'nightmare'"):
        door.act("nightmare", "run")
    with pytest.raises(BadInputError, match="cannot 'delete'"):
        door.act("remind", "delete")


def test_a_prefect_that_is_busy_is_asked_again(served, door):
    served.busy = 3

    door.act("remind", "run")

    assert served.asked[-1].endswith("/create_flow_run")


@pytest.mark.usefixtures("hurried")
def test_a_prefect_that_stays_busy_is_silent(served, door):
    served.busy = 1_000_000

    is_silent(door)


def test_a_closed_port_is_silent_at_once():
    door = PrefectDoor(f"http://127.0.0.1:{free_port()}/api")

    is_silent(door)


@pytest.mark.usefixtures("hurried")
def test_a_server_that_hangs_is_silent(served, door):
    served.hangs = True

    is_silent(door)
    assert served.asked


@pytest.mark.usefixtures("hurried")
def test_a_server_that_drips_is_silent(served, door):
    served.drips = True

    is_silent(door)


def test_an_act_waits_no_longer_than_its_patience(served, door, monkeypatch):
    monkeypatch.setattr(prefect_api, "PATIENCE_OF_AN_ACT", 0.3)
    served.hangs = True

    with pytest.raises(PrefectError):
        door.act("remind", "run")


@pytest.mark.parametrize("path", ["deployments", "flows", "flow_runs"])
@pytest.mark.parametrize("odd", ODD)
def test_whatever_else_it_answers_it_is_silent(served, door, path, odd):
    served.answers[f"/api/{path}/filter"] = ODD[odd]

    try:
        found = door.flows()
    except PrefectError:
        return
    # Nothing, where a list is expected, is an empty one.
    assert found == [] or not found[0].runs


@pytest.mark.parametrize("odd", ODD_RUNS)
def test_a_run_that_is_none_of_prefects_is_silent(served, door, odd):
    served.answers["/api/flow_runs/filter"] = [ODD_RUNS[odd]]

    is_silent(door)
