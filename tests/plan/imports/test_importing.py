"""Imports: what becomes of each row, what is taken, and what is taken back."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
import sheet_samples as samples
from desk import BARE

from plan.imports.conftest import HEADER, NOON, kinds, reasons, sheet
from vorlauf.db import audit_log
from vorlauf.db.column_mappings import MappingRow
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import Audit, KeptMapping, PlanImport, table_of
from vorlauf.errors import BadInputError, ConflictError, NotFoundError, RefusedError
from vorlauf.plan.imports import importing, kept_mappings

pytestmark = pytest.mark.program

# Tuesday, two months after the day of the tests; the Wednesday is a holiday in Saxony.
FIRE = ["21.11.2023", "10:00", "Feuerwehr", "smi", "LinkedIn", "Ein Text"]
WOOD = ["23.11.2023", "", "Forstwirt", "smf", "", ""]


def audit_entries(desk, event):
    return [row for row in desk.rows(table_of(Audit)) if row.event == event]


def test_new_posts_are_added_once_whatever_is_done_to_the_file(office, desk):
    file = sheet(FIRE, WOOD)
    shown = office.look(file)

    result = office.take(shown)

    assert (kinds(shown), result.added) == ({"new": 2}, ("2023-001", "2023-002"))
    fire, wood = map(desk.post, result.added)
    assert (fire.title, fire.houses, fire.slot_at) == (
        "Feuerwehr",
        ("smi",),
        desk.directory.agency.office.at(
            fire.content.slot_date, shown.posts[0].rows[0].at
        ),
    )
    assert fire.content.channels == ("linkedin",)
    assert fire.content.texts == {"linkedin": "Ein Text"}
    assert wood.content.channels == ()
    (entry,) = audit_entries(desk, "plan_import")
    assert shown.source.sha256 in entry.details
    assert [entry.details for entry in audit_entries(desk, "add")] == [
        '{"import":1}'
    ] * 2
    before = desk.rows(table_of(Audit))
    again = samples.xlsx({"Anders": [HEADER, FIRE, WOOD]})
    text = samples.text([HEADER, FIRE, WOOD])
    for same in (file, again, text):
        shown = office.look(same)
        assert kinds(shown) == {"unchanged": 2}
        assert office.take(shown).added == ()
    assert desk.rows(table_of(Audit)) == before
    assert len(desk.rows(table_of(PlanImport))) == 1


def test_each_row_that_is_refused_names_its_place_and_what_to_do(office, desk, a_post):
    number = a_post("smi")
    rows = [
        ["18.9.2023", "8:00", "Gestern", "smi", "", ""],
        ["22.11.2023", "", "Feiertag", "smi", "", ""],
        ["21.11.2023", "", "Kein Haus", "", "", ""],
        ["21.11.2023", "", "Fremd", "Innenmuseum", "", ""],
        ["", "", "Irgendwann", "smi", "", ""],
        ["24.11.2023", "", "Zweimal", "smi", "", ""],
        ["24.11.2023", "", "Zweimal", "smi", "", ""],
        ["27.11.2023", "", "Formel", "smi", "", "=A1"],
        ["28.11.2023", "", "Agentur", "agentur", "", ""],
        ["29.11.2023", "", "T" * 201, "smi", "Orkut", ""],
        ["30.11.2023", "", "Gut", "smi", "", ""],
    ]
    shown = office.look(sheet(*rows))

    assert kinds(shown) == {"new": 1, "refused": 10}
    found = {}
    for cell, column, why in reasons(shown):
        found.setdefault(cell, (column, why))
    assert found["A2"] == ("Datum", "The slot 2023-09-18 08:00 is in the past.")
    assert "no working day" in found["A3"][1]
    assert found["D4"][1].startswith("No house is named")
    assert "'Innenmuseum'" in found["D5"][1]
    assert found["A6"][1].startswith("There is no date")
    assert "Row 8 has the same day, title and channel" in found["C7"][1]
    assert "Row 7 has" in found["C8"][1]
    assert found["F9"][1].startswith("There is a formula")
    assert "is an agency" in found["D10"][1]
    assert "201 characters" in found["C11"][1]
    assert "'Orkut'" in found["E11"][1]
    with pytest.raises(RefusedError, match="10 of 11 posts are refused"):
        office.take(shown)
    assert not desk.rows(table_of(PlanImport))
    result = office.bring(sheet(*rows), without_refused=True)
    assert (len(result.added), result.refused) == (1, 10)
    assert desk.post(number).row_version == 1


def test_a_row_finds_its_post_by_key_by_number_or_by_day_channel_and_title(
    office, desk, a_post
):
    header = ["Vorlauf-Schlüssel", "Vorlauf-Nummer", *HEADER]
    keyed = ["k1", "", *FIRE]
    office.bring(sheet(keyed, header=header))
    moved = ["k1", "", "28.11.2023", "11:00", "Feuerwehr heute", *FIRE[3:]]
    shown = office.look(sheet(moved, header=header))
    (post,) = shown.posts
    assert (post.number, post.changed) == ("2023-001", ("slot", "title"))
    office.take(shown)
    numbered = ["", "2023-001", "28.11.2023", "", "Feuerwehr heute", "smf", "", ""]
    (post,) = office.look(sheet(numbered, header=header)).posts
    assert post.changed == ("houses",)

    twins = [
        a_post("smi", title="Zwilling", slot_at=desk.post("2023-001").slot_at)
        for _ in "12"
    ]
    faults = [
        ["", "2023-999", *FIRE],
        ["", "", "28.11.2023", "", "Zwilling", "smi", "", ""],
        ["k2", "", "29.11.2023", "", "Eins", "smi", "", ""],
        ["k2", "", "29.11.2023", "", "Zwei", "smi", "", ""],
        ["", "2023-001", "28.11.2023", "", "Feuerwehr heute", "smi", "", ""],
        ["k1", "", "28.11.2023", "", "Feuerwehr heute", "smi", "", ""],
    ]
    whys = [why for *_, why in reasons(office.look(sheet(*faults, header=header)))]
    assert "There is no post 2023-999; leave the cell empty for a new one." in whys
    assert f"{' and '.join(twins)} fit; write the number" in " ".join(whys)
    assert "The key 'k2' stands in row 5, too; a key is there once." in whys
    assert "Row 7 means 2023-001, too; keep one." in whys


def test_a_change_says_who_is_told_and_which_decisions_fall(
    office, desk, hand_to_review
):
    number = hand_to_review("smi", "smf")
    desk.do(number, "endorse", "ines", house="smi")
    post = desk.post(number)
    day = f"{post.content.slot_date:%d.%m.%Y}"
    row = [number, day, "", post.title, "smi, smf", "", "Ganz anders"]
    header = [
        "Nummer",
        "Datum",
        "Uhrzeit",
        "Titel",
        "Ressort",
        "Kanal",
        "Text LinkedIn",
    ]

    shown = office.look(sheet(row, header=header))

    (one,) = shown.posts
    assert one.changed == ("text:linkedin",)
    assert [yes.house for yes in one.consequences.falls] == ["smi"]
    assert {step.house for step in one.consequences.opens} == {"smi", "smf"}
    assert desk.post(number) == post
    office.take(shown)
    assert desk.post(number).version == post.version + 1
    undone = office.undo()
    assert undone.restored == (number,)
    again = desk.post(number)
    assert (again.version, again.state) == (post.version, post.state)
    assert desk.open_steps(number) == {("endorse", "smf")} or again.steps


def test_what_the_check_of_the_plan_says_stands_beside_a_new_row(office, a_post, now):
    a_post("smi")  # in the same slot and channels
    soon = f"{now + timedelta(days=3):%d.%m.%Y}"
    shown = office.look(
        sheet(
            ["21.11.2023", "10:00", "Gleiche Zeit", "smi", "", ""],
            [soon, "10:00", "Zu früh", "smi", "", ""],
            ["27.11.2023-01.12.2023", "", "Woche", "smi", "", ""],
        )
    )

    same, early, week = shown.posts
    assert same.shares_with == ("2023-001",)
    assert early.check.because in {"smi", "agentur", "stk"}
    assert early.check.short_by > 0
    assert early.check.earliest > early.slot_at
    assert str(week.remarks[0].message) == (
        "Of the days that are named, 2023-11-27 was taken."
    )


def test_a_moved_row_is_checked_with_the_dates_of_its_new_slot(office, a_post, now):
    number = a_post("smi", slot_at=now + timedelta(days=91), texts={}, **BARE)
    header = ["Vorlauf-Nummer", "Titel", "Datum", "Uhrzeit", "Ressort"]
    rows = [
        [number, "Ein Tag bei der Feuerwehr", f"{now + timedelta(days=days):%d.%m.%Y}"]
        for days in (42, 3)
    ]

    late, soon = (
        office.look(sheet([*row, "10:00", "smi"], header=header)).posts[0]
        for row in rows
    )

    assert (late.changed, late.check) == (("slot",), None)
    assert soon.check.short_by > 0


def test_what_was_shown_is_what_is_taken(office):
    shown = office.look(sheet(FIRE, WOOD))
    office.bring(sheet(FIRE))

    with pytest.raises(ConflictError, match="Nothing was imported"):
        office.take(shown)

    assert office.look(sheet(FIRE, WOOD)).digest != shown.digest
    assert kinds(office.look(sheet(FIRE, WOOD))) == {"new": 1, "unchanged": 1}
    with pytest.raises(RefusedError, match="is no coordinator"):
        office.look(sheet(FIRE), actor="ines")


def test_what_is_said_about_columns_and_words_is_kept_until_it_is_forgotten(
    office, desk
):
    header = ["Wann", "Worum", "Wer", "Wo"]
    file = sheet(
        ["21.11.2023", "Feuerwehr", "Blaulicht", "Karriereseite"], header=header
    )
    with pytest.raises(BadInputError, match="No plan was found"):
        office.look(file)
    said = {
        "columns": {"Wann": "Datum", "Worum": "title", "Wer": "houses", "Wo": "Kanal"},
        "houses": {"Blaulicht": "smf"},
        "channel_words": {"Karriereseite": "xing"},
    }

    office.bring(file, **said)

    shown = office.look(file)
    assert (kinds(shown), shown.source.kept_by) == ({"unchanged": 1}, "Ada Lorenz")
    assert desk.post("2023-001").houses == ("smf",)
    (row,) = desk.rows(table_of(KeptMapping))
    with reading(desk.engine) as connection:
        (kept,) = kept_mappings.kept_mappings(desk.call(connection))
    assert ("wer", "house") in kept_mappings.pairs_of(kept)
    desk.ask(lambda call, key: kept_mappings.forget(call, key, _ada(desk)), row.id)
    with pytest.raises(BadInputError, match="No plan was found"):
        office.look(file)
    with pytest.raises(NotFoundError, match="no mapping"):
        desk.ask(lambda call, key: kept_mappings.forget(call, key, _ada(desk)), row.id)
    events = [row.event for row in desk.rows(table_of(Audit))]
    assert events[-2:] == ["column_mapping_keep", "column_mapping_forget"]
    for wrong in (
        {"columns": {"Wann": "Mond"}},
        {"houses": {"Blaulicht": "smx"}},
        {"channel_words": {"Wo": "orkut"}},
        {"order": "sideways"},
        {"encoding": "ebcdic"},
    ):
        with pytest.raises(BadInputError, match=r"choose|write one of"):
            office.look(file, **wrong)


def _ada(desk):
    return desk.directory.person("ada")


def test_an_import_is_taken_back_as_far_as_nobody_has_touched_it(office, desk, a_post):
    known = a_post("smi", title="Bekannt")
    before = desk.post(known)
    change = ["21.11.2023", "11:00", "Bekannt", "smf", "Xing", "Neu"]
    office.bring(sheet(FIRE, WOOD, change))
    assert desk.post(known).houses == ("smf",)
    desk.save("2023-003", title="Forstwirtin")

    undone = office.undo()

    assert (undone.withdrawn, undone.restored) == (("2023-002",), (known,))
    assert [one.number for one in undone.kept] == ["2023-003"]
    after = desk.post(known)
    assert (after.fields, after.slot_at, after.houses, after.fingerprint) == (
        before.fields,
        before.slot_at,
        before.houses,
        before.fingerprint,
    )
    assert desk.post("2023-002").state == "withdrawn"
    with pytest.raises(NotFoundError, match="no import that can be taken back"):
        office.undo()
    with pytest.raises(RefusedError, match="somebody has acted on it since"):
        office.undo(1)
    # What was withdrawn is no plan any more, so the file adds it anew.
    assert office.bring(sheet(FIRE)).added == ("2023-004",)
    with reading(desk.engine) as connection:
        assert not audit_log.verify(connection).faults


def test_what_stayed_is_taken_back_later(office, desk, a_post):
    known = a_post("smi", title="Bekannt")
    office.bring(sheet(FIRE, ["21.11.2023", "11:00", "Bekannt", "smf", "", ""]))
    slot_at, whole = desk.post(known).slot_at, desk.directory
    desk.amend("houses", "smi")
    assert [one.number for one in office.undo(1).kept] == [known]
    desk.directory = whole

    undone = office.undo(1)

    assert (undone.withdrawn, undone.restored, undone.kept) == ((), (known,), ())
    assert (desk.post(known).houses, desk.post(known).slot_at < slot_at) == (
        ("smi",),
        True,
    )
    with pytest.raises(RefusedError, match="taken back already"):
        office.undo(1)


def test_a_plan_that_is_imported_twice_at_once_is_there_once(office, desk, a_post):
    """The second waits for the first, and then sees what it has done."""
    a_post("smi", title="Bekannt")
    shown = office.look(sheet(FIRE, ["21.11.2023", "11:00", "Bekannt", "smi", "", ""]))
    person = desk.directory.person("ada")
    with ThreadPoolExecutor(1) as pool:
        with writing(desk.engine) as connection:
            importing.take(desk.call(connection), shown, person)
            other = pool.submit(office.take, shown)
            with suppress(TimeoutError):
                other.result(timeout=0.4)
        with pytest.raises(ConflictError, match="plan has changed since the preview"):
            other.result(timeout=20)
    assert len(desk.rows(table_of(PlanImport))) == 1


def test_an_empty_cell_leaves_title_and_house_and_a_channel_is_taken_away(
    office, desk, a_post
):
    """By its number a post is known, so only what the row says is changed."""
    number = a_post("smi", "smf", title="Bekannt")
    text = desk.post(number).content.texts["linkedin"]
    header = ["Nummer", "Datum", "Titel", "Ressort", "Kanal"]
    header += ["Text LinkedIn", "Text Xing"]
    row = [number, "", "", "SMI, SMF", "", f"{text}\nMehr", ""]
    assert office.look(sheet(row, header=header)).posts[0].changed == ("text:linkedin",)

    desk.amend("houses", "smf")  # it has left, and is of the post still
    taken = [number, "", "", "smi, SMF", "LinkedIn", text, "Ein anderer Text"]
    (post,) = office.look(sheet(taken, header=header)).posts
    assert (post.kind, post.faults) == ("changed", ())
    assert post.changed == ("text:instagram", "text:xing", "channels")
    assert [str(one.message) for one in post.remarks] == [
        "The row does not choose xing, so the text for it is not taken."
    ]
    office.bring(sheet(taken, header=header))
    assert desk.post(number).content.channels == ("linkedin",)
    moved = sheet([number, "28.11.2023", *taken[2:]], header=header)
    assert not reasons(office.look(moved))
    strange = sheet([number, "", "", "SMF, SMX", "", "", ""], header=header)
    assert [why[:5] for *_, why in reasons(office.look(strange))] == ["'SMX'"]


def test_keys_links_and_hours_that_cannot_be_are_said(office, desk, now):
    desk.now = now = now.replace(hour=10, minute=30)  # past ten in Dresden
    header = ["Vorlauf-Schlüssel", *HEADER, "Link", "Link", "Tag"]
    today = now.astimezone(desk.directory.campaign.zone).strftime("%d.%m.%Y")
    rows = [
        ["k" * 201, *FIRE],
        ["a\nb", "23.11.2023", "", "Umbruch", "smi", "", ""],
        ["", "23.11.2023", "", "Wochentag", "smi", "", "", "", "", "Montag"],
        ["", "23.11.2023", "", "L", "smi", "", "", "https://a.de", "https://b.de"],
        ["", today, "", "Heute", "smi", "", ""],
    ]

    shown = office.look(sheet(*rows, header=header))

    assert [(cell, why) for cell, _, why in reasons(shown)] == [
        ("A2", "The key of the row has 201 characters; at most 200 are kept."),
        (
            "A3",
            (
                "The key of the row holds a line break or a control character; write "
                "it in one line."
            ),
        ),
        ("J4", "2023-11-23 is another weekday than 'Montag'; correct one of them."),
    ]
    assert [str(one.message) for one in shown.posts[3].remarks] == [
        "A post has one link: https://a.de counts."
    ]
    assert shown.posts[4].slot_at.hour == 11


def test_of_what_a_newer_version_has_kept_nothing_is_said():
    made = {"columns": [{"name": "Mond", "field": "moon"}]}
    row = MappingRow(
        id=1, signature="", header="Mond", mapping=made, kept_at=NOON, kept_by="Ada"
    )
    assert list(kept_mappings.pairs_of(row)) == []


def test_rows_that_are_called_off_plan_nothing_and_withdraw_nothing(
    office, desk, a_post
):
    number = a_post("smi", title="Bekannt")
    header = [*HEADER, "Status"]
    off = [
        ["21.11.2023", "", "Bekannt", "smi", "", "", "gestrichen"],
        ["24.11.2023", "", "Neu", "smi", "", "", "abgesagt"],
    ]

    shown = office.look(sheet(*off, header=header))

    assert [why for *_, why in reasons(shown)] == [
        f"The row is called off and {number} is not; withdraw it with a reason.",
        "The row is called off and no post of ours; delete it, or import without it.",
    ]
    desk.do(number, "withdraw", comment="Doch nicht.")
    numbered = sheet(["", number, *off[0]], header=["Schlüssel", "Nummer", *header])
    assert kinds(office.look(numbered)) == {"unchanged": 1}


def test_rows_of_one_post_for_several_channels_become_one(office, desk):
    rows = [
        ["21.11.2023", "10:00", "Tag der Polizei", "smi", "LinkedIn", "Lang"],
        ["21.11.2023", "12:00", "Tag der Polizei", "smf", "Instagram", "Kurz"],
    ]

    shown = office.look(sheet(*rows))

    (one,) = shown.posts
    assert (one.channels, one.houses) == (("instagram", "linkedin"), ("smi", "smf"))
    assert "10:00 of row 2 counts" in str(one.remarks[0].message)
    office.take(shown)
    assert desk.post("2023-001").content.texts == {
        "linkedin": "Lang",
        "instagram": "Kurz",
    }
    assert kinds(office.look(sheet(*rows))) == {"unchanged": 1}


def test_an_error_of_the_database_in_the_middle_leaves_nothing(office, desk, a_post):
    number = a_post("smi", title="Bekannt")
    change = ["21.11.2023", "11:00", "Bekannt", "smf", "Xing", "Neu"]
    shown = office.look(sheet(FIRE, WOOD, change))
    before = {t: desk.rows(table_of(t)) for t in (Audit, PlanImport)}

    for failing in ("plan_import_post", "post_house", "audit"):
        with pytest.raises(BaseException, match="injected"):
            _take_with_fault(office, shown, failing)

    assert {t: desk.rows(table_of(t)) for t in (Audit, PlanImport)} == before
    assert desk.post(number).version == 1
    assert office.take(shown).added == ("2023-002", "2023-003")


def _take_with_fault(office, shown, table):
    """Let the last statement that writes a table fail, as a full disk does."""
    from sqlalchemy import event

    class InjectedError(Exception):
        pass

    seen = []

    def fail(_connection, _cursor, statement, *_):
        if statement.startswith((f"INSERT INTO {table} ", f"DELETE FROM {table} ")):
            seen.append(statement)
            if len(seen) == (2 if table == "post_house" else 1):
                raise InjectedError("injected")

    event.listen(office.desk.engine, "before_cursor_execute", fail)
    try:
        office.take(shown)
    finally:
        event.remove(office.desk.engine, "before_cursor_execute", fail)


def test_a_file_that_is_no_plan_is_refused_in_a_sentence(office):
    png = b"\x89PNG\r\n\x1a\n" + bytes(200)
    files = {
        b"": "empty",
        png: "picture|spreadsheet",
        samples.xlsx([HEADER]): "No plan|no row",
        b"<html><table></table></html>": "page|spreadsheet",
    }
    for raw, why in files.items():
        with pytest.raises(BadInputError, match=f"(?i){why}"):
            office.look(raw)
