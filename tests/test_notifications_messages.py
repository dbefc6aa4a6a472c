import email
import re
from datetime import UTC, datetime
from email import policy
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications import envelope, messages
from notifications.messages import Campaign, Duty, Picture, Post, Reader
from states.post import StepKind

CAMPAIGN = Campaign(
    name="Mach was Wichtiges",
    zone=ZoneInfo("Europe/Berlin"),
    coordinator_name="Ada Lorenz",
    coordinator_email="redaktion@example.org",
)
POST = Post(
    number="2023-014",
    title="Ausbildung im Forst",
    slot=datetime(2023, 3, 14, 8, tzinfo=UTC),
    houses=("Staatsministerium der Finanzen", "Sachsenforst"),
    version=2,
    texts={"linkedin": "Früh um fünf.\n.\nhttps://example.org/a?b=c&d=e"},
    pictures=(Picture(house="Sachsenforst", name="wald.jpg", alt_text="Ein Wald"),),
    link="https://www.example.org/forst?a=1&b=2",
)
SINGLE = [
    *("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted"),
    *("MIME-Version", "Content-Type", "X-Auto-Response-Suppress"),
]
DAYS = {"de": r"(Mo|Di|Mi|Do|Fr|Sa|So)", "en": r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun)"}
DATES = {"de": r"\d\d\.\d\d\.\d{4}", "en": r"\d{1,2} [A-Z][a-z]{2} \d{4}"}


def duty(kind, **counts):
    due = datetime(2023, 3, 7, 15, tzinfo=UTC)
    return Duty(kind=kind, house="Sachsenforst", due=due, asked="Ines Iser", **counts)


def every_mail(lang, post=POST):
    """All mails there are, by name."""
    reader = Reader(name="Jörg Müller", language=lang)
    about = (reader, CAMPAIGN, post)
    kind = StepKind
    mails = {
        "material": messages.material_request(*about, duty(kind.ASSETS)),
        "graphic": messages.material_request(*about, duty(kind.GRAPHICS)),
        "review": messages.review_request(
            *about, duty(kind.REVIEW), changed=("text:linkedin", "pictures")
        ),
        "approval": messages.approval_request(*about, duty(kind.APPROVAL)),
        "submit": messages.submit_request(*about, duty(kind.SUBMIT)),
        "publish": messages.publish_request(*about, duty(kind.PUBLISH)),
        "changes": messages.changes_requested(
            *about, asked_by="Ines Iser", house="Sachsenforst", comment="Bitte kürzer."
        ),
        "afterwards": messages.changes_requested(
            *about, asked_by="Ines Iser", house="smi", comment="Nein.", afterwards=True
        ),
        "retrospective": messages.retrospective_request(
            *about, duty(kind.APPROVAL), moved_by="Ada Lorenz", reason="Eilig"
        ),
    }
    for step in kind:
        mails |= {
            f"soon {step}": messages.reminder(*about, duty(step, due_in=3)),
            f"today {step}": messages.reminder(*about, duty(step)),
            f"late {step}": messages.reminder(*about, duty(step, overdue_by=1)),
        }
    late = duty(kind.REVIEW, overdue_by=3)
    for to_deputy in (True, False):
        name = "deputy" if to_deputy else "coordinator"
        mails[name] = messages.escalation(*about, late, to_deputy=to_deputy)
    return mails


def composed(message):
    return envelope.compose(
        message,
        sender=envelope.address("vorlauf@example.org", "Vorlauf"),
        recipient=envelope.address("o'neil+forst@example.org", "Jörg Müller"),
        reply_to=envelope.address(CAMPAIGN.coordinator_email, "Ada Lorenz"),
        message_id=envelope.message_id("example.org", "notice 1"),
        date=datetime(2023, 3, 1, 8, tzinfo=UTC),
    )


MAILS = [
    pytest.param(lang, message, id=f"{lang} {name}")
    for lang in ("de", "en")
    for name, message in every_mail(lang).items()
]
MESSAGES = [pytest.param(mail.values[1], id=mail.id) for mail in MAILS]


class Page(HTMLParser):
    """What a reader of the HTML part sees, and what it refers to."""

    def __init__(self, source):
        super().__init__()
        self.words, self.addresses, self.remote = "", [], []
        self._in_head = False
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self._in_head = tag == "head" or (self._in_head and tag != "body")
        self.addresses += [value for name, value in attrs if name == "href"]
        self.remote += [tag] if tag in {"img", "link", "script", "iframe"} else []
        self.remote += [value for name, value in attrs if name in {"src", "background"}]

    def handle_data(self, data):
        self.words += "" if self._in_head else data + " "


def parts(message):
    mail = email.message_from_bytes(composed(message), policy=policy.default)
    return (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))


@pytest.mark.parametrize("message", MESSAGES)
def test_every_mail_is_one_a_strict_server_takes(message):
    octets = composed(message)

    mail = email.message_from_bytes(octets, policy=policy.default)
    assert all(len(mail.get_all(name, [])) == 1 for name in SINGLE)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "multipart/alternative"
    assert not [part.defects for part in mail.walk() if part.defects]
    assert octets.isascii()
    assert b"\n" not in octets.replace(b"\r\n", b"")
    assert max(map(len, octets.split(b"\r\n"))) <= 998


@pytest.mark.parametrize(("lang", "message"), MAILS)
def test_the_subject_says_which_post_and_which_day(lang, message):
    assert len(message.subject) <= 120
    assert "2023-014" in message.subject
    assert re.search(rf"{DAYS[lang]} {DATES[lang]}", message.subject)


@pytest.mark.parametrize("message", MESSAGES)
def test_the_text_part_says_all_that_the_html_part_says(message):
    text, html = parts(message)
    page = Page(html)

    said = set(re.sub(r"[>:\-]", " ", text).split())
    assert set(page.addresses) <= set(text.split())
    assert set(re.sub(r"[>:\-]", " ", page.words).split()) <= said


@pytest.mark.parametrize("message", MESSAGES)
def test_nothing_is_loaded_from_elsewhere(message):
    _, html = parts(message)

    assert Page(html).remote == []
    assert "url(" not in html


@pytest.mark.parametrize("message", MESSAGES)
def test_on_a_phone_no_label_is_broken_up(message):
    labels = re.findall(r"<th[^>]*>", message.html)

    assert labels
    assert all("white-space:nowrap" in label for label in labels)


@pytest.mark.parametrize("message", MESSAGES)
def test_no_mail_shows_an_unfilled_place(message):
    for words in (message.subject, message.text, message.html):
        assert not re.search(r"\{[{%]|[}%]\}|None|@facts|@content|  \.| ,", words)


def test_a_mail_to_the_coordinator_is_not_signed_by_herself():
    ada = Reader(name="Ada Lorenz")

    mail = messages.submit_request(ada, CAMPAIGN, POST, duty(StepKind.SUBMIT))

    assert mail.text.endswith("Grüßen\nVorlauf\nMach was Wichtiges\n")


def test_whoever_decides_sees_text_and_pictures_with_alt_text():
    text, _ = parts(every_mail("de")["approval"])

    assert "Früh um fünf." in text
    assert "wald.jpg (Sachsenforst). Alternativtext: Ein Wald" in text


def test_a_comment_cannot_pass_for_a_part_of_the_letter():
    reader = Reader(name="{{ reader }}")
    comment = "@facts\n\n{{ 7 * 7 }}\n\n<b>Ada</b>"
    mail = messages.changes_requested(
        reader, CAMPAIGN, POST, asked_by="Ines", house="smi", comment=comment
    )

    assert "> @facts\n>\n> {{ 7 * 7 }}\n>\n> <b>Ada</b>" in mail.text
    assert "&lt;b&gt;Ada&lt;/b&gt;" in mail.html


@given(title=st.text(max_size=300), name=st.text(max_size=120))
def test_no_title_and_no_name_can_break_a_mail(title, name):
    post = Post(
        **{**vars(POST), "title": title, "texts": {"xing": title}, "link": title}
    )
    reader = Reader(name=name)
    message = messages.review_request(reader, CAMPAIGN, post, duty(StepKind.REVIEW))
    octets = composed(message)

    mail = email.message_from_bytes(octets, policy=policy.default)
    assert all(len(mail.get_all(header, [])) == 1 for header in SINGLE)
    assert len(message.subject) <= 120
    assert "2023-014" in mail["Subject"]
    assert max(map(len, octets.split(b"\r\n"))) <= 998


@pytest.mark.parametrize(
    ("lang", "parts"),
    [
        ("de", ("Text für LinkedIn", "Bilder")),
        ("en", ("Text for LinkedIn", "Pictures")),
    ],
)
def test_a_new_version_says_what_has_changed(lang, parts):
    text = every_mail(lang)["review"].text

    assert all(f"- {part}\n" in text for part in parts)
