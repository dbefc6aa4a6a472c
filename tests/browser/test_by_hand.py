"""Publishing by hand on a telephone: copied, pasted, done; and without our script."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
OUT = {
    "linkedin": "https://www.linkedin.com/posts/sn-activity-7123456789012345678-a",
    "xing": "https://www.xing.com/news/a-1",
    "instagram": "https://www.instagram.com/p/C4aB_x9/",
}


def numbers(page):
    links = page.locator("tbody a[href^='/posts/20']")
    found = links.evaluate_all("all => all.map(one => one.getAttribute('href'))")
    return list(dict.fromkeys(found))


def test_a_text_is_copied_and_the_permalinks_stand_below_it(seat):
    somebody = seat("petzold", width=375)
    page = somebody.go("/posts?state=scheduled")
    post = numbers(page)[-1]
    page = somebody.go(f"{post}/pack")

    for channel in OUT:
        text = page.locator(f"#text-{channel}").input_value()
        page.locator(f"[data-copy=text-{channel}]").click()
        chosen = "document.getSelection().toString()"
        assert page.evaluate(chosen).strip() == text.strip()
        assert "Kopiert" in page.locator("#toast").inner_text()
        assert page.locator(f"#proof-{channel}").is_editable()
    page.locator("#proof-instagram").fill(OUT["linkedin"])
    somebody.click("form[action$='/pack'] .kern-btn--primary")
    assert "Das ist eine Adresse von LinkedIn" in page.locator("#errors").inner_text()
    assert page.locator("#proof-instagram").input_value() == OUT["linkedin"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_without_script_the_text_can_be_chosen_and_nothing_is_dead(seat):
    somebody = seat("petzold", java_script_enabled=False)
    page = somebody.go("/posts?state=scheduled")
    page = somebody.go(f"{numbers(page)[-1]}/pack")

    assert page.locator("[data-copy]").count() >= len(OUT)
    assert not page.locator("[data-copy]").first.is_visible()
    text = page.locator("#text-linkedin")
    assert text.is_visible()
    assert text.get_attribute("readonly") is not None
