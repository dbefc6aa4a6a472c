"""The document of a dossier: tagged, with heads of tables, headings and alt texts."""

import pikepdf
import pytest

from vorlauf.records.dossiers.outputs import DossierFormat


@pytest.fixture
def pdf(told, dossier_of):
    _, path = dossier_of(told, form=DossierFormat.PDF)
    with pikepdf.open(path) as opened:
        yield opened


def tags(pdf):
    """Return the kinds of all elements of its structure, and the elements."""
    waiting, found = [pdf.Root.StructTreeRoot], []
    while waiting:
        element = waiting.pop()
        if not isinstance(element, pikepdf.Dictionary):
            continue
        if "/S" in element:
            found.append((str(element.S)[1:], element))
        kids = element.get("/K", [])
        waiting += list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    return found


def test_it_says_language_title_and_standard(pdf, told):
    metadata = pdf.open_metadata()

    assert str(pdf.Root.Lang) == "de"
    assert metadata["dc:title"] == f"Akte zum Beitrag {told}"
    assert metadata["pdfuaid:part"] == "1"
    assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")


def test_headings_tables_and_pictures_are_tagged(pdf):
    found = tags(pdf)
    kinds = [kind for kind, _ in found]

    assert kinds.count("H1") == 1
    assert {"H2", "H3", "H4"} <= {*kinds}
    assert kinds.count("Table") == kinds.count("THead") > 1
    figures = [element for kind, element in found if kind == "Figure"]
    assert [str(one.Alt) for one in figures] == ["Ein Löschzug."]


def test_the_same_state_gives_the_same_bytes(told, dossier_of):
    def made():
        return dossier_of(told, form=DossierFormat.ZIP)[1].read_bytes()

    assert made() == made()
