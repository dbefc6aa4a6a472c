"""`vorlauf config`: what stakeholders.toml says, changing it, and taking it back."""

import pytest
from command_line import open_for

REVIEW = "houses.smi.lead_times.review=7"


@pytest.fixture
def vorlauf(tmp_path, monkeypatch, capsys, sqlite_template, now):
    return open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "stakeholders.toml"


def test_it_shows_values_by_their_path(vorlauf):
    answer = vorlauf("config", "show", "people.haase")

    assert "people.haase.email = haase@smi.example.org" in answer.out
    assert "lindner" not in answer.out


def test_a_change_is_shown_first_and_written_with_yes(vorlauf, file):
    before = file.read_bytes()
    tried = vorlauf("config", "set", REVIEW, "--as", "petzold")
    assert (tried.code, file.read_bytes()) == (0, before)
    assert "Nothing was changed yet" in tried.out

    done = vorlauf("config", "set", REVIEW, "--as", "petzold", "--yes")

    assert done.code == 0
    assert "houses.smi.lead_times.review = 7" in vorlauf("config", "show").out


def test_the_last_change_is_taken_back(vorlauf, file):
    before = file.read_bytes()
    vorlauf("config", "set", REVIEW, "--as", "petzold", "--yes")

    assert "Nothing was changed yet" in vorlauf("config", "undo", "--as", "petzold").out
    vorlauf("config", "undo", "--as", "petzold", "--yes")

    assert file.read_bytes() == before


def test_without_a_change_from_here_nothing_is_taken_back(vorlauf):
    answer = vorlauf("config", "undo", "--as", "petzold", "--yes")

    assert (answer.code, "taken back" in answer.err) == (2, True)


def test_the_consequences_name_the_post_whose_house_would_leave(vorlauf):
    number = vorlauf.plan(house="polizei")

    tried = vorlauf(
        *("config", "set", "houses.polizei=", "people.lindner=", "--as", "petzold")
    )

    assert tried.code == 0
    assert f"{number}: its house polizei is not there any more" in tried.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("houses.smi.review=7",), "can stand in stakeholders.toml"),
        (("houses.smi.lead_times.review",), "Write a path and a value"),
        (("houses.smi.lead_times.review=viele",), "houses.smi.lead_times.review"),
        (("houses.smi.name=Sächsisches Staatsministerium des Innern",), "different"),
        ((REVIEW, "--seen", "0" * 64), "meanwhile"),
        (("people.petzold=",), "houses.redaktion"),
    ],
)
@pytest.mark.parametrize("really", [(), ("--yes",)])
def test_what_cannot_be_is_one_sentence_and_changes_nothing(
    vorlauf, file, words, said, really
):
    before = file.read_bytes()

    answer = vorlauf("config", "set", *words, "--as", "petzold", *really)

    assert (answer.code, file.read_bytes()) == (2, before)
    assert said in answer.err


def test_only_coordinators_change_it(vorlauf, file):
    before = file.read_bytes()

    answer = vorlauf("config", "set", REVIEW, "--as", "haase", "--yes")

    assert (answer.code, file.read_bytes()) == (2, before)


def test_a_person_is_added_and_taken_out(vorlauf, file):
    vorlauf(
        *("config", "set", "people.jung.name=Jule Jung", "people.jung.role=contact"),
        *("people.jung.house=smi", "people.jung.email=jung@smi.example.org"),
        *("--as", "petzold", "--yes"),
    )
    assert '"Jule Jung"' in file.read_text(encoding="utf-8")

    vorlauf("config", "set", "people.jung=", "--as", "petzold", "--yes")

    assert "jung" not in file.read_text(encoding="utf-8")


def test_a_blackout_is_added_and_changed_by_its_first_day(vorlauf):
    added = (
        "campaign.blackouts.1.first=2027-05-01",
        "campaign.blackouts.1.last=2027-05-02",
        "campaign.blackouts.1.reason=Trauerfall",
    )
    known = "campaign.blackouts" in vorlauf("config", "show").out
    assert not known

    done = vorlauf("config", "set", *added, "--as", "petzold", "--yes")
    assert done.code == 0, done.err
    day = "campaign.blackouts.2027-05-01.last"
    changed = vorlauf("config", "set", f"{day}=2027-05-04", "--as", "petzold", "--yes")

    assert changed.code == 0, changed.err
    assert f"{day} = 2027-05-04" in vorlauf("config", "show").out


@pytest.mark.parametrize("number", ["0", "3", "9" * 5000, "2027-05-01"])
def test_a_blackout_that_is_not_there_is_refused(vorlauf, number):
    wish = f"campaign.blackouts.{number}.reason=Trauer"

    answer = vorlauf("config", "set", wish, "--as", "petzold", "--yes")

    assert answer.code == 2
    assert "There is no blackout" in answer.err


def test_the_limits_of_a_channel_can_be_set_and_its_target_not(vorlauf):
    number = "channels.linkedin.limits.characters"
    act = ("--as", "petzold", "--yes")

    done = vorlauf("config", "set", f"{number}=700", *act)
    wrong = vorlauf("config", "set", f"{number}=viele", *act)
    secret = vorlauf("config", "set", "channels.linkedin.address=https://a.de", *act)

    assert (done.code, wrong.code, secret.code) == (0, 2, 2)
    assert f"{number} = 700" in vorlauf("config", "show").out
    assert "can stand in stakeholders.toml" in secret.err
