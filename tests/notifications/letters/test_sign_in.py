import pytest
from every_letter import CAMPAIGN, DUE

from notifications.letters import sign_in
from notifications.letters.layout import alone
from notifications.letters.values import Reader

LINK = "https://vorlauf.example.org/sign-in/abc_-DEF"


def invitation(lang):
    reader = Reader(name="Ines Iser", language=lang)
    return alone(
        sign_in.invitation(
            reader, CAMPAIGN, invited_by="Ben Krause", link=LINK, until=DUE
        )
    )


def sign_in_link(lang):
    reader = Reader(name="Ines Iser", language=lang)
    return alone(sign_in.sign_in_link(reader, CAMPAIGN, link=LINK, until=DUE))


def flat(message):
    return " ".join(message.text.split())


def test_an_invitation_says_who_invites_to_what_and_until_when():
    text = flat(invitation("de"))

    assert "Ben Krause lädt Sie ein, an der Kampagne „Mach was Wichtiges“" in text
    assert "gilt bis Dienstag, 7. März 2023, 16:00 Uhr" in text
    assert "lässt sich einmal verwenden" in text
    assert "brauchen Sie nichts zu tun" in text


def test_the_subject_of_an_invitation_names_its_last_day():
    assert invitation("de").subject == "Einladung zu Vorlauf, gültig bis Di 07.03.2023"
    assert (
        invitation("en").subject == "Invitation to Vorlauf, valid until Tue 7 Mar 2023"
    )


def test_a_link_says_until_when_and_that_it_may_be_ignored():
    german, english = flat(sign_in_link("de")), flat(sign_in_link("en"))

    assert "gilt bis 16:00 Uhr (Di 07.03.2023)" in german
    assert "Wenn Sie keinen Link angefordert haben, brauchen Sie nichts" in german
    assert "works once" in english
    assert "If you have not asked for a link" in english


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("letter", [invitation, sign_in_link])
def test_the_address_stands_on_a_line_of_its_own_and_in_the_button(letter, lang):
    message = letter(lang)

    assert LINK in message.text.splitlines()
    assert f'href="{LINK}"' in message.html
    assert message.html.count("href=") == 1
