"""Sandbox: what is made of a picture, a film and a form, and what is refused."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import picture_samples as samples
import pytest
from PIL import Image

import vorlauf
from vorlauf.errors import BadInputError
from vorlauf.material.files import sandbox
from vorlauf.material.files.file_types import FileKind
from vorlauf.material.files.rejections import SENTENCES, FileReason

pytestmark = pytest.mark.program

BLUE, RED = (30, 30, 200), (200, 30, 30)
FORMATS = {"LinkedIn": "200x200", "Instagram": "108 x 135"}


@pytest.fixture
def press(tmp_path):
    def press(raw, formats=FORMATS):
        source, into = tmp_path / "as it came", tmp_path / "made"
        source.write_bytes(raw)
        into.mkdir(exist_ok=True)
        return sandbox.pressed(source, into, formats)

    return press


def is_near(colour, other):
    return all(abs(a - b) < 12 for a, b in zip(colour[:3], other, strict=True))


def colour(path, across=0.25, down=0.25):
    with Image.open(path) as picture:
        at = (int(picture.width * across), int(picture.height * down))
        return picture.convert("RGBA").getpixel(at)


def size(path):
    with Image.open(path) as picture:
        return picture.size


PICTURES = {
    "a JPEG": samples.jpeg(),
    "a JPEG of IPTC": samples.with_iptc(samples.jpeg()),
    "a progressive JPEG": samples.jpeg(progressive=True),
    "a CMYK JPEG": samples.saved(samples.drawing(mode="CMYK"), "JPEG"),
    "a JPEG with a profile": samples.jpeg(icc_profile=samples.profile()),
    "a JPEG with a broken profile": samples.jpeg(icc_profile=b"no profile at all"),
    "a JPEG with a ZIP": samples.jpeg() + b"PK\x03\x04" + samples.SVG,
    "a PNG": samples.png(),
    "a PNG of a palette": samples.png(mode="P"),
    "a WebP": samples.webp(),
    "a WebP without loss": samples.webp(lossless=True),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_made_anew_with_its_colours_and_nothing_else(press, name):
    made = press(PICTURES[name])

    held = made.master.read_bytes()
    assert (made.width, made.height) == (320, 240)
    assert is_near(colour(made.master), BLUE)
    assert is_near(colour(made.master, 0.9, 0.1), RED)
    assert [marker for marker in samples.MARKERS if marker in held] == []


def test_each_variant_fits_into_its_format_and_none_is_enlarged(press):
    made = press(samples.jpeg(1600, 1200), {"a": "1080x1350", "b": "9999x9999"})

    assert size(made.variants["a"]) == (1080, 810)
    assert size(made.variants["preview"]) == (640, 480)
    assert made.variants["b"] == made.master
    assert is_near(colour(made.variants["a"]), BLUE)


def test_a_telephones_heic_is_a_jpeg_afterwards_and_upright(press):
    made = press(samples.heic(samples.SMALL_HEIC))

    held = made.master.read_bytes()
    assert (made.kind, made.media_type) == (FileKind.HEIC, "image/jpeg")
    assert (made.width, made.height) == (48, 64)
    assert is_near(colour(made.master, 0.8, 0.2), BLUE)
    assert [marker for marker in samples.MARKERS if marker in held] == []


@pytest.mark.parametrize("bits", samples.DEEP_HEIC)
def test_a_heic_of_more_bits_has_the_same_colours_in_eight(press, bits):
    made = press(samples.heic(samples.DEEP_HEIC[bits]))

    held = made.master.read_bytes()
    assert (made.width, made.height) == (48, 64)
    assert is_near(colour(made.master, 0.8, 0.2), BLUE)
    assert is_near(colour(made.master, 0.2, 0.8), RED)
    assert [marker for marker in samples.MARKERS if marker in held] == []


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_as_the_camera_was_held(press, orientation):
    made = press(samples.jpeg(orientation=orientation))

    corner = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1)} | {
        5: (0, 0),
        6: (1, 0),
        7: (1, 1),
        8: (0, 1),
    }
    across, down = corner[orientation]
    assert (made.width, made.height) == ((320, 240) if orientation < 5 else (240, 320))
    assert is_near(colour(made.master, 0.1 + 0.8 * across, 0.1 + 0.8 * down), BLUE)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_shows_through_stays_so(press, mode):
    made = press(samples.png(mode=mode))

    assert made.media_type == "image/png"
    assert colour(made.master, 0.1, 0.9)[3] == 0
    assert colour(made.variants["LinkedIn"], 0.1, 0.9)[3] == 0


def test_a_palette_with_one_clear_colour_shows_through(press):
    made = press(samples.png(mode="P", transparency=0))

    assert made.media_type == "image/png"
    with Image.open(made.master) as picture:
        assert picture.getchannel("A").getextrema() == (0, 255)


@pytest.mark.parametrize(("colours", "shown"), [(0, (200,) * 3), (2, (200,) * 3)])
def test_sixteen_bits_become_eight(press, colours, shown):
    made = press(samples.deep_png(colours=colours))

    assert is_near(colour(made.master), shown)


def test_a_big_picture_has_no_seams(press):
    made = press(samples.saved(samples.drawing(4600, 3000), "PNG", compress_level=1))

    with Image.open(made.master) as picture:
        column = picture.crop((200, 0, 201, 1200)).convert("L")
    assert (made.width, made.height) == (4096, 2671)
    assert column.getextrema()[1] - column.getextrema()[0] <= 2


def test_a_jpeg_with_a_second_picture_behind_is_its_first(press):
    first, second = samples.drawing(), samples.drawing(80, 60)
    made = press(samples.saved(first, "MPO", save_all=True, append_images=[second]))

    assert (made.kind, made.width) == (FileKind.JPEG, 320)


REFUSED = {
    "nothing": (b"", FileReason.EMPTY),
    "a text": (b"What a fine picture", FileReason.NOT_RECOGNISED),
    "a GIF": (samples.moving("GIF"), FileReason.ANIMATED),
    "a moving WebP": (samples.moving("WEBP"), FileReason.ANIMATED),
    "a moving PNG": (samples.moving("PNG"), FileReason.ANIMATED),
    "an SVG": (samples.SVG, FileReason.DRAWING),
    "an SVG of XML": (b'<?xml version="1.0"?>\n' + samples.SVG, FileReason.DRAWING),
    "a page": (b"\xef\xbb\xbf <!DOCTYPE html>", FileReason.DRAWING),
    "half a JPEG": (samples.jpeg()[:2500], FileReason.CUT_OFF),
    "half a PNG": (samples.png(seed=3)[:1500], FileReason.CUT_OFF),
    "half a WebP": (samples.webp()[:1500], FileReason.BROKEN),
    "half a HEIC": (samples.heic(samples.SMALL_HEIC)[:700], FileReason.CUT_OFF),
    "noise as JPEG": (b"\xff\xd8\xff\xe0" + bytes(500), FileReason.BROKEN),
    "a PNG that lies": (samples.raw_png(60_000, 60_000, 8, 2, b""), "pixels"),
    "a PNG of 100 million": (samples.png_bomb(10_000, 10_000), "pixels"),
    "a HEIC of 72 million": (samples.too_huge_heic(), "pixels"),
    "half a film": (samples.mp4()[:300], FileReason.CUT_OFF),
    "a film without pictures": (
        samples.box(b"ftyp", b"isom", bytes(4), b"isom"),
        FileReason.BROKEN_FILM,
    ),
    "a form with a tail": (samples.pdf() + bytes(2000), FileReason.BROKEN_FORM),
    "half a form": (samples.pdf()[:400], FileReason.BROKEN_FORM),
    "a form without pages": (b"%PDF-1.7\n%%EOF\n", FileReason.BROKEN_FORM),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_used_is_refused_with_its_reason(press, name):
    raw, reason = REFUSED[name]
    reason = FileReason.TOO_MANY_PIXELS if reason == "pixels" else reason

    with pytest.raises(BadInputError) as caught:
        press(raw)

    assert str(caught.value) == str(SENTENCES[reason])


LARGE = {
    "24 million pixels": (samples.BIG_HEIC, (4096, 3072), 200_000_000),
    "48 million pixels": (samples.HUGE_HEIC, (4096, 3072), 400_000_000),
    "a panorama of 60 million": (samples.WIDE_HEIC, (4096, 1092), 400_000_000),
    "of 60 million and ten bits": (samples.WIDE_DEEP_HEIC, (4096, 1092), 550_000_000),
}


@pytest.mark.parametrize("name", LARGE)
def test_the_largest_heic_of_a_telephone_fits(press, name):
    packed, size, most = LARGE[name]

    made = press(samples.heic(packed))

    assert (made.width, made.height) == size
    assert made.peak_bytes < most
    assert is_near(colour(made.master), RED)


@pytest.mark.parametrize("bits", samples.GREY_HEIC)
def test_a_grey_heic_is_as_light_as_it_was(press, bits):
    made = press(samples.heic(samples.GREY_HEIC[bits]))

    with Image.open(made.master) as picture:
        lights = [picture.convert("L").getpixel(at) for at in ((10, 10), (50, 10))]
    assert (made.width, made.height) == (64, 48)
    assert lights == [pytest.approx(49, abs=3), pytest.approx(81, abs=3)]


def test_a_format_that_cannot_be_read_is_refused(press):
    with pytest.raises(BadInputError, match="'1080' for xing cannot be read"):
        press(samples.jpeg(), {"xing": "1080"})


def test_a_press_that_takes_too_long_is_ended(press, monkeypatch):
    monkeypatch.setattr(sandbox, "PATIENCE", 0.01)

    with pytest.raises(BadInputError, match="too much work"):
        press(samples.jpeg())


def test_a_press_that_crashes_is_a_picture_refused(press, monkeypatch, tmp_path):
    broken = tmp_path / "crash"
    broken.write_text("#!/bin/sh\nkill -SEGV $$\n")
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(broken))

    with pytest.raises(BadInputError, match="is damaged"):
        press(samples.jpeg())


GOOD = {"media_type": "image/jpeg", "width": 9, "height": 9, "written": []}
GOOD |= {"used": {"cpu_seconds": 1, "peak_bytes": 1}, "mechanisms": []}
LIES = {
    "no words": "",
    "no JSON": "{",
    "a list": "[]",
    "deep JSON": "[" * 30_000,
    "nothing at all": "{}",
    "a reason that there is not": '{"refused": "because"}',
    "a reason of another kind": '{"refused": [{}]}',
    "no master": json.dumps(GOOD),
    "another kind": json.dumps(GOOD | {"media_type": "text/html"}),
    "a film": json.dumps(GOOD | {"media_type": "video/mp4"}),
    "a place of its own": json.dumps(GOOD | {"written": ["../../links.key"]}),
    "far too wide": json.dumps(GOOD | {"width": 10**9}),
    "without end": json.dumps(GOOD)[:-1] + ', "width": 1e999}',
    "something else": json.dumps(GOOD | {"used": []}),
}


@pytest.mark.parametrize("name", LIES)
def test_a_press_that_was_taken_over_is_not_believed(
    press, monkeypatch, tmp_path, name
):
    said, liar = tmp_path / "said", tmp_path / "liar"
    said.write_text(LIES[name])
    liar.write_text(f"#!/bin/sh\ncat {said}\n")
    liar.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(liar))

    with pytest.raises(BadInputError, match="is damaged"):
        press(samples.jpeg())


def test_a_press_that_says_without_end_is_not_listened_to(press, monkeypatch, tmp_path):
    liar = tmp_path / "liar"
    liar.write_text("#!/bin/sh\nhead -c 50000000 /dev/zero\n")
    liar.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(liar))

    with pytest.raises(BadInputError, match="is damaged"):
        press(samples.jpeg())


def test_the_press_knows_nothing_of_the_engine():
    code = (
        "import json, sys\n"
        "from vorlauf.material.files import images, sandbox_child\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))\n"
    )

    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    theirs = set(json.loads(said.stdout))
    ours = {"vorlauf", "PIL", "pillow_heif", "_pillow_heif"}
    others = theirs - ours - sys.stdlib_module_names
    assert not others & {"sqlalchemy", "sqlmodel", "pydantic", "starlette", "numpy"}


def test_the_press_reads_one_picture_of_a_heic_and_teaches_pillow_none(tmp_path):
    source = tmp_path / "as it came"
    source.write_bytes(samples.heic(samples.SMALL_HEIC))
    code = (
        "import json, sys\n"
        "from PIL import Image\n"
        "from pillow_heif import options\n"
        "from vorlauf.material.files import image_decoding, sandbox_child\n"
        "kind = image_decoding.FileKind.HEIC\n"
        "image_decoding.opened(open(sys.argv[1], 'rb'), kind)\n"
        "Image.init()\n"
        "on = [name for name, is_on in vars(options).items() if is_on is True]\n"
        "known = {*Image.OPEN, *Image.SAVE, *Image.SAVE_ALL}\n"
        "print(json.dumps([on, options.DECODE_THREADS, 'HEIF' in known]))\n"
    )

    said = subprocess.run(
        [sys.executable, "-c", code, source],
        capture_output=True,
        text=True,
        check=True,
    )

    # What is on is about writing, which nothing here does.
    assert json.loads(said.stdout) == [["SAVE_NCLX_PROFILE"], 0, False]


def test_of_the_library_for_heic_only_reading_is_imported():
    imported = {
        name.name
        for file in Path(vorlauf.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "pillow_heif"
        for name in node.names
    }

    assert imported == {"open_heif", "options"}
