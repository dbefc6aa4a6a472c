"""Forms at links: one that belongs to another kind of link is answered, too."""

import pytest
from every_link import (
    KINDS,
    Links,
    everything,
    invitation,
    page_of_the_dashboard,
    signing_in,
    used_sign_in,
)

from dashboard import permissions

FORMS = [
    page
    for page in permissions.PAGES
    if page.path.startswith("/answer/{token}") and page.method == "POST"
]
NOT_BY_LINK = {invitation, page_of_the_dashboard, signing_in, used_sign_in}
BY_LINK = [kind for kind in KINDS if kind not in NOT_BY_LINK]


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


@pytest.mark.slow
@pytest.mark.parametrize("kind", BY_LINK, ids=lambda kind: kind.__name__)
def test_an_empty_form_of_any_kind_changes_nothing_and_breaks_nothing(
    desk, dashboard, kind
):
    address = kind(Links(desk, dashboard.wiring), "smi")
    token = address.removeprefix("/answer/")
    stranger, before = dashboard.stranger(), everything(desk.engine)

    paths = [form.path.format(token=token, picture=1) for form in FORMS]
    answers = {path: stranger.post(path).status_code for path in paths}

    assert {path: code for path, code in answers.items() if code >= 500} == {}
    assert everything(desk.engine) == before
