"""LinkedIn's export, saved anew by LibreOffice as XLS, XLSX and ODS."""

import subprocess
from pathlib import Path

import figure_samples as figures
import pytest
import sheet_samples as samples

from vorlauf.evaluation.figure_reader import read_figures
from vorlauf.evaluation.metrics import Metric

pytestmark = [pytest.mark.libreoffice, pytest.mark.slow, pytest.mark.program]

EDITOR = Path(__file__).parents[1] / "support" / "office_edit.py"
# LibreOffice speaks with Debian's Python.
PYTHON = "/usr/bin/python3"


@pytest.mark.usefixtures("needs_libreoffice")
def test_what_libreoffice_saves_anew_says_the_same(tmp_path):
    file = tmp_path / "export.xlsx"
    file.write_bytes(samples.xlsx(figures.content()))
    targets = [tmp_path / f"anew.{ending}" for ending in ("xls", "xlsx", "ods")]

    subprocess.run(
        [PYTHON, EDITOR, tmp_path, file, "D3", "1,501", *targets],
        check=True,
        timeout=100,
    )

    before = read_figures(file.read_bytes(), figures.NAME)
    for target in targets:
        found = read_figures(target.read_bytes(), figures.NAME)
        changed = {*found.days} - {*before.days}
        assert found.posts == before.posts
        assert {(one.metric, one.value) for one in changed} == {
            (Metric.IMPRESSIONS, 1501)
        }
