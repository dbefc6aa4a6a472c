import re
from functools import cache

import pytest
from contract import Page, violations
from each import each
from every_letter import composed, every_mail, mailto

DAYS = {"de": r"(Mo|Di|Mi|Do|Fr|Sa|So)", "en": r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun)"}
DATES = {"de": r"\d\d\.\d\d\.\d{4}", "en": r"\d{1,2} [A-Z][a-z]{2} \d{4}"}
# Only what asks differs by the way in which it is answered.
ASKING = {"material", "review", "approval", "late review", "reply review"}
ABOUT_NO_POST = {
    "overview",
    "closed",
    "invitation",
    "sign in",
    "token ends",
    "tokens end",
    *("faulty file", "missing file", "mended file"),
}


@cache
def mails():
    return [
        *(
            pytest.param(lang, message, id=f"{lang} {name}")
            for lang in ("de", "en")
            for name, message in every_mail(lang, link=mailto("2023-014")).items()
        ),
        *(
            pytest.param(lang, message, id=f"{lang} {name} by {way}")
            for lang in ("de", "en")
            for way, link in (("reply", ""), ("page", "https://example.org/r/1?a&b"))
            for name, message in every_mail(lang, link=link).items()
            if name in ASKING
        ),
    ]


def messages():
    return [mail.values[1] for mail in mails()]


def about_a_post():
    named = [(mail.id.partition(" ")[2], mail.values[1]) for mail in mails()]
    return [message for name, message in named if name not in ABOUT_NO_POST]


@each("message", messages)
def test_every_mail_keeps_the_contract(message):
    assert violations(composed(message)) == []


@each(("lang", "message"), mails)
def test_the_subject_says_which_day(lang, message):
    assert re.search(rf"{DAYS[lang]} {DATES[lang]}", message.subject)


@each("message", about_a_post)
def test_the_subject_says_which_post(message):
    assert "2023-014 " in message.subject
    assert "Ausbildung im Forst" in message.subject


@each("message", messages)
def test_the_text_part_says_all_that_the_html_part_says(message):
    said = set(re.sub(r"[>:\-]", " ", message.text).split())

    page = Page(message.html)
    assert set(page.addresses) <= set(message.text.split())
    assert set(re.sub(r"[>:\-]", " ", page.words).split()) <= said


@each("message", messages)
def test_on_a_phone_no_label_is_broken_up(message):
    labels = re.findall(r"<th[^>]*>", message.html)

    assert all("white-space:nowrap" in label for label in labels)


@each("message", messages)
def test_every_sentence_reads_as_one(message):
    ours = [line for line in message.text.split("\n") if not line.startswith(">")]
    words = " ".join(" ".join(ours).split())

    assert not re.search(r" [.,;]|[.,;:]{2}(?<!\.\.)|\(\)|„“|“”", words)
    # Only the words after the greeting may go on in lower case.
    after_a_blank_line = re.findall(r"\n\n([a-zäöü]\w*)", message.text)
    assert len(after_a_blank_line) <= 1


@each("message", messages)
def test_no_mail_says_that_a_reply_decides(message):
    words = " ".join(message.text.split())

    assert "mit Ihrer Mitzeichnung oder" not in words
    assert "with your endorsement or" not in words


@each("message", messages)
def test_lists_are_indented_by_their_margin(message):
    # Word, which shows mails in Outlook, cuts the marks of a list that has a padding.
    styles = re.findall(r'<(?:ol|ul) style="([^"]*)"', message.html)

    assert message.html.count("<ol") + message.html.count("<ul") == len(styles)
    assert all(re.match(r"margin:0 0 16px \d\dpx;padding:0;", one) for one in styles)
