"""The plan of a year, from the topics of ten houses to three posts that are out."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from browsers import served_empty
from desk import Desk
from xlsxwriter import Workbook

from states.post import PostState
from vorlauf.db.engine import reading
from vorlauf.posts import listing

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
DECEMBER = datetime(2026, 12, 1, 9, tzinfo=UTC)
HOUSES = ("sk", "smi", "smf", "smk", "smj", "sms", "smwk", "smwa", "smekul", "smr")
HEAD = ("Thema", "Ressort", "Rubrik", "Bild wahrscheinlich", "Nicht vor")
EACH = 4
OUT = {
    "linkedin": "https://www.linkedin.com/posts/sn-activity-71234567890123456{}-a",
    "xing": "https://www.xing.com/news/a-{}",
    "instagram": "https://www.instagram.com/p/C4aB_x9{}/",
}


@pytest.fixture
def site(tmp_path):
    """A dashboard before the first post, in December."""
    with served_empty(tmp_path, DECEMBER) as wiring:
        yield wiring


@pytest.fixture
def desk(site):
    return Desk(site.engine, site.directory, site.at)


@pytest.fixture
def topics(site, tmp_path):
    """Write what ten houses have gathered, as a workbook."""
    houses = [key for key in HOUSES if key in site.directory.houses]
    assert len(houses) == len(HOUSES)
    path = tmp_path / "themen.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet("Themenspeicher")
        sheet.write_row(0, 0, HEAD)
        for number in range(EACH * len(houses)):
            house = houses[number % len(houses)]
            name = site.directory.houses[house].name
            row = (f"{name}: Beruf {number + 1}", name, "Beruf", "nein", "04.01.2027")
            sheet.write_row(number + 1, 0, row)
    return path


def posts_of(site):
    with reading(site.engine) as connection:
        return listing.posts(connection)


def test_a_year_is_planned_from_topics_repaired_and_published(
    seat, site, desk, topics, tmp_path
):
    somebody = seat("petzold")

    take_in_topics(somebody, topics)
    fill_the_year(somebody)
    assert len(posts_of(site)) == EACH * len(HOUSES)
    plan = exported(somebody, tmp_path)
    spoilt = spoil(plan, tmp_path)
    take_in_plan(somebody, spoilt)
    somebody.go("/plan?year=2027")
    assert "mit demselben Termin" in somebody.text
    repair(somebody)
    somebody.go("/plan?year=2027")
    assert "mit demselben Termin" not in somebody.text

    first = sorted(posts_of(site), key=lambda post: post.slot_at)[:3]
    for at, post in enumerate(first):
        approve(desk, post.number)
        site.at = desk.now = desk.post(post.number).slot_at + timedelta(minutes=1)
        publish(seat("petzold", width=375), post.number, 10 + at)
        assert desk.post(post.number).state is PostState.PUBLISHED
    assert somebody.faults == []


def take_in_topics(somebody, topics):
    page = somebody.go("/plan/topics/import")
    page.set_input_files("input[type=file]", topics)
    somebody.click("form[action$='/preview'] button.kern-btn")
    assert "40" in somebody.text
    somebody.click("form[action='/plan/topics/import'] button.kern-btn")


def fill_the_year(somebody):
    page = somebody.go("/plan/filling?year=2027")
    for box in page.locator("input[name=take]").all():
        box.check()
    somebody.click("form[action='/plan/filling'] .kern-btn--primary")


def exported(somebody, folder):
    """Return the plan of the year as the page hands it out, as CSV."""
    page = somebody.go("/plan?year=2027")
    page.locator("#export summary").click()
    with page.expect_download() as begun:
        page.locator("#export button[value=csv]").click()
    path = folder / "plan.csv"
    begun.value.save_as(path)
    return path


def spoil(plan, folder):
    """Put three posts into the slots of three others, as by hand; return the file."""
    raw = plan.read_text("utf-8-sig")
    rows = list(csv.reader(io.StringIO(raw), delimiter=";"))
    head = next(n for n, row in enumerate(rows) if "Vorlauf-Nummer" in row)
    when = [rows[head].index(name) for name in ("Datum", "Uhrzeit")]
    body = rows[head + 1 :]
    for at in (0, 2, 4):
        for column in when:
            body[at + 1][column] = body[at][column]
    out = folder / "geändert.csv"
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    out.write_text(text.getvalue(), "utf-8-sig")
    return out


def take_in_plan(somebody, plan):
    page = somebody.go("/plan/import")
    page.set_input_files("input[type=file]", plan)
    somebody.click("form[action='/plan/import/preview'] .kern-btn--primary")
    somebody.click("form[action='/plan/import'] .kern-btn--primary")


def repair(somebody):
    page = somebody.go("/plan/proposal?year=2027")
    for box in page.locator("input[name=take]").all():
        box.check()
    somebody.click("form[action='/plan/proposal'] .kern-btn--primary")


def approve(desk, number):
    """Bring a post to where it is scheduled, by whoever may."""
    texts = dict.fromkeys(OUT, "Mach was Wichtiges: Arbeiten für den Freistaat.")
    desk.save(number, "petzold", texts=texts)
    target = {"target": PostState.SCHEDULED, "comment": "Am Telefon freigegeben."}
    desk.do(number, "override", "petzold", **target)


def publish(phone, number, n):
    """Publish by hand on a telephone: copy, paste, the permalinks."""
    page = phone.go(f"/posts/{number}/pack")
    assert phone.overflow() <= 0
    for channel, address in OUT.items():
        page.locator(f"[data-copy=text-{channel}]").click()
        page.locator(f"#proof-{channel}").fill(address.format(n))
    page.screenshot(path=f"/tmp/pack{n}.png", full_page=True)
    phone.click("form[action$='/pack'] .kern-btn--primary")
