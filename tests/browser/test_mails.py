"""Mails on a phone, in a real browser: how long they are, and how wide."""

from dataclasses import replace

import pytest
from each import each
from every_letter import CAMPAIGN, POST, duty, every_mail

from notifications.letters import requests
from notifications.letters.digest import digest
from notifications.letters.requests import StepValues
from notifications.letters.values import PictureValues, Reader
from states.post import StepKind
from states.purpose import MailKind

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

PHONE, SMALL_PHONE = 375, 320
LONGEST = 3_000  # pixels of seven matters on a phone
TITLES = (
    "Karriere im Kultusministerium",
    "Zoll oder Steuer? Ein Quiz",
    "Ein Tag bei der Polizei",
    "Förster im Tharandter Wald",
    "Verwaltungsinformatik studieren",
    "Gemeinsam für Sachsens Wasser",
    "Eilmeldung: Bewerbungsfrist verlängert",
)
SENTENCE = "Mach was Wichtiges: Arbeiten für den Freistaat Sachsen."
LONG = "2026_Pressefoto_" + "Langername" * 30 + ".jpg"


@pytest.fixture(scope="module")
def phone(chromium):
    """A page in which mails are laid out."""
    page = chromium.new_page()
    yield page
    page.close()


def measured(phone, html, width):
    """The height and the width in pixels of a mail on a screen so wide."""
    phone.set_viewport_size({"width": width, "height": 800})
    phone.set_content(html)
    root = "document.documentElement"
    return phone.evaluate(f"[{root}.scrollHeight, {root}.scrollWidth]")


def seven(kind, lang, **given):
    """Seven matters of a campaign such as the sample, as one mail."""
    purpose, step = kind
    reader = Reader(name="Henriette Vogt", language=lang)
    letters = []
    for number, title in enumerate(TITLES, 10):
        text = f"{title}. {SENTENCE}"
        picture = PictureValues(
            house="Bildwerk Grafik",
            name=f"2026-0{number}-grafik.jpg",
            alt_text=f"Bild zu „{title}“",
        )
        post = replace(
            POST,
            number=f"2026-0{number}",
            title=title,
            houses=("Sächsisches Staatsministerium für Kultus",),
            texts={
                "instagram": f"{text}\n\n#machwaswichtiges",
                "linkedin": text,
                "xing": text,
            },
            fields={},
            pictures=(picture,),
            is_first=True,
        )
        page = f"https://vorlauf.example.org/answer/{'x' * 64}"
        asked = StepValues(duty(step, link=page, **given))
        letters.append(requests.letter(purpose, reader, CAMPAIGN, post, asked))
    return digest(reader, CAMPAIGN, letters)


KINDS = {
    "review": (MailKind.REVIEW_REQUEST, StepKind.REVIEW),
    "approval": (MailKind.APPROVAL_REQUEST, StepKind.APPROVAL),
    "reminder": (MailKind.REMINDER, StepKind.APPROVAL),
}


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("given", [{"due_in": 2}, {"overdue_by": 1}])
def test_seven_matters_are_not_long_on_a_phone(phone, kind, lang, given):
    mail = seven(kind, lang, **given)

    height, width = measured(phone, mail.html, PHONE)

    assert mail.html.count("/answer/") == 14
    assert (height <= LONGEST, width) == (True, PHONE), height


@each("lang", ["de", "en"])
def test_no_mail_is_wider_than_a_small_phone(phone, lang):
    picture = PictureValues(house=LONG, name=LONG, alt_text="Wald", credit=LONG)
    post = replace(POST, title=LONG, pictures=(picture,), texts={"xing": LONG})
    page = f"https://vorlauf.example.org/answer/{'x' * 64}"

    mails = every_mail(lang, post, link=page, words=LONG, name=LONG)
    wide = {
        name: width
        for name, mail in mails.items()
        if (width := measured(phone, mail.html, SMALL_PHONE)[1]) > SMALL_PHONE
    }

    assert wide == {}
