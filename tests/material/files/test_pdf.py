"""PDF: a form is its pages, and nothing else of what was sent."""

from pathlib import Path
from tempfile import mkdtemp

import pdf_samples as samples
import picture_samples
import pypdfium2
import pytest
from PIL import ImageChops

from vorlauf.errors import BadInputError
from vorlauf.material.files import pdf_images, sandbox
from vorlauf.material.files.rejections import SENTENCES, FileReason

pytestmark = pytest.mark.program


@pytest.fixture
def press(tmp_path):
    def press(raw):
        source, into = tmp_path / "as it came", Path(mkdtemp(dir=tmp_path))
        source.write_bytes(raw)
        return sandbox.pressed(source, into, {}).master.read_bytes()

    return press


def shown(raw):
    """Return pictures of the pages, with what lies upon them."""
    document = pypdfium2.PdfDocument(raw)
    document.init_forms()
    return [page.render(scale=2).to_pil() for page in document]


def _difference(one, other):
    """Return where two pages differ, beyond how the edge of a letter is smoothed."""
    apart = ImageChops.difference(one.convert("L"), other.convert("L"))
    return apart.point(lambda light: 255 if light > 60 else 0).getbbox()


LOOKS = {
    "two pages": samples.harmless(),
    "odd names": samples.harmless(samples.ODD),
    "pages that are turned": samples.turned(),
    "all that acts": samples.loaded(),
    "hidden names": samples.hidden_names(),
    "compressed objects": samples.packed(),
    "an older state": samples.changed_later(),
    "an empty password": samples.locked(""),
    "a form filled in": samples.filled(),
    "a drawn signature": samples.marked("Ink", look=True),
    "a hidden stamp": samples.marked("Stamp", look=True, flags=2),
    "a hidden layer": samples.layered(),
}


@pytest.mark.parametrize("name", LOOKS)
def test_the_pages_look_as_they_did_and_nothing_else_is_kept(press, name):
    made = press(LOOKS[name])

    before, after = shown(LOOKS[name]), shown(made)
    pairs = zip(before, after, strict=True)
    differences = [_difference(one, other) for one, other in pairs]
    odd = {f"/{word}".encode() for word in samples.ODD.values()}
    traces = set(samples.TRACES) - (odd if name == "odd names" else set())
    held = samples.everything(made)
    assert differences == [None] * len(before)
    assert [trace for trace in traces if trace in held] == []
    assert [one for one in picture_samples.MARKERS if one in held] == []


def test_the_samples_hold_what_must_go():
    held = b"".join(
        samples.everything(raw)
        for raw in (samples.loaded(), samples.filled(xfa=True), samples.harmless())
    )

    expected = set(samples.TRACES) - {b"/Encrypt"}
    assert {trace for trace in expected if trace in held} == expected


def test_a_form_of_two_kinds_is_its_pages(press):
    held = samples.everything(press(samples.filled(xfa=True)))

    assert [trace for trace in samples.TRACES if trace in held] == []


def test_what_was_drawn_in_a_field_stays_as_it_was_drawn(press):
    drawn, asked = (
        shown(press(samples.filled(needs_appearances=asks)))[0]
        for asks in (False, True)
    )

    assert _difference(drawn, asked) is None


def test_words_in_a_field_without_a_look_are_drawn(press):
    empty = samples.filled(look=False, value="")
    written = samples.filled(look=False, value="Jo Beispiel")

    before, after = (shown(press(raw))[0] for raw in (empty, written))

    across, down, _, _ = ImageChops.difference(before, after).getbbox()
    assert (40 <= across <= 240, 80 <= down <= 140) == (True, True)


def test_the_same_form_is_the_same_file(press):
    raw = samples.loaded()

    assert press(raw) == press(raw)


REFUSED = {
    "a password": (samples.locked("geheim"), FileReason.LOCKED_FORM),
    "a collection": (samples.collection(), FileReason.FOREIGN_FORM),
    "a form of another program": (samples.drawn_elsewhere(), FileReason.FOREIGN_FORM),
    "a signature without a look": (samples.marked("Ink"), FileReason.FOREIGN_FORM),
    "a note": (samples.marked("Text", words="Nur bis Juni."), FileReason.FOREIGN_FORM),
    "a note with a look": (
        samples.marked("Text", look=True, words="Nur bis Juni."),
        FileReason.FOREIGN_FORM,
    ),
    "letters without a look": (samples.filled(look=False), FileReason.FOREIGN_FORM),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_be_lost_in_silence_is_refused(press, name):
    raw, reason = REFUSED[name]

    with pytest.raises(BadInputError) as caught:
        press(raw)

    assert str(caught.value) == str(SENTENCES[reason])


def test_a_photograph_loses_its_notes_and_keeps_its_colours():
    raw = picture_samples.with_iptc(
        picture_samples.jpeg(icc_profile=picture_samples.profile())
    )

    kept = pdf_images.jpeg(raw)

    markers = set(picture_samples.MARKERS) - {b"ICC_PROFILE"}
    assert [one for one in markers if one in kept] == []
    assert b"ICC_PROFILE" in kept
    assert kept[kept.index(b"\xff\xda") :] == raw[raw.index(b"\xff\xda") :]


def test_a_jpeg_2000_loses_its_notes():
    picture = picture_samples.drawing()
    raw = picture_samples.saved(picture, "JPEG2000") + picture_samples.box(
        b"xml ", picture_samples.XMP
    )

    kept = pdf_images.jpeg_2000(raw)

    assert len(kept) == len(raw)
    assert b"GEHEIMER-ORT" not in kept
    assert kept[: kept.index(b"jp2c")] == raw[: raw.index(b"jp2c")]


@pytest.mark.parametrize("raw", [b"", b"\xff\xd8", b"\xff\xd8\xff\xe1\0", b"\xff" * 99])
def test_a_broken_photograph_in_a_form_stays_as_it_is(raw):
    assert len(pdf_images.jpeg(raw)) <= len(raw)
