"""The plan as a file: typed, explained, and read again without loss."""

import json
from datetime import date, timedelta
from io import BytesIO
from itertools import islice
from zipfile import ZipFile

import jsonschema
import pytest
from odd_plans import read_back, wishes

from states.post import PostState
from vorlauf.db.engine import reading
from vorlauf.db.post_snapshots import snapshots
from vorlauf.errors import BadInputError
from vorlauf.exports import objects
from vorlauf.exports.file_format import FileFormat, write
from vorlauf.exports.separated import Separator
from vorlauf.plan.exports.plan_export import EVERY_POST, PlanFilter, plan_table
from vorlauf.plan.exports.template import template
from vorlauf.plan.rows.columns import Certainty
from vorlauf.posts.channels import channels_of


@pytest.fixture
def export(desk):
    """Write the plan as a file, and return its bytes."""

    def make(wanted=EVERY_POST, kind=FileFormat.XLSX, language="de", **more):
        with reading(desk.engine) as connection:
            table = plan_table(desk.call(connection), language, wanted)
            return write(table, kind, **more).content

    return make


def _same(row, post, directory):
    """Say whether a row that was read says of a post what Vorlauf knows."""
    slot = post.slot_at.astimezone(directory.campaign.zone)
    return {
        "number": (row.post_number, post.number),
        "title": (row.title, post.title),
        "slot": ((row.day, row.at), (slot.date(), slot.time())),
        "houses": (row.houses, post.houses),
        "channels": (row.channels, channels_of(post, directory)),
        "texts": (
            dict(row.texts),
            {key: text for key, text in post.content.texts.items() if text},
        ),
        "links": (row.links, tuple(filter(None, [post.content.link]))),
        "assets": (row.assets, post.wants_assets),
        "graphics": (row.graphics, post.wants_graphics),
        "key": (row.key, post.plan_key),
        "faults": (row.faults, ()),
    }


def test_whatever_was_written_is_read_again(desk, export, a_post, slot):
    many = islice(wishes(desk.directory, slot), 60)
    numbers = [a_post(*wish.pop("houses"), **wish) for wish in many]
    with reading(desk.engine) as connection:
        posts = snapshots(connection, numbers)

    # Colours follow the words, so nothing is said of them; the legend is no plan.
    ways = [
        (FileFormat.XLSX, "de", {}),
        (FileFormat.XLSX, "en", {}),
        (FileFormat.CSV, "de", {}),
        (FileFormat.CSV, "en", {"separator": Separator.COMMA}),
    ]
    for kind, language, more in ways:
        rows, tables = read_back(
            export(EVERY_POST, kind, language, **more), desk.directory
        )
        by_number = {row.post_number: row for row in rows}
        assert sorted(by_number) == sorted(numbers)
        for post in posts:
            same = _same(by_number[post.number], post, desk.directory)
            assert {
                name: pair for name, pair in same.items() if pair[0] != pair[1]
            } == {}
        assert not [one for one in tables.remarks if "colours" in str(one)]
        assert Certainty.NONE not in {
            column.certainty for column in tables.tables[0].columns
        }


def test_a_part_is_exported_by_days_house_channel_and_state(desk, export, a_post, slot):
    first = a_post("smi", slot_at=slot)
    a_post("smf", slot_at=slot + timedelta(days=2), channels=("xing",), texts={})
    desk.do(first, "request_assets")
    day = slot.date()

    def numbers(**wanted):
        found = json.loads(export(PlanFilter(**wanted), FileFormat.JSON))
        return [row["number"][-1] for row in found["rows"]]

    assert numbers() == ["1", "2"]
    assert numbers(last=day) == numbers(house="smi") == ["1"]
    assert numbers(first=day + timedelta(days=1)) == ["2"]
    assert numbers(channel="xing") == ["1", "2"]
    assert numbers(channel="instagram") == ["1"]
    assert numbers(state=PostState.DRAFT) == ["2"]
    with pytest.raises(BadInputError, match="lies before the first"):
        export(PlanFilter(first=day, last=date(2023, 1, 1)))
    for far in ({"last": date.max}, {"first": date.min}):
        with pytest.raises(BadInputError, match="write a day from 1999 to 2100"):
            export(PlanFilter(**far))
    with pytest.raises(BadInputError, match="There is no house 'smx'"):
        export(PlanFilter(house="smx"))
    with pytest.raises(BadInputError, match="no channel 'tiktok'"):
        export(PlanFilter(channel="tiktok"))


def test_no_text_becomes_xml_of_the_sheet(desk, export, a_post):
    odd = ["<r></c><c><f>1+1</f></c></r>", "<r>", "<r></r>", "<r>a</r> b"]
    numbers = [a_post("smi", title=title) for title in odd]

    rows, _ = read_back(export(), desk.directory)
    with ZipFile(BytesIO(export())) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()

    assert {row.post_number: row.title for row in rows} == dict(
        zip(numbers, odd, strict=True)
    )
    assert sheet.count("<f>") == sheet.count("<f>IF(")


def test_the_objects_are_as_their_schema_says(desk, export, a_post, slot, now):
    a_post("smi", slot_at=slot)
    a_post("smf", "smi", slot_at=now + timedelta(days=3), texts={})
    with reading(desk.engine) as connection:
        schema = objects.schema(plan_table(desk.call(connection), "en"))

    found = json.loads(export(kind=FileFormat.JSON, language="en"))

    jsonschema.validate(found, schema)
    short, met = found["rows"]
    assert (found["list"], found["zone"]) == ("plan", "Europe/Berlin")
    assert (met["day"], met["time"], met["weekday"]) == ("2023-11-21", "10:00", 2)
    assert (met["days_short"], met["because"], met["earliest"]) == (None,) * 3
    assert short["days_short"] > 0
    assert short["because"] in short["houses"]
    assert short["earliest"].endswith("Z")


def test_a_template_is_typed_and_holds_no_post(desk):
    for language in ("de", "en"):
        with reading(desk.engine) as connection:
            blank = template(desk.call(connection), language)
        content = write(blank, FileFormat.XLSX).content
        rows, tables = read_back(content, desk.directory)
        with ZipFile(BytesIO(content)) as parts:
            sheet = parts.read("xl/worksheets/sheet1.xml").decode()
            lists = parts.read("xl/worksheets/sheet3.xml").decode()

        assert rows == []
        assert len(tables.tables[0].rows) == 3
        # Nothing but the weekday is computed, and yes or no is all that may be there.
        assert sheet.count("<f>IF(") == sheet.count("<f>") == 3
        assert sheet.count('type="list"') == 4
        assert 'showErrorMessage="1"' in sheet
        assert "&amp;P" in sheet
        assert ">SMI<" in lists
        assert ">LinkedIn<" in lists
