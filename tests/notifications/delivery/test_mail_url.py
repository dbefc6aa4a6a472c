import pytest

from notifications.delivery.mail_url import Security, read
from notifications.errors import MailUrlError
from notifications.i18n.translation import translate

FROM = "?from=vorlauf@example.org"


@pytest.mark.parametrize(
    ("url", "security", "port"),
    [
        (f"smtp://mail.example.org/{FROM}", Security.PLAIN, 25),
        (f"smtp://127.0.0.1:2525{FROM}", Security.PLAIN, 2525),
        (f"smtp+starttls://ada:secret@mail.example.org/{FROM}", Security.STARTTLS, 587),
        (f"smtps://ada:secret@mail.example.org/{FROM}", Security.TLS, 465),
    ],
)
def test_the_beginning_of_the_url_says_how_to_connect(url, security, port):
    server = read(url)

    assert (server.security, server.port) == (security, port)


def test_user_password_and_sender_are_read_as_they_are_meant():
    server = read(
        "smtps://ada%40example.org:p%2F%23%C3%BC+@mail.example.org/"
        "?from=vor+lauf@example.org&name=Vorlauf%20M%C3%BCller"
    )

    assert (server.user, server.password) == ("ada@example.org", "p/#ü+")
    assert server.sender.addr_spec == "vor+lauf@example.org"
    assert server.sender.display_name == "Vorlauf Müller"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "secret",
        f"mailto://ada:secret@mail.example.org/{FROM}",
        f"smtps://ada:se/cret@mail.example.org/{FROM}",
        f"smtps://ada:secret#@mail.example.org/{FROM}",
        f"smtps://ada:secret?@mail.example.org/{FROM}",
        f"smtps://ada:secret@mail.example.org:secret/{FROM}",
        f"smtps://ada:secret@mail..example.org/{FROM}",
        f"smtps://ada:secret@/{FROM}",
        f"smtps://ada:secret@mail.example.org/secret{FROM}",
        f"smtps://:secret@mail.example.org/{FROM}",
        f"smtps://secret@mail.example.org/{FROM}",
        f"smtp://ada:secret@mail.example.org/{FROM}",
        f"smtps://ada:secret@mail.example.org/{FROM}&pass=secret",
        f"smtps://ada:secret@mail.example.org/{FROM}&from=secret@example.org",
        "smtps://ada:secret@mail.example.org/?from=secret",
        "smtps://ada:secret@mail.example.org/",
        f"smtps://ada:secret@mail.example.org/{FROM}&bounces=secret",
        f"smtps://ada:secret@mail.example.org/{FROM}&bounces=",
        f"smtps://ada:secret@mail.example.org/{FROM}&rate=secret",
        f"smtps://ada:secret@mail.example.org/{FROM}&rate=0",
        f"smtps://ada:secret@mail.example.org/{FROM}&rate=6001",
        f"smtps://ada:secret@mail.example.org/{FROM}&rate=%D9%A1",
        f"smtps://ada:secret@mail.example.org/{FROM}&rate=1&rate=2",
    ],
)
def test_a_url_that_cannot_be_used_is_refused_without_quoting_it(url):
    with pytest.raises(
        MailUrlError, match=r"VORLAUF_MAIL_URL .* Write smtp"
    ) as refused:
        read(url)

    assert "secret" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_server_never_shows_its_password():
    server = read(f"smtps://ada:secret@mail.example.org/{FROM}")

    assert str(server) == "mail.example.org:465"
    assert "secret" not in repr(server)


def test_mails_come_back_to_their_sender_unless_another_address_is_named():
    url = f"smtp://mail.example.org/{FROM}"

    assert read(url).bounces == read(url).sender
    assert read(f"{url}&bounces=b+1@example.org").bounces.addr_spec == "b+1@example.org"


@pytest.mark.parametrize(
    ("wish", "rate"), [("", None), ("&rate=1", 1), ("&rate=6000", 6000)]
)
def test_the_rate_is_a_number_of_mails_per_minute(wish, rate):
    assert read(f"smtp://mail.example.org/{FROM}{wish}").rate == rate


def test_every_fault_is_named_at_once():
    with pytest.raises(MailUrlError) as refused:
        read("smtp://ada:secret@/?from=ada&bounces=ben&rate=many")

    for fault in (
        "one host",
        "unprotected",
        "from= with",
        "bounces= with",
        "rate= with",
    ):
        assert fault in str(refused.value)


def test_what_is_wrong_is_said_in_german_too():
    with pytest.raises(MailUrlError) as refused:
        read(f"smtp://ada:secret@mail.example.org/{FROM}&rate=0")

    said = translate(refused.value.message, "de")
    assert "würde das Passwort ungeschützt senden" in said
    assert "und braucht rate= mit einer Zahl von Mails je Minute, 1 bis" in said
