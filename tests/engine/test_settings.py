"""Settings: what the environment says, checked whole."""

from pathlib import Path

import pytest

from vorlauf.errors import SettingsError
from vorlauf.setting_meanings import MEANINGS
from vorlauf.settings import Settings


def test_without_a_word_everything_has_its_place():
    settings = Settings.from_environment({})

    assert settings.home == Path("var").absolute()
    assert settings.database_url == f"sqlite:///{settings.home}/vorlauf.db"
    assert settings.stakeholders == Path("stakeholders.toml")
    assert (settings.mail_url, settings.sweep_seconds) == (None, None)
    assert (settings.logs, settings.prefect_home) == (
        settings.home / "logs",
        settings.home / "prefect",
    )


def test_every_fault_is_named_in_one_go():
    faulty = {
        "VORLAUF_SWEEP_SECONDS": "0",
        "VORLAUF_PREFECT_PORT": "many",
        "VORLAUF_DATABSE_URL": "sqlite:///x",
        "VORLAUF_COLOUR": "red",
        "HOME": "/root",
    }

    with pytest.raises(SettingsError) as caught:
        Settings.from_environment(faulty)

    assert str(caught.value).splitlines() == [
        "The environment cannot be used:",
        "  VORLAUF_SWEEP_SECONDS is '0'; write a number from 1 to 3600",
        "  VORLAUF_PREFECT_PORT is 'many'; write a number from 1 to 65535",
        "  VORLAUF_COLOUR: there is no such setting; see docs/operations.md",
        "  VORLAUF_DATABSE_URL: there is no such setting; see docs/operations.md",
    ]


@pytest.mark.parametrize("odd", ["\uff11", "+5", " 5", "5.0", "1e3", "00005"])
def test_a_number_is_written_plainly(odd):
    with pytest.raises(SettingsError, match="write a number from 1 to 3600"):
        Settings.from_environment({"VORLAUF_SWEEP_SECONDS": odd})


def test_no_secret_is_shown():
    secret = {
        "VORLAUF_DATABASE_URL": "postgresql://vorlauf:geheim@db/vorlauf",
        "VORLAUF_MAIL_URL": "smtp://vorlauf:geheim@mail:25/?from=a@example.org",
        "VORLAUF_OIDC_URL": "https://vorlauf:geheim@id.example.org/realms/x?name=Land",
        "VORLAUF_STAMP_URL": "https://vorlauf:geheim@tsa.example.org/tsr",
        "VORLAUF_STAMP_CERTIFICATE": "tsa.pem",
        "VORLAUF_HEAD_FILE": "heads",
    }

    assert "geheim" not in repr(Settings.from_environment(secret))


def test_a_child_reads_the_same_settings():
    environ = dict.fromkeys(MEANINGS, "7") | {
        "VORLAUF_DASHBOARD_URL": "https://vorlauf.example.org",
        "VORLAUF_OIDC_URL": "https://vorlauf:geheim@id.example.org/realms/x?name=Land",
        "VORLAUF_SCAN_COMMAND": "clamdscan --no-summary {file}",
        "VORLAUF_KEEP_ORIGINALS": "yes",
        "VORLAUF_STAMP_URL": "http://tsa.example.org/tsr",
        "VORLAUF_TRUSTED_PROXIES": "127.0.0.1",
        "VORLAUF_UPLOAD_MEGABYTES": "500",
    }
    settings = Settings.from_environment(environ)

    child = Settings.from_environment(settings.as_environment())

    assert child.as_environment() == settings.as_environment()
    assert child.sweep_seconds == settings.sweep_seconds == 7
    assert child.scan_command == "clamdscan --no-summary {file}"
    assert child.keep_originals


@pytest.mark.parametrize("odd", ["clamdscan", "{file}", "clamdscan '{file}", "'"])
def test_a_command_to_scan_with_says_where_the_file_stands(odd):
    with pytest.raises(SettingsError, match=r"SCAN_COMMAND is .* with \{file\} where"):
        Settings.from_environment({"VORLAUF_SCAN_COMMAND": odd})


def test_originals_are_kept_or_not():
    with pytest.raises(SettingsError, match="'true'; write yes or no"):
        Settings.from_environment({"VORLAUF_KEEP_ORIGINALS": "true"})


@pytest.mark.parametrize(
    "odd", ["tsa.example.org", "ftp://tsa", "https://", "http://a b"]
)
def test_an_authority_is_asked_by_a_web_address(odd):
    with pytest.raises(SettingsError, match="STAMP_URL cannot be read; write https"):
        Settings.from_environment({"VORLAUF_STAMP_URL": odd})


def test_stamps_need_a_place_and_certificates():
    with pytest.raises(SettingsError) as refused:
        Settings.from_environment({"VORLAUF_STAMP_URL": "https://tsa.example.org/tsr"})

    assert "STAMP_URL needs VORLAUF_HEAD_FILE" in str(refused.value)
    assert "STAMP_URL needs VORLAUF_STAMP_CERTIFICATE" in str(refused.value)


def test_what_is_empty_is_not_set():
    empty = dict.fromkeys(MEANINGS, "")

    assert Settings.from_environment(empty) == Settings.from_environment({})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("127.0.0.1", ("127.0.0.1",)),
        (" 127.0.0.1 , 10.0.0.0/8,fd00::/8,", ("127.0.0.1", "10.0.0.0/8", "fd00::/8")),
    ],
)
def test_trusted_proxies_are_addresses_and_networks(text, expected):
    settings = Settings.from_environment({"VORLAUF_TRUSTED_PROXIES": text})

    assert settings.trusted_proxies == expected
    again = Settings.from_environment(settings.as_environment())
    assert again.trusted_proxies == expected


@pytest.mark.parametrize(
    "text",
    ["*", "proxy.example.org", "0.0.0.0/0", "::/0", "10.0.0.1/8", "127.0.0.1:80"],
)
def test_nobody_is_trusted_by_mistake(text):
    with pytest.raises(SettingsError, match="VORLAUF_TRUSTED_PROXIES"):
        Settings.from_environment({"VORLAUF_TRUSTED_PROXIES": text})
