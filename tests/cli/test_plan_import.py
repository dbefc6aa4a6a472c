"""`vorlauf plan import` and `vorlauf plan mappings`, as they are typed."""

import pytest
import sheet_samples as samples
from command_line import open_for

pytestmark = pytest.mark.program

HEADER = ["Datum", "Titel", "Ressort", "Kanal"]
GOOD = ["21.11.2023", "Feuerwehr", "smi", "LinkedIn"]
BAD = ["22.11.2023", "Feiertag", "smi", "LinkedIn"]


@pytest.fixture
def vorlauf(tmp_path, monkeypatch, capsys, sqlite_template, now):
    return open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)


def test_a_spreadsheet_is_looked_at_imported_and_taken_back(vorlauf):
    (vorlauf.folder / "plan.xlsx").write_bytes(samples.xlsx([HEADER, GOOD, BAD]))
    command = ("plan", "import", "plan.xlsx", "--as", "petzold")

    looked = vorlauf(*command, "--dry-run")
    assert looked.code == 1
    assert "plan.xlsx: 1 new, 0 changed, 0 unchanged, 1 refused." in looked.out
    assert "Redaktionsplan!A3" in looked.out
    assert looked.out.endswith("Nothing was changed.\n")
    refused = vorlauf(*command)
    assert (refused.code, "1 of 2 posts are refused" in refused.err) == (2, True)
    digest = vorlauf(*command, "--without-refused", "--dry-run", "--json").plain
    other = vorlauf(*command, "--without-refused", "--seen", "0" * 64)
    assert (other.code, "Nothing was imported" in other.err) == (2, True)
    assert vorlauf("post", "list", "--json").plain == []
    seen = ("--without-refused", "--seen", digest["digest"])
    taken = vorlauf(*command, *seen, "--json").plain
    assert taken["result"]["added"] == ["2023-001"]
    assert [post["kind"] for post in taken["posts"]] == ["new", "refused"]
    assert taken["posts"][1]["faults"][0]["cell"] == "A3"

    undo = ("plan", "import", "--undo", "--as", "petzold")
    assert "1 posts are withdrawn" in vorlauf(*undo, "--dry-run").out
    assert "1 posts are withdrawn" in vorlauf(*undo).out
    assert "no import that can be taken back" in vorlauf(*undo).refusal


def test_what_is_said_about_columns_is_shown_and_forgotten(vorlauf):
    rows = [["Wann", "Worum", "Wer"], ["21.11.2023", "Feuerwehr", "Blaulicht"]]
    (vorlauf.folder / "plan.csv").write_bytes(samples.text(rows))
    said = (
        "--column",
        "Wann=Datum",
        "--column",
        "Worum=Titel",
        "--column",
        "Wer=house",
    )
    command = ("plan", "import", "plan.csv", "--as", "petzold")
    assert "No plan was found" in vorlauf(*command).refusal

    assert vorlauf(*command, *said, "--house", "Blaulicht=smi").code == 0

    assert "1 unchanged" in vorlauf(*command).out
    assert "Jana Petzold" in vorlauf("plan", "mappings").out
    assert "name them with --as" in vorlauf("plan", "mappings", "--forget", "1").refusal
    gone = vorlauf("plan", "mappings", "--forget", "1", "--as", "petzold")
    assert gone.out == "Forgotten: Wann · Worum · Wer\n"
    assert vorlauf("plan", "mappings").out.startswith("Nothing was said")
    for wrong in (
        ("plan", "import", "--as", "petzold"),
        ("plan", "import", "nowhere.xlsx", "--as", "petzold"),
        (*command, "--column", "Wann"),
    ):
        assert vorlauf(*wrong).refusal


def test_no_file_can_do_harm_and_each_refusal_says_what_to_do(vorlauf):
    plan = samples.xlsx([HEADER, GOOD])
    big = vorlauf.folder / "200 MB.xlsx"
    with big.open("wb") as file:
        file.truncate(200_000_000)
    bomb = {"xl/media/bomb.xml": b" " * 200_000_000}
    for name, raw in {
        "leer.xlsx": b"",
        "bild.xlsx": b"\x89PNG\r\n\x1a\n" + bytes(200),
        "kopf.xlsx": samples.xlsx([HEADER]),
        "bombe.xlsx": samples.repacked(plan, bomb),
        "kennwort.xlsx": samples._compound("EncryptedPackage", b"x" * 5000),
        "formel.xlsx": samples.xlsx([HEADER, ["=TODAY()", *GOOD[1:]]]),
        big.name: None,
    }.items():
        if raw is not None:
            (vorlauf.folder / name).write_bytes(raw)
        answer = vorlauf("plan", "import", name, "--as", "petzold")
        assert (answer.code, answer.err.count("\n")) == (2, 1), (name, answer)
        assert "Traceback" not in answer.err
    assert vorlauf("post", "list", "--json").plain == []
