"""Round trips: what Vorlauf exports, it imports as unchanged."""

from datetime import timedelta

import pytest

from plan.imports.conftest import kinds, reasons
from vorlauf.db.engine import reading
from vorlauf.exports.file_format import FileFormat, write
from vorlauf.plan.exports.plan_export import plan_table

pytestmark = pytest.mark.program


def test_an_exported_plan_is_unchanged_whatever_its_posts_are(
    office, desk, a_post, hand_to_review, now
):
    a_post("smi", title="Einer", channels=("linkedin",), link="https://example.org/a")
    a_post("smi", "smf", title="=1+1", texts={"linkedin": "Zeile\\neins\nzwei "})
    reviewed = hand_to_review("smi")
    gone = a_post("smi", title="Doch nicht")
    desk.do(gone, "withdraw", comment="Doch nicht.")
    a_post("smf", title="Einer", slot_at=now + timedelta(days=200))

    for kind in (FileFormat.XLSX, FileFormat.CSV):
        for language in ("de", "en"):
            with reading(desk.engine) as connection:
                table = plan_table(desk.call(connection), language)
                file = write(table, kind).content
            shown = office.look(file)
            assert (reasons(shown), set(kinds(shown))) == ([], {"unchanged"})
            numbers = {post.number for post in shown.posts}
            assert {reviewed, "2023-001"} <= numbers
