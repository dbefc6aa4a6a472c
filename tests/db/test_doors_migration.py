"""From schema 0007: tokens that had no end get one, and nothing else is lost."""

from datetime import UTC, datetime, timedelta

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import column, insert, table

from vorlauf.accounts import api_token_queries, sign_in_link_queries
from vorlauf.accounts.api_token_queries import TOKEN
from vorlauf.accounts.sign_in_link_queries import LINK
from vorlauf.db.engine import reading, writing
from vorlauf.db.migrate import MIGRATIONS, require_current, upgrade

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def without(whole, *later):
    """Return a table as it was before these columns came."""
    before = [column(one.name, one.type) for one in whole.c if one.name not in later]
    return table(whole.name, *before)


def lay_down(engine):
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    token = {"person": "ines", "label": "Kalender", "made_by": "ines"}
    link = {"digest": "d", "person": "ines", "purpose": "sign_in"}
    tokens = [
        {**token, "id": key, "digest": str(key), "made_at": NOW - DAY, "ends_at": ends}
        for key, ends in ((1, None), (2, NOW + DAY), (3, NOW - DAY))
    ]
    with writing(engine) as connection:
        told = {"connection": connection, "came_from": None, "now": NOW}
        config.attributes.update(told)
        command.upgrade(config, "0007")
        connection.execute(insert(without(TOKEN, "told_at")), tokens)
        links = insert(without(LINK, "browser"))
        connection.execute(links, {**link, "made_at": NOW, "ends_at": NOW + DAY})


@pytest.mark.slow
def test_tokens_without_an_end_get_one_and_others_keep_theirs(empty_engine):
    lay_down(empty_engine)

    assert upgrade(empty_engine, NOW) == "0007"

    require_current(empty_engine)
    with reading(empty_engine) as connection:
        found = api_token_queries.tokens_of(connection, "ines")
        made = sign_in_link_queries.made_since(connection, "ines", "", NOW - DAY)
    assert [(one.ends_at - NOW) / DAY for one in found] == [90, 1, -1]
    assert made == [NOW]
