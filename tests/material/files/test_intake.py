"""Intake: a file goes the whole way, or nothing of it is kept."""

import sys
from hashlib import sha256

import picture_samples as samples
import pytest

from vorlauf.errors import BadInputError, SettingsError
from vorlauf.material.files import intake, virus_scan
from vorlauf.material.files.file_types import FORMS, MATERIAL, FileKind
from vorlauf.material.files.storage import FileStore


@pytest.fixture
def cabinet(tmp_path):
    return FileStore(tmp_path / "files")


@pytest.fixture
def take_in(tmp_path, cabinet):
    def take_in(raw, *, scan_command=None, keep_originals=False, allowed=MATERIAL):
        source = tmp_path / "as it came"
        source.write_bytes(raw)
        return intake.take_in(
            source,
            cabinet,
            intake.IntakeRules(
                formats={"LinkedIn": "200x200"},
                scan_command=scan_command,
                keep_originals=keep_originals,
                allowed=allowed,
            ),
        )

    return take_in


def scanner(tmp_path, code):
    """Return a command that objects to whatever holds the letters EICAR."""
    script = tmp_path / "scanner.py"
    script.write_text(
        "import pathlib, sys\n"
        "is_bad = b'EICAR' in pathlib.Path(sys.argv[1]).read_bytes()\n"
        f"sys.exit({code} if is_bad else 0)\n"
    )
    return f"'{sys.executable}' '{script}' {{file}}"


def files(cabinet):
    return [path for path in cabinet.root.rglob("*") if path.is_file()]


def test_a_picture_is_kept_with_its_variants(take_in, cabinet):
    raw = samples.jpeg()
    kept = take_in(raw)

    assert (kept.media_type, kept.width, kept.height) == ("image/jpeg", 320, 240)
    assert (kept.original, kept.has_original) == (sha256(raw).hexdigest(), False)
    assert kept.variants.keys() == {"preview", "LinkedIn"}
    assert kept.size == cabinet.path(kept.sha256).stat().st_size
    assert all(map(cabinet.is_whole, [kept.sha256, *kept.variants.values()]))
    assert not cabinet.has(kept.original)
    assert {path.name for path in files(cabinet)} == {
        kept.sha256,
        *kept.variants.values(),
    }


def test_the_original_is_kept_apart_if_so_set(take_in, cabinet):
    kept = take_in(samples.jpeg(), keep_originals=True)

    assert kept.has_original
    assert cabinet.has_original(kept.original)
    assert not cabinet.has(kept.original)


def test_the_same_picture_is_the_same_file(take_in, cabinet):
    first = take_in(samples.png())
    count = len(files(cabinet))

    assert take_in(samples.png()) == first
    assert len(files(cabinet)) == count


def test_what_is_not_asked_for_is_refused(take_in, cabinet):
    for raw, allowed in ((samples.pdf(), MATERIAL), (samples.jpeg(), FORMS)):
        with pytest.raises(BadInputError, match="not asked for"):
            take_in(raw, allowed=allowed)

    assert files(cabinet) == []
    assert take_in(samples.pdf(), allowed=FORMS).media_type == "application/pdf"


def test_what_is_too_large_is_refused(take_in, monkeypatch):
    monkeypatch.setattr(intake, "MOST_BYTES", dict.fromkeys(FileKind, 1_000))

    with pytest.raises(BadInputError, match="too large"):
        take_in(samples.jpeg())


def test_an_infected_file_is_refused(take_in, cabinet, tmp_path):
    command = scanner(tmp_path, 1)

    with pytest.raises(BadInputError, match="virus scanner objects"):
        take_in(samples.jpeg(comment="EICAR"), scan_command=command)

    assert files(cabinet) == []
    assert take_in(samples.jpeg(), scan_command=command).width == 320


def test_a_scanner_that_does_not_work_lets_nothing_through(take_in, cabinet, tmp_path):
    for command in ("/no/such/scanner {file}", scanner(tmp_path, 2)):
        with pytest.raises(SettingsError, match="not taken in"):
            take_in(samples.jpeg(comment="EICAR"), scan_command=command)

    assert files(cabinet) == []


def test_a_scanner_that_hangs_lets_nothing_through(take_in, monkeypatch):
    monkeypatch.setattr(virus_scan, "PATIENCE", 0.1)

    with pytest.raises(SettingsError, match="does not work"):
        take_in(samples.jpeg(), scan_command="sh -c 'sleep 9' {file}")


def test_no_shell_reads_the_command(take_in, tmp_path):
    witness = tmp_path / "witness"

    take_in(samples.jpeg(), scan_command=f"true {{file}} ; touch {witness}")

    assert not witness.exists()
