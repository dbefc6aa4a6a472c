"""From Vorlauf into a file and back: nothing changes but what somebody changed."""

import csv
from io import StringIO
from itertools import islice

import pytest
from odd_plans import wishes

from plan.imports.conftest import kinds, reasons
from vorlauf.db.engine import reading
from vorlauf.errors import BadInputError
from vorlauf.exports.file_format import FileFormat, write
from vorlauf.plan.exports.plan_export import plan_table
from vorlauf.plan.exports.template import template

pytestmark = pytest.mark.program


@pytest.fixture
def export(desk):
    def make(kind, language="de", what=plan_table):
        with reading(desk.engine) as connection:
            return write(what(desk.call(connection), language), kind).content

    return make


def test_an_exported_plan_is_imported_as_unchanged(office, desk, export, a_post, slot):
    for wish in islice(wishes(desk.directory, slot), 40):
        a_post(*wish.pop("houses"), **wish)
    desk.do(a_post("smi", slot_at=slot), "request_assets")

    for kind in (FileFormat.XLSX, FileFormat.CSV):
        for language in ("de", "en"):
            shown = office.look(export(kind, language))
            assert (kinds(shown), reasons(shown)) == ({"unchanged": 41}, [])
    for kind in (FileFormat.XLSX, FileFormat.CSV):
        with pytest.raises(BadInputError, match="no row with a post below them"):
            office.look(export(kind, what=template))


def test_a_row_that_would_put_back_what_others_have_changed_says_so(
    office, desk, export, a_post, slot
):
    number, other = a_post("smi", slot_at=slot), a_post("smf", slot_at=slot)
    files = [export(kind) for kind in (FileFormat.XLSX, FileFormat.CSV)]
    desk.save(number, title="Von anderen")

    for file in files:
        shown = office.look(file)

        assert kinds(shown) == {"changed": 1, "unchanged": 1}
        (post,) = [one for one in shown.posts if one.remarks]
        assert (post.number, post.changed) == (number, ("title",))
        assert str(post.remarks[0].message).startswith(
            f"{number} has changed in Vorlauf since this export"
        )
    assert desk.post(other).row_version == 1


def test_one_changed_cell_changes_one_post(office, desk, export, a_post, slot):
    for wish in islice(wishes(desk.directory, slot), 30):
        a_post(*wish.pop("houses"), **wish)
    text = export(FileFormat.CSV).decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text, newline=""), delimiter=";"))
    rows[7][1] = "Ein anderer Titel"
    changed = StringIO(newline="")
    csv.writer(changed, delimiter=";").writerows(rows)

    shown = office.look(changed.getvalue().encode("utf-8-sig"))

    assert kinds(shown) == {"changed": 1, "unchanged": 29}
    result = office.take(shown)
    assert desk.post(rows[7][0]).title == "Ein anderer Titel"
    assert len(result.changed) == 1
