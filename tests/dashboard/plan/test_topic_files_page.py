"""Topics as files on the page, on the command line and by the API."""

import base64
import json

import pytest
from command_line import open_for
from programs import program_of

from dashboard.components.staged_files import MOST_STAGED
from vorlauf.db.engine import reading
from vorlauf.material.files.resumable_uploads import Staging
from vorlauf.material.files.storage import uploads_in
from vorlauf.plan.topics import topic_queries

FILE = "Thema;Ressort;Rubrik\nBrücken;SMI;Bau\nZoll;Bauamt;\n"


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


@pytest.fixture
def topics(desk):
    def read():
        with reading(desk.engine) as connection:
            return topic_queries.all_topics(connection, desk.directory)

    return read


def test_a_file_is_looked_at_then_imported_then_exported(dashboard, topics):
    ada = dashboard.as_("ada")
    sent = {"file": ("themen.csv", FILE.encode(), "text/csv")}

    page = ada.send("/plan/topics/import/preview", files=sent)
    assert "neu: 1" in page.text
    assert "„Bauamt“ ist nicht eindeutig ein Ressort" in page.text
    assert topics() == []
    for _ in range(MOST_STAGED):
        page = ada.send("/plan/topics/import/preview", files=sent)
    staged = Staging(uploads_in(dashboard.wiring.settings.home)).root
    assert len(list(staged.glob("*.json"))) == MOST_STAGED
    fields = dict(page.form("/plan/topics/import").fields)
    refused = ada.post("/plan/topics/import", fields)
    assert (refused.status_code, topics()) == (403, [])
    assert ada.post("/plan/topics/import", {**fields, "seen": "x"}).status_code == 409
    late = FILE.replace("Rubrik", "Wunschtermin").encode()
    unread = ada.send(
        "/plan/topics/import/preview", files={"file": ("t.csv", late, "text/csv")}
    )
    assert "Diese Spalten werden nicht gelesen: „Wunschtermin“." in unread.text
    taken = ada.send("/plan/topics/import", {**fields, "without_refused": "on"})
    assert "Importiert: 1 neues Thema" in taken.text
    assert [one.title for one in topics()] == ["Brücken"]
    assert ada.post("/plan/topics/import", fields).status_code == 404
    assert ada.post("/plan/topics/import/preview", {}).status_code == 422

    file = dashboard.as_("olga").get("/plan/topics/export?as=csv")
    assert "Brücken;SMI;Bau" in file.content.decode("utf-8-sig")
    assert dashboard.as_("olga").get("/plan/topics/import").status_code == 403


def test_programs_import_and_export(dashboard, topics):
    program = program_of(dashboard, "ada")
    file = base64.b64encode(FILE.encode()).decode()

    tried = program.send("/plan/topics/import", {"file": file}).json()
    assert (tried["imported"], tried["remarks"], topics()) == (False, [], [])
    assert [one["kind"] for one in tried["rows"]] == ["new", "refused"]
    wish = {"file": file, "without_refused": True}
    assert not program.send("/plan/topics/import", {**wish, "dry_run": True}).json()[
        "imported"
    ]
    assert topics() == []
    assert program.send("/plan/topics/import", wish).json()["imported"]
    assert program.get("/plan/topics/export").json()["rows"][0]["title"] == "Brücken"
    assert program.send("/plan/topics/import", {"file": "?"}).status_code == 422


def test_the_command_line_imports_and_exports(
    tmp_path, monkeypatch, capsys, sqlite_template, now
):
    vorlauf = open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)
    file = tmp_path / "themen.csv"
    file.write_text("Thema;Ressort;Uhr\nBrücken;SMI;\nZoll;Bauamt;\n", "utf-8")
    by = ("--as", "petzold")

    refused = vorlauf("plan", "topics", "import", str(file), *by)
    assert (refused.code, "Bauamt" in refused.out) == (1, True)
    assert "these columns are not read: 'Uhr'." in refused.out
    assert json.loads(vorlauf("plan", "topics", "list", "--json").out) == []
    more = (*by, "--without-refused")
    assert vorlauf("plan", "topics", "import", str(file), *more).code == 1
    written = tmp_path / "aus.csv"
    assert vorlauf("plan", "topics", "export", str(written)).code == 0
    assert "Brücken" in written.read_text("utf-8-sig")
    again = vorlauf("plan", "topics", "import", str(written), *by, "--json")
    assert [one["kind"] for one in json.loads(again.out)["rows"]] == ["unchanged"]
    missing = vorlauf("plan", "topics", "import", str(tmp_path / "x.csv"), *by)
    assert (missing.code, len(missing.err.strip().splitlines())) == (2, 1)
