"""What differs between two versions, where nobody sees that anything does."""

from dataclasses import replace

import pytest

from dashboard.i18n.language import languages
from dashboard.post.versions import change


@pytest.mark.parametrize(
    ("after", "is_unseen"),
    [("Über\u00adbrückt\u200b", True), ("Über brückt", False), ("Überbrückt ", True)],
)
def test_what_nobody_sees_is_called_so(desk, a_post, after, is_unseen):
    words = languages(desk.directory.campaign.zone)["de"]
    known = desk.post(a_post()).content
    content = replace(known, texts={"xing": "Überbrückt"}, link="https://a.example")
    other = replace(content, texts={"xing": after}, link="https://a.example\u00ad")

    found = change(words, content, other)

    assert ("unsichtbare Zeichen" in found.texts[0].label) == is_unseen
    assert ["unsichtbare Zeichen" in label for label, *_ in found.parts] == [True]


def test_the_channels_that_a_version_is_for_are_compared(dashboard, desk, a_post):
    text = {"linkedin": "Ein Tag bei der Feuerwehr."}
    number = a_post("smi", channels=("linkedin",), texts=text)
    desk.save(number, channels=("linkedin", "xing"))

    page = dashboard.as_("ada").see(f"/posts/{number}/versions/2")

    assert "Kanäle" in page.text
    assert "LinkedIn, Xing" in page.text
