"""The command `vorlauf publish`, in this process, with a server on loopback."""

import pytest
from command_line import open_for
from publishing_servers import FakeMastodon, served


@pytest.fixture
def vorlauf(tmp_path, monkeypatch, capsys, sqlite_template, now):
    return open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)


def with_channel(vorlauf, fake):
    file = vorlauf.folder / "stakeholders.toml"
    table = f"address = '{fake.base}'\nprivate_address = true\n"
    table = f"\n[channels.linkedin]\npublish = 'mastodon'\n{table}"
    file.write_text(file.read_text("utf-8") + table, "utf-8")
    secrets = vorlauf.folder / "channels.secrets"
    secrets.write_text(f'linkedin = "{fake.token}"\n', "utf-8")
    secrets.chmod(0o600)
    vorlauf.set("VORLAUF_CHANNEL_SECRETS", secrets)
    return secrets


def test_channels_are_listed_and_checked_without_publishing_anything(vorlauf):
    assert {row["way"] for row in vorlauf("publish", "--channels", "--json").plain} == {
        "by_hand"
    }
    assert "by hand" in vorlauf("publish", "--check", "linkedin").out
    with served(FakeMastodon()) as fake:
        secrets = with_channel(vorlauf, fake)

        listed = vorlauf("publish", "--channels", "--json").plain
        checked = vorlauf("publish", "--check", "linkedin")

        assert (listed[0]["channel"], listed[0]["way"]) == ("linkedin", "mastodon")
        assert listed[0]["host"] == "127.0.0.1"
        assert "published as @sachsen@127.0.0.1" in checked.out
        assert "500 characters" in checked.out
        assert "no channel" in vorlauf("publish", "--check", "fax").refusal
        secrets.write_text('linkedin = "falsch"\n', "utf-8")
        assert "HTTP 401" in vorlauf("publish", "--check", "linkedin").refusal
        secrets.write_text('linkedin = "geheim-1"\n', "utf-8")
        assert "Nothing is due now." in vorlauf("publish").out
        assert fake.statuses == []
        for content, mode, why in (
            ('linkedin = "geheim"', 0o604, "can be read by everybody"),
            ("linkedin = geheim", 0o600, "cannot be read as secrets"),
            ("linkedin = 5", 0o600, "cannot be read as secrets"),
            ('xing = "geheim"', 0o600, "no secret for the channel"),
        ):
            secrets.write_text(content, "utf-8")
            secrets.chmod(mode)
            refusal = vorlauf("publish", "--check", "linkedin").refusal
            assert why in refusal
            assert "geheim" not in refusal
    vorlauf.set("VORLAUF_CHANNEL_SECRETS", vorlauf.folder / "none")
    assert "cannot be read" in vorlauf("publish", "--check", "linkedin").refusal


def test_the_log_of_a_post_is_listed_and_acted_on(vorlauf):
    number = vorlauf.plan()
    with served(FakeMastodon()) as fake:
        with_channel(vorlauf, fake)
        act = ("post", "publications", number, "--by-hand", "linkedin")

        assert "Nothing of" in vorlauf("post", "publications", number).out
        assert "Say who acts" in vorlauf(*act).refusal
        assert "Name one act" in vorlauf(*act, "--again", "linkedin").refusal
        refusal = vorlauf(*act, "--as", "petzold").refusal
        assert "only what is scheduled is published" in refusal
        assert vorlauf("post", "publications", number, "--json").plain == []
