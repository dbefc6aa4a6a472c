"""Hundreds of damaged files: each is taken whole or refused in a sentence."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import film_samples
import pdf_samples
import picture_samples as samples
import pytest

from vorlauf.errors import BadInputError
from vorlauf.material.files.file_types import FORMS, MATERIAL
from vorlauf.material.files.intake import PRESSES, IntakeRules, take_in
from vorlauf.material.files.rejections import SENTENCES
from vorlauf.material.files.storage import FileStore

TRIES = 40  # of each sample
RULES = IntakeRules(
    formats={"LinkedIn": "120x120"},
    scan_command=None,
    keep_originals=False,
    allowed=MATERIAL | FORMS,
)
SAMPLES = {
    "PDF": pdf_samples.loaded(),
    "PDF with compressed objects": pdf_samples.packed(),
    "PDF filled in": pdf_samples.filled(xfa=True),
    "PDF with layers": pdf_samples.layered(),
    "locked PDF": pdf_samples.locked(""),
    "MP4": film_samples.film(wide=True),
    "MOV": film_samples.film(b"qt  ", sound=1, moov_first=True),
    "film in pieces": film_samples.in_pieces(),
    "HEIC": samples.heic(samples.SMALL_HEIC),
    "deep HEIC": samples.heic(samples.DEEP_HEIC[10]),
}


def mutated(raw, dice):
    """Return a file with some of its bytes changed, moved, doubled or gone."""
    octets = bytearray(raw)
    for _ in range(dice.randint(1, 6)):
        # The first bytes say what it is.
        at = dice.randrange(12, len(octets))
        size = dice.randint(1, 40)
        match dice.randrange(5):
            case 0:
                octets[at] = dice.randrange(256)
            case 1:
                octets[at : at + 4] = dice.choice(
                    (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\0\0\0\1", b"\x7f\xff\xff\xff")
                )
            case 2:
                del octets[at : at + size]
            case 3:
                octets[at:at] = octets[at : at + size]
            case 4:
                other = dice.randrange(12, len(octets))
                octets[at : at + size] = octets[other : other + size]
    return bytes(octets)


def tried(folder, store, raws):
    """Take the files in, one after the other, and say what became of each."""
    outcomes = Counter()
    source = folder / "as it came"
    for raw in raws:
        source.write_bytes(raw)
        try:
            kept = take_in(source, store, RULES)
        except BadInputError as error:
            outcomes[str(error)] += 1
        else:
            assert store.is_whole(kept.sha256)
            outcomes["kept"] += 1
    return outcomes


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_damaged_file_is_taken_whole_or_refused_in_a_sentence(tmp_path, capsys):
    dice = random.Random(2026)  # noqa: S311 - seeded, so that a run can be repeated
    raws = [mutated(raw, dice) for raw in SAMPLES.values() for _ in range(TRIES)]
    store = FileStore(tmp_path / "files")
    folders = (tmp_path / "one", tmp_path / "two")
    for folder in folders:
        folder.mkdir()
    with ThreadPoolExecutor(2) as both:
        shares = both.map(
            lambda folder, share: tried(folder, store, share),
            folders,
            (raws[::2], raws[1::2]),
        )
        outcomes = sum(shares, Counter())

    with capsys.disabled():
        print(  # noqa: T201 - its figures are wanted
            f"\nupload fuzz: {len(raws)} files, {outcomes['kept']} kept, "
            f"{len(raws) - outcomes['kept']} refused in {len(outcomes) - 1} sentences"
        )
    assert outcomes.total() == len(raws) == TRIES * len(SAMPLES)
    assert set(outcomes) <= {"kept", *map(str, SENTENCES.values())}
    assert 0 < outcomes["kept"] < len(raws)
    # Nothing half written: what is there lies under the digest of what it holds.
    files = [path for path in store.root.rglob("*") if path.is_file()]
    assert all(store.is_whole(path.name) for path in files)
    assert not list(store.root.glob(f"{PRESSES}*"))


def test_the_samples_themselves_are_taken(tmp_path):
    store = FileStore(tmp_path / "files")

    assert tried(tmp_path, store, SAMPLES.values()) == {"kept": len(SAMPLES)}
