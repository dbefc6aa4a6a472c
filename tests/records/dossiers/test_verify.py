"""The archive of a dossier verifies itself: a bare Python, no Vorlauf, no network."""

import hashlib
import itertools
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from authorities import serving
from each import each

from notifications.i18n.translation import translate
from vorlauf.db import audit_head, audit_log
from vorlauf.db.audit_head import KeptHead
from vorlauf.db.audit_log import GENESIS
from vorlauf.db.engine import reading, writing
from vorlauf.editing.comment_by_account import Remark, say
from vorlauf.jobs.time_stamps import Authority, Certificates
from vorlauf.records.dossiers import archive, names, verify
from vorlauf.records.dossiers.archive import Anchor, ArchiveParts, StampFile
from vorlauf.records.dossiers.outputs import DossierFormat


@pytest.fixture
def unpacked(told, dossier_of, tmp_path, desk):
    """The archive of a post, unpacked into an empty folder."""
    with reading(desk.engine) as connection:
        head = audit_log.verify(connection).head
    anchor = Anchor(heads=(KeptHead(head.last_id, head.last_hash),))
    _, path = dossier_of(told, form=DossierFormat.ZIP, anchor=anchor)
    folder = tmp_path / "unpacked"
    with ZipFile(path) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture
def fresh(unpacked, tmp_path):
    """Return a function that returns a copy of the unpacked archive."""
    number = itertools.count()
    return lambda: Path(shutil.copytree(unpacked, tmp_path / f"copy-{next(number)}"))


def faults(folder, *heads):
    return verify.verify(folder, list(heads)).faults


def sum_up(folder):
    """Write SHA256SUMS anew, as a forger would."""
    names = sorted(
        one.relative_to(folder).as_posix()
        for one in folder.rglob("*")
        if one.is_file() and one.name != "SHA256SUMS"
    )
    sums = [
        f"{hashlib.sha256((folder / n).read_bytes()).hexdigest()}  {n}" for n in names
    ]
    (folder / "SHA256SUMS").write_text("\n".join(sums) + "\n")


@pytest.mark.slow
def test_a_bare_python_verifies_it_without_vorlauf(unpacked):
    done = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py"],
        cwd=unpacked,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "All is as it was written" in done.stdout
    assert "fits the chain" in done.stdout


def test_lines_of_other_posts_are_told_by_their_hashes_only(unpacked, told):
    lines = list(map(json.loads, (unpacked / "audit.jsonl").read_text().splitlines()))

    whole = [line["content"]["number"] for line in lines if "content" in line]
    assert set(whole) == {told}
    assert sum("content_hash" in line for line in lines) > 0


FILES = [
    "SHA256SUMS",
    "anchor.json",
    "audit.jsonl",
    "dossier.json",
    "dossier.pdf",
    "dossier.schema.json",
    "pictures/",
    "verify.py",
]


@each("name", FILES)
def test_a_byte_changed_in_a_file_is_named(fresh, name):
    folder = fresh()
    path = next(one for one in folder.rglob("*") if name in one.as_posix() + "/")
    path = next(path.iterdir()) if path.is_dir() else path
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)

    found = faults(folder)

    assert found
    assert any(path.name in fault for fault in found) or name == "SHA256SUMS"


def edited(folder, name, change):
    """Change what a JSON file says, and let SHA256SUMS fit it."""
    path = folder / name
    said = json.loads(path.read_text())
    change(said)
    path.write_text(json.dumps(said))
    sum_up(folder)


def _of(change):
    return lambda said: change(said["posts"][0])


FORGERIES = {
    "another name": _of(lambda p: p["decisions"][0].update(name="Eva Falsch")),
    "another house": _of(lambda p: p["decisions"][0].update(houses=["smf"])),
    "another reason": _of(lambda p: p["decisions"][0].update(reason="Nein.")),
    "another day": _of(
        lambda p: p["decisions"][1].update(at="2023-09-17T07:00:00+00:00")
    ),
    "not afterwards": _of(lambda p: p["decisions"][0].update(is_retrospective=True)),
    "taken back": _of(lambda p: p["decisions"][1].update(taken_back_by=3)),
    "no phone": _of(lambda p: p["decisions"][0].update(way="")),
    "a decision left out": _of(lambda p: p["decisions"].pop()),
    "another text": _of(
        lambda p: p["versions"][-1]["content"]["texts"].update(linkedin="Anders.")
    ),
    "a version left out": _of(lambda p: p["versions"].pop()),
    "a post left out": lambda said: said["posts"].clear(),
    "another end": None,
}


@each("forgery", FORGERIES)
def test_what_is_forged_with_fitting_checksums_is_named(fresh, forgery):
    folder, change = fresh(), FORGERIES[forgery]
    if change is None:
        edited(folder, "anchor.json", lambda said: said["end"].update(line=1))
    else:
        edited(folder, "dossier.json", change)

    (fault,) = faults(folder)

    assert fault.startswith(("dossier.json: 2023-", "audit.jsonl does not end"))


def test_another_picture_with_fitting_checksums_is_named(unpacked):
    (picture,) = (unpacked / "pictures").iterdir()
    picture.write_bytes(b"another")
    sum_up(unpacked)

    (fault,) = faults(unpacked)

    assert picture.name in fault


@each("place", ["actor", "comment", "event", "at", "house"])
def test_a_changed_line_of_the_log_is_named(fresh, place):
    folder = fresh()
    path = folder / "audit.jsonl"
    lines = list(map(json.loads, path.read_text().splitlines()))
    changed = next(one for one in lines if one.get("content", {}).get("comment"))
    changed["content"][place] = "anders"
    path.write_text("".join(json.dumps(one) + "\n" for one in lines))
    sum_up(folder)

    found = faults(folder)

    assert any(f"line {changed['line']}" in fault for fault in found)


def rewritten(folder, change):
    """Change lines of audit.jsonl, each by a function, and let SHA256SUMS fit them."""
    path = folder / "audit.jsonl"
    lines = map(json.loads, path.read_text("utf-8").rstrip("\n").split("\n"))
    path.write_text("".join(json.dumps(change(one)) + "\n" for one in lines))
    sum_up(folder)


def _of_event(event, change):
    """Return a function that changes the lines of this event only."""
    return lambda one: (
        change(one) if one.get("content", {}).get("event") == event else one
    )


NAMED_IN = {
    "name": ("actor",),
    "recorded_by": ("details", "recorded_by"),
}


@each("place", NAMED_IN)
def test_where_a_name_was_erased_no_other_is_believed(fresh, place):
    folder, where = fresh(), NAMED_IN[place]

    def without(line):
        holder = line["content"] if len(where) == 1 else line["content"]["details"]
        holder[where[-1]] = verify.ERASED
        del line["salts"][".".join(where)]
        return line

    def named(name):
        return _of(lambda post: post["decisions"][0].update({place: name}))

    rewritten(folder, _of_event("endorse", without))
    edited(folder, "dossier.json", named("Eva Falsch"))
    forged = faults(folder)
    edited(folder, "dossier.json", named("eine Person (Name gelöscht)"))
    report = verify.verify(folder, [])

    assert any("is not the one of the log" in fault for fault in forged)
    assert report.faults == []
    assert any(f"{'.'.join(where)} of line" in said for said in report.said)


def test_the_script_knows_how_an_erased_name_is_told():
    told = [*names.ROLES.values(), names.NOBODY]

    assert {translate(one, "de") for one in told} | set(map(str, told)) == (
        verify.NAMELESS
    )


def test_a_decision_that_is_hidden_behind_its_hash_is_named(unpacked):
    def brief(line):
        content = {k: v for k, v in line["content"].items() if k != "previous"}
        for place in content["commitments"]:
            verify.taken_out(content, place)
        said = b"vorlauf-audit-content-3\n" + verify.canonical(content)
        told = {"line": line["line"], "content_hash": verify.sha256(said)}
        return told | {"hash": line["hash"]}

    rewritten(unpacked, _of_event("endorse", brief))
    edited(unpacked, "dossier.json", _of(lambda post: post["decisions"].pop(0)))

    (fault,) = faults(unpacked)

    assert "lines of the log that changed it are left out" in fault


def of_zip(path, folder):
    with ZipFile(path) as archive:
        archive.extractall(folder)
    return folder


def test_words_may_hold_any_line_break_and_addresses_stay_out(
    desk, told, dossier_of, tmp_path
):
    said = "Eins\u2028zwei\u0085drei\u2029vier"
    desk.do(told, "withdraw", comment=said)
    desk.ask(say, Remark(told, "ines", "Schade."))

    made, path = dossier_of(told, form=DossierFormat.ZIP)
    report = verify.verify(of_zip(path, tmp_path / "odd"), [])

    assert said in [line.comment for line in made.posts[0].log]
    assert report.faults == []
    assert b"ines@" not in (tmp_path / "odd" / "audit.jsonl").read_bytes()
    assert any("details.address of line" in one for one in report.said)


def test_what_is_written_while_the_pdf_is_set_stays_out(
    desk, told, dossier_of, store, tmp_path
):
    made, _ = dossier_of(told)
    desk.ask(say, Remark(told, "ines", "Danke!"))
    parts = ArchiveParts(dossier=made, pdf=b"%PDF", anchor=Anchor(), store=store)

    with reading(desk.engine) as connection, (tmp_path / "a.zip").open("w+b") as file:
        archive.write(connection, parts, file)

    assert faults(of_zip(tmp_path / "a.zip", tmp_path / "late")) == []


def test_rows_are_read_again_if_somebody_wrote_meanwhile(told, dossier_of, monkeypatch):
    before, _ = dossier_of(told)
    last_line, asked = audit_head.last_line, []

    def first_an_older_one(connection):
        asked.append(connection)
        end = last_line(connection)
        older = replace(end, head=KeptHead(1, GENESIS))
        return older if len(asked) == 1 else end

    monkeypatch.setattr(audit_head, "last_line", first_an_older_one)
    made, _ = dossier_of(told)

    assert (made.end, len(asked)) == (before.end, 3)


def test_a_line_cut_out_is_named(unpacked):
    path = unpacked / "audit.jsonl"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[:2] + lines[3:]))
    sum_up(unpacked)

    assert any("missing" in fault for fault in faults(unpacked))


def test_a_head_kept_outside_is_compared(unpacked):
    end = json.loads((unpacked / "anchor.json").read_text())["end"]

    assert faults(unpacked, f"{end['line']}:{end['hash'][:16]}") == []
    assert faults(unpacked, f"{end['line']}:{'0' * 16}") != []


@pytest.mark.program
def test_a_stamp_is_said_to_rest_on_the_certificates_beside_it(
    desk, told, dossier_of, tmp_path
):
    with reading(desk.engine) as connection:
        head = audit_head.last_line(connection).head
    with serving(tmp_path / "tsa") as tsa:
        believed = Certificates(tsa.certificates)
        stamp = Authority(url=tsa.url, certificates=believed).stamp(head)
        kept = tsa.certificates.read_bytes()
    anchor = Anchor(stamps=(StampFile(head, stamp),), certificates=kept)
    _, path = dossier_of(told, form=DossierFormat.ZIP, anchor=anchor)

    report = verify.verify(of_zip(path, tmp_path / "stamped"), [])

    assert report.faults == []
    assert "holds, if stamps/certificates.pem is the authority's" in " ".join(
        report.said
    )


@each("head", ["5:", "5:a", "5", "x:" + "0" * 16])
def test_a_head_that_says_too_little_is_a_fault(unpacked, head):
    assert faults(unpacked, head) == [
        f"head {head} is no LINE:HASH with 16 digits or more"
    ]


ARGUMENTS = {
    "5:abc": None,
    "--head": None,
    "--head=": None,
    "--head 5:abc def": None,
    "--head 5:abc --head=6:def": ["5:abc", "6:def"],
}


@each("said", ARGUMENTS)
def test_an_argument_that_means_nothing_is_not_passed_over(said, capsys):
    if ARGUMENTS[said] is None:
        assert verify.main(said.split()) == 2
        assert "means nothing here" in capsys.readouterr().out
    else:
        assert verify.heads_in(said.split()) == ARGUMENTS[said]


def test_an_erased_name_is_a_role_and_the_archive_still_verifies(
    desk, told, dossier_of, tmp_path
):
    made, _ = dossier_of(told)
    line = made.posts[0].decisions[0].line
    with writing(desk.engine) as connection:
        audit_log.erase(connection, line, ["actor", "actor_key"])

    made, path = dossier_of(told, form=DossierFormat.ZIP)
    with ZipFile(path) as archive:
        archive.extractall(tmp_path / "later")

    assert "Name gelöscht" in made.posts[0].decisions[0].name
    assert faults(tmp_path / "later") == []
    assert (
        b"Ines Iser"
        not in Path(tmp_path / "later" / "audit.jsonl").read_bytes().split(b"\n")[line]
    )
