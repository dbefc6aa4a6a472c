"""Every page in a real browser: accessible, as narrow as a phone, nothing foreign.

Zero violations of axe are no proof of accessibility; the walk by keyboard is another
part of it.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from spoken import wrong_words
from starlette.routing import compile_path

from dashboard import permissions
from states.post import Role

# No pages: answers to the script, to programs and to other servers.
NO_PAGES = {
    "health",
    "changes",
    "register.export",
    "post.file",
    "sign_in.oidc",
    "sign_in.oidc_back",
    # Pages by link are looked at by themselves: test_browser_answer, and _upload.
    "answer",
    "answer.file",
    "answer.forward",
    "answer.time",
    "answer.away",
}
# Every page of a coordinator whose address holds no name, and one of each other.
_COORDINATORS = (
    *(
        page.path
        for page in permissions.PAGES
        if page.method == "GET"
        and page.name not in NO_PAGES | {"calendar.move"}
        and Role.COORDINATOR in (page.who or ())
        and "{" not in page.path
    ),
    "/board?house=smf&late=overdue",
    "/posts?q=Nacht",
    "/calendar?week={week}",
    "/calendar/move?post={number}",
    "/houses/smf",
    "/posts/{draft}",
    "/posts/{number}",
    "/posts/{reviewed}",
    "/posts/{published}",
    "/posts/{number}/edit",
    "/posts/{number}/moves/override",
    "/posts/{number}/moves/withdraw",
    "/posts/{number}/pictures",
    "/posts/{number}/material",
    "/posts/{published}/take-down",
    "/consents/1",
    "/posts/{number}/versions/1",
    "/posts/{number}/steps/{step}/extend",
    "/mail/{mail}",
    "/posts/2099-999",
)
_STRANGERS = ("/sign-in", f"/sign-in/{'A' * 43}")
PAGES = {
    # In two halves, so that two processes have about the same to do.
    "coordinator": ("petzold", _COORDINATORS[::2]),
    "coordinator-too": ("petzold", _COORDINATORS[1::2]),
    "approver": ("vogt", ("/", "/approvals", "/posts", "/posts/{reviewed}")),
    "contact": ("kretzschmar", ("/", "/board", "/houses/smf")),
    "auditor": ("bellmann", ("/", "/posts/{number}")),
    "stranger": ("", _STRANGERS),
}
# What axe finds, as short as one can read it. A dark page differs in its colours only.
RUN = """(scheme) => axe.run({
  resultTypes: ["violations"],
  ...(scheme === "dark" && { runOnly: ["color-contrast", "link-in-text-block"] }),
}).then(({ violations }) => violations.flatMap((one) =>
  one.nodes.slice(0, 3).map((node) => `${one.id}: ${node.target}`)))"""
LOOKS = [(width, scheme) for width in (320, 1280) for scheme in ("light", "dark")]


def paths(campaign, whose):
    return [path.format(**campaign.names) for path in PAGES[whose][1]]


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("whose", PAGES)
def test_every_page_is_accessible_and_fits(campaign, seat, whose, lang):
    somebody = seat(PAGES[whose][0], lang)
    wrong = []

    for path in paths(campaign, whose):
        page = somebody.go(path)
        page.evaluate(Axe().axe_script)
        for width, scheme in LOOKS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            found = page.evaluate(RUN, scheme)
            wrong += [f"{path}, {width}, {scheme}: {one}" for one in found]
            if somebody.overflow() > 0:
                wrong.append(f"{path}: {somebody.overflow()} px too wide at {width}")

    assert wrong == []
    assert somebody.faults == []


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("whose", PAGES)
def test_every_page_speaks_one_language(campaign, seat, whose, lang):
    somebody = seat(PAGES[whose][0], lang)
    wrong = {}

    for path in paths(campaign, whose):
        page = somebody.go(path)
        if page.locator("html").get_attribute("lang") != lang:
            wrong[path] = "another language"
        elif path != "/api" and (words := wrong_words(page, lang)):
            wrong[path] = words

    assert wrong == {}


def test_no_page_is_left_out():
    shown = {path.partition("?")[0] for _, group in PAGES.values() for path in group}
    left_out = {
        entry.name
        for entry in permissions.PAGES
        if entry.method == "GET"
        and not any(compile_path(entry.path)[0].match(path) for path in shown)
    }

    assert left_out == NO_PAGES
