import pytest
from command_line import SLOT, open_for


@pytest.fixture
def vorlauf(tmp_path, monkeypatch, capsys, sqlite_template, now):
    return open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)


AS = ("--as", "petzold", "--comment", "Umbildung.")


def houses_of(vorlauf, number):
    return vorlauf("post", "show", number, "--json").plain["houses"]


def test_other_houses_take_part_after_a_look_ahead(vorlauf):
    number = vorlauf.plan()
    wish = ("post", "houses", number, "--house", "smi", "--house", "polizei", *AS)

    ahead = vorlauf(*wish, "--dry-run")
    before = houses_of(vorlauf, number)
    done = vorlauf(*wish)

    assert (ahead.code, done.code, before) == (0, 0, ["smi"])
    assert ahead.out == done.out
    assert "joins polizei; leaves -" in ahead.out
    assert houses_of(vorlauf, number) == ["polizei", "smi"]


def test_a_house_is_replaced_everywhere_only_with_yes(vorlauf):
    number = vorlauf.plan()
    wish = ("house", "replace", "smi", "polizei", *AS)

    ahead = vorlauf(*wish)
    before = houses_of(vorlauf, number)
    done = vorlauf(*wish, "--yes")

    assert "repeat the command with --yes" in ahead.out
    assert before == ["smi"]
    assert done.code == 0
    assert houses_of(vorlauf, number) == ["polizei"]


def test_a_replacement_is_taken_back_while_nobody_has_heard_of_it(vorlauf):
    first, second = vorlauf.plan(), vorlauf.plan()
    wish = ("house", "replace", "smi", "polizei", *AS)
    vorlauf(*wish, "--yes")

    done = vorlauf(*wish, "--undo")
    again = vorlauf(*wish, "--undo")

    assert done.code == 0
    assert done.out == "".join(
        f"{number} is as it was before.\n" for number in (first, second)
    )
    assert [houses_of(vorlauf, number) for number in (first, second)] == [["smi"]] * 2
    assert (again.code, again.out) == (2, "")
    assert first in again.err


def test_a_house_on_file_is_not_renamed(vorlauf):
    answer = vorlauf("house", "rename", "smi", "polizei", *AS)

    assert (answer.code, answer.out) == (2, "")
    assert "vorlauf house replace" in answer.err


def test_a_house_that_was_renamed_in_the_file_is_renamed_on_its_posts(vorlauf):
    number = vorlauf.plan()
    file = vorlauf.folder / "stakeholders.toml"
    text = file.read_text("utf-8").replace("[houses.smi]", "[houses.smil]")
    file.write_text(text.replace('"smi"', '"smil"'), "utf-8")
    gone = vorlauf("check")
    unnamed = vorlauf("house", "rename", "smi", "smil", *AS, "--yes")
    text = file.read_text("utf-8")
    file.write_text(
        text.replace("[houses.smil]", '[houses.smil]\nwas = ["smi"]'), "utf-8"
    )

    stranded, for_programs = vorlauf("check"), vorlauf("check", "--json")
    planned = vorlauf("post", "add", "Neu", "--house", "smi", "--slot", SLOT, *AS[:2])
    other = vorlauf("house", "rename", "smi", "polizei", *AS, "--yes")
    before = houses_of(vorlauf, number)
    done = vorlauf("house", "rename", "smi", "smil", *AS, "--yes")

    assert (gone.code, stranded.code, for_programs.code) == (1, 1, 1)
    assert "1 post under way names the house smi, which the file lacks" in gone.out
    assert "vorlauf house replace smi HOUSE" in gone.out
    assert "vorlauf house rename smi smil" in stranded.out
    assert for_programs.plain["missing_houses"] == {"smi": 1}
    assert vorlauf("check").code == 0
    assert 'write `was = ["smi"]`' in unnamed.err.replace("'", '"')
    assert "called 'smil' now" in planned.err
    assert "polizei was never called smi" in other.err
    assert (before, done.code) == (["smi"], 0)
    assert houses_of(vorlauf, number) == ["smil"]

    undone = vorlauf("house", "rename", "smi", "smil", *AS, "--undo")

    assert undone.out == f"{number} is as it was before.\n"
    assert houses_of(vorlauf, number) == ["smi"]
