"""What others have typed runs in nobody's browser: payloads through every field."""

from urllib.parse import quote

import pytest
from attacks import BY, Attack
from payloads import packed, payloads

from vorlauf.accounts import api_tokens, saved_filters
from vorlauf.db.engine import reading
from vorlauf.mail.queue import notice_list

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]

# Whatever runs calls one of these; what the policy stops is told as well.
LISTEN = """
for (const name of ["alert", "confirm", "prompt", "print"])
  window[name] = () => console.error(`executed: ${name}`);
addEventListener("securitypolicyviolation", (event) =>
  console.error(`executed: stopped by ${event.violatedDirective}`));
"""
# Reads pages as the browser does, puts them into this one, and says what is odd.
EXAMINE = """async (urls) => {
  const parser = new DOMParser();
  const strange = `script, img, iframe, object, embed, math, style, link, base, meta,
    video, audio, marquee, frameset, portal, svg:not([class], [aria-hidden], [role])`;
  const schemes = ["http:", "https:", "tel:", "mailto:"];
  const found = [];
  for (const url of urls) {
    const answer = await fetch(url);
    const page = parser.parseFromString(await answer.text(), "text/html");
    const say = (what) => found.push(`${url.slice(0, 80)}: ${what}`);
    if (answer.status >= 500) say(answer.status);
    if (page.querySelectorAll("script").length !== 1) say("a script");
    if (page.body.textContent.includes("62615533")) say("a template was filled in");
    for (const node of page.body.querySelectorAll("*")) {
      if (node.matches(strange)) say(node.outerHTML.slice(0, 80));
      for (const { name, value } of node.attributes) {
        if (/^on|^style$|^srcdoc$/.test(name)) say(`${name}=${value}`);
        if (!/^(href|src|action|formaction|xlink:href|data)$/.test(name)) continue;
        const { protocol } = new URL(value, location.href);
        if (!schemes.includes(protocol)) say(`${name}=${value}`);
      }
    }
    document.querySelector("main").replaceWith(page.querySelector("main"));
    await new Promise((done) => setTimeout(done));
  }
  return found;
}"""


@pytest.fixture
def attacked(campaign, site, monkeypatch):
    """The campaign, after somebody has typed every payload wherever one can type."""
    monkeypatch.setattr(saved_filters, "MOST", 10_000)
    monkeypatch.setattr(api_tokens, "_check_room", lambda *_: None)
    attack = Attack(site.engine, campaign)
    attack.everywhere()
    return attack


@pytest.fixture
def victim(seat):
    somebody = seat(BY)
    somebody.page.context.add_init_script(LISTEN)
    return somebody


def pages_of(attack):
    first = attack.numbers[0]
    with reading(attack.engine) as connection:
        mail = notice_list.notices(
            connection, notice_list.NoticeFilter(number=attack.numbers[2])
        )[0].id
    return [
        *("/", "/board", "/calendar", "/calendar?month=2023-11", "/houses", "/flows"),
        *("/houses/smf", "/absences", "/people", "/me", "/posts", f"/mail/{mail}"),
        f"/posts/{first}?all=comments",
        f"/posts/{first}?all=history",
        f"/posts/{first}/edit",
        f"/posts/{first}/versions/1",
        f"/posts/{first}/moves/override?target=scheduled",
        f"/posts/{attack.numbers[1]}",
        f"/posts/{attack.numbers[1]}/versions/2",
        f"/posts/{attack.numbers[-1]}",
        f"/calendar/move?post={first}",
    ]


def test_nothing_that_was_typed_is_run(attacked, victim):
    pages = pages_of(attacked)
    listed = [f"/posts?page={n}" for n in range(1, 8)]
    found = []

    for path in pages:
        page = victim.go(path)
        assert page.locator("main").count() == 1, path
    found += page.evaluate(EXAMINE, pages + listed)
    found += page.evaluate(EXAMINE, [f"/posts/{one}" for one in attacked.numbers])

    assert found == []
    assert victim.faults == []
    print(f"{len(payloads())} payloads; by field: {attacked.kept}")  # noqa: T201
    # Some fields refuse some: names are one line, links are links.
    assert min(attacked.kept.values()) >= 1000


def test_nothing_that_is_searched_for_is_run(victim):
    texts = [quote(one) for one in packed(payloads(), 95)]
    names = (
        "q",
        "house",
        "channel",
        "person",
        "month",
        "late",
        "state",
        "sort",
        "page",
    )
    # Every text goes through every field, each time beside others.
    urls = [
        "/posts?" + "&".join(f"{name}={texts[n - m]}" for m, name in enumerate(names))
        for n in range(len(texts))
    ]
    page = victim.go("/posts")

    found = page.evaluate(EXAMINE, urls)
    found += page.evaluate(EXAMINE, [f"/calendar?month={one}" for one in texts[::20]])
    found += page.evaluate(EXAMINE, [f"/posts/{one}" for one in texts[::20]])
    for url in urls[::50]:
        victim.go(url)

    assert found == []
    assert victim.faults == []
    assert "a" not in {cookie["name"] for cookie in page.context.cookies()}
