"""Dossiers: what the file of a post and of a year costs, and its verification."""

import resource
import time
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from PIL import Image

from benchmarks.figures import Figure, directory, store
from states.post import Trigger
from vorlauf.db.call import Call
from vorlauf.db.engine import reading, writing
from vorlauf.editing.new_posts import NewPost, add
from vorlauf.material import attestations
from vorlauf.material.deliveries import (
    Description,
    PictureUpload,
    deliver_file,
    describe,
)
from vorlauf.material.files.intake import KeptFile
from vorlauf.material.files.storage import FileStore, files_in
from vorlauf.records.dossiers import outputs, verify
from vorlauf.records.dossiers.archive import Anchor
from vorlauf.records.dossiers.outputs import (
    DossierFormat,
    DossierSources,
    DossierWish,
)
from vorlauf.records.dossiers.values import DossierScope
from vorlauf.workflow.decisions import Decision, decide

YEAR = 226
NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
# A Wednesday; nineteen weeks later there is no holiday on one of them.
FIRST_SLOT = datetime(2027, 6, 2, 7, tzinfo=UTC)
MILLION = 1_000_000


def measure(*, short: bool = False) -> list[Figure]:
    """Return the time of a post's and a year's dossier, and of verifying the log."""
    posts = YEAR // 10 if short else YEAR
    with store() as (engine, file):
        kept = FileStore(files_in(file.parent))
        numbers = _year(engine, kept, posts)
        asked = _Asked(engine, kept)
        one, _ = asked.seconds(DossierScope(numbers=numbers[:1]), DossierFormat.PDF)
        whole, archive = asked.seconds(DossierScope(numbers=numbers), DossierFormat.ZIP)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        beside = f"{len(archive) / 1e6:.1f} MB with {posts} pictures"
        script, lines = _script(archive)
        before = time.process_time()
        with reading(engine) as connection:
            checked = attestations.verify(connection)
        replay = (time.process_time() - before) / checked.lines * MILLION
    return [
        Figure("a post's dossier as PDF", one, 0.5, "s", "", _HOW),
        Figure(
            "a year's dossier as archive", whole * YEAR / posts, 20, "s", beside, _HOW
        ),
        Figure("memory of a year's dossier", memory, 500, "MB", "", _MEMORY),
        Figure(
            "a million lines of the log, verified with replay",
            replay,
            30,
            "s",
            f"from {checked.lines:,} lines; it grows with the lines",
            "Computing time of `vorlauf audit verify` without the bytes of files.",
        ),
        Figure(
            "a million lines by the script of the archive",
            script / lines * MILLION,
            60,
            "s",
            f"from {lines:,} lines, all of them told",
            "Computing time of verify.py, of chain, values, texts and pictures.",
        ),
    ]


_HOW = "Computing time from the first question to the last byte."
_MEMORY = "The most that the process has held, with all that was measured before."


class _Asked:
    def __init__(self, engine, kept):
        self._engine, self._kept = engine, kept

    def seconds(self, scope, form):
        wish = DossierWish(scope=scope, language="de", form=form)
        sources, into = DossierSources(self._kept, Anchor()), BytesIO()
        before = time.process_time()
        with reading(self._engine) as connection:
            outputs.write(Call(connection, directory(), NOW), wish, sources, into)
        return time.process_time() - before, into.getvalue()


def _script(archive):
    with TemporaryDirectory(prefix="vorlauf-bench-") as folder:
        with ZipFile(BytesIO(archive)) as packed:
            packed.extractall(folder)
        before = time.process_time()
        report = verify.verify(Path(folder), [])
        took = time.process_time() - before
        if report.faults:
            raise AssertionError(report.faults)
        return took, len((Path(folder) / "audit.jsonl").read_bytes().splitlines()) - 1


def _year(engine, kept, posts):
    """Bring posts through to their approval, each with a picture of its own."""
    houses = directory()
    author, approver = houses.coordinator.key, houses.approver.key
    contact = houses.houses["smf"].contact
    new = [
        NewPost(
            title=f"Beitrag {n}",
            author=author,
            houses=("smf",),
            slot_at=FIRST_SLOT + timedelta(weeks=n % 20, minutes=15 * (n // 20)),
            texts=dict.fromkeys(houses.campaign.channels, f"Ein Text, {n}. " * 40),
            wants_graphics=False,
        )
        for n in range(posts)
    ]
    with writing(engine) as connection:
        numbers = tuple(add(Call(connection, houses, NOW), new))
    for n, number in enumerate(numbers):
        with writing(engine) as connection:
            call = Call(connection, houses, NOW)
            _do(call, number, Trigger.REQUEST_ASSETS, author)
            sent = PictureUpload(
                number=number, house="smf", kept=_picture(kept, n), name=f"{n}.jpg"
            )
            key = deliver_file(call, contact, sent)
            said = Description(alt_text="Ein Bild.", people=False)
            describe(call, contact, number, key, said)
            _do(call, number, Trigger.SUBMIT, author)
            _do(call, number, Trigger.ENDORSE, contact)
            _do(call, number, Trigger.APPROVE, approver)
    return numbers


def _do(call, number, trigger, actor):
    decide(call, Decision(number=number, trigger=trigger, actor=actor))


def _picture(kept, n):
    whole, preview = (_jpeg(size, n) for size in ((1600, 1200), (640, 480)))
    return KeptFile(
        sha256=kept.keep(whole),
        media_type="image/jpeg",
        size=len(whole),
        width=1600,
        height=1200,
        original="f" * 64,
        has_original=False,
        variants={"preview": kept.keep(preview)},
    )


def _jpeg(size, n):
    file = BytesIO()
    noise = Image.effect_noise((size[0] // 4, size[1] // 4), 60 + n % 40).resize(size)
    noise.putpixel((0, 0), n % 256)
    noise.save(file, "JPEG", quality=88)
    return file.getvalue()
