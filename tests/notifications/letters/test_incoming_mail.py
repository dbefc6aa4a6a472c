import pytest
from every_letter import BOUNCE, CAMPAIGN, MORNING, POST, duty, every_letter, mailto

from notifications.letters import incoming_mail
from notifications.letters.incoming_mail import CommentValues
from notifications.letters.layout import alone
from notifications.letters.values import Reader
from states.post import StepKind
from states.purpose import MailKind

ABOUT = (Reader(name="Ada Lorenz"), CAMPAIGN, POST)


def words(letter):
    return " ".join(alone(letter).text.split())


def bounce(**given):
    usual = BOUNCE | {"suppressed": False}
    lost = incoming_mail.LostMailValues(**usual | given)
    return incoming_mail.bounce_report(*ABOUT, lost)


def reply(due=None, *, text):
    said = CommentValues(author="Ada Lorenz", at=MORNING, text=text, duty=due)
    return incoming_mail.about_comment(MailKind.REPLY_RECEIVED, *ABOUT, said)


def test_a_bounce_says_what_did_not_arrive_and_what_to_do():
    said = words(bounce())

    assert "eine E-Mail an Ines Iser konnte nicht zugestellt werden" in said
    assert "Betroffen sind: - Mitzeichnung bis Di 07.03.2023: 2023-014" in said
    assert "Bitte rufen Sie Ines Iser an oder wenden Sie sich an die Vertretung" in said
    assert "berichtigen Sie sie bitte in der Datei stakeholders.toml" in said
    assert "Sperre" not in said


def test_a_suppressed_address_is_said_to_be_one():
    said = words(bounce(suppressed=True))

    assert "keine weiteren E-Mails, bis die Sperre aufgehoben wird" in said


def test_a_server_cannot_put_a_link_or_a_page_into_a_report():
    reason = "550 go to https://evil.example/\r\n\r\n<b>now</b> " + "x" * 1000

    mail = alone(bounce(reason=reason))

    assert "evil" not in mail.text + mail.html
    assert "550 go to (Link) <b>now</b>" in " ".join(mail.text.split())
    assert max(map(len, mail.text.split())) < 300


def test_a_comment_is_no_decision():
    said = words(every_letter("de")["comment_received plain"])

    assert "als Kommentar festgehalten; eine Entscheidung ist sie nicht." in said
    assert "so halten Sie diese bitte in Vorlauf fest" in said


def test_nobody_is_asked_to_record_what_a_stranger_wrote():
    by = {"author": "ben@example.org", "on_file": False}
    comment = CommentValues(at=MORNING, text="Ja!", **by)

    letter = incoming_mail.about_comment(MailKind.COMMENT_RECEIVED, *ABOUT, comment)

    said = words(letter)
    assert "Bitte prüfen Sie, von wem die Nachricht stammt" in said
    assert "halten Sie diese" not in said


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("kind", ["review", "approval", "assets"])
def test_a_reply_is_said_to_be_no_decision(lang, kind):
    said = words(every_letter(lang)[f"reply_received {kind}"])

    sentence = {
        "de": "Eine Entscheidung ist sie damit",
        "en": "It is not a decision",
    }
    assert sentence[lang] in said


def test_a_reply_is_answered_with_the_way_to_decide():
    link = "https://example.org/r/abc"
    due = duty(StepKind.REVIEW, link=link)

    mail = alone(reply(due, text="Ist gut."))

    words = " ".join(mail.text.split())
    assert "Bitte entscheiden Sie auf der Seite des Beitrags." in words
    assert f'href="{link}"' in mail.html
    assert "> Ist gut." in mail.text


def test_an_overdue_reply_says_when_the_deadline_was():
    due = duty(StepKind.REVIEW, link=mailto("2023-014"), overdue_by=2)

    letter = reply(due, text="Ja.")

    assert "die Frist endete am Dienstag, 7. März 2023" in words(letter)
    assert "überfällig seit Di 07.03.2023" in letter.subject


def test_a_reply_when_nothing_is_open_says_so():
    said = words(reply(text="Danke!"))

    assert "Zu diesem Beitrag ist zurzeit nichts von Ihnen erbeten." in said


def test_an_absence_is_offered_and_not_entered():
    said = words(every_letter("de")["absence 2023-03-10"])

    assert "von selbst geschieht das nicht" in said
    assert "Abwesend ab: Mittwoch, 1. März 2023" in said
    assert "Abwesend bis: Freitag, 10. März 2023" in said


def test_an_absence_without_days_points_to_the_words():
    said = words(every_letter("de")["absence None"])

    assert "Abwesend bis: nicht angegeben" in said
    assert "bitte sehen Sie im Wortlaut nach" in said
