"""While stakeholders.toml is faulty no sweep runs, and the coordinator hears it."""

from datetime import timedelta

import pytest
from dashboards import ADDRESS, DeskWiring
from desk_of_people import disable
from mailed_links import Postbox
from stakeholder_files import text_for

from notifications.delivery.capture_server import CaptureServer
from vorlauf.directory.loader import StakeholdersError
from vorlauf.jobs import file_watch, standstill
from vorlauf.settings import Settings

FIVE_MINUTES = timedelta(minutes=5)


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


class Office:
    """A machine whose sweeps run every five minutes, and what arrives by mail."""

    def __init__(self, desk, settings, box):
        self.desk, self.settings, self.box = desk, settings, box
        self.text = settings.stakeholders.read_text(encoding="utf-8")

    def write(self, text):
        self.settings.stakeholders.write_text(text, encoding="utf-8")

    def wiring(self):
        wiring = DeskWiring.from_last_good(self.settings)
        wiring.desk = self.desk
        return wiring

    def sweep(self):
        """Let a sweep look five minutes later; return why it does nothing."""
        self.desk.now += FIVE_MINUTES
        with self.wiring() as wiring:
            why = standstill.look(wiring)
            if why is None:
                file_watch.note_edits(wiring)
        return why

    @property
    def mails(self):
        return [(to, mail["subject"]) for to, mail in self.box.mails]


@pytest.fixture
def office(desk, tmp_path):
    file = tmp_path / "stakeholders.toml"
    file.write_text(text_for(desk.directory), encoding="utf-8")
    box = Postbox()
    with CaptureServer(box.keep) as catcher:
        settings = Settings(
            home=tmp_path,
            stakeholders=file,
            database_url=desk.engine.url.render_as_string(hide_password=False),
            mail_url=catcher.url,
            public_url=ADDRESS,
        )
        found = Office(desk, settings, box)
        assert found.sweep() is None
        yield found


@pytest.mark.parametrize("content", ["", "[campaign", "land = 3\n", None])
def test_the_coordinator_hears_of_it_once_and_once_of_the_end(office, content):
    if content is None:
        office.settings.stakeholders.unlink()
    else:
        office.write(content)

    assert all("faulty" in office.sweep() for _ in range(5))
    office.write(office.text)
    assert [office.sweep() for _ in range(3)] == [None] * 3

    (first, begun), (second, ended) = office.mails
    assert first == second == "ada@agentur.example.org"
    assert begun.startswith("Vorlauf steht still seit Mo 18.09.2023: stakeholders.toml")
    assert ended.startswith("Vorlauf arbeitet wieder")


def test_the_mail_names_the_faults_and_leads_to_the_page(office):
    office.write(office.text.replace('land = "SN"', 'land = "Sachsen"'))
    office.sweep()
    office.sweep()

    ((_, mail),) = office.box.mails
    words = " ".join(mail.get_body(("plain",)).get_content().split())
    assert "campaign.land: ist „Sachsen“" in words
    assert f"{ADDRESS}/configuration" in words


def test_what_an_editor_writes_in_two_steps_is_no_standstill(office):
    office.write("")
    office.sweep()
    office.write(office.text)
    office.sweep()

    assert office.mails == []


def test_a_mail_that_does_not_leave_is_tried_again(office, monkeypatch):
    office.write("")
    office.sweep()
    with monkeypatch.context() as broken:
        broken.setattr(office.box, "keep", None)
        office.settings = Settings(
            **{**vars(office.settings), "mail_url": "smtp://127.0.0.1:9/?from=a@b.de"}
        )
        assert "faulty" in office.sweep()
    assert office.mails == []


def test_the_log_says_from_when_to_when(office):
    office.write("")
    office.sweep()
    office.write(office.text.replace('land = "SN"', 'land = "ST"'))
    office.sweep()

    with office.wiring() as wiring, wiring.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT event FROM audit ORDER BY id").all()
    assert [row.event for row in rows] == [
        "standstill",
        "standstill_end",
        "config_edit",
    ]


def test_the_deputy_is_told_while_the_coordinator_is_switched_off(office, desk):
    disable(desk, "ada", by="ben")
    office.write("")
    office.sweep()
    office.sweep()

    assert [to for to, _ in office.mails] == ["ben@agentur.example.org"]


def test_a_machine_that_has_kept_nothing_refuses_to_start(office, tmp_path):
    for copy in (tmp_path / "stakeholders").iterdir():
        copy.unlink()
    office.write("")

    with pytest.raises(StakeholdersError):
        office.wiring()


def test_a_restart_with_a_faulty_file_goes_on_by_the_last_good_text(office):
    office.write("[campaign")

    with office.wiring() as wiring:
        assert wiring.fault is not None
        assert wiring.directory.people["ines"].name == "Ines Iser"
