"""Proposing topics by the link of a house: the form, its limits, and the answer."""

from datetime import timedelta

import pytest
from programs import program_of

from vorlauf.accounts.topic_links import MOST
from vorlauf.db.engine import reading
from vorlauf.db.tables import Audit, table_of
from vorlauf.plan.topics import topic_queries
from vorlauf.plan.topics.topic_proposals import MOST_A_DAY

FORM = {"title": "Nacht auf dem Revier", "name": "Rosa Lind", "capacity": "Presse"}


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


@pytest.fixture
def ada(dashboard):
    return dashboard.as_("ada")


@pytest.fixture
def link(ada):
    """Return the path of a link of the SMI."""
    page = ada.send(
        "/plan/topics/links", {"house": "smi", "label": "Presse", "days": 9}
    )
    return "/propose/" + page.text.split("/propose/")[1].split()[0]


@pytest.fixture
def topics(desk):
    def look():
        with reading(desk.engine) as connection:
            return topic_queries.all_topics(connection, desk.directory)

    return look


def test_a_proposal_waits_is_accepted_and_says_who_it_came_from(
    dashboard, desk, ada, link, topics
):
    rosa = dashboard.stranger()
    page = rosa.see(link)
    assert "Ministerium des Innern" in page.text
    assert page.response.headers["x-robots-tag"].startswith("noindex")
    assert "script-src 'none'" in page.response.headers["content-security-policy"]
    assert topics() == []  # whoever only looks changes nothing

    sent = rosa.send(
        link,
        {**FORM, "note": "<script>x</script>", "house": "smf", "day_rule": "ehrenamt"},
    )
    assert "als Vorschlag 1 vermerkt" in sent.text
    (one,) = topics()
    assert (one.state, one.houses, one.proposed_by) == (
        "proposed",
        ("smi",),
        "Rosa Lind",
    )
    assert (one.capacity, one.came_by_link, one.proposed_by_key) == ("Presse", True, "")
    again = rosa.send(
        link, {**FORM, "note": "<script>x</script>", "day_rule": "ehrenamt"}
    )
    assert "als Vorschlag 1 vermerkt" in again.text
    assert len(topics()) == 1

    listed = ada.see("/plan/topics")
    assert "Ein neuer Vorschlag wartet auf Ihre Antwort." in listed.text
    assert "/plan/topics?state=proposed" in ada.see("/").links
    shown = ada.see("/plan/topics/1")
    assert "von Rosa Lind, Ministerium des Innern" in shown.text
    assert "<script>x" not in shown.html
    accepted = ada.send("/plan/topics/1/acts/accept", {"seen": "1"})
    assert "Thema 1 ist offen." in accepted.text
    assert "/plan/topics?state=proposed" not in ada.see("/").links
    (entry,) = desk.rows(table_of(Audit), event="topic_propose")
    assert (entry.actor, entry.actor_key, entry.house) == ("Rosa Lind", "", "smi")


def test_what_cannot_be_kept_is_said_and_what_was_typed_stays(dashboard, link, topics):
    rosa = dashboard.stranger()

    for wrong, sentence, places in (
        ({"title": " "}, "Das Thema hat keinen Titel", {"title"}),
        ({"title": "x" * 201}, "201 Zeichen", {"title"}),
        ({"name": "x@smi.example.org"}, "keine", set()),
        ({"capacity": "x" * 81}, "81 Zeichen", set()),
        ({"until": "bald"}, "2026-12-03", set()),
        ({"until": "9999-12-01"}, "lässt sich nichts planen", {"until"}),
        (
            {"title": " ", "day_rule": "immer", "capacity": "x" * 81},
            "ist kein wiederkehrender Tag",
            {"title", "day_rule"},
        ),
    ):
        answer = rosa.post(link, {**FORM, "note": "Bleibt stehen", **wrong})
        assert answer.status_code == 422, wrong
        assert sentence in answer.text
        assert "Bleibt stehen" in answer.text
        names = ("title", "until", "day_rule")
        assert {one for one in names if f'href="#{one}"' in answer.text} == places
    assert topics() == []
    assert 'lang="en"' in rosa.get(f"{link}?lang=en").text
    assert "Propose a topic" in rosa.get(f"{link}?lang=en").text


def test_a_link_takes_so_many_a_day(dashboard, desk, link, topics):
    rosa = dashboard.stranger()
    for number in range(MOST_A_DAY):
        rosa.post(link, {**FORM, "title": f"Thema {number}"})

    refused = rosa.post(link, {**FORM, "title": "Noch eines"})

    assert refused.status_code == 403
    assert "weitere nimmt er morgen an" in refused.text
    assert len(topics()) == MOST_A_DAY
    desk.now += timedelta(days=1)
    assert rosa.post(link, {**FORM, "title": "Noch eines"}).status_code == 200


def test_a_link_that_ended_was_revoked_or_was_never_ours_opens_nothing(
    dashboard, desk, ada, link, topics
):
    stranger = dashboard.stranger()
    for path in ("/propose/x", f"/propose/{'A' * 43}", f"{link}A"):
        for answer in (stranger.get(path), stranger.post(path, FORM)):
            assert answer.status_code == 404
            assert "Dieser Link öffnet nichts" in answer.text
    before = desk.now
    desk.now += timedelta(days=9)
    assert stranger.post(link, FORM).status_code == 404
    desk.now = before
    assert stranger.get(link).status_code == 200
    gone = ada.send("/plan/topics/links/1/revoke")
    assert "Der Link „Presse“ ist widerrufen." in gone.text
    assert stranger.get(link).status_code == 404
    assert stranger.post(link, FORM).status_code == 404
    assert ada.post("/plan/topics/links/1/revoke").status_code == 404
    assert topics() == []


def test_the_secret_of_a_link_is_struck_wherever_it_is_sent(dashboard, link, topics):
    rosa = dashboard.stranger()

    rosa.post(link, {**FORM, "note": f"https://vorlauf.example.org{link}"})

    (one,) = topics()
    assert link.removeprefix("/propose/") not in one.note
    assert "entfernt" in one.note


def test_links_are_made_by_coordinators_for_houses_so_many_and_so_long(dashboard, ada):
    wrong = [
        {"house": "smi", "label": " ", "days": "9"},
        {"house": "smi", "label": "x", "days": "401"},
        {"house": "smi", "label": "x", "days": "bald"},
        {"house": "agentur", "label": "x", "days": "9"},
    ]
    for form in wrong:
        assert ada.post("/plan/topics/links", form).status_code == 422
    assert dashboard.as_("olga").get("/plan/topics/links").status_code == 403

    program = program_of(dashboard, "ada")
    wish = {"house": "smf", "label": "Presse"}
    made = [program.send("/plan/topics/links", wish) for _ in range(MOST + 1)]
    assert [one.status_code for one in made] == [201] * MOST + [403]
    address = made[0].json()["address"]
    path = address.removeprefix("https://vorlauf.example.org")
    assert dashboard.stranger().get(path).status_code == 200
    assert len(program.get("/plan/topics/links").json()) == MOST
    assert program.send("/plan/topics/links/1/revoke", None).json()["house"] == "smf"
    assert len(program.get("/plan/topics/links").json()) == MOST - 1
