import pytest
from command_line import open_for


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


def test_a_house_on_file_is_not_renamed(vorlauf):
    answer = vorlauf("house", "rename", "smi", "polizei", *AS)

    assert (answer.code, answer.out) == (2, "")
    assert "vorlauf house replace" in answer.err
