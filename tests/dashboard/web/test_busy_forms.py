"""Whoever is sent away with a form gets back what was typed, without our secrets."""

import pytest
from answer_pages import words_of

from dashboard.web.busy import BusyError
from dashboard.web.lanes import Lane, LaneName


class FullLater(Lane):
    """A lane with room for the question whose form it is, and none for the answer."""

    works = 0

    async def run(self, work, source=""):
        self.works += 1
        if self.works > 1:
            raise BusyError(7)
        return await super().run(work, source)


@pytest.fixture
def full(dashboard, monkeypatch):
    lanes = dict(dashboard.parts.lanes)
    lanes[LaneName.PAGES] = FullLater("full", threads=1, waiting=0)
    monkeypatch.setattr(dashboard.parts, "lanes", lanes)


def test_a_form_that_comes_back_holds_no_token(
    dashboard,
    hand_to_review,
    full,  # noqa: ARG001, it is set up once Ada has come
):
    number = hand_to_review("smi")
    token = words_of(dashboard, number, "smi")
    said = f"Siehe https://vorlauf.example.org/answer/{token} bitte."

    page = dashboard.as_("ada").send(f"/posts/{number}/comments", {"text": said})

    assert page.status == 429
    assert page.response.headers["retry-after"] == "7"
    assert "Siehe" in page.html
    assert token not in page.html
