"""A plan that went through LibreOffice: only the cell that was changed has changed."""

import subprocess
from itertools import islice
from pathlib import Path

import pytest
from odd_plans import wishes

from plan.imports.conftest import reasons
from vorlauf.db.engine import reading
from vorlauf.exports.file_format import FileFormat, write
from vorlauf.plan.exports.plan_export import plan_table
from vorlauf.plan.imports.import_preview import ImportKind

pytestmark = [pytest.mark.libreoffice, pytest.mark.slow, pytest.mark.program]

EDITOR = Path(__file__).parents[2] / "support" / "office_edit.py"
# LibreOffice speaks with Debian's Python.
PYTHON = "/usr/bin/python3"


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


@pytest.mark.usefixtures("needs_libreoffice")
def test_one_cell_changed_in_libreoffice_is_one_change(
    office, desk, a_post, slot, tmp_path
):
    for wish in islice(wishes(desk.directory, slot), 60):
        a_post(*wish.pop("houses"), **wish)
    with reading(desk.engine) as connection:
        table = plan_table(desk.call(connection), "de")
        file = tmp_path / "plan.xlsx"
        file.write_bytes(write(table, FileFormat.XLSX).content)
        (row,) = islice(table.rows, 7, 8)
        # The library that reads ODS drops tabs, which stand there as elements.
        tabs = {one[0] for one in table.rows if "\t" in "".join(map(str, one))}
    targets = [tmp_path / f"geaendert.{ending}" for ending in ("xlsx", "ods")]

    subprocess.run(
        [PYTHON, EDITOR, tmp_path, file, "B9", "Ein anderer Titel", *targets],
        check=True,
        timeout=100,
    )

    for target, others in zip(targets, (set(), tabs), strict=True):
        shown = office.look(target.read_bytes(), name=target.name)
        changed = {one.number for one in shown.of(ImportKind.CHANGED)}
        assert reasons(shown) == []
        assert changed == {row[0]} | others
        assert len(shown.of(ImportKind.UNCHANGED)) == 60 - len(changed)
    office.bring(targets[0].read_bytes())
    assert desk.post(row[0]).title == "Ein anderer Titel"
