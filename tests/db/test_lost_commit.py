"""A PostgreSQL that dies while it commits: nobody knows, so everybody says so."""

import pytest
from dashboards import Dashboard
from programs import program_of
from sqlalchemy import event, text

from vorlauf.db.engine import reading, writing
from vorlauf.errors import StoreError, UncertainCommitError
from vorlauf.jobs.timed_moves import advance_due

pytestmark = pytest.mark.postgres


@pytest.fixture
def kind_of_database():
    """SQLite is in this process and dies with it."""
    return "postgresql"


class Server:
    """Kills connections at the next commit, before it or right after it was done."""

    def __init__(self, admin):
        self.admin, self.is_armed, self.is_done = admin, False, False

    def die(self, *, committed):
        self.is_armed, self.is_done = True, committed

    def kill(self, connection):
        if not self.is_armed or not connection.get_execution_options().get("writes"):
            return
        self.is_armed = False
        driver = connection.connection.driver_connection
        pid = driver.info.backend_pid
        if self.is_done:
            # The answer to it is lost, so the client has it still before it.
            driver.commit()
            driver.close()
        else:
            self.admin.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


@pytest.fixture
def server(engine, postgres):
    found = Server(postgres)
    event.listen(engine, "commit", found.kill)
    yield found
    event.remove(engine, "commit", found.kill)


@pytest.mark.parametrize("committed", [True, False])
def test_a_commit_whose_answer_is_lost_is_uncertain(desk, server, a_post, committed):
    number = a_post("smi")
    server.die(committed=committed)

    with pytest.raises(UncertainCommitError, match="may have been saved"):
        desk.do(number, "withdraw", comment="Skandal")

    assert (desk.post(number).state.value == "withdrawn") is committed


@pytest.mark.parametrize("committed", [True, False])
def test_the_page_leads_to_the_state_and_offers_no_second_try(
    desk, server, tmp_path, committed
):
    ada = Dashboard(desk, tmp_path).as_("ada")
    ada.see("/")
    server.die(committed=committed)
    days = {"first": "2023-10-02", "last": "2023-10-06"}

    page = ada.send("/absences", {"person": "ines", "comment": "Kur", **days})

    assert page.status == 503
    assert "Möglicherweise wurde es gespeichert" in page.text
    assert "/absences" in page.links
    assert "Kur" in page.text
    assert "Erneut senden" not in page.text


def test_a_form_that_is_shown_again_says_so_too(desk, server, a_post, tmp_path):
    number = a_post("smi")
    ada = Dashboard(desk, tmp_path).as_("ada")
    ada.see("/")
    server.die(committed=True)

    page = ada.send(f"/posts/{number}/comments", {"text": "Bitte bald."})

    assert "Möglicherweise wurde dennoch gespeichert" in page.text
    assert "Bitte bald." in page.text


def test_a_program_is_told_the_same(desk, server, a_post, tmp_path):
    number = a_post("smi")
    program = program_of(Dashboard(desk, tmp_path), "ada")
    program.get("/me")
    server.die(committed=True)

    answer = program.send(f"/posts/{number}/comments", {"text": "Bitte bald."})

    assert answer.status_code == 503
    assert "may have been saved" in answer.json()["detail"]


def test_a_connection_that_was_lost_before_is_a_sentence(engine, postgres):
    def go_on_after_the_loss():
        with writing(engine) as connection:
            pid = connection.connection.driver_connection.info.backend_pid
            postgres.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
            for _ in range(2):
                try:
                    connection.execute(text("SELECT 1"))
                except Exception:  # noqa: BLE001, S112, as a careless caller does
                    continue
            connection.execute(text("SELECT 1"))

    with pytest.raises(StoreError, match="does not answer"):
        go_on_after_the_loss()
    with reading(engine) as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1


def test_a_sweep_whose_server_dies_ends_with_a_sentence_and_the_next_goes_on(
    desk, server, a_post
):
    a_post("smi")
    server.die(committed=False)

    with pytest.raises(StoreError):
        advance_due(desk.engine, desk.directory, desk.now)

    assert advance_due(desk.engine, desk.directory, desk.now).faults == []
