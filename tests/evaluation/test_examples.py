"""Examples: what a post says, and which picture of it may be shown."""

from datetime import timedelta

import pytest
from desk import BARE

from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import StoredFile
from vorlauf.evaluation import example_queries
from vorlauf.material import consents, file_queries
from vorlauf.material.consents import Terms

PICTURE = "a" * 64


@pytest.fixture
def shown(desk, a_post):
    """Return a function that says what is shown of a post with a picture."""
    number = a_post("smi", **BARE | {"wants_assets": True})
    desk.supply(number, "smi", "ada", consent="no people shown")
    desk.is_filled = True
    with writing(desk.engine) as connection:
        file_queries.keep(
            connection,
            StoredFile(
                sha256=PICTURE,
                media_type="image/jpeg",
                size=6_200_000,
                width=1000,
                height=2000,
                original="f" * 64,
                has_original=False,
                variants={"preview": "e" * 64},
                stored_at=desk.now,
                stored_by="ines",
            ),
        )
    post = desk.post(number)
    desk.number = number

    def look():
        with reading(desk.engine) as connection:
            today = desk.call(connection).today
            return example_queries.shown_versions(connection, {post.id}, today)[post.id]

    return look


def test_a_picture_is_shown_with_its_words_until_a_consent_has_ended(desk, shown):
    assert shown().texts["linkedin"] == "Ein Tag bei der Feuerwehr."
    assert (shown().picture, shown().preview) == (PICTURE, "e" * 64)
    assert shown().alt_text == "Ein Löschzug."

    today = desk.directory.agency.office.day_of(desk.now)
    terms = Terms(
        people="Frau Öz",
        channels=["linkedin"],
        purpose="Kampagne",
        first_day=today,
        last_day=today + timedelta(days=3),
        kept_at="Ordner 7",
    )
    with writing(desk.engine) as connection:
        consents.record(desk.call(connection), desk.number, PICTURE, terms, "ada")
    assert shown().picture == PICTURE

    desk.now += timedelta(days=4)

    assert (shown().picture, shown().preview, shown().alt_text) == ("", "", "")
    assert shown().is_withheld
