"""The whole case, as its people would walk it: a browser, and the mails of the demo."""

import re
import subprocess
import sys
from contextlib import contextmanager

import pytest
from picture_samples import jpeg, pdf, png
from playwright.sync_api import sync_playwright
from whole_demo import running_demo

HAASE = "cornelia.haase@smi.example.org"
SEIFERT = "dirk.seifert@smwa.example.org"
GALLAGHER = "siobhan.gallagher@grafik.example.org"
TEXT = "Früh um sechs am Tor: So beginnt ein Tag bei uns."
BETTER = "Früh um sechs am Eingang: So beginnt ein Tag bei uns."
PHONE = {"width": 375, "height": 740}


@pytest.fixture
def demo(needs_chromium, tmp_path):  # noqa: ARG001 - without it nobody could look
    with running_demo(tmp_path) as demo:
        yield demo


@pytest.fixture
def people(demo, needs_chromium):
    """Return a function that opens a browser of its own for somebody.

    It ends with the test: while it runs, nothing else in this process can use asyncio.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=needs_chromium, args=["--no-sandbox", "--disable-gpu"]
        )

        @contextmanager
        def at(path="", *, person="", viewport=None, **more):
            context = browser.new_context(
                viewport=viewport or {"width": 1280, "height": 900},
                locale="de-DE",
                base_url=demo.root,
                **more,
            )
            page = context.new_page()
            page.set_default_timeout(30_000)
            if person:
                page.goto("/sign-in")
                page.click(f'button[name="person"][value="{person}"]')
            page.goto(path or "/")
            yield page
            context.close()

        yield at
        browser.close()


def plan(page, demo):
    """The coordinator plans a post of two houses, and says what is wanted."""
    page.goto("/posts/new")
    page.fill('[name="title"]', "Ein Tag auf der Baustelle und auf Streife")
    for house in ("smi", "smwa"):
        page.check(f'[name="house"][value="{house}"]')
    page.fill('[name="day"]', demo.slot())
    page.fill('[name="hour"]', "10:00")
    for box in ("wants_assets", "wants_graphics"):
        page.set_checked(f'[name="{box}"]', checked=True)
    for area in page.query_selector_all('textarea[name^="text-"]'):
        area.fill(TEXT)
    page.click('button[name="act"][value="add"]')
    number = re.search(r"/posts/(\d{4}-\d+)", page.url)[1]
    page.goto(f"/posts/{number}/material")
    page.fill('[name="purpose"]', "Ausbildungskampagne 2027")
    page.click("main form button.kern-btn--primary >> nth=0")
    return number


def move(page, number, trigger, comment=""):
    page.goto(f"/posts/{number}/moves/{trigger}")
    if comment:
        page.fill('[name="comment"]', comment)
    page.click(f'form[action$="/moves/{trigger}"] button.kern-btn--primary')


def upload(page, picture, name, *, people, who=""):
    """Somebody sends a picture, says what it shows, and who has agreed."""
    page.set_input_files(
        "#file", {"name": name, "mimeType": "image/jpeg", "buffer": picture}
    )
    page.click("#upload button.kern-btn--primary")
    page.wait_for_selector(".u-card")
    field = page.locator('.u-card [name^="alt_text-"]').last
    key = field.get_attribute("name").partition("-")[2]
    field.fill("Eine Frau in Uniform öffnet am Morgen ein Tor.")
    page.fill(f'[name="credit-{key}"]', "Foto: C. Haase")
    if people:
        page.check(f'[name="people-{key}"][value="{people}"]')
    if who:
        page.fill(f'[name="who-{key}"]', who)
        for box in page.query_selector_all(f'[name="channel-{key}"]'):
            box.check()
        signed = {"name": "einwilligung.pdf", "mimeType": "application/pdf"}
        page.set_input_files(f'[name="form-{key}"]', {**signed, "buffer": pdf()})
    page.click(f"#picture-{key} button.kern-btn--primary")


def decide(page, decision, *, comment="", code=""):
    page.check(f'[name="decision"][value="{decision}"]')
    if comment:
        page.fill('[name="comment"]', comment)
    if code:
        page.fill('[name="code"]', code)
    page.click(".a-decision button.kern-btn--primary")


def code_in(mail):
    return re.search(r"Code:\s+(\d{6})", mail.text)[1]


@pytest.mark.prefect
@pytest.mark.browser
@pytest.mark.timeout(900)
def test_the_whole_case_from_the_request_to_the_slot(demo, people):
    with people(person="petzold") as desk:
        number = plan(desk, demo)
        move(desk, number, "request_assets")

        # The police send a picture from a phone, with the consent of who is shown.
        asked = demo.mail(HAASE, number, "Material")
        assert "Ausbildungskampagne 2027" in asked.text
        with people(asked.link(number), viewport=PHONE) as phone:
            upload(
                phone,
                jpeg(1600, 1200),
                "IMG_2041.jpg",
                people="yes",
                who="Anna Beispiel",
            )
            assert "Vielen Dank" in phone.inner_text("main")
        asked = demo.mail(SEIFERT, number, "Material")
        with people(asked.link(number), viewport=PHONE) as phone:
            upload(phone, jpeg(1400, 1400, seed=3), "tor.jpg", people="no")

        # The graphics agency makes something of both, in its own lead time.
        asked = demo.mail(GALLAGHER, number)
        with people(asked.link(number)) as studio:
            assert studio.locator("a[download]").count() == 2
            upload(studio, png(1080, 1350, seed=5), "fertig.png", people="")
        move(desk, number, "submit")

        # One house endorses; the other asks for a change.
        asked = demo.mail(HAASE, number, "Mitzeichnung")
        with people(asked.link(number), java_script_enabled=False) as contact:
            assert TEXT in contact.inner_text("main")
            decide(contact, "endorse")
            assert "Mitgezeichnet" in contact.inner_text("main")
        asked = demo.mail(SEIFERT, number, "Mitzeichnung")
        with people(asked.link(number), viewport=PHONE) as contact:
            code = code_in(asked)
            decide(contact, "request_changes", comment="Eingang, nicht Tor.", code=code)
        desk.goto(f"/posts/{number}")
        assert "Entwurf" in desk.inner_text("main")

        # A new version; the mail and the page say what has changed.
        desk.goto(f"/posts/{number}/edit")
        for area in desk.query_selector_all('textarea[name^="text-"]'):
            area.fill(BETTER)
        desk.click(f'form[action="/posts/{number}/edit"] button.kern-btn--primary')
        move(desk, number, "submit")
        for address in (HAASE, SEIFERT):
            asked = demo.mail(address, number, "Mitzeichnung", "hat sich geändert")
            with people(asked.link(number), java_script_enabled=False) as contact:
                changed = contact.inner_text("#changed >> xpath=..")
                assert "Tor:" in changed
                assert "Eingang:" in changed
                needs_code = contact.locator('[name="code"]').count() == 1
                decide(contact, "endorse", code=code_in(asked) if needs_code else "")
                assert "Mitgezeichnet" in contact.inner_text("main")

        # The Staatskanzlei approves from its list, with the preview before it.
        with people("/approvals", person="vogt") as approver:
            item = approver.locator(f"#p{number}")
            assert BETTER in item.inner_text()
            item.locator('input[type="checkbox"]').check()
            approver.click("main form.v-bulk-form button.kern-btn--primary")
        desk.goto(f"/posts/{number}")
        assert "Eingeplant" in desk.inner_text("main")

    verified = subprocess.run(
        [sys.executable, "-m", "vorlauf.cli.app", "audit", "verify"],
        env=demo.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stdout
