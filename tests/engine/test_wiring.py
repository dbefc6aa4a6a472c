"""Wiring: the real parts, picked once, or a sentence why not."""

from datetime import UTC, timedelta
from pathlib import Path

import pytest

from vorlauf.db.engine import make_engine
from vorlauf.db.migrate import upgrade
from vorlauf.errors import SettingsError, StoreError
from vorlauf.settings import Settings
from vorlauf.wiring import Wiring

STAKEHOLDERS = Path(__file__).parents[1] / "small_stakeholders.toml"


@pytest.fixture
def settings(tmp_path):
    environ = {
        "VORLAUF_HOME": str(tmp_path),
        "VORLAUF_STAKEHOLDERS": str(STAKEHOLDERS),
        "VORLAUF_MAIL_URL": "smtp://127.0.0.1:25/?from=vorlauf@example.org",
    }
    return Settings.from_environment(environ)


@pytest.fixture
def upgraded(settings):
    engine = make_engine(settings.database_url)
    upgrade(engine)
    engine.dispose()
    return settings


def test_the_parts_are_there_and_are_let_go(upgraded):
    with Wiring.from_settings(upgraded) as wiring:
        assert wiring.directory.houses
        assert wiring.mailer is wiring.mailer
        assert wiring.mailer.sender.addr_spec == "vorlauf@example.org"
        assert wiring.now().tzinfo is UTC

    assert wiring.engine.pool.checkedout() == 0


def test_a_database_without_tables_is_refused(settings):
    with pytest.raises(StoreError, match="vorlauf db upgrade"):
        Wiring.from_settings(settings)


def test_a_missing_file_of_stakeholders_is_refused(settings, tmp_path):
    gone = Settings(
        home=tmp_path,
        stakeholders=tmp_path / "none.toml",
        database_url=settings.database_url,
    )

    with pytest.raises(SettingsError, match=r"There is no file .*none\.toml"):
        Wiring.from_settings(gone)


@pytest.mark.parametrize(
    ("mail_url", "sentence"),
    [
        (None, "VORLAUF_MAIL_URL is not set"),
        ("http://user:geheim@mail", "VORLAUF_MAIL_URL"),
    ],
)
def test_mail_is_asked_for_only_where_it_is_needed(upgraded, mail_url, sentence):
    plain = Settings(
        home=upgraded.home,
        stakeholders=STAKEHOLDERS,
        database_url=upgraded.database_url,
        mail_url=mail_url,
    )

    with (
        Wiring.from_settings(plain) as wiring,
        pytest.raises(SettingsError, match=sentence) as caught,
    ):
        _ = wiring.mailer

    assert "geheim" not in str(caught.value)


def test_a_demonstration_shifts_the_clock(upgraded):
    shifted = Settings(
        home=upgraded.home,
        stakeholders=STAKEHOLDERS,
        database_url=upgraded.database_url,
        clock_offset=3600,
    )

    with Wiring.from_settings(upgraded) as plain, Wiring.from_settings(shifted) as ours:
        ahead = ours.now() - plain.now()

    assert timedelta(minutes=59) < ahead < timedelta(minutes=61)
