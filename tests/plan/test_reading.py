"""Reading: from a file to the rows of a plan, and what is said about the rest."""

import io
import tempfile

import pytest
import sheet_samples as samples
from sheet_reading import SAMPLE

from vorlauf.directory.loader import load
from vorlauf.errors import BadInputError
from vorlauf.plan.reading import read_plan

pytestmark = pytest.mark.program


@pytest.fixture(scope="module")
def directory():
    return load(SAMPLE)


@pytest.fixture
def plan(directory):
    def plan(raw, **chosen):
        with tempfile.TemporaryFile() as source:
            source.write(raw)
            source.flush()
            return read_plan(source, directory, **chosen)

    return plan


def test_a_plan_is_read_with_what_nobody_reads(plan):
    rows = [
        ["Datum", "Thema", "Facebook", "Mondphase"],
        ["12.01.2027", "Polizei", "Ein Text", "Neumond"],
    ]

    found = plan(samples.xlsx({"Plan": rows, "Legende": [["rot"]]}))

    assert [row.title for row in found.rows] == ["Polizei"]
    assert [str(remark) for remark in found.remarks] == [
        "Sheet 'Legende' is no plan by its name and was not read.",
        (
            "Column 'Mondphase' is not known and is not read; say what it holds, if "
            "it matters."
        ),
        "Column 'Facebook' is about no channel of this campaign and is not read.",
    ]


def test_a_file_without_a_plan_is_refused(plan):
    with pytest.raises(BadInputError, match="No plan was found in the file"):
        plan(samples.xlsx([["Einkaufsliste"], ["Milch"], ["Brot"]]))


def test_what_is_read_has_to_be_a_file_of_this_machine(directory):
    with pytest.raises(io.UnsupportedOperation):
        read_plan(io.BytesIO(samples.text([["Datum", "Thema"]])), directory)
