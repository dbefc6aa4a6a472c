import pytest

from vorlauf.accounts import invitations, preferences, saved_filters
from vorlauf.accounts.saved_filters import View
from vorlauf.db.engine import reading, writing
from vorlauf.errors import BadInputError, NotFoundError, RefusedError


@pytest.fixture
def save(desk):
    """Return a function that keeps a view of Ines, who has an account."""
    with writing(desk.engine) as connection:
        invitations.grant(desk.call(connection), "ines")

    def kept(name="Meine", query="house=smi", page="board"):
        view = View(page=page, name=name, query=query)
        with writing(desk.engine) as connection:
            saved_filters.save(connection, "ines", view, desk.now)

    return kept


def views(desk, page="board", person="ines"):
    with reading(desk.engine) as connection:
        return [(v.name, v.query) for v in saved_filters.of(connection, person, page)]


def drop(desk, name):
    with writing(desk.engine) as connection:
        saved_filters.drop(connection, "ines", "board", name)


def test_a_view_is_kept_for_its_page_and_its_person(desk, save):
    save(" Meine ", "house=smi&q=a%20b")

    assert views(desk) == [("Meine", "house=smi&q=a%20b")]
    assert views(desk, "calendar") == views(desk, person="ada") == []


def test_views_stand_by_name_in_every_database_alike(desk, save):
    for name in ("b", "A", "a", "C"):
        save(name)

    assert [name for name, _ in views(desk)] == ["A", "a", "b", "C"]


def test_the_same_name_overwrites(desk, save):
    save(query="late=1")
    save(query="late=0")

    assert views(desk) == [("Meine", "late=0")]


def test_a_view_is_dropped_once(desk, save):
    save()

    drop(desk, "Meine")

    assert views(desk) == []
    with pytest.raises(NotFoundError, match="no saved view 'Meine'"):
        drop(desk, "Meine")


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "a\nb", "a\0"])
def test_an_odd_name_is_refused(save, name):
    with pytest.raises(BadInputError, match="name of"):
        save(name)


@pytest.mark.parametrize("query", ["x" * 2001, "q=ä", "a b", "a\n"])
def test_an_odd_filter_is_refused(save, query):
    with pytest.raises(BadInputError, match="cannot be kept"):
        save(query=query)


def test_an_odd_page_is_refused(save):
    with pytest.raises(BadInputError, match="no such page"):
        save(page="../board")


def test_fifty_views_of_a_page_are_enough(save):
    for number in range(50):
        save(str(number))

    with pytest.raises(RefusedError, match="50 saved views"):
        save("one more")
    save("7", "late=1")
    save("one more", page="calendar")


@pytest.mark.parametrize("wish", [{"language": "fr"}, {"theme": "pink"}])
def test_an_odd_preference_is_refused(sqlite_engine, wish):
    with (
        writing(sqlite_engine) as connection,
        pytest.raises(BadInputError, match="choose"),
    ):
        preferences.keep(connection, "ines", **wish)
