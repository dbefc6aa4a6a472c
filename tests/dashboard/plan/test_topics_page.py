"""Topics in a browser and by the API: kept, found, taken into a post, taken back."""

import pytest
from programs import program_of
from statements import selects

from vorlauf.db.engine import reading, writing
from vorlauf.plan.topics import topic_changes, topic_queries
from vorlauf.plan.topics.topic_changes import NewTopic
from vorlauf.plan.topics.topic_rows import TopicWords

FORM = {"title": "Brücken bauen", "house": ["smi"], "channel": ["linkedin"]}


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


@pytest.fixture
def topics(desk):
    def look():
        with reading(desk.engine) as connection:
            return topic_queries.all_topics(connection, desk.directory)

    return look


def test_a_topic_is_kept_found_changed_dropped_and_put_back(dashboard, topics):
    ada = dashboard.as_("ada")
    assert "Es gibt noch keine Themen." in ada.see("/plan/topics").html

    kept = ada.send(
        "/plan/topics/new",
        {**FORM, "theme": "Bau", "day_own": "12.5.", "note": "<b>Fotos</b>"},
    )
    assert "1 Thema ist aufgenommen." in kept.text
    assert kept.form("/plan/topics/1/acts/undo").fields == [("seen", "1")]
    (one,) = topics()
    assert (one.day_rule, one.channels, one.wants_picture) == (
        "05-12",
        ("linkedin",),
        False,
    )
    assert "Brücken" in ada.see("/plan/topics?q=BRUCKEN&house=smi&theme=Bau").text
    for query in ("q=Zoll", "house=smf", "state=taken", "theme=Zoo"):
        assert "Kein Thema passt" in ada.see(f"/plan/topics?{query}").text
    page = ada.see("/plan/topics/1")
    assert ("day_own", "05-12") in page.form("/plan/topics/1").fields
    assert "&lt;b&gt;Fotos" in page.html

    saved = ada.send("/plan/topics/1", {**FORM, "title": "Neu", "seen": "1"})
    assert "Thema 1 ist gespeichert." in saved.text
    late = ada.post("/plan/topics/1", {**FORM, "title": "Alt", "seen": "1"})
    assert (late.status_code, topics()[0].title) == (409, "Neu")
    assert "Beim erneuten Speichern ändert sich: Thema: „Neu“ → „Alt“" in late.text
    assert ada.post("/plan/topics/1", FORM).status_code == 409
    undone = ada.send("/plan/topics/1/acts/undo", {"seen": "2"})
    assert "Brücken bauen" in undone.text
    assert ada.post("/plan/topics/1/acts/drop", {"seen": "3"}).status_code == 422
    gone = ada.send("/plan/topics/1/acts/drop", {"seen": "3", "reason": "Zu spät."})
    assert "Thema 1 ist verworfen." in gone.text
    assert "Zu spät." in ada.see("/plan/topics/1").text
    assert "ist offen" in ada.send("/plan/topics/1/acts/restore", {"seen": "4"}).text


def test_faults_stand_at_their_fields_and_nothing_is_kept(dashboard, topics):
    ada = dashboard.as_("ada")

    answer = ada.post(
        "/plan/topics/new",
        {"title": " ", "season": "Mai", "day_own": "Ostern+999", "until": "2024-01-01"},
    )

    assert answer.status_code == 422
    for sentence in (
        "Das Thema hat keinen Titel",
        "Das Thema nennt kein Ressort",
        "ist keine Zeit im Jahr",
        "ist kein wiederkehrender Tag",
    ):
        assert sentence in answer.text
    assert 'value="2024-01-01"' in answer.text
    day = ada.post("/plan/topics/new", {**FORM, "until": "bald"})
    assert "2026-12-03" in day.text
    none = ada.post("/plan/topics/new", {**FORM, "channel": []})
    assert (none.status_code, "mindestens einen Kanal" in none.text) == (422, True)
    parts = {**FORM, "series": "Köpfe", "parts": "x", "every": "7"}
    assert "Eine Reihe hat 2 bis 60 Folgen" in ada.post("/plan/topics/new", parts).text
    assert topics() == []
    assert ada.get("/plan/topics/99").status_code == 404
    assert ada.get("/plan/topics/x").status_code == 404
    assert ada.post("/plan/topics/1/acts/burn", {}).status_code == 404


def test_a_topic_is_taken_into_a_post_in_two_acts_and_comes_back(dashboard, desk):
    ada = dashboard.as_("ada")
    ada.send("/plan/topics/new", {**FORM, "theme": "Bau", "wants_picture": "on"})

    page = ada.see("/plan/topics/1/post")
    assert "Der Termin ist zu halten." in page.text
    assert "Ministerium des Innern" in page.text
    assert "Bau" in page.text
    other = ada.see("/plan/topics/1/post?day=2023-09-20&hour=13:00")
    assert "Termin: Mi 20.09.2023, 13:00" in other.text
    assert "maßgeblich ist: Ministerium des Innern" in other.text
    odd = ada.get("/plan/topics/1/post?day=2023-09-23")
    assert odd.status_code == 422
    fields = dict(page.form("/plan/topics/1/post").fields)
    made = ada.post("/plan/topics/1/post", fields)
    assert made.headers["location"] == "/posts/2023-001"
    assert desk.post("2023-001").title == "Brücken bauen"
    back = ada.see("/posts/2023-001")
    assert back.form("/plan/topics/1/acts/undo").fields == [("seen", "2")]
    assert "/posts/2023-001" in ada.see("/plan/topics?state=taken").links
    assert ada.post("/plan/topics/1/post", fields).status_code == 409
    assert (
        "Thema 1 ist offen." in ada.send("/plan/topics/1/acts/undo", {"seen": "2"}).text
    )
    assert desk.post("2023-001").state == "withdrawn"

    fields["seen"] = "3"
    assert ada.post("/plan/topics/1/post", fields).status_code == 303
    give = ada.see("/plan/topics/1").form("/plan/topics/1/acts/give-back")
    assert give.fields == [("seen", "4"), ("post", "2023-002")]
    listed = ada.see("/plan/topics?state=taken")
    assert listed.form("/plan/topics/1/acts/give-back").fields == give.fields
    assert "2023-002 zurücknehmen" in ada.see("/plan/topics/1").text
    none = ada.post("/plan/topics/1/acts/give-back", {"seen": "4", "post": "2023-001"})
    assert none.status_code == 403
    back = ada.send("/plan/topics/1/acts/give-back", dict(give.fields))
    assert "2023-002 ist zurückgezogen. Thema 1 ist offen." in back.text
    assert "/plan/topics/1/acts/undo" not in back.html
    assert "give-back" not in ada.see("/plan/topics/1").html


def test_who_only_reads_changes_nothing(dashboard):
    dashboard.as_("ada").send("/plan/topics/new", FORM)
    olga = dashboard.as_("olga")

    form = {**FORM, "title": "Türme", "note": "Frau Öz fragen"}
    dashboard.as_("ada").send("/plan/topics/new", form)
    gone = {"seen": "1", "reason": "Minister will nicht"}
    dashboard.as_("ada").send("/plan/topics/2/acts/drop", gone)
    states = "state=proposed&state=open&state=dropped"
    for who, count in (("clara", 0), ("olga", 1)):
        program = program_of(dashboard, who)
        found = program.send(f"/plan/topics?{states}", None, "GET").text
        assert found.count("Minister will nicht") == count
        assert found.count("Frau Öz") == count
        exported = program.get("/plan/topics/export").text
        assert exported.count("Frau Öz") == count
        reader = dashboard.as_(who)
        assert ("Frau" in reader.get("/plan/topics/export?as=csv").text) is bool(count)
        page = reader.see("/plan/topics?q=Frau&state=all")
        assert page.html.count("data-row id=") == count
    page = olga.see("/plan/topics")

    assert "Brücken bauen" in page.text
    assert "/plan/topics/new" not in page.links
    assert olga.get("/plan/topics/1").status_code == 403
    assert olga.post("/plan/topics/1/acts/drop", {"reason": "x"}).status_code == 403
    assert dashboard.as_("ines").get("/plan/topics").status_code == 403


def test_a_thousand_topics_need_no_more_questions(dashboard, desk):
    words = [
        TopicWords(title=f"Thema {n}", houses=("smi", "smf"), theme=f"Rubrik {n % 7}")
        for n in range(1000)
    ]
    with writing(desk.engine) as connection:
        new = [NewTopic(words=one) for one in words]
        topic_changes.add(desk.call(connection), new, "ada")
    ada = dashboard.as_("ada")
    ada.get("/plan/topics")

    with selects(desk.engine) as asked:
        page = ada.see("/plan/topics?sort=title&dir=desc&page=3")

    assert len(asked) <= 8
    assert "Themen 101 bis 150 von 1.000" in page.text
    assert page.html.count("data-row") >= 50


def test_programs_do_the_same(dashboard, desk):
    program = program_of(dashboard, "ada")
    new = {"title": "Brücken", "houses": ["smi"], "day_rule": "Tag der Pflege"}

    tried = program.send("/plan/topics", {**new, "dry_run": True}, "POST")
    assert tried.status_code == 201
    assert program.send("/plan/topics", None, "GET").json()["topics"] == []
    (kept,) = program.send("/plan/topics", new, "POST").json()
    assert (kept["day_rule"], kept["window"]["day"]) == ("tag-der-pflege", "2024-05-12")
    edit = {"theme": "Pflege", "day_rule": "", "seen": 1}
    edited = program.send("/plan/topics/1", edit, "PATCH").json()
    assert (edited["theme"], edited["day_rule"]) == ("Pflege", "")
    found = program.send("/plan/topics?theme=Pflege", None, "GET").json()
    assert found["topics"][0]["id"] == 1
    smi = [one for one in found["balance"] if one["key"] == "smi"]
    assert (smi[0]["topics"], smi[0]["posts"]) == (1, 0)
    slot = program.send("/plan/topics/1/post", None, "GET").json()
    assert slot["slot_can_be_met"]
    take = {"slot_at": slot["slot_at"], "seen": 2}
    taken = program.send("/plan/topics/1/post", take, "POST").json()
    assert desk.post(taken["number"]).title == "Brücken"
    undo = {"act": "undo", "seen": 3}
    assert program.send("/plan/topics/1/acts", undo, "POST").json()["state"] == "open"
    again = {"slot_at": slot["slot_at"], "seen": 4}
    number = program.send("/plan/topics/1/post", again, "POST").json()["number"]
    (found,) = program.send("/plan/topics?state=taken", None, "GET").json()["topics"]
    assert found["untouched"] == [number]
    give = {"act": "give_back", "seen": 5, "post": number}
    assert program.send("/plan/topics/1/acts", give, "POST").json()["state"] == "open"
    drop = {"act": "drop", "seen": 6, "reason": "Alt."}
    assert program.send("/plan/topics/1/acts", drop, "POST").json()["reason"] == "Alt."
    late = {"act": "restore", "seen": 6}
    assert program.send("/plan/topics/1/acts", late, "POST").status_code == 409
    odd = program.send("/plan/topics", {"title": "x", "houses": ["smo"]}, "POST")
    assert (odd.status_code, "smo" in odd.json()["detail"]) == (422, True)
