"""`vorlauf figures …`, as they are typed."""

import figure_samples as figures
import pytest
from command_line import open_for
from figure_desk import NAME, linkedin_file
from publishing_servers import FakeMastodon, served

pytestmark = pytest.mark.program


@pytest.fixture
def vorlauf(tmp_path, monkeypatch, capsys, sqlite_template, now):
    return open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)


@pytest.fixture
def export(vorlauf, slot):
    """LinkedIn's export of the week after the slot."""
    vorlauf.at(slot.replace(day=28))
    vorlauf("post", "add", "Ein Tag im Forst", "--house", "smi", "--slot",
            "2023-12-05 10:00", "--as", "petzold")  # fmt: skip
    (vorlauf.folder / NAME).write_bytes(linkedin_file())
    return NAME


def test_an_export_is_looked_at_taken_assigned_and_taken_back(vorlauf, export):
    command = ("figures", "import", export, "--as", "petzold")
    looked = vorlauf(*command, "--dry-run")
    assert looked.code == 1
    assert "Posts: 0 new, 0 changed, 0 unchanged, 2 without a post." in looked.out
    assert looked.out.endswith("Nothing was changed.\n")
    assert vorlauf("figures", "list", "--json").plain == []

    assert vorlauf(*command, "--json").plain[0]["import"] == 1
    again = vorlauf(*command)
    assert f"{export} is import 1 already; nothing was changed." in again.out
    row = vorlauf("figures", "show", "1", "--json").plain["rows"][0]["kept"]
    assert (row["row"], row["number"]) == (1, None)
    assign = ("figures", "assign", "1", "1", "2023-001", "--as", "petzold")
    assert vorlauf(*assign).out == "All posts 3 now tells of 2023-001.\n"
    assert "2023-001" in vorlauf("figures", "show", "1").out

    undo = ("figures", "undo", "1", "--as", "petzold")
    assert "Nothing was changed." in vorlauf(*undo, "--dry-run").out
    assert "its 2 rows tell of nothing" in vorlauf(*undo).out
    assert "taken back by Jana Petzold already" in vorlauf(*undo).refusal
    assert vorlauf("figures", "list", "--json").plain[0]["undone_by"] == "Jana Petzold"


def test_what_cannot_be_read_is_one_sentence(vorlauf, export):
    command = ("figures", "import", "--as", "petzold")

    assert "cannot be read" in vorlauf(*command, "nowhere.xlsx").refusal
    assert "no channel" in vorlauf(*command, export, "--channel", "orkut").refusal
    said = ("--column", "Likes=sympathy")
    assert "nothing that a column may say" in vorlauf(*command, export, *said).refusal
    assert "no import 9" in vorlauf("figures", "show", "9").refusal


@pytest.mark.parametrize(
    "words", [("show", "2147483648"), ("assign", "1", "99999999999", "--as", "petzold")]
)
def test_a_number_that_is_too_large_is_no_number_of_ours(vorlauf, words):
    assert "less than or equal" in vorlauf("figures", *words).refusal


def test_names_of_persons_are_never_kept(vorlauf, export):
    vorlauf("figures", "import", export, "--as", "petzold")

    (kept,) = vorlauf.folder.rglob("*.db")
    assert b"Ein Tag im Forst" in kept.read_bytes()
    assert figures.PERSON.encode() not in kept.read_bytes()


def with_channel(vorlauf, fake):
    """Let the server publish LinkedIn's channel."""
    file = vorlauf.folder / "stakeholders.toml"
    table = f"address = '{fake.base}'\nprivate_address = true\n"
    table = f"\n[channels.linkedin]\npublish = 'mastodon'\n{table}"
    file.write_text(file.read_text("utf-8") + table, "utf-8")
    secrets = vorlauf.folder / "channels.secrets"
    secrets.write_text(f'linkedin = "{fake.token}"\n', "utf-8")
    secrets.chmod(0o600)
    vorlauf.set("VORLAUF_CHANNEL_SECRETS", secrets)


def test_counters_of_mastodon_are_fetched_where_it_publishes(vorlauf):
    fetch = ("figures", "fetch", "--as", "petzold")
    nowhere = vorlauf(*fetch)
    assert nowhere.code == 1
    assert "No channel is published by Mastodon" in nowhere.out

    with served(FakeMastodon()) as fake:
        with_channel(vorlauf, fake)
        assert "Days: 1 new" in vorlauf(*fetch, "--dry-run").out
        assert vorlauf(*fetch, "--json").plain[0]["import"] == 1
        assert "127.0.0.1 says nothing new" in vorlauf(*fetch).out
    assert "does not answer" in vorlauf(*fetch).refusal
    assert vorlauf("figures", "list", "--json").plain[0]["kind"] == "mastodon"
