"""Topics as files: what each row would do, all or nothing, there and back again."""

from io import BytesIO
from tempfile import TemporaryFile

import pytest

from vorlauf.db.engine import reading, writing
from vorlauf.db.topic_tables import TopicState
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.exports import file_format
from vorlauf.exports.file_format import FileFormat
from vorlauf.plan.topics import topic_changes, topic_import, topic_queries
from vorlauf.plan.topics.topic_changes import SeenTopic
from vorlauf.plan.topics.topic_export import topic_table
from vorlauf.plan.topics.topic_import import RowKind
from vorlauf.plan.topics.topic_list import TopicFilter, listed
from vorlauf.sheets import reader

FILE = """Themenliste 2027;;;;;;;
Thema;Ressort;Rubrik;Kanal;Bild;Nicht vor;Wiederkehrender Tag;Hinweis
Brücken;Ministerium des Innern;Bau;LinkedIn;ja;01.03.2027;;Frau Öz fragen
Pflege;SMI/SMF;;alle;nein;;Tag der Pflege;
"""


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


@pytest.fixture
def look(desk):
    def make(text, *, take=False, **more):
        content = text if isinstance(text, bytes) else text.encode()
        with TemporaryFile() as source, writing(desk.engine) as connection:
            source.write(content)
            source.flush()
            call = desk.call(connection)
            found = topic_import.compare_to_take(call, reader.read(source))
            if take:
                topic_import.take(call, found, "ada", **more)
            return found

    return make


@pytest.fixture
def topics(desk):
    def read():
        with reading(desk.engine) as connection:
            return topic_queries.all_topics(connection, desk.directory)

    return read


def kinds(found):
    return [one.kind for one in found.rows]


def test_a_file_is_kept_whole_and_the_same_file_changes_nothing(look, topics):
    assert kinds(look(FILE, take=True)) == [RowKind.NEW, RowKind.NEW]
    bridges, care = topics()
    assert (bridges.houses, bridges.theme, bridges.channels) == (
        ("smi",),
        "Bau",
        ("linkedin",),
    )
    assert bridges.not_before.isoformat() == "2027-03-01"
    assert (care.houses, care.day_rule) == (("smi", "smf"), "tag-der-pflege")
    assert (care.wants_picture, care.channels) == (False, ())

    assert kinds(look(FILE, take=True)) == [RowKind.UNCHANGED, RowKind.UNCHANGED]
    assert topics() == [bridges, care]
    other = look(FILE.replace("Bau", "Beruf"), take=True)
    assert kinds(other) == [RowKind.CHANGED, RowKind.UNCHANGED]
    assert list(map(str, other.rows[0].reasons)) == ["Theme: 'Bau' → 'Beruf'"]
    named = look("Beitrag;Ministerium;Wunschtermin\nTürme;SMI;Mai\n")
    assert (kinds(named), named.rows[0].title) == ([RowKind.NEW], "Türme")
    assert list(map(str, named.remarks)) == [
        "Sheet '': these columns are not read: 'Wunschtermin'."
    ]
    assert topics()[0].theme == "Beruf"


def test_a_row_that_is_refused_names_its_place_and_nothing_is_kept(look, topics):
    wrong = (
        "Thema;Ressort;Kanal;Bild;Bis;Wiederkehrender Tag\n"
        "Gut;SMI;;;;\n"
        ";SMI;;;;\n"
        "Kein Haus;Bauamt;;;;\n"
        "Kanal;SMI;TikTok;vielleicht;bald;Sankt Nimmerlein\n"
        "Gut;smi;;;;\n"
        "=1+1;;;;;\n"
    )
    found = look(wrong)

    refused = found.of(RowKind.REFUSED)
    assert [(one.row, len(one.reasons)) for one in refused] == [
        (3, 1),
        (4, 1),
        (5, 3),
        (6, 1),
        (7, 1),
    ]
    said = " ".join(str(reason) for one in refused for reason in one.reasons)
    for part in (
        "no title",
        "'Bauamt' is not clearly a house",
        "'TikTok' is no channel",
        "neither yes nor no",
        "'bald' is no day",
        "stands in row 2",
        "names no house",
    ):
        assert part in said
    with pytest.raises(RefusedError, match="5 rows are refused"):
        look(wrong, take=True)
    assert topics() == []
    look(wrong, take=True, without_refused=True)
    assert [one.title for one in topics()] == ["Gut"]


@pytest.mark.parametrize(
    "odd", ["", "Datum;Titel\n1;x\n", "Thema;Ressort\n", b"PK\x03\x04" + b"\0" * 99]
)
def test_a_file_without_topics_is_one_sentence(look, topics, odd):
    with pytest.raises(BadInputError):
        look(odd, take=True)
    assert topics() == []


@pytest.mark.parametrize("form", [FileFormat.XLSX, FileFormat.CSV])
@pytest.mark.parametrize("language", ["de", "en"])
def test_what_was_exported_is_read_without_a_difference(
    desk, look, topics, form, language
):
    look(FILE, take=True)
    with reading(desk.engine) as connection:
        call = desk.call(connection)
        wanted = TopicFilter(states=frozenset(TopicState))
        found = listed(topics(), wanted, call.today)
        content = file_format.write(topic_table(call, found, language), form).content

    assert BytesIO(content).read()
    assert kinds(look(content)) == [RowKind.UNCHANGED, RowKind.UNCHANGED]


def test_a_line_of_a_closed_topic_is_refused_and_order_means_nothing(
    desk, look, topics
):
    look(FILE, take=True)

    def drop(key):
        with writing(desk.engine) as connection:
            which = SeenTopic(key=key, actor="ada")
            topic_changes.drop(desk.call(connection), which, "Zu spät.")

    drop(1)
    first, second = look(FILE.replace("SMI/SMF", "SMF/SMI")).rows
    assert (first.kind, second.kind) == (RowKind.REFUSED, RowKind.UNCHANGED)
    (reason,) = first.reasons
    assert "Topic 1 has this title and these houses and is dropped" in str(reason)

    with writing(desk.engine) as connection:
        which = SeenTopic(key=1, actor="ada")
        topic_changes.restore(desk.call(connection), which)
    look(FILE.replace("Brücken", "Türme"), take=True)
    with writing(desk.engine) as connection:
        which = SeenTopic(key=3, actor="ada")
        topic_changes.edit(desk.call(connection), which, {"title": "Brücken"})
    drop(1)
    changed, _ = look(FILE.replace("Frau Öz", "Herrn Ek"), take=True).rows
    assert (changed.kind, changed.key) == (RowKind.CHANGED, 3)
    assert topics()[2].note == "Herrn Ek fragen"
