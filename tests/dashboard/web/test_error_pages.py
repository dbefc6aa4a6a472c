"""Error pages: what a page says when something cannot be, and what it keeps."""

import pytest
from dashboards import Page
from starlette.requests import Request

from dashboard.web import navigation
from dashboard.web.error_pages import STATUSES, of_error, problem, status_of
from dashboard.web.form import Form
from dashboard.web.request import PageRequest
from vorlauf.errors import (
    BadInputError,
    ConflictError,
    MailNotSentError,
    NotFoundError,
    RefusedError,
    SettingsError,
    StoreError,
    VorlaufError,
)

KNOWN = [400, 401, 403, 404, 405, 409, 413, 421, 422, 429, 502, 503]


@pytest.fixture
def kind_of_database():
    """A problem asks no database."""
    return "sqlite"


@pytest.fixture
def page_request(dashboard):
    """Return a function that makes a request of a stranger with this form."""

    def make(*fields, language="de", method="POST", path="/posts/2023-001/comments"):
        cookie = f"vorlauf_language={language}".encode()
        scope = {"type": "http", "method": method, "path": path, "query_string": b""}
        scope |= {"headers": [(b"host", b"vorlauf.example.org"), (b"cookie", cookie)]}
        return PageRequest(
            http=Request(scope),
            parts=dashboard.parts,
            now=dashboard.desk.now,
            directory=dashboard.desk.directory,
            frame=navigation.frame,
            form=Form(fields),
        )

    return make


def seen(response):
    response.text = response.body.decode()
    return Page(response)


@pytest.mark.parametrize("status", [*KNOWN, 500, 418])
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_problem_has_a_name_and_advice_in_both_languages(
    status, language, page_request
):
    page = seen(problem(page_request(language=language), status))

    assert page.status == status
    assert f'<html lang="{language}"' in page.html
    other = seen(
        problem(page_request(language="en" if language == "de" else "de"), status)
    )
    assert page.text != other.text


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFoundError("x"), 404),
        (BadInputError("x"), 422),
        (RefusedError("x"), 403),
        (ConflictError("x"), 409),
        (StoreError("x"), 503),
        (SettingsError("x"), 422),
        (MailNotSentError("x"), 422),
        (VorlaufError("x"), 422),
    ],
    ids=repr,
)
def test_no_refusal_of_the_engine_is_a_fault_of_ours(error, status):
    assert status_of(error) == status
    assert 500 not in STATUSES.values()


def test_what_does_not_exist_is_not_named(page_request):
    page = seen(of_error(page_request(), NotFoundError("There is no post 2023-999.")))

    assert "2023-999" not in page.html


def test_a_refusal_says_its_sentence_and_is_no_markup(page_request):
    page = seen(of_error(page_request(), RefusedError("<script>alert(1)</script>")))

    assert "<script>alert(1)" not in page.html
    assert "alert(1)" in page.text


def test_what_was_typed_is_kept_as_it_was_and_can_be_sent_again(page_request):
    typed = [("comment", 'Zeile 1\n"Zeile" <2> & \u2028'), ("seen", "3"), ("post", "a")]
    page = seen(problem(page_request(*typed, ("post", "b")), 409))

    (form,) = [form for form in page.forms if form.action.endswith("/comments")]
    assert form.fields == [*typed, ("post", "b")]
    assert "Zeile 1" in page.text
    assert form.buttons


def test_a_password_is_not_kept_nor_anything_beside_it(page_request):
    typed = [("email", "ada@agentur.example.org"), ("new_password", "geheim 123")]
    page = seen(problem(page_request(*typed), 401))

    assert "geheim" not in page.html
    assert "ada@agentur" not in page.html


def test_what_will_never_be_there_is_not_sent_again(page_request):
    for status in (404, 405):
        page = seen(problem(page_request(("comment", "Ein langer Text")), status))
        (form,) = [form for form in page.forms if form.action.endswith("/comments")]
        assert form.buttons == []
        assert "Ein langer Text" in page.text


def test_a_choice_of_language_leads_to_a_page_and_to_no_form(page_request):
    sent = seen(problem(page_request(("comment", "x")), 409))
    asked = seen(problem(page_request(method="GET", path="/nothing"), 404))

    assert ("next", "/") in sent.form("/language").fields
    assert ("next", "/nothing") in asked.form("/language").fields
