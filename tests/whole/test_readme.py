"""The README: short, its pictures small, its tour the demonstration's, no dead link."""

import re
from pathlib import Path

import pytest

from dashboard import permissions
from vorlauf.demo.posts import STORIES
from vorlauf.demo.sample import sample

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
PICTURES = [*ROOT.glob("docs/pictures/*")]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TOUR = README.partition("\n## A tour of the demo\n")[2].partition("\n## ")[0]
SCRIPT = (ROOT / "tests" / "support" / "readme_pictures.py").read_text("utf-8")


def anchor(heading):
    """Return what a link to a heading names, as forges make it."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page):
    links = re.findall(r"\]\(([^)#:]*)(?:#([^)]*))?\)", page.read_text("utf-8"))

    for path, part in links:
        there = page.parent / path if path else page
        assert there.exists(), path
        if part:
            headings = re.findall(r"^#+ (.*)$", there.read_text("utf-8"), re.MULTILINE)
            assert part in map(anchor, headings)


def test_the_readme_is_short():
    assert len(README.splitlines()) <= 160


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_every_picture_is_small_shown_and_can_be_taken_again(picture):
    assert picture.stat().st_size < 200_000
    assert f"](docs/pictures/{picture.name})" in README
    assert f'"{picture.name}"' in SCRIPT


def test_the_tour_names_posts_pages_and_people_of_the_demonstration():
    titles = {story.title for story in STORIES}
    places = {page.place.label for page in permissions.PAGES if page.place}

    named = set(re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", TOUR.replace("\n   ", " ")))

    assert len(named & titles) == 2
    assert named <= titles | places | {"Mitzeichnung"}
    for person in ("Jana Petzold", "Enrico Teich", "Henriette Vogt"):
        assert person in TOUR
        assert f'"{person}"' in sample().decode()
