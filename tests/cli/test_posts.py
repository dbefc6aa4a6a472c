import pytest
from command_line import PLAN, SLOT, open_for


@pytest.fixture
def vorlauf(tmp_path, monkeypatch, capsys, sqlite_template, now):
    return open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)


@pytest.fixture
def in_review(vorlauf):
    """Return the number of a post that the ministry is to endorse."""
    number = vorlauf.plan("--text", "linkedin=Ein Tag.", "--no-assets", "--no-graphics")
    vorlauf.move(number, "submit")
    return number


def test_a_new_post_gets_a_number_and_an_answer_whether_its_slot_can_be_met(vorlauf):
    answer = vorlauf(*PLAN, "--house", "smi", "--slot", SLOT)

    assert answer.code == 0
    assert answer.out.splitlines() == [
        "2023-001 “Ein Tag bei der Polizei” is planned.",
        "The slot can be met.",
    ]


def test_a_slot_too_soon_is_planned_and_its_shortage_said(vorlauf):
    answer = vorlauf(*PLAN, "--house", "smi", "--slot", "2023-09-22 10:00")

    assert "short because of Sächsisches Staatsministerium des Innern" in answer.out


def test_the_list_shows_each_post_with_its_slot_in_the_campaigns_zone(vorlauf):
    vorlauf.plan()

    assert "Tue 2023-11-21 10:00" in vorlauf("post", "list").out


def test_the_list_can_be_narrowed_down(vorlauf):
    vorlauf.plan()
    other = vorlauf.plan(house="polizei")

    rows = vorlauf("post", "list", "--house", "polizei", "--state", "draft", "--json")

    assert [row["number"] for row in rows.plain] == [other]
    assert rows.plain[0]["slot_at"] == "2023-11-21T09:00:00+00:00"


def test_an_empty_list_is_said(vorlauf):
    assert vorlauf("post", "list").out == "There is no such post.\n"


def test_a_move_says_what_has_become_of_the_post(vorlauf, in_review):
    answer = vorlauf.move(in_review, "endorse", "haase")

    assert answer.out == (
        "2023-001 “Ein Tag bei der Polizei”: endorse for smi, "
        "ministry_review → staatskanzlei_approval.\n"
    )


def test_a_move_for_one_of_two_houses_says_that_others_are_asked(vorlauf):
    wishes = ("--text", "linkedin=Ein Tag.", "--no-assets", "--no-graphics")
    number = vorlauf.plan("--house", "polizei", *wishes)
    vorlauf.move(number, "submit")

    assert "others are still asked" in vorlauf.move(number, "endorse", "haase").out


def test_an_override_needs_its_goal_and_marks_the_post(vorlauf):
    number = vorlauf.plan()

    comment = ("--comment", "Die Frist endet heute.")
    vorlauf.move(number, "override", "petzold", "--to", "scheduled", *comment)

    assert "OVERRIDDEN" in vorlauf("post", "show", number).out


def test_the_file_keeps_by_which_door_and_as_whom_it_came_in(vorlauf, in_review):
    page = vorlauf("post", "show", in_review, "--json").plain

    details = page["file"][-1]["details"]
    assert details["door"] == "command line"
    assert details["os_user"]


def test_the_page_shows_who_is_asked_until_when_and_what_is_planned(vorlauf, in_review):
    page = vorlauf("post", "show", in_review).out

    assert "ministry_review (Prüfung im Ressort)" in page
    assert "Cornelia Haase" in page
    assert "review_request" in page
    assert "The most urgent step is due in" in page


def test_the_page_says_what_a_person_could_do_and_why_not(vorlauf, in_review):
    page = vorlauf("post", "show", in_review, "--as", "vogt").out

    assert "Henriette Vogt could:" in page
    assert "no: endorse is for the contact of a house that is asked" in page


def test_the_page_for_programs_has_the_offers_of_the_person(vorlauf, in_review):
    page = vorlauf("post", "show", in_review, "--as", "haase", "--json").plain

    possible = {o["trigger"] for o in page["offers"] if o["refusal"] is None}
    assert possible == {"endorse", "request_changes"}


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_program_reads_why_not_in_one_english_sentence(
    vorlauf, in_review, monkeypatch, language
):
    monkeypatch.setenv("LANGUAGE", language)

    page = vorlauf("post", "show", in_review, "--as", "vogt", "--json").plain

    (endorse,) = (one for one in page["offers"] if one["trigger"] == "endorse")
    assert endorse["refusal"] == {
        "answer": "may not",
        "sentence": "endorse is for the contact of a house that is asked or the deputy "
        "of whoever is asked.",
    }


def test_an_edit_is_a_new_version_and_says_what_has_changed(vorlauf, in_review):
    wish = ("--as", "petzold", "--text", "linkedin=Eine Nacht.")

    answer = vorlauf("post", "edit", in_review, *wish)

    assert "saved as version 2 (text linkedin)" in answer.out
    assert "text linkedin" in vorlauf("post", "show", in_review).out


def test_an_edit_without_a_change_saves_nothing(vorlauf, in_review):
    answer = vorlauf("post", "edit", in_review, "--as", "petzold")

    assert "nothing has changed" in answer.out


def test_a_delivered_picture_lacks_what_was_not_given(vorlauf):
    number = vorlauf.plan("--text", "linkedin=Ein Tag.")
    vorlauf.move(number, "request-assets")
    (vorlauf.folder / "a.jpg").write_bytes(b"a picture")

    by = ("--house", "smi", "--as", "haase", "--alt", "Ein Löschzug.")
    answer = vorlauf("post", "deliver", number, "a.jpg", *by)

    assert answer.out == (
        "2023-001: a.jpg of smi is in; the house still owes consent (--consent).\n"
    )
    assert "a.jpg" in vorlauf("post", "show", number).out.partition("File")[2]


def test_a_proof_is_recorded_for_a_scheduled_post(vorlauf, in_review):
    vorlauf.move(in_review, "endorse", "haase")
    vorlauf.move(in_review, "approve", "vogt")

    where = ("linkedin", "https://linkedin.example.org/1")
    early = ("--early", "Eilt.")
    answer = vorlauf("post", "proof", in_review, *where, "--as", "petzold", *early)

    assert answer.out == "2023-001: the permalink on linkedin is recorded.\n"
    page = vorlauf("post", "show", in_review)
    assert "Seen on linkedin: https://linkedin.example.org/1" in page.out
    programs = vorlauf("post", "show", in_review, "--json").plain
    assert programs["proofs"] == dict([where])


def test_what_a_terminal_would_obey_is_not_printed(vorlauf):
    vorlauf.plan("--text", "linkedin=Ein Tag.")
    vorlauf(*PLAN[:2], "rot [red]", *PLAN[3:], "--house", "smi", "--slot", SLOT)

    assert "rot [red]" in vorlauf("post", "list").out


def test_what_was_decided_by_phone_is_recorded(vorlauf, in_review):
    said = ("--by", "haase", "--at", "2023-09-18 09:00", "--as", "petzold")

    answer = vorlauf("post", "record", in_review, "endorse", *said)

    assert answer.code == 0
    assert "ministry_review → staatskanzlei_approval" in answer.out
    assert "gets a mail and can object until the slot." in answer.out
    assert "recorded by" in vorlauf("post", "show", in_review).out


def test_a_way_of_telling_that_is_none_is_refused(vorlauf, in_review):
    said = ("--by", "haase", "--at", "2023-09-18 09:00", "--as", "petzold")

    answer = vorlauf("post", "record", in_review, "endorse", *said, "--way", "fone")

    assert (answer.code, answer.out) == (2, "")
    assert "did you mean 'phone'" in answer.err


def test_a_move_that_comes_second_keeps_its_words_and_says_who_was_faster(
    vorlauf, in_review
):
    shown = vorlauf("post", "show", in_review)
    seen = vorlauf("post", "show", in_review, "--json").plain["row_version"]
    vorlauf.move(in_review, "withdraw", "petzold", "--comment", "Weg.")

    words = ("--comment", "Datum falsch.", "--seen", str(seen))
    answer = vorlauf.move(in_review, "request_changes", "haase", *words)

    assert f"--seen {seen}" in shown.out
    assert answer.code == 2
    assert "was faster (withdraw" in answer.err
    assert "kept as a comment" in answer.err
    page = vorlauf("post", "show", in_review, "--json").plain
    assert [one["text"] for one in page["comments"]] == ["Datum falsch."]


def test_an_edit_of_another_state_than_was_seen_saves_nothing(vorlauf, in_review):
    edit = ("post", "edit", in_review, "--as", "petzold", "--seen", "0")

    answer = vorlauf(*edit, "--title", "Anders")

    assert answer.code == 2
    assert "has changed 2023-001 meanwhile" in answer.err


def test_a_pack_is_printed_for_an_approved_post_and_refused_before(vorlauf, in_review):
    early = vorlauf("post", "pack", in_review)
    vorlauf.move(in_review, "endorse", "haase")
    vorlauf.move(in_review, "approve", "vogt")

    page = vorlauf("post", "pack", in_review, "--channel", "linkedin")
    programs = vorlauf("post", "pack", in_review, "--json").plain
    wrong = vorlauf("post", "pack", in_review, "--channel", "linkedln")

    assert (early.code, wrong.code) == (2, 2)
    assert "there is something to publish once it is scheduled" in early.err
    assert "did you mean 'linkedin'?" in wrong.err
    (linkedin,) = programs["channels"]
    assert f"linkedin ({linkedin['length']} of 3000 characters):" in page.out
    assert linkedin["text"] in page.out
    assert programs["fingerprint"][:12] in page.out


def test_a_proof_before_the_slot_asks_why(vorlauf, in_review):
    where = ("linkedin", "https://www.linkedin.com/posts/sn-activity-7123456789")
    move = ("post", "move", in_review)
    vorlauf(*move, "override", "--to", "scheduled", "--as", "petzold", "--comment", "x")

    answer = vorlauf("post", "proof", in_review, *where, "--as", "petzold")

    assert answer.code == 2
    assert "published early; say why" in answer.err


def test_an_edit_is_looked_at_before_and_nothing_is_saved(vorlauf, in_review):
    wish = ("--as", "petzold", "--text", "linkedin=Ganz anders, und viel mehr davon.")

    ahead = vorlauf("post", "edit", in_review, *wish, "--dry-run")

    assert ahead.code == 0
    assert "text linkedin; version 2" in ahead.out
    assert "asked: review of" in ahead.out
    assert vorlauf("post", "show", in_review, "--json").plain["version"] == 1


def test_a_version_is_restored_after_a_look_ahead(vorlauf, in_review):
    vorlauf("post", "edit", in_review, "--as", "petzold", "--text", "linkedin=Neu.")
    wish = ("post", "restore", in_review, "1", "--as", "petzold")

    ahead = vorlauf(*wish, "--dry-run")
    before = vorlauf("post", "show", in_review, "--json").plain["version"]
    done = vorlauf(*wish)

    assert (ahead.code, done.code, before) == (0, 0, 2)
    assert ahead.out == done.out
    assert "text linkedin; version 3" in done.out


def test_a_version_that_is_not_there_is_not_restored(vorlauf, in_review):
    answer = vorlauf("post", "restore", in_review, "7", "--as", "petzold")

    assert answer.code == 2
    assert "There is no version 7" in answer.err


def test_the_material_of_a_post_is_changed_after_a_look_ahead(vorlauf):
    number = vorlauf.plan()
    wish = ("post", "material", number, "--as", "petzold", "--no-assets")

    ahead = vorlauf(*wish, "--dry-run")
    done = vorlauf(*wish)

    assert (ahead.code, done.code) == (0, 0)
    assert ahead.out == done.out


def test_the_list_is_written_into_a_file(vorlauf, tmp_path):
    vorlauf("plan", "add-year", "2024", "--posts", "2")
    file = tmp_path / "posts.csv"

    answer = vorlauf("post", "export", str(file), "--state", "draft", "--comma")
    objects = vorlauf("post", "export", "-", "--format", "json", "--owner", "haase")

    assert (answer.code, len(file.read_text("utf-8-sig").splitlines())) == (0, 3)
    assert file.read_text("utf-8-sig").startswith("Number,Title,State,Slot,")
    assert objects.plain["rows"] == []
    assert "no house" in vorlauf("post", "export", "x.csv", "--house", "smx").refusal
