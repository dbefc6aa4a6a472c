"""Videos: what a film shows and sounds like stays, what it tells beside goes."""

import film_samples as samples
import pytest

from vorlauf.errors import BadInputError
from vorlauf.material.files import sandbox
from vorlauf.material.files.file_types import FileKind
from vorlauf.material.files.rejections import SENTENCES, FileReason

pytestmark = pytest.mark.program


@pytest.fixture
def press(tmp_path):
    def press(raw):
        source, into = tmp_path / "as it came", tmp_path / "made"
        source.write_bytes(raw)
        into.mkdir()
        return sandbox.pressed(source, into, {})

    return press


FILMS = {
    "an MP4": samples.film(),
    "a MOV of a telephone": samples.film(b"qt  ", sound=1),
    "a MOV with sound of another version": samples.film(b"qt  ", sound=2),
    "a MOV that names where it lay": samples.film(
        b"qt  ", reference=b"alis", address=b"GEHEIM:Users:GEHEIM"
    ),
    "its table first": samples.film(moov_first=True),
    "sizes of 64 bits": samples.film(wide=True),
    "sizes and places of 64 bits": samples.film(wide=True, places=b"co64"),
    "the table first, all of 64 bits": samples.film(
        wide=True, places=b"co64", moov_first=True
    ),
    "packed sizes": samples.film(sizes=b"stz2"),
    "times of 64 bits": samples.film(version=1),
    "a time code": samples.film(b"qt  ", third=b"tmcd"),
}


@pytest.mark.parametrize("name", FILMS)
def test_a_film_keeps_its_media_where_they_are_and_nothing_that_tells(press, name):
    raw = FILMS[name]

    made = press(raw)

    held = made.master.read_bytes()
    is_mov = raw[8:12] == b"qt  "
    assert made.kind is (FileKind.MOV if is_mov else FileKind.MP4)
    assert made.media_type == made.kind.value
    assert len(held) == len(raw)
    for media in (samples.PICTURE, samples.SOUND, b"decoder"):
        assert held.count(media) == raw.count(media) > 0
        assert held.index(media) == raw.index(media)
    traces = (
        b"GEHE",
        b"+51.0500",
        samples.TIME[:4],
        samples.TIME[4:],
        b"uuid",
        b"mebx",
    )
    assert [trace for trace in traces if trace in held] == []
    # Every table is where it was: sizes, places, what a decoder needs.
    for table in (b"stsd", b"stts", b"stsc", b"avcC", b"esds"):
        assert table in held


def test_a_film_in_pieces_keeps_them_and_nothing_that_tells(press):
    raw = samples.in_pieces()

    held = press(raw).master.read_bytes()

    assert len(held) == len(raw)
    assert held.count(samples.PICTURE) == 2
    assert held.index(b"moof") == raw.index(b"moof")
    assert b"GEHE" not in held
    assert b"emsg" not in held


REFUSED = {
    "pieces of mixed tracks": (samples.in_pieces(third=True), FileReason.BROKEN_FILM),
    "media that lie elsewhere": (
        samples.film(flags=0, address=b"https://geheim.example/\0"),
        FileReason.BROKEN_FILM,
    ),
    "cut off": (samples.film()[:-9], FileReason.CUT_OFF),
    "a tail": (samples.film() + b"GEHEIM", FileReason.BROKEN_FILM),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_whole_film_is_refused(press, name):
    raw, reason = REFUSED[name]

    with pytest.raises(BadInputError) as caught:
        press(raw)

    sentences = {str(SENTENCES[reason]), str(SENTENCES[FileReason.CUT_OFF])}
    assert str(caught.value) in sentences
