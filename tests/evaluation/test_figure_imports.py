"""A file of figures is looked at, taken, known again, and its columns remembered."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
import sheet_samples as samples
from figure_desk import NAME, linkedin_file, publish

from vorlauf.db import column_mappings
from vorlauf.db.engine import reading
from vorlauf.db.tables import MappingUse
from vorlauf.errors import BadInputError, ConflictError, RefusedError
from vorlauf.evaluation import figure_imports, figure_queries, snapshots
from vorlauf.evaluation.column_meanings import FigureMapping
from vorlauf.evaluation.figure_imports import RowKind
from vorlauf.evaluation.figure_reader import UnknownExportError
from vorlauf.evaluation.figure_sources import FigureChoices, source_of
from vorlauf.evaluation.metrics import Metric, Share

# The sandbox is another program.
pytestmark = pytest.mark.program

EXPORTED = datetime(2023, 11, 22, 22, tzinfo=UTC)
XING = [["Wann", "Beitrag", "Gefällt"], ["21.11.2023", "Ein Tag", "17"]]
SAID = FigureMapping.of_words(
    {"Wann": "published", "Beitrag": "text", "Gefällt": "reactions"}, channel="xing"
)


class Office:
    """Ada looks at files of figures and takes them."""

    def __init__(self, desk):
        self.desk, self.ada = desk, desk.directory.person("ada")

    def look(self, raw, name=NAME, **said):
        with reading(self.desk.engine) as connection:
            kept = column_mappings.mappings(connection, MappingUse.FIGURES)
            source = source_of(raw, name, FigureChoices(**said), kept)
            call = self.desk.call(connection)
            return figure_imports.preview(call, source, self.ada)

    def take(self, shown):
        return self.desk.ask(
            lambda call, one: figure_imports.take(call, one, self.ada), shown
        )

    def bring(self, raw, name=NAME, **said):
        return self.take(self.look(raw, name, **said))

    def known(self, number):
        post = self.desk.post(number)
        with reading(self.desk.engine) as connection:
            found = figure_queries.latest_figures(connection, [post.id], self.desk.now)
        return {(one.channel, one.metric, one.share): one.value for one in found}


@pytest.fixture
def number(desk, hand_to_review, slot):
    number = hand_to_review("smi")
    publish(desk, number, slot)
    desk.now = slot + timedelta(days=7)
    return number


@pytest.fixture
def office(desk, number):
    assert desk.post(number).published_at
    return Office(desk)


def kinds(shown):
    return {kind.value: count for kind, count in shown.counts.items() if count}


def test_a_file_is_new_then_the_same_then_changed(office, number):
    raw = linkedin_file()
    first = office.look(raw)
    assert (kinds(first), first.source.as_of) == ({"new": 1, "unmatched": 1}, EXPORTED)
    assert first.source.sha256 == sha256(raw).hexdigest()
    assert first.days[RowKind.NEW] == 2 * 19
    key = office.take(first)

    again = office.look(raw)
    assert (again.twin.id, again.differs, office.take(again)) == (key, False, None)
    later = office.look(linkedin_file(Likes=31), "vorlauf_content_1700776800000.xlsx")
    assert (kinds(later), later.rows[0].before[Metric.REACTIONS]) == (
        {"changed": 1, "unmatched": 1},
        30,
    )
    office.take(later)
    assert office.known(number)["linkedin", Metric.REACTIONS, Share.ORGANIC] == 31


def test_two_who_looked_at_a_file_take_it_once(office):
    raw = linkedin_file()
    first, second = office.look(raw), office.look(raw)

    assert (office.take(first), office.take(second)) == (1, None)


def test_a_row_is_assigned_while_looking_and_known_in_the_next_file(office, number):
    shown = office.look(linkedin_file(), by_hand={2: number})
    assert [one.match.by for one in shown.rows] == ["permalink", "by_hand"]
    office.take(shown)

    assert office.known(number)["linkedin", Metric.CLICKS, Share.PAID] == 5
    later = office.look(linkedin_file(Likes=31), "vorlauf_content_1700776800000.xlsx")
    assert kinds(later) == {"changed": 1, "unchanged": 1}
    with pytest.raises(BadInputError, match="no post 2023-999"):
        office.look(linkedin_file(), by_hand={2: "2023-999"})


def test_nobody_takes_what_they_have_not_seen(office, number):
    shown = office.look(linkedin_file())
    other = office.look(linkedin_file(), by_hand={2: number})

    figure_imports.check_seen(shown, shown.digest)
    with pytest.raises(ConflictError, match="changed since you looked"):
        figure_imports.check_seen(other, shown.digest)


def test_an_import_that_was_taken_back_can_be_taken_again(office, number):
    key = office.bring(linkedin_file())
    office.desk.ask(lambda call, one: snapshots.undo(call, one, office.ada), key)
    assert office.known(number) == {}

    assert office.bring(linkedin_file()) == key + 1


def test_columns_are_mapped_once_and_then_remembered(office):
    raw = samples.text(XING)
    when = {"as_of": datetime(2023, 11, 25, tzinfo=UTC)}
    with pytest.raises(UnknownExportError) as refused:
        office.look(raw, "xing.csv", **when)
    assert refused.value.header == ("Wann", "Beitrag", "Gefällt")
    office.bring(raw, "xing.csv", mapping=SAID, **when)

    later = samples.text([XING[0], ["21.11.2023", "Ein Tag", "19"]])
    shown = office.look(later, "xing.csv", **when)

    assert (shown.source.kept_by, shown.source.channel) == ("Ada Lorenz", "xing")
    assert shown.rows[0].figures.values == {Metric.REACTIONS: 19}


def test_what_a_file_does_not_say_is_asked_for(office):
    raw = samples.text(XING)
    with pytest.raises(BadInputError, match="as of when"):
        office.look(raw, "xing.csv", mapping=SAID)
    soon = office.desk.now + timedelta(hours=1)
    with pytest.raises(BadInputError, match="still to come"):
        office.look(raw, "xing.csv", mapping=SAID, as_of=soon)
    no_channel = FigureMapping(columns=SAID.columns)
    with pytest.raises(BadInputError, match="which channel"):
        office.look(raw, "xing.csv", mapping=no_channel, as_of=EXPORTED)


def test_a_file_of_today_that_names_its_day_alone_is_as_of_now(office):
    raw, other = (samples.text([[f"Stand {day}.11.2023"], *XING]) for day in (28, 29))
    assert f"{office.desk.now:%d}" == "28"

    shown = office.look(raw, "xing.csv", mapping=SAID)
    assert shown.source.as_of == office.desk.now
    office.desk.now += timedelta(minutes=5)
    assert office.look(raw, "xing.csv", mapping=SAID).digest == shown.digest
    with pytest.raises(BadInputError, match="still to come"):
        office.look(other, "xing.csv", mapping=SAID)


def test_others_do_not_import(office):
    office.ada = office.desk.directory.person("clara")

    with pytest.raises(RefusedError, match="no coordinator"):
        office.look(linkedin_file())
