"""Pages that would show a version which was changed beside the log say so instead."""

import pytest
from answer_pages import link_of
from forged_versions import alter

WORDS = "Fassung 1 ist nicht die, die das Protokoll kennt"
PAGES = {
    "ada": (
        "/posts/2023-001",
        "/posts/2023-001/versions/1",
        "/posts/2023-001/edit",
        "/posts/2023-001/moves/withdraw",
    ),
    "ines": ("/posts/2023-001", "/posts/2023-001/moves/endorse"),
}
LISTS = ("/", "/board", "/posts", "/calendar", "/posts/export")


@pytest.fixture
def altered(dashboard, desk, asked):
    """The address of a link to a post in review; then its text is changed."""
    asked("smi", "smf")
    address = link_of(dashboard, "2023-001", "smi")
    alter(desk)
    return address


@pytest.mark.parametrize("person", PAGES)
@pytest.mark.usefixtures("altered")
def test_no_page_shows_it(dashboard, person):
    browser = dashboard.as_(person)
    for path in PAGES[person]:
        response = browser.get(path)

        assert (response.status_code, WORDS in response.text) == (409, True), path
        assert "Polizei" not in response.text, path


def test_no_link_shows_it_or_takes_a_decision_on_it(dashboard, desk, altered):
    for answer in (
        dashboard.stranger().get(altered),
        dashboard.stranger().post(altered, {"decision": "endorse"}),
    ):
        assert (answer.status_code, "Polizei" in answer.text) == (409, False)
    assert desk.open_steps("2023-001") == {("review", "smi")}


def test_the_approvals_name_it(dashboard, desk, asked):
    (number,) = asked("smi")
    desk.do(number, "endorse", "ines")
    alter(desk)

    response = dashboard.as_("clara").get("/approvals")

    assert (response.status_code, WORDS in response.text) == (409, True)
    assert "Polizei" not in response.text


@pytest.mark.usefixtures("altered")
def test_lists_and_other_posts_go_on(dashboard):
    browser = dashboard.as_("ada")
    for path in (*LISTS, "/posts/2023-002"):
        response = browser.get(path)

        assert response.status_code == 200, path
        assert "Polizei" not in response.text, path
