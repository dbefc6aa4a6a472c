"""Rendering: one mail out of all that is due, its thread and its dates."""

from dataclasses import replace
from datetime import timedelta

import pytest
from desk import BARE
from icalendar import Calendar

from notifications.letters import templates
from vorlauf.db.engine import writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.directory.targets import ChannelTarget, PublishingWay
from vorlauf.publishing import acts
from vorlauf.publishing.acts import PublicationAct
from vorlauf.workflow.manual_actions import overseer


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


def text_of(mail):
    return " ".join(mail.get_body("plain").get_content().split())


def test_several_matters_are_one_mail_the_urgent_first(desk, asked, a_post, post_round):
    later = a_post("smi", slot_at=desk.now + timedelta(days=91), **BARE)
    desk.do(later, "submit")
    (sooner,) = asked("smi")

    ((recipient, mail),) = post_round()

    assert recipient == "ines"
    assert mail["Subject"].startswith("2 Vorgänge, zuerst Mitzeichnung bis")
    text = text_of(mail)
    assert 0 < text.index(sooner) < text.index(later)
    assert text.count(". Mitzeichnung: ") == 2


def test_a_decision_before_sending_leaves_its_matter_out(desk, asked, post_round):
    first, second = asked("smi", "smi")
    desk.do(first, "endorse", "ivo")

    mails = dict(post_round())

    assert first not in mails["ines"]["Subject"]
    assert second in mails["ines"]["Subject"]


def test_mails_about_one_post_form_a_conversation(desk, asked, post_round):
    (number,) = asked("smi")
    ((_, request),) = post_round()
    (step,) = desk.post(number).steps
    ((_, reminder),) = post_round(step.due_at.replace(hour=8))

    assert "In-Reply-To" not in request
    assert reminder["In-Reply-To"] == reminder["References"] == request["Message-ID"]


def test_a_mail_about_several_posts_answers_none(desk, asked, post_round):
    numbers = asked("smi")
    post_round()
    numbers += asked("smi")
    (step,) = desk.post(numbers[0]).steps

    mails = [
        mail for who, mail in post_round(step.due_at.replace(hour=8)) if who == "ines"
    ]

    assert len(mails) == 1
    assert "In-Reply-To" not in mails[0]


def test_a_request_brings_its_date_for_the_calendar(desk, asked, post_round):
    (number,) = asked("smi")
    (step,) = desk.post(number).steps

    ((_, mail),) = post_round()

    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == f"frist-{number}.ics"
    (event,) = Calendar.from_ical(attached.get_content()).walk("VEVENT")
    assert event.end == step.due_at
    assert number in event["SUMMARY"]


def test_a_digest_brings_each_date_in_a_file_of_its_own(asked, post_round):
    numbers = [*asked("smi"), *asked("smi")]

    ((_, mail),) = post_round()

    found = {one.get_filename(): one.get_content() for one in mail.iter_attachments()}
    assert set(found) == {f"frist-{number}.ics" for number in numbers}
    for file in found.values():
        assert len(Calendar.from_ical(file).walk("VEVENT")) == 1


def test_a_date_that_has_changed_is_the_same_event_with_a_higher_sequence(
    desk, asked, post_round
):
    (number,) = asked("smi")
    ((_, first),) = post_round()
    desk.now += timedelta(hours=1)
    desk.save(number, texts={"xing": "Neu."})

    ((_, second),) = post_round()

    before, after = (
        Calendar.from_ical(file.get_content()).walk("VEVENT")[0]
        for mail in (first, second)
        for file in mail.iter_attachments()
    )
    assert before["UID"] == after["UID"]
    assert before["SEQUENCE"] < after["SEQUENCE"]
    changed = [one.decoded("LAST-MODIFIED") for one in (before, after)]
    assert changed[0] < changed[1] == desk.now


def test_answers_go_to_the_mailbox_that_is_read(asked, post_round):
    (number,) = asked("smi")

    ((_, mail),) = post_round(answers_to="antwort@example.org")

    assert mail["Reply-To"].addresses[0].addr_spec == "antwort@example.org"
    assert f"mailto:antwort@example.org?subject={number}" in text_of(mail)


def test_words_that_cannot_be_filled_in_cost_one_notice(
    desk, asked, a_post, post_round, monkeypatch
):
    asked("smi")
    desk.do(a_post("smi"), "request_assets")
    whole = templates.words_of
    broken = templates.MailTemplate(head=None, brief_head=None, parts=())
    monkeypatch.setattr(
        templates,
        "words_of",
        lambda name, lang: broken if name == "review_request" else whole(name, lang),
    )

    ((who, mail), (told, _)) = post_round()

    assert (who, told) == ("ines", "ada")
    assert "Material" in mail["Subject"]
    (row,) = desk.rows(NOTICE, purpose="review_request")
    assert row.state == "dead"
    assert "review_request.de.txt cannot be filled in" in row.error


def test_a_request_for_material_without_a_brief_says_number_and_people(
    desk, a_post, post_round
):
    desk.do(a_post("smi"), "request_assets")

    ((_, mail),) = post_round()

    assert "Gewünscht: 1 \N{MULTIPLICATION SIGN} Foto" in text_of(mail)
    assert "Personen im Bild: möglich; dann mit Einwilligung" in text_of(mail)


def test_who_is_asked_to_publish_reads_which_channels_go_out_by_themselves(
    desk, a_post, post_round
):
    target = ChannelTarget(
        channel="linkedin", way=PublishingWay.WEBHOOK, address="https://a.example"
    )
    desk.directory = replace(desk.directory, targets={"linkedin": target})
    numbers = [a_post("smi", channels=("linkedin", "xing"), **BARE) for _ in range(2)]
    for number in numbers:
        desk.do(number, "submit")
        desk.do(number, "endorse", "ines")
        desk.do(number, "approve", "clara")
    by = overseer(desk.directory, "ada")
    act = PublicationAct(number=numbers[1], channel="linkedin", by=by)
    with writing(desk.engine) as connection:
        acts.leave_by_hand(desk.call(connection), act)

    mails = post_round(desk.post(numbers[0]).slot_at)

    (text,) = (text_of(mail) for to, mail in mails if to == "ada")
    named = "Erscheint von selbst: LinkedIn Von Hand: Xing"
    assert text.count("Erscheint von selbst") == text.count(named) == 1
