import socket
import subprocess

import pytest

from vorlauf.demo import demo_folder
from vorlauf.errors import BadInputError, SettingsError
from vorlauf.settings import Settings
from vorlauf.supervisor import LOOPBACK


def test_what_an_earlier_demonstration_has_left_is_thrown_away(tmp_path):
    with demo_folder.fresh(tmp_path / "demo") as folder:
        (folder / "mails").mkdir()
        (folder / "vorlauf.db").touch()

    with demo_folder.fresh(tmp_path / "demo") as folder:
        left = {entry.name for entry in folder.iterdir()}
        assert left == {".demonstration", "serve.lock"}


def test_what_somebody_else_keeps_there_is_left(tmp_path):
    kept = tmp_path / "thesis.txt"
    kept.touch()

    with (
        pytest.raises(BadInputError, match="move it away"),
        demo_folder.fresh(tmp_path),
    ):
        pass

    assert kept.exists()


def test_a_link_is_thrown_away_and_not_what_it_leads_to(tmp_path):
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "thesis.txt").touch()
    with demo_folder.fresh(tmp_path / "demo") as folder:
        (folder / "link").symlink_to(tmp_path / "precious")

    with demo_folder.fresh(tmp_path / "demo"):
        assert (tmp_path / "precious" / "thesis.txt").exists()


def test_two_demonstrations_in_one_place_are_refused(tmp_path):
    with (
        demo_folder.fresh(tmp_path),
        pytest.raises(BadInputError, match="running"),
        demo_folder.fresh(tmp_path),
    ):
        pass


def test_everything_stays_in_the_folder(tmp_path):
    settings = demo_folder.settings_in(
        tmp_path, "smtp://127.0.0.1:2525/?from=a@b.de", 0, 8226
    )

    assert settings.home == tmp_path
    assert settings.stakeholders.parent == tmp_path
    assert str(tmp_path) in settings.database_url


def test_another_terminal_can_read_the_settings(tmp_path):
    settings = demo_folder.settings_in(
        tmp_path, "smtp://127.0.0.1:2525/?from=a@b.de", -60, 8226
    )
    file = demo_folder.write_environment(settings)

    shell = ["/bin/sh", "-c", f". '{file}'; env"]
    listed = subprocess.run(shell, capture_output=True, text=True, check=True, env={})

    environ = dict(line.split("=", 1) for line in listed.stdout.splitlines())
    kept = {key: value for key, value in environ.items() if key.startswith("VORLAUF")}
    assert Settings.from_environment(kept) == settings


def test_where_the_usual_port_is_taken_the_dashboard_has_a_free_one(monkeypatch):
    with socket.create_server((LOOPBACK, 0)) as taken:
        number = taken.getsockname()[1]
        monkeypatch.setattr(demo_folder, "STANDARD_PORT", number)

        assert demo_folder.port({}) != number
    assert demo_folder.port({}) == number


def test_a_port_that_is_named_is_taken_and_nothing_else_of_the_environment():
    named = {"VORLAUF_DASHBOARD_PORT": "8300", "VORLAUF_COLOUR": "red"}

    assert demo_folder.port(named) == 8300


def test_a_port_that_is_none_is_a_sentence():
    with pytest.raises(SettingsError, match="VORLAUF_DASHBOARD_PORT is 'many'"):
        demo_folder.port({"VORLAUF_DASHBOARD_PORT": "many"})
