"""The pictures of the README, which `make pictures` takes from a running demo."""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright
from whole_demo import LINK, Mail, running_demo

# Debian's; playwright's own browser is not downloaded.
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-sync"]
# A page of few colours needs no more, and is a third of the size.
COLOURS = 128
# For the first page after the start, and until the first mails are there: milliseconds.
PATIENCE = 120_000


def take(folder):
    """Write every picture into the folder, over those that are there."""
    with (
        tempfile.TemporaryDirectory() as home,
        running_demo(home) as demo,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        desk = page_of(browser, demo, 1280, 820)
        desk.goto("/sign-in")
        desk.click('button[name="person"][value="petzold"]')
        desk.wait_for_load_state("networkidle")
        save(desk, folder / "today.png")
        desk.goto("/board")
        save(desk, folder / "board.png")
        contact = page_of(browser, demo, 1000, 1120)
        open_a_review(contact, demo)
        save(contact, folder / "review-page.png")
        browser.close()


def page_of(browser, demo, width, height):
    """Return a page of a browser that knows nothing yet; it is German."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="de-DE",
        timezone_id="Europe/Berlin",
        base_url=demo.root,
    )
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def open_a_review(page, demo):
    """Open the newest link by which a house can still endorse a post."""
    for file in sorted((demo.folder / "mails").rglob("*.eml"), reverse=True):
        mail = Mail(file)
        for link in LINK.findall(mail.text) if "Mitzeichnung" in mail.subject else ():
            page.goto(link)
            if page.locator('[name="decision"][value="endorse"]').count():
                return
    message = "no house is asked to endorse anything"
    raise LookupError(message)


def save(page, file):
    """Write what the window shows, with few colours."""
    shown = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    shown.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)


if __name__ == "__main__":
    take(Path(sys.argv[1]))
