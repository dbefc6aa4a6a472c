"""Every page on a small phone, with one long word wherever there may be words."""

from types import SimpleNamespace

import pytest
from answer_pages import link_of
from browsers import served
from crowded import LONG, crowd, crowded_directory
from every_page import PAGES, paths

from states.post import PostState, StepKind
from vorlauf.db import post_snapshots
from vorlauf.db.engine import reading

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]

# What sticks out of the page, and by how much; what scrolls by itself may.
STICKS_OUT = """() => {
  const width = document.documentElement.clientWidth;
  const held = (node) => {
    for (let up = node.parentElement; up; up = up.parentElement)
      if (getComputedStyle(up).overflowX !== "visible") return true;
    return false;
  };
  return [...document.body.querySelectorAll("*")]
    .filter((node) => node.getBoundingClientRect().right > width + 1 && !held(node))
    .slice(-3).map((node) => `${node.tagName} ${node.className}`);
}"""
ANSWERED = (StepKind.REVIEW, StepKind.APPROVAL, StepKind.ASSETS, StepKind.GRAPHICS)
OPEN = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
# A post of every kind, its address and what is asked about it.
MORE = (
    "/posts/{scheduled}",
    "/posts/{number}?all=history",
    "/posts/{number}?all=comments",
    "/posts/{reviewed}/versions/2",
    "/posts/{reviewed}/moves/withdraw",
    "/posts/{draft}/edit",
    "/posts/{draft}/pictures",
    f"/posts?q={LONG}",
)


@pytest.fixture
def site(campaign, tmp_path):
    """The dashboard of a campaign in which every word is long."""
    crowd(campaign.folder, tmp_path)
    directory = crowded_directory(campaign.directory)
    with served(tmp_path, directory, campaign.at) as wiring:
        yield wiring


def too_wide(somebody, path):
    """Say by how much a page is too wide for each width, and what sticks out."""
    page, found = somebody.go(path), []
    page.evaluate(OPEN)
    for width in (320, 375, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        if (over := somebody.overflow()) > 0:
            found.append(f"{path} at {width}: {over} px, {page.evaluate(STICKS_OUT)}")
    return found


@pytest.mark.parametrize("whose", PAGES)
def test_no_page_is_wider_than_the_screen(campaign, seat, whose):
    somebody = seat(PAGES[whose][0])
    more = MORE if whose == "coordinator-too" else ()
    shown = [*paths(campaign, whose), *(one.format(**campaign.names) for one in more)]

    wrong = [one for path in shown for one in too_wide(somebody, path)]

    assert not wrong, "\n".join(wrong)


def links(campaign, site):
    """The link of an open step of each kind."""
    with reading(site.engine) as connection:
        cases = [
            post_snapshots.post_of(connection, post.number) for post in campaign.posts
        ]
    steps = {
        step.kind: (post.number, step.house)
        for post in cases
        if post.state is not PostState.WITHDRAWN
        for step in post.steps
        if step.kind in ANSWERED
    }
    place = SimpleNamespace(wiring=site)
    return [link_of(place, number, house) for number, house in steps.values()]


def test_no_page_by_link_is_wider_than_the_screen(campaign, site, seat):
    somebody = seat("")
    ways = ("", "/time", "/forward", "/away")
    shown = [f"{link}{way}" for link in links(campaign, site) for way in ways]

    wrong = [one for path in shown for one in too_wide(somebody, path)]

    assert not wrong, "\n".join(wrong)
