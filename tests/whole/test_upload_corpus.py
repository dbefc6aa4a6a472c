"""Over a thousand uploads, good and bad: none hurts, and none takes a secret along."""

import json
import random
import shutil
import struct
import subprocess
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median

import pdf_samples
import picture_samples as samples
import pytest
from PIL import Image

from vorlauf.errors import BadInputError
from vorlauf.material.files import sandbox
from vorlauf.material.files.file_types import PICTURES, FileKind
from vorlauf.material.files.rejections import SENTENCES, FileReason
from vorlauf.material.files.sandbox import kind_of, pressed
from vorlauf.material.files.work_limits import LIMITS

KEPT, REFUSED, EITHER = "kept", "refused", "either"
FORMATS = {"LinkedIn": "120x120", "Instagram": "108x135"}
# What Pillow tells of any JPEG or PNG.
BARE = {"jfif", "jfif_version", "jfif_density", "jfif_unit"}
# Every so many go through a press of their own, as all do when Vorlauf runs.
ALONE = 8
# It takes one after the other, each with the seconds of computing that a press has.
WORKER = """
import json, resource, sys, time
from vorlauf.material.files import sandbox_child
from vorlauf.material.files.file_types import FileKind
from vorlauf.material.files.work_limits import LIMITS
from vorlauf.sandbox.confinement import used
for line in sys.stdin:
    order = json.loads(line)
    kind = FileKind(order["kind"])
    limits = LIMITS[kind]
    begin = time.process_time()
    codec = sandbox_child.codec_of(
        sandbox_child.ConversionOrder(kind=kind, outputs=(), formats=order["formats"])
    )
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, int(begin) + 1 + limits.cpu_seconds),
    ):
        resource.setrlimit(what, (most, resource.RLIM_INFINITY))
    with open("/proc/self/clear_refs", "w") as peak:
        peak.write("5")
    with open(order["source"], "rb") as source, open("/proc/self/status") as status:
        made = [open(path, "w+b") for path in order["outputs"]]
        result = sandbox_child.pressed(codec, kind, source, made)
        for file in made:
            file.close()
        needed = used(status.fileno())
    needed["cpu_seconds"] = time.process_time() - begin
    print(json.dumps({**result, "used": needed}), flush=True)
"""


@dataclass(frozen=True, kw_only=True)
class Upload:
    name: str
    raw: bytes
    outcome: str


@dataclass(frozen=True, kw_only=True)
class Outcome:
    upload: Upload
    sentence: str
    seconds: float
    peak: int


def family(name, outcome, raws):
    return [
        Upload(name=f"{name} {number}", raw=raw, outcome=outcome)
        for number, raw in enumerate(raws)
    ]


def bases():
    size = {"width": 640, "height": 480}
    return {
        "JPEG": samples.jpeg(**size),
        "progressive JPEG": samples.jpeg(**size, progressive=True, quality=90),
        "PNG": samples.png(**size),
        "clear PNG": samples.png(**size, mode="RGBA"),
        "WebP": samples.webp(**size),
        "WebP without loss": samples.webp(**size, lossless=True),
        "HEIC": samples.heic(samples.SMALL_HEIC),
        "MP4": samples.mp4(),
        "PDF": pdf_samples.harmless(),
    }


def cut_off():
    for name, raw in bases().items():
        early = [raw[: len(raw) * part // 100] for part in range(1, 80, 4)]
        # The picture may be whole although what was written after it is not.
        late = [raw[: -1 - len(raw) * part // 100] for part in range(8)]
        yield from family(f"early end of {name}", REFUSED, early)
        yield from family(f"late end of {name}", EITHER, late)


def flipped():
    dice = random.Random(2026)  # noqa: S311 - seeded, so that a run can be repeated
    for name, raw in (bases() | {"MP4": samples.mp4(places=False)}).items():
        yield from family(f"damage in {name}", EITHER, _flips(raw, dice, 30))


def _flips(raw, dice, count):
    for _ in range(count):
        octets = bytearray(raw)
        for _ in range(dice.randint(1, 8)):
            octets[dice.randrange(len(octets))] = dice.randrange(256)
        yield bytes(octets)


def bombs():
    dice = random.Random(1)  # noqa: S311 - same
    sides = [
        (dice.randint(6_000, 2**31), dice.randint(6_000, 2**31)) for _ in range(60)
    ]
    lying = (samples.raw_png(*both, 8, 2, b"x" * 50) for both in sides)
    yield from family("PNG that says it is huge", REFUSED, lying)
    empty = (
        samples.raw_png(side, 4_000, 8, 6, b"") for side in range(1_000, 6_000, 500)
    )
    yield from family("PNG that holds nothing", REFUSED, empty)
    true = (samples.png_bomb(side, side) for side in (6_000, 9_000, 12_000))
    yield from family("PNG that is huge", REFUSED, true)
    small = samples.jpeg()
    # What is missing of one that is not too large may come out grey.
    for outcome, low, high in ((REFUSED, 12_000, 65_500), (EITHER, 4_000, 10_000)):
        sizes = [(dice.randint(low, high), dice.randint(low, high)) for _ in range(20)]
        claims = (_claiming(small, *size) for size in sizes)
        yield from family(f"JPEG that says it has over {low}", outcome, claims)
    yield from family("HEIC of 72 MP", REFUSED, [samples.too_huge_heic()])


def _claiming(raw, width, height):
    """Return a JPEG with other numbers in its header."""
    at = raw.index(b"\xff\xc0") + 5
    return raw[:at] + struct.pack(">HH", height, width) + raw[at + 4 :]


def large():
    flat = samples.drawing(8_064, 6_048)
    rows = [{"quality": 80}, {"progressive": True, "quality": 60}]
    phones = [samples.saved(flat, "JPEG", **how, exif=samples.gps(6)) for how in rows]
    yield from family("JPEG of 48 MP", KEPT, phones)
    most = flat.resize((5_000, 5_000))
    yield from family("PNG of 25 MP", KEPT, [samples.saved(most, "PNG")])
    web = flat.resize((4_000, 3_000))
    yield from family("WebP of 12 MP", KEPT, [samples.saved(web, "WEBP", method=0)])
    phones = (samples.BIG_HEIC, samples.HUGE_HEIC, samples.WIDE_HEIC)
    yield from family("HEIC of 24 MP and more", KEPT, map(samples.heic, phones))
    dense = samples.drawing(9_000, 9_000)
    raw = samples.saved(dense, "JPEG", progressive=True, subsampling=0)
    yield from family("progressive JPEG of 81 MP", REFUSED, [raw])


def polyglots():
    zipped, page = b"PK\x03\x04" + bytes(60), b"<html><script>alert(1)</script>"
    tails = (zipped, page, b"<?php system($_GET[0]); ?>", samples.SVG, samples.mp4())
    for seed in range(8):
        how = {"seed": seed}
        good = (samples.jpeg(**how), samples.png(**how), samples.webp(**how))
        joined = (raw + tail for raw in good for tail in tails)
        yield from family(f"picture with a tail, {seed}", KEPT, joined)
        chunk = (b"prVt", b"<?php echo 1; ?><script>")
        pixels = zlib.compress((b"\0" + b"\xc8\x1e\x1e" * 8) * 8)
        raw = samples.raw_png(8, 8, 8, 2, pixels, chunk)
        yield from family(f"PNG with PHP, {seed}", KEPT, [raw])
        script = b"GIF89a=1;alert(%d)//" % seed
        yield from family(f"GIF with a script, {seed}", REFUSED, [script + good[0]])
        yield from family(f"PDF with a picture, {seed}", REFUSED, [b"%PDF-" + good[0]])


def colours():
    for seed in range(8):
        modes = ("CMYK", "L", "1", "RGB")
        raws = (
            samples.saved(samples.drawing(mode=mode, seed=seed), "JPEG")
            for mode in modes
            if mode != "1"
        )
        yield from family(f"colours of a JPEG, {seed}", KEPT, raws)
        modes = ("1", "L", "LA", "P", "RGB", "RGBA")
        raws = (samples.png(mode=mode, seed=seed) for mode in modes)
        yield from family(f"colours of a PNG, {seed}", KEPT, raws)
        clear = samples.png(mode="P", seed=seed, transparency=0)
        yield from family(f"palette with a clear colour, {seed}", KEPT, [clear])
        raws = (samples.deep_png(32 + seed, 24, mode) for mode in (0, 2, 6))
        yield from family(f"sixteen bits, {seed}", KEPT, raws)


def secrets():
    profile = samples.profile()
    for seed in range(8):
        turned = (samples.jpeg(orientation=1 + n, seed=seed) for n in range(8))
        yield from family(f"JPEG with a place, {seed}", KEPT, turned)
        agency = samples.with_iptc(samples.jpeg(seed=seed, icc_profile=profile))
        yield from family(f"JPEG of an agency, {seed}", KEPT, [agency])
        raws = (samples.png(seed=seed, icc_profile=profile), samples.webp(seed=seed))
        yield from family(f"PNG and WebP with a place, {seed}", KEPT, raws)
    yield from family("HEIC", KEPT, [samples.heic(samples.SMALL_HEIC)] * 5)
    double = [samples.drawing(), samples.drawing(80, 60)]
    raw = samples.saved(double[0], "MPO", save_all=True, append_images=double[1:])
    yield from family("JPEG with a second picture", KEPT, [raw])


def films():
    brands = (b"isom", b"mp42", b"mp41", b"avc1", b"M4V ", b"iso6", b"dash", b"MSNV")
    brands += (b"qt  ",)
    for brand in brands:
        raws = (samples.mp4(brand, b"film" * n) for n in range(1, 10))
        yield from family(f"film of {brand.decode()}", KEPT, raws)
    whole = samples.mp4()
    extra = (bytes(3), b"<script>", samples.box(b"mdat", b"")[:7], b"\0\0\0\x03mdat")
    raws = [whole + more for more in extra]
    without = [samples.box(b"ftyp", b"isom", bytes(4)) + samples.box(b"mdat", b"x")]
    yield from family("film with a tail", REFUSED, raws + without)


def wrong():
    dice = random.Random(3)  # noqa: S311 - same
    still = samples.saved
    raws = [
        *(
            samples.moving(kind, seed)
            for kind in ("GIF", "WEBP", "PNG")
            for seed in range(12)
        ),
        *(b" " * n + samples.SVG for n in range(12)),
        *(b'<?xml version="1.%d"?>' % n + samples.SVG for n in range(12)),
        samples.SVG.decode().encode("utf-16"),
        *(b"" for _ in range(3)),
        *(bytes(n) for n in range(1, 20)),
        *(dice.randbytes(500) for _ in range(20)),
        *(
            still(samples.drawing(seed=n), kind)
            for n in range(4)
            for kind in ("TIFF", "BMP")
        ),
        *(
            still(samples.drawing(seed=n), kind)
            for n in range(4)
            for kind in ("ICO", "JPEG2000")
        ),
        still(samples.drawing(), "AVIF"),
        still(samples.drawing(), "GIF"),
        *(b"MZ" + bytes(n) for n in (10, 100)),
        b"PK\x03\x04 a document",
        samples.box(b"ftyp", b"M4A ", bytes(4), b"M4A ") + samples.mp4()[24:],
    ]
    yield from family("what is not taken", REFUSED, raws)
    foreign = (
        pdf_samples.collection(),
        pdf_samples.drawn_elsewhere(),
        pdf_samples.locked("geheim"),
    )
    yield from family("PDF that is not taken", REFUSED, foreign)


def forms():
    raws = [
        pdf_samples.loaded(),
        pdf_samples.hidden_names(),
        pdf_samples.packed(),
        pdf_samples.changed_later(),
        pdf_samples.filled(),
        pdf_samples.layered(),
        pdf_samples.locked(""),
    ]
    yield from family("PDF with what acts or tells", KEPT, raws)


def uploads():
    for part in (
        cut_off,
        flipped,
        bombs,
        large,
        polyglots,
        colours,
        secrets,
        films,
        forms,
        wrong,
    ):
        yield from part()


def through_a_press_of_its_own(source, into):
    """Return the refusal, seconds of computing and bytes at the peak."""
    try:
        made = pressed(source, into, FORMATS)
    except BadInputError as error:
        return str(error), 0.0, 0
    return "", made.cpu_seconds, made.peak_bytes


def through_one_that_stays(worker, source, into):
    try:
        kind = kind_of(source)
    except BadInputError as error:
        return str(error), 0.0, 0
    sizes = {"preview": (640, 640), "LinkedIn": (120, 120), "Instagram": (108, 135)}
    names = ["master", *sizes] if kind in PICTURES else ["master"]
    order = {
        "source": str(source),
        "outputs": [str(into / name) for name in names],
        "kind": kind,
        "formats": sizes,
    }
    worker.stdin.write(json.dumps(order) + "\n")
    worker.stdin.flush()
    answer = worker.stdout.readline()
    assert answer, "the press was ended: that was too much work"
    result = json.loads(answer)
    used = result["used"]
    sentence = (
        str(SENTENCES[FileReason(result["refused"])]) if "refused" in result else ""
    )
    return sentence, used["cpu_seconds"], used["peak_bytes"]


def press(worker, folder, upload, *, is_alone):
    """Return what became of an upload, and look at everything that was kept."""
    source, into = folder / "as it came.svg", folder / "made"
    source.write_bytes(upload.raw)
    into.mkdir()
    if is_alone:
        said = through_a_press_of_its_own(source, into)
    else:
        said = through_one_that_stays(worker, source, into)
    if not said[0]:
        look_at(upload, into)
    shutil.rmtree(into)
    return Outcome(upload=upload, sentence=said[0], seconds=said[1], peak=said[2])


def look_at(upload, into):
    """Everything that is kept is new, can be opened and tells nothing."""
    files = [file for file in into.iterdir() if file.stat().st_size]
    assert files, upload.name
    for file in files:
        held = file.read_bytes()
        assert [m for m in samples.MARKERS if m in held] == [], upload.name
        if kind_of(file) is FileKind.PDF:
            traces = pdf_samples.everything(held)
            assert [t for t in pdf_samples.TRACES if t in traces] == [], upload.name
        if kind_of(file) in PICTURES:
            assert held != upload.raw, upload.name
            look_at_picture(upload, file)


def look_at_picture(upload, file):
    with Image.open(file) as picture:
        picture.load()
        assert max(picture.size) <= 4096, upload.name
        assert picture.mode in {"RGB", "RGBA"}, upload.name
        assert not picture.getexif(), upload.name
        assert picture.info.keys() <= BARE, upload.name


def goes_alone(at, upload):
    """Send HEIC alone: damage in one has brought its library down."""
    return at % ALONE == 0 or "HEIC" in upload.name


def run(folder, corpus):
    """Press a share of the uploads, one after the other."""
    folder.mkdir()
    with subprocess.Popen(
        [sys.executable, "-I", "-c", WORKER],
        env={"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "1048576"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as worker:
        try:
            return [
                press(worker, folder, upload, is_alone=goes_alone(at, upload))
                for at, upload in enumerate(corpus)
            ]
        finally:
            worker.kill()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_upload_hurts_and_none_takes_a_secret_along(tmp_path, capsys, monkeypatch):
    # What a press computes is limited all the same.
    monkeypatch.setattr(sandbox, "PATIENCE", 300.0)
    corpus = list(uploads())
    with ThreadPoolExecutor(2) as both:
        shares = (tmp_path / "one", tmp_path / "two"), (corpus[::2], corpus[1::2])
        outcomes = [one for done in both.map(run, *shares) for one in done]

    seconds = [one.seconds for one in outcomes if one.seconds]
    peak = max(one.peak for one in outcomes)
    kept = [one for one in outcomes if not one.sentence]
    odd = [
        (one.upload.name, one.sentence)
        for one in outcomes
        if one.upload.outcome == (REFUSED if not one.sentence else KEPT)
    ]
    with capsys.disabled():
        print(  # noqa: T201 - its figures are wanted
            f"\nupload corpus: {len(outcomes)} uploads, {len(kept)} kept, "
            f"peak {peak / 1e6:.0f} MB, computing {median(seconds):.3f} s in the "
            f"median, {max(seconds):.2f} s at most"
        )
    assert odd == []
    assert len(outcomes) >= 1_000
    assert {one.sentence for one in outcomes} <= {"", *map(str, SENTENCES.values())}
    assert peak <= max(limits.memory for limits in LIMITS.values())
