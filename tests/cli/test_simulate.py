import pytest
from command_line import open_for

SHAPE = {
    "posts",
    "working_days",
    "published",
    "published_on_time",
    "reminders",
    "escalations",
    "houses",
    "violations",
    "audit_ok",
    "seconds",
}


pytestmark = pytest.mark.slow


@pytest.fixture
def vorlauf(tmp_path, monkeypatch, capsys, sqlite_template, now):
    return open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)


def test_a_simulated_year_is_one_object_for_programs(vorlauf):
    answer = vorlauf("simulate", "--posts", "2", "--json")

    assert answer.err == ""
    assert answer.plain.keys() >= SHAPE
    assert answer.plain["working_days"] == 250
    assert answer.plain["posts"] == 2


def test_a_simulated_year_is_a_table_that_says_it_is_a_model(vorlauf):
    answer = vorlauf("simulate", "--posts", "2")

    assert "2023, house by house" in answer.out
    assert "is a model with a seed" in answer.out
