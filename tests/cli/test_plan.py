import pytest
from command_line import open_for


@pytest.fixture
def vorlauf(tmp_path, monkeypatch, capsys, sqlite_template, now):
    return open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)


def test_a_year_is_spread_over_its_working_days_in_the_coordinators_name(vorlauf):
    answer = vorlauf("plan", "add-year", "2024", "--posts", "30")

    assert answer.out == (
        "30 drafts of Jana Petzold are planned: 2024-001 to 2024-030, "
        "Tue 2024-01-02 10:00 to Tue 2024-12-17 10:00.\n"
    )


def test_a_year_is_planned_as_a_whole_or_not_at_all(vorlauf):
    vorlauf("plan", "add-year", "2024", "--posts", "3", "--as", "haase")

    assert vorlauf("post", "list", "--json").plain == []


def test_a_date_that_can_be_met_is_a_yes(vorlauf):
    answer = vorlauf("plan", "check", "2023-11-21 10:00", "--house", "smi")

    assert (answer.code, answer.out) == (0, "The slot can be met.\n")


def test_a_date_that_cannot_says_because_of_whom_and_which_can(vorlauf):
    houses = ("--house", "smi", "--house", "polizei")

    answer = vorlauf("plan", "check", "2023-09-22 10:00", *houses)

    assert answer.code == 1
    assert "short because of Sächsisches Staatsministerium des Innern" in answer.out
    assert "the earliest that can is" in answer.out


def test_without_material_an_earlier_date_can_be_met(vorlauf):
    date = ("plan", "check", "2023-10-05 10:00", "--house", "smi", "--json")

    with_material = vorlauf(*date)
    without = vorlauf(*date, "--no-assets", "--no-graphics")

    assert with_material.plain["met"] is False
    assert without.plain == {
        "met": True,
        "short_by": 0,
        "because": None,
        "earliest": without.plain["earliest"],
    }


@pytest.mark.parametrize("slot", ["2023-11-22 10:00", "2023-09-01 10:00"])
def test_a_date_that_no_post_can_have_is_refused(vorlauf, slot):
    assert vorlauf("plan", "check", slot, "--house", "smi").refusal


def test_checking_a_date_writes_nothing(vorlauf):
    vorlauf("plan", "check", "2023-11-21 10:00", "--house", "smi")

    assert vorlauf("audit", "verify", "--json").plain["lines"] == 0


def test_another_slot_is_previewed_and_nothing_is_done(vorlauf):
    vorlauf("post", "add", "Neu", "--house", "smi", *SLOT, *BY)

    vorlauf("post", "add", "Anders", "--house", "smi", *LATER, *BY)

    answer = vorlauf("plan", "preview", "2023-001", "2023-11-28 10:00")

    assert (answer.code, answer.err) == (0, "")
    assert "Due so far" in answer.out
    assert "finds, and did not before:\n  2023-001, 2023-002 share the slot" in (
        answer.out
    )
    shown = vorlauf("post", "show", "2023-001", "--json").plain
    assert shown["slot_at"].startswith("2023-11-21")


def test_a_program_reads_who_gets_a_mail_because_of_another_slot(vorlauf):
    vorlauf("post", "add", "Neu", "--house", "smi", *SLOT, *BY)

    found = vorlauf("plan", "preview", "2023-001", "2023-11-28 10:00", "--json").plain

    assert {shift["mail_to"] for shift in found["shifts"]} == {""}
    assert found["newly_found"] == []


SLOT = ("--slot", "2023-11-21 10:00")
LATER = ("--slot", "2023-11-28 10:00")
BY = ("--as", "petzold")


def test_a_year_is_not_planned_twice_and_can_be_taken_back(vorlauf):
    plan = ("plan", "add-year", "2024", "--posts", "3")
    vorlauf(*plan)

    twice = vorlauf(*plan)
    assert (twice.code, "2024 has 3 posts already" in twice.err) == (2, True)
    tried = vorlauf("plan", "remove-year", "2024", "--as", "petzold", "--dry-run")
    assert "Nothing was changed" in tried.out
    assert len(vorlauf("post", "list", "--state", "draft", "--json").plain) == 3

    gone = vorlauf("plan", "remove-year", "2024", "--as", "petzold")

    assert "3 drafts are withdrawn" in gone.out
    assert vorlauf(*plan, "--dry-run").code == 0
    assert vorlauf("post", "list", "--state", "draft", "--json").plain == []
    assert vorlauf("plan", "remove-year", "2024", "--as", "petzold").code == 2


def test_another_post_in_the_same_minute_is_named_with_the_next_free_slot(vorlauf):
    new = ("post", "add", "Brücken", "--slot", "2024-05-07 10:00", "--house", "smi")
    vorlauf(*new, "--as", "petzold")

    answer = vorlauf(*new, "--as", "petzold")

    assert answer.code == 0
    assert "2024-001" in answer.out
    assert "13:00" in answer.out


def test_the_file_of_a_post_says_whose_date_moved_and_why(vorlauf):
    vorlauf("post", "add", "Neu", "--house", "smi", *SLOT, *BY)

    vorlauf("post", "edit", "2023-001", *BY, "--slot", "2023-11-28 10:00", *SEEN)

    shown = vorlauf("post", "show", "2023-001").out
    words = " ".join(shown.replace("│", " ").split())
    assert "2023-11-06 16:00 instead of Mon" in words
    assert "because the slot was" in words


SEEN = ("--seen", "1")


def test_the_whole_plan_is_checked_without_a_date(vorlauf):
    vorlauf("plan", "add-year", "2024", "--posts", "100")

    answer = vorlauf("plan", "check", "--year", "2024")

    assert answer.code == 0, answer.out
    assert answer.out.startswith("100 posts from 2024-01-01 to 2024-12-31.\n")
    assert "Nothing is wrong with the plan." in answer.out
    assert "Split of the posts" in answer.out


def test_what_is_wrong_with_the_plan_is_a_no(vorlauf):
    vorlauf("plan", "add-year", "2023", "--posts", "2")

    answer = vorlauf("plan", "check", "--json")

    assert answer.code == 1
    assert [one["number"] for one in answer.plain["troubled"]] == ["2023-001"]
    assert answer.plain["gaps"] != []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (("2023-11-21 10:00",), "name it with --house."),
        (("--house", "smi"), "write it behind the command."),
        (("--year", "1999"), "write one from 2000 to 2099."),
    ],
)
def test_half_a_question_about_the_plan_is_refused(vorlauf, wrong, sentence):
    answer = vorlauf("plan", "check", *wrong)

    assert (answer.code, answer.out) == (2, "")
    assert sentence in answer.err.replace("\n", " ")


def test_more_posts_warn_of_slots_that_are_taken_and_name_a_free_one(vorlauf):
    first = vorlauf("plan", "add-year", "2024", "--posts", "3").out
    again = ("plan", "add-year", "2024", "--posts", "3", "--more")

    answer = vorlauf(*again, "--dry-run")

    assert "the next free slot is" not in first
    assert answer.out.count("the next free slot is") == 3
    assert vorlauf(*again).out.count("the next free slot is") == 3


def test_a_year_is_planned_for_some_channels(vorlauf, tmp_path):
    file = tmp_path / "stakeholders.toml"
    one, both = 'channels = ["linkedin"]', 'channels = ["linkedin", "xing"]'
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(one, both), encoding="utf-8")
    year = ("plan", "add-year", "2024", "--posts", "1", "--json")

    (number,) = vorlauf(*year, "--channel", "xing").plain
    refused = vorlauf(*year, "--more", "--channel", "myspace")

    shown = vorlauf("post", "show", number, "--json").plain
    assert shown["content"]["channels"] == ["xing"]
    assert (refused.code, "myspace" in refused.err) == (2, True)


@pytest.mark.slow
def test_a_better_plan_is_proposed_and_a_part_of_it_taken(vorlauf):
    vorlauf("plan", "add-year", "2023", "--posts", "60")

    proposed = vorlauf("plan", "propose", "--year", "2023", "--json").plain
    (first, *others) = [move["number"] for move in proposed["moves"]]
    seen = ("--seen", proposed["seen"], *BY)
    vorlauf("plan", "propose", "--year", "2023", "--take", first, *seen)
    again = vorlauf("plan", "propose", "--year", "2023", "--json").plain

    assert proposed["way"] == "proven"
    assert first not in {move["number"] for move in again["moves"]}
    assert again["before"]["missed"] == proposed["before"]["missed"] - 1
    assert len(again["moves"]) == len(others)


def test_a_proposal_says_what_it_moves_and_why_and_how_to_go_back(vorlauf):
    vorlauf("plan", "add-year", "2023", "--posts", "60")

    propose = ("plan", "propose", "--year", "2023")

    shown = vorlauf(*propose).out.splitlines()
    mark = shown[-1].partition("--seen ")[2].partition(" ")[0]
    blind = vorlauf(*propose, "--take", "all", *BY)
    answer = vorlauf(*propose, "--take", "all", "--seen", mark, *BY)
    late = vorlauf(*propose, "--take", "all", "--seen", mark, *BY)

    assert (blind.code, "Say with --seen" in blind.err) == (2, True)
    assert "No plan places more posts" in answer.out
    assert "something else is proposed now" in late.err
    assert "Back again: vorlauf post edit 2023-001 --slot" in answer.out


def test_a_proposal_is_taken_by_somebody(vorlauf):
    answer = vorlauf("plan", "propose", "--take", "all")

    assert answer.code == 2
    assert "name them with --as." in answer.err


def test_lead_times_are_learned_from_nothing_yet(vorlauf):
    answer = vorlauf("plan", "lead-times")

    assert answer.code == 0
    assert "No house has been asked for anything yet" in answer.out
    assert vorlauf("plan", "lead-times", "--json").plain == []


def test_a_plan_is_written_into_a_file_whole_or_not_at_all(vorlauf, tmp_path):
    vorlauf("plan", "add-year", "2024", "--posts", "3")
    file = tmp_path / "plan.xlsx"

    first = vorlauf("plan", "export", str(file))
    again = vorlauf("plan", "export", str(file))
    part = vorlauf("plan", "export", "-", "--format", "json", "--to", "2024-01-31")
    blank = vorlauf("plan", "template", str(tmp_path / "leer.csv"), "--language", "de")

    assert (first.code, first.out) == (0, f"{file} is written.\n")
    assert file.read_bytes()[:2] == b"PK"
    assert [row["number"] for row in part.plain["rows"]] == ["2024-001"]
    assert blank.code == 0
    assert "Vorlauf-Nummer;" in (tmp_path / "leer.csv").read_text("utf-8-sig")
    assert "is there already" in again.refusal
    for words, said in (
        (("plan.pdf",), "no format of a file"),
        (("plan",), "add --format"),
        ((str(tmp_path / "nirgends" / "plan.csv"),), "There is no folder"),
        ((str(tmp_path), "--format", "csv"), "is a folder"),
        (("-", "--format", "csv", "--from", "bald"), "is no day"),
        (("-", "--format", "csv", "--language", "fr"), "no language"),
        (("-", "--format", "csv", "--house", "smx"), "no house"),
    ):
        assert said in vorlauf("plan", "export", *words).refusal
    assert vorlauf("plan", "export", str(file), "--force").code == 0
    assert sorted(one.name for one in tmp_path.glob("*plan*")) == ["plan.xlsx"]


def test_the_plan_is_filled_from_topics_and_a_part_is_taken(vorlauf):
    for title in ("Brücken", "Wälder"):
        added = vorlauf("plan", "topics", "add", title, "--house", "smi", *BY)
        assert (added.code, added.err) == (0, "")
    fill = ("plan", "propose", "--fill", "--year", "2024")

    shown = vorlauf(*fill)
    found = vorlauf(*fill, "--json").plain
    first = found["placed"][0]
    seen = ("--seen", found["seen"], *BY)
    taken = vorlauf(*fill, "--take", str(first["key"]), *seen)

    assert ("Nothing was changed." in shown.out, "Brücken" in shown.out) == (True, True)
    assert "1 draft was made: 2024-001." in taken.out
    back = taken.out.splitlines()[-1].removeprefix("Back again: vorlauf ").split()
    undone = vorlauf(*back, "--dry-run", *BY)
    assert (undone.code, "2024-001 is withdrawn." in undone.out) == (0, True)
    assert (
        vorlauf("post", "show", "2024-001", "--json").plain["title"] == (first["title"])
    )
    seen = ("--seen", vorlauf(*fill, "--json").plain["seen"], *BY)
    odd = vorlauf(*fill, "--take", "99", *seen)
    assert (odd.code, "No slot is proposed for topic 99" in odd.err) == (2, True)
    assert vorlauf("plan", "propose", "--quarter", "1").code == 2
