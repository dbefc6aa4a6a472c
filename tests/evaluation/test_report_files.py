"""The report as PDF: tagged, with its language, heads of tables, headings and words."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import pikepdf
import pytest

from states.messages import msg
from vorlauf.evaluation import report_files
from vorlauf.evaluation.periods import month_of
from vorlauf.evaluation.report_values import (
    Example,
    Highlight,
    Rate,
    Report,
    ReportColumn,
    ReportRow,
    ReportSection,
    Unmeasured,
)

ROWS = (
    ReportRow("linkedin", ("LinkedIn", 5600, Rate(42, 1000))),
    ReportRow("instagram", ("Instagram", 320, Rate(9, 320))),
    ReportRow("xing", ("Xing", Unmeasured(msg("No post has appeared.")), None)),
)
SECTION = ReportSection(
    key="channels",
    heading=msg("What the channels reached"),
    source=msg("No post has appeared."),
    columns=(
        ReportColumn(key="channel", label=msg("Channel"), is_figure=False),
        ReportColumn(key="seen", label=msg("Seen")),
        ReportColumn(key="rate", label=msg("Own rate")),
    ),
    rows=ROWS,
    empty=msg("No post has appeared."),
    charted="seen",
)


@pytest.fixture
def report():
    return Report(
        campaign="Mach was Wichtiges",
        period=month_of(date(2023, 5, 3)),
        as_of=datetime(2023, 6, 7, 12, tzinfo=UTC),
        highlights=(Highlight(key="posts", label=msg("Posts published"), cell=19),),
        sections=(SECTION,),
        details=(),
        examples=(
            Example(
                role=msg("Best rate"),
                number="2023-076",
                title="Ein Tag bei der Feuerwehr 🚒",
                channel="linkedin",
                day=date(2023, 5, 3),
                rate=Rate(42, 1000),
                text="Löschen ✅ lernen\u0000",
                picture="a" * 64,
                preview="b" * 64,
                alt_text="Eine Feuerwehrfrau vor ihrem Wagen",
            ),
        ),
        comment="Ein guter Monat.",
    )


def elements(pdf):
    """Yield the elements of the structure tree in order."""

    def below(node):
        if isinstance(node, pikepdf.Array):
            for one in node:
                yield from below(one)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            yield node
            yield from below(node.get("/K", pikepdf.Array()))

    yield from below(pdf.Root.StructTreeRoot.K)


def scope(head):
    """Return of what a head is one, as its attributes say."""
    found = head.A if isinstance(head.A, pikepdf.Array) else [head.A]
    return next(str(one.Scope) for one in found if "/Scope" in one)


@pytest.fixture
def pdf(report, directory, photo_bytes):
    pictures = {"b" * 64: photo_bytes}
    written = report_files.pdf(report, directory.campaign, "de", pictures)
    with pikepdf.open(BytesIO(written)) as found:
        yield found


@pytest.fixture
def photo_bytes():
    from PIL import Image

    file = BytesIO()
    Image.new("RGB", (64, 48), "navy").save(file, "JPEG")
    return file.getvalue()


def test_it_says_its_language_title_and_day(pdf):
    assert str(pdf.Root.Lang) == "de"
    assert bool(pdf.Root.MarkInfo.Marked)
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    metadata = pdf.open_metadata()
    assert metadata["dc:title"] == "Auswertung: Mai 2023"
    assert metadata["pdfuaid:part"] == "1"
    assert str(pdf.docinfo.CreationDate).startswith("D:20230607")


def test_headings_follow_each_other_and_tables_have_heads(pdf):
    kinds = [str(one.S) for one in elements(pdf)]

    levels = [
        int(kind[2:]) for kind in kinds if kind[:2] == "/H" and kind[2:].isdigit()
    ]
    assert levels == [1, 2, 2, 2, 3]
    assert kinds.count("/Table") == 2
    heads = [one for one in elements(pdf) if one.S == "/TH"]
    assert len(heads) == 2 + 3
    assert {scope(one) for one in heads} == {"/Column"}


def test_charts_and_pictures_have_words(pdf):
    figures = [one for one in elements(pdf) if one.S == "/Figure"]
    chart, picture = (str(one.Alt) for one in figures)
    assert chart.startswith("Balken, Gesehen: am höchsten LinkedIn (5.600)")
    assert picture == "Eine Feuerwehrfrau vor ihrem Wagen"


def test_a_picture_without_words_is_called_by_its_post(report, directory, photo_bytes):
    (example,) = report.examples
    report = replace(report, examples=(replace(example, alt_text=""),))

    written = report_files.pdf(
        report, directory.campaign, "de", {"b" * 64: photo_bytes}
    )

    with pikepdf.open(BytesIO(written)) as found:
        *_, picture = (one for one in elements(found) if one.S == "/Figure")
        assert str(picture.Alt).startswith("Ein Tag bei der Feuerwehr")


def test_every_font_is_in_the_file(pdf):
    fonts = [
        font.DescendantFonts[0] if "/DescendantFonts" in font else font
        for page in pdf.pages
        for font in page.Resources.get("/Font", {}).values()
    ]
    assert fonts
    for font in fonts:
        assert {"/FontFile2", "/FontFile3"} & set(font.FontDescriptor.keys())


def test_the_spreadsheet_has_a_sheet_for_each_section(report, directory):
    from zipfile import ZipFile

    with ZipFile(
        BytesIO(report_files.xlsx(report, directory.campaign, "de"))
    ) as written:
        names = written.read("xl/workbook.xml").decode()
        cells = written.read("xl/worksheets/sheet1.xml").decode()

    assert 'name="Was die Kanäle erreicht haben"' in names
    assert "<v>5600</v>" in cells
    assert "<v>0.042</v>" in cells
