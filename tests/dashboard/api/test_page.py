"""The API's page: it shows every operation of the description."""

import json

import pytest
from programs import program_of

from dashboard.api.app import description
from dashboard.api.page import _SENT

ACTS = {
    "add_post": ("POST", "/posts"),
    "edit_post": ("PATCH", "/posts/{number}"),
    "move": ("POST", "/posts/{number}/moves"),
    "comment": ("POST", "/posts/{number}/comments"),
    "remind": ("POST", "/posts/{number}/reminders"),
}


@pytest.fixture
def kind_of_database():
    """The page asks no database for what it shows."""
    return "sqlite"


def operations():
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation["operationId"]


@pytest.mark.slow
def test_every_operation_is_shown_with_its_fields_and_an_example(dashboard):
    page = dashboard.as_("ada").see("/api")

    assert page.status == 200
    for label, key in operations():
        assert label in page.text
        assert any(one.endswith(f"-{key}") for one in page.ids)
    assert page.html.count("curl ") == len(list(operations()))
    assert "seen_row_version" in page.text
    assert "https://vorlauf.example.org/api/v1" in page.text
    assert len(page.ids) == len(set(page.ids))
    assert len(page.html.encode()) <= 180_000


def test_the_page_speaks_both_languages(dashboard):
    assert "Schnittstelle für Programme" in dashboard.as_("ada").see("/api").text
    assert "Interface for programs" in dashboard.as_("fay").see("/api").text


def test_the_examples_are_what_the_description_allows():
    with_body = {key for label, key in operations() if not label.startswith("GET")}
    # What is ended is named by its address alone.
    named = {"end_absence", "revoke_calendar", "revoke_topic_link", "forget_columns"}
    assert _SENT.keys() == with_body - named


def test_what_the_examples_send_is_understood(dashboard, a_post):
    program = program_of(dashboard, "ada")
    number = a_post("smi")

    for key, (method, path) in ACTS.items():
        values = json.loads(_SENT[key])
        answer = program.send(path.replace("{number}", number), values, method)
        # The state of affairs is another one; the form of what is sent is right.
        assert answer.status_code in {201, 403, 409}, answer.text
