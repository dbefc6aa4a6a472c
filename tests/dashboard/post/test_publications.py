"""The log of publications on the page of a post, its acts, and the same by the API."""

import pytest
from desk import BARE
from programs import program_of
from publishers import Publisher
from publishing_servers import FakeMastodon, Reply, served

from states.post import PostState
from vorlauf.db.publication_tables import PublicationState as State
from vorlauf.material.files.storage import FileStore


@pytest.fixture
def publisher(desk, tmp_path):
    with served(FakeMastodon()) as fake:
        yield Publisher(desk, fake, FileStore(tmp_path / "files"))


@pytest.fixture
def number(desk, a_post):
    number = a_post("smi", channels=("linkedin", "xing"), **BARE)
    for trigger, who in (("submit", "ada"), ("endorse", "ines"), ("approve", "clara")):
        desk.do(number, trigger, who)
    return number


def test_a_coordinator_sees_what_failed_and_decides(publisher, dashboard, number, slot):
    before = dashboard.as_("ada").see(f"/posts/{number}").text
    publisher.fake.faults = lambda _: Reply(422, {"error": "Zu lang"})
    publisher.run(slot)
    publisher.fake.faults = None
    ada = dashboard.as_("ada")
    act = {"channel": "linkedin", "act": "by_hand"}
    here = f"/posts/{number}/publications"

    today, page = ada.see("/").text, ada.see(f"/posts/{number}").text

    assert "zum Termin" in before
    assert "Nicht von selbst veröffentlicht" in today
    assert "Zu lang" in today
    assert "Zu lang" in page
    assert dashboard.as_("ines").post(here, data=act).status_code == 403
    assert ada.post(here, data=act).status_code == 303
    assert publisher.row(number).state is State.BY_HAND
    assert "Nicht von selbst" not in ada.see("/").text
    assert publisher.run().outcomes == []
    assert ada.post(here, data={**act, "act": "again"}).status_code == 303
    publisher.run()
    assert publisher.row(number).state is State.DONE
    acts = ["by_hand", "again"]
    assert publisher.events(number) == ["begun", "failed", *acts, "begun", "done"]
    assert len(publisher.fake.statuses) == 1
    refused = ada.post(here, data={**act, "act": "again"})
    assert refused.status_code == 409
    assert "hat schon einen Permalink" in refused.text
    assert ada.post(here, data={**act, "act": "x"}).status_code == 422
    assert "/@sachsen/" in ada.see(f"/posts/{number}").text


def test_programs_read_the_log_and_act_on_it(publisher, dashboard, desk, number, slot):
    ada = program_of(dashboard, "ada")
    path = f"/posts/{number}/publications"
    act = {"channel": "linkedin", "act": "by_hand", "comment": "Lieber selbst"}
    desk.now = slot

    first = ada.send(path, act, "POST")

    assert first.status_code == 200, first.text
    assert first.json()["state"] == "by_hand"
    assert publisher.run(slot).outcomes == []
    publisher.fake.faults = lambda _: "cut_after"
    ada.send(path, {**act, "act": "again"}, "POST")
    publisher.run(slot)
    (row,) = ada.get(path).json()
    assert (row["state"], row["needs_person"]) == ("unknown", False)
    assert "lost" in row["reason"]
    busy = ada.send(path, {**act, "act": "again"}, "POST")
    assert (busy.status_code, "looked up" in busy.text) == (409, True)
    for channel, why in (("xing", "by hand"), ("fax", "no channel")):
        answer = ada.send(path, {**act, "channel": channel}, "POST")
        assert answer.status_code >= 400
        assert why in answer.text
    assert desk.post(number).state is PostState.SCHEDULED
