"""PDF documents: tagged, with a language, the same bytes, whatever the texts hold."""

from datetime import date
from io import BytesIO

import pikepdf
import pytest

from reports import typesetting
from reports.characters import Printer
from reports.typesetting import Document, typeset

PLAIN = """#import "house.typ": *
#show: house
= #sys.inputs.title
#for text in values.texts [#par(text)]
#rows-table(("Haus", "Posts"), (("SMF", "3"),), right: (1,))
"""
# Each stopped a PDF before it was replaced.
HARD = ["✅ fertig", "1️⃣ zuerst", "🏛📸👇💙🙌", "a\u0000b\u0007c", "x\ud800y", "👩🏽‍⚕️"]


@pytest.fixture
def plain(monkeypatch, tmp_path):
    house = (typesetting.TEMPLATES / "house.typ").read_text()
    (tmp_path / "house.typ").write_text(house)
    (tmp_path / "plain.typ").write_text(PLAIN)
    monkeypatch.setattr(typesetting, "TEMPLATES", tmp_path)

    def document(*texts, language="de"):
        return Document(
            "plain", "Bericht", language, date(2027, 1, 4), {"texts": texts}
        )

    return document


def test_no_character_stops_a_document(plain):
    assert typeset(plain(*HARD)).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("✅ fertig", "[weißes häkchen] fertig"),
        ("\U0001d5d9\U0001d5f2\U0001d601\U0001d601", "Fett"),
        ("a\u0007b\r\nc", "ab\nc"),
        ("\u4e2d", "[Cjk unified ideograph-4e2d]"),
    ],
)
def test_what_the_font_lacks_stands_in_words(text, words):
    assert Printer("de").printable(text).casefold() == words.casefold()


@pytest.mark.parametrize("text", ["Łódź", "Ж Ω", "1\u202f234,50 €, „gut“ \u2013 ja"])
def test_what_the_font_has_stays_as_it_is(text):
    assert Printer("de").printable(text) == text


def test_emoji_are_named_in_the_language_of_the_document():
    assert Printer("en").printable("📸") == "[camera with flash]"


def test_the_same_values_give_the_same_bytes(plain):
    assert typeset(plain("Text")) == typeset(plain("Text"))


def test_a_document_says_its_language_title_and_standard(plain):
    with pikepdf.open(BytesIO(typeset(plain("Text")))) as pdf:
        assert str(pdf.Root.Lang) == "de"
        assert pdf.Root.MarkInfo.Marked
        metadata = pdf.open_metadata()
        assert metadata["dc:title"] == "Bericht"
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
