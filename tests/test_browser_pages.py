"""Every page in a real browser: accessible, as narrow as a phone, nothing foreign.

Zero violations of axe are no proof of accessibility; the walk by keyboard is another
part of it.
"""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = {
    "petzold": (
        "/",
        "/board",
        "/board?house=smf&late=overdue",
        "/posts",
        "/posts?q=Nacht",
        "/calendar",
        "/calendar?week={week}",
        "/calendar/move?post={number}",
        "/houses",
        "/houses/smf",
        "/flows",
        "/posts/{number}",
        "/posts/{reviewed}",
        "/posts/{number}/edit",
        "/posts/{number}/moves/override",
        "/posts/{number}/moves/withdraw",
        "/posts/{number}/pictures",
        "/posts/{number}/versions/1",
        "/posts/new",
        "/absences",
        "/people",
        "/me",
        "/api",
        "/shortcuts",
        "/posts/2099-999",
    ),
    "arnold": ("/", "/posts", "/posts/{reviewed}"),
    "stranger": ("/sign-in", "/sign-in/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
}
LOOKS = [
    pytest.param(
        {"lang": lang, "scheme": scheme, "width": width}, id=f"{lang}-{scheme}-{width}"
    )
    for lang in ("de", "en")
    for scheme in ("light", "dark")
    for width in (320, 1280)
]


def paths(campaign, person):
    return [path.format(**campaign.names) for path in PAGES[person]]


@pytest.mark.browser
@pytest.mark.parametrize("person", PAGES)
@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_accessible_and_fits(campaign, seat, person, look):
    somebody, lang = seat(person, **look), look["lang"]
    wrong = []

    for path in paths(campaign, person):
        page = somebody.go(path)
        found = Axe().run(page).response["violations"]
        wrong += [
            f"{path}: {one['id']}: {node['target']}"
            for one in found
            for node in one["nodes"][:3]
        ]
        if somebody.overflow() > 0:
            wrong.append(f"{path}: {somebody.overflow()} pixels too wide")
        if page.locator("html").get_attribute("lang") != lang:
            wrong.append(f"{path}: not in {lang}")

    assert wrong == []
    assert somebody.faults == []


@pytest.mark.browser
def test_no_german_page_speaks_english(campaign, seat):
    somebody = seat("petzold")
    english = re.compile(r"\b(the|and|overdue|draft|house|houses|post|posts|your)\b")
    found = {}

    for path in paths(campaign, "petzold"):
        if path == "/api":
            continue  # for programmers, in English only
        words = somebody.go(path).inner_text("body")
        if hits := english.findall(words):
            found[path] = sorted(set(hits))

    assert found == {}
