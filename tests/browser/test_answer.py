"""Pages by link in a real browser: on a phone, without script, without pictures."""

from datetime import time

import pytest
from answer_pages import link_of
from axe_playwright_python.sync_playwright import Axe
from desk import BARE, Desk
from every_page import LOOKS, RUN

from vorlauf.db.call import Call
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import LinkKind
from vorlauf.editing.new_posts import NewPost, add
from vorlauf.posts import listing

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

# Bytes of a page without its pictures.
MOST_BYTES = 25_000
SENTENCE = "Wenn nachts die Sirene geht, kommen Nachbarn, über 43.000 in Sachsen. "


def text(length):
    return (SENTENCE * (length // len(SENTENCE) + 1))[:length]


def slot_of(directory, now):
    """Return an instant of a working day in nine weeks."""
    office = directory.agency.office
    return office.at(office.calendar.add(office.day_of(now), 45), time(11, 20))


class Site:
    """The site of a test with what `link_of` asks for."""

    def __init__(self, wiring):
        self.wiring = wiring


@pytest.fixture
def desk_(site):
    """A desk on the database that is served."""
    return Desk(site.engine, site.directory, site.now())


@pytest.fixture
def ask(site, desk_):
    """Return a function: a changed post in review, with texts of these lengths."""

    def made(*lengths):
        directory = site.directory
        channels = directory.campaign.channels[: len(lengths)]
        texts = {c: text(n) for c, n in zip(channels, lengths, strict=True)}
        new = NewPost(
            title="Ein Tag bei der Feuerwehr in Döbeln",
            author=directory.coordinator.key,
            houses=("smf",),
            slot_at=slot_of(directory, desk_.now),
            texts=texts,
            **BARE,
        )
        with writing(site.engine) as connection:
            (number,) = add(Call(connection, directory, desk_.now), [new])
        author, contact = new.author, directory.house("smf").contact
        desk_.do(number, "submit", author)
        desk_.do(number, "request_changes", contact, comment="Bitte genauer.")
        changed = {c: one.replace("43.000", "42.600", 3) for c, one in texts.items()}
        desk_.save(number, author, texts=changed)
        desk_.do(number, "submit", author)
        return number

    return made


@pytest.fixture
def pages(site, desk_, ask):
    """The addresses of all pages by link: of a question, and of a decision."""
    question = link_of(Site(site), ask(900, 500, 300), "smf")
    number = ask(900, 500, 300)
    desk_.do(number, "endorse", site.directory.house("smf").contact, comment="Gut.")
    kinds = (LinkKind.DECIDE, LinkKind.RECEIPT, LinkKind.OBJECT)
    decided = [link_of(Site(site), number, "smf", kind) for kind in kinds]
    asides = [f"{question}/{aside}" for aside in ("forward", "time", "away")]
    return [question, *asides, *decided, f"/answer/{'A' * 64}"]


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_page_by_link_is_accessible_and_fits_a_phone(seat, pages, lang):
    somebody, wrong = seat(person="", lang=lang), []

    for path in pages:
        page = somebody.go(f"{path}?lang={lang}")
        page.evaluate(Axe().axe_script)
        for width, scheme in [*LOOKS, (640, "light")]:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            found = page.evaluate(RUN, scheme)
            wrong += [f"{path}, {width}, {scheme}: {one}" for one in found]
            if somebody.overflow() > 0:
                wrong.append(f"{path}: {somebody.overflow()} px too wide at {width}")

    assert wrong == []
    assert somebody.faults == []


def test_letters_twice_as_large_push_nothing_out(seat, pages):
    somebody, wrong = seat(person="", width=640), []

    for path in pages:
        page = somebody.go(path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        if somebody.overflow() > 0:
            wrong.append((path, somebody.overflow()))

    assert wrong == []


def test_a_decision_on_a_phone_without_script_and_without_pictures(seat, site, pages):
    somebody = seat(person="", width=375, java_script_enabled=False)
    page = somebody.page
    page.route("**/*.{svg,png,jpg}", lambda route: route.abort())
    somebody.go(pages[0])

    page.locator("[name=decision][value=request_changes]").check()
    somebody.click(".a-decision button")
    assert page.locator("#errors a[href='#comment']").is_visible()
    page.locator("[name=comment]").fill("Bitte die Zahl prüfen.")
    somebody.click(".a-decision button")

    assert "Änderung erbeten" in somebody.text
    assert "Bitte die Zahl prüfen." in somebody.text
    with reading(site.engine) as connection:
        states = [one.state for one in listing.posts(connection)]
    assert "draft" in states


@pytest.mark.parametrize(
    "lengths", [(2_200, 1_300, 700), (900, 500, 300), (3_000, 2_200, 3_000)]
)
def test_the_page_of_a_decision_is_small(seat, site, ask, lengths):
    address = link_of(Site(site), ask(*lengths), "smf")
    somebody = seat(person="")

    answer = somebody.page.request.get(f"{somebody.root}{address}")

    assert answer.status == 200
    assert len(answer.body()) <= MOST_BYTES
