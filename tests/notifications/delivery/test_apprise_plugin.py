import logging
import subprocess
import sys
import threading
from email import message_from_bytes, policy

import pytest
from apprise import Apprise, AppriseAsset, NotificationManager, apprise
from contract import violations
from moody_smtp import MoodySmtp

from notifications.delivery import apprise_plugin
from notifications.delivery.apprise_plugin import SCHEMAS, VorlaufMail
from notifications.delivery.capture_server import CaptureServer
from notifications.delivery.mailer import Mailer
from notifications.delivery.smtp_commands import Envelope
from notifications.errors import MailUrlError

FROM = "?from=vorlauf@example.org&name=Vorlauf"


@pytest.fixture
def caught():
    """What arrives, as (recipient, content); `.port` is where to send it."""

    class Caught(list):
        pass

    caught = Caught()
    with CaptureServer(lambda *mail: caught.append(mail)) as catcher:
        caught.port = catcher.port
        apprise_plugin.register()
        yield caught


def test_apprise_knows_our_schemas_as_mail_of_ours():
    apprise_plugin.register()
    apprise_plugin.register()

    assert issubclass(VorlaufMail, NotificationManager()["mailto"])
    assert {NotificationManager()[schema] for schema in SCHEMAS} == {VorlaufMail}


@pytest.mark.program
def test_a_command_that_sends_nothing_does_not_load_apprise():
    known = (
        "import sys, vorlauf.wiring; "
        "import notifications.delivery.chat, notifications.delivery.mailer; "
        "print(sorted(name for name in sys.modules if name.startswith('apprise')))"
    )
    said = subprocess.run(
        [sys.executable, "-c", known], capture_output=True, text=True, check=True
    )

    assert said.stdout.strip() == "[]"


def test_made_from_a_url_it_sends_a_small_complete_mail(caught):
    url = f"vorlaufmail://127.0.0.1:{caught.port}/o'neil@example.org{FROM}"

    assert Apprise(url).notify(title="Überfällig", body="2023-014 <wartet>\nauf smi.")

    ((recipient, content),) = caught
    mail = message_from_bytes(content, policy=policy.default)
    assert recipient == "o'neil@example.org"
    assert violations(content) == []
    assert (mail["Subject"], mail["To"]) == ("Überfällig", recipient)
    assert "2023-014 <wartet>\r\nauf smi." in mail.get_body(["plain"]).get_content()
    assert "&lt;wartet&gt;<br>" in mail.get_body(["html"]).get_content()


def test_one_made_from_a_url_can_be_used_from_any_thread(caught):
    carrier = Apprise(f"vorlaufmail://127.0.0.1:{caught.port}/ada@example.org{FROM}")
    threads = [
        threading.Thread(target=carrier.notify, args=("Hallo",)) for _ in range(8)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(caught) == 8


def test_a_failure_of_one_made_from_a_url_is_logged_in_a_sentence(caplog):
    server = MoodySmtp()
    server.answers["RCPT"] = "550 unknown here"
    port = server.url.split(":")[2].split("/")[0]
    apprise_plugin.register()

    carrier = Apprise(f"vorlaufmail://127.0.0.1:{port}/ada@example.org{FROM}")
    assert not carrier.notify("Hallo")
    server.end()

    assert "refused the recipient with 550: unknown here." in caplog.text
    assert carrier[0].failure.code == 550


def test_no_other_thread_sends_a_mail(caught, monkeypatch):
    monkeypatch.setattr(apprise, "_shared_executor", None)

    with Mailer.from_url(f"smtp://127.0.0.1:{caught.port}/{FROM}") as mailer:
        mailer.send(Envelope("ada@example.org", b"Subject: Hallo\r\n\r\nHallo", "1"))

    assert len(caught) == 1
    assert apprise._shared_executor is None


def test_apprise_tries_no_mail_twice_whatever_its_asset_says():
    apprise_plugin.register()
    server = MoodySmtp()
    server.answers["."] = "451 not now"
    port = server.url.split(":")[2].split("/")[0]
    asset = AppriseAsset(default_service_retry=3, async_mode=False)

    carrier = Apprise(asset=asset)
    carrier.add(f"vorlaufmail://127.0.0.1:{port}/ada@example.org{FROM}")
    assert not carrier.notify("Hallo")
    server.end()

    assert server.heard.count("DATA") == 1


@pytest.mark.parametrize(
    "url",
    [
        f"vorlaufmails://ada:Geheim@mail.example.org/{FROM}",
        f"vorlaufmails://ada:Geheim@mail.example.org/ada@x.de,ben@x.de{FROM}",
        f"vorlaufmails://ada:Geheim@mail..example.org/ada@example.org{FROM}",
        f"vorlaufmails://ada:Geheim@[mail/ada@example.org{FROM}",
        f"vorlaufmails://ada:Geheim@mail.example.org:Geheim/ada@example.org{FROM}",
        f"vorlaufmail://ada:Geheim@mail.example.org/ada@example.org{FROM}",
        "vorlaufmails://ada:Geheim@mail.example.org/ada@example.org",
        "vorlaufmails://ada:Geheim@",
        "vorlaufmails://",
    ],
)
def test_a_url_that_cannot_be_used_is_refused_without_its_secret(url, caplog):
    caplog.set_level(logging.DEBUG)
    apprise_plugin.register()

    assert Apprise().add(url) is False

    assert "A Vorlauf mail URL " in caplog.text
    assert "Geheim" not in caplog.text


def test_neither_a_good_url_nor_its_object_shows_the_password(caplog):
    caplog.set_level(logging.DEBUG)
    apprise_plugin.register()

    for schema in ("vorlaufmails", "vorlaufmailstarttls"):
        url = f"{schema}://ada:Geheim@mail.example.org/ada@example.org{FROM}"
        made = Apprise(url)[0]
        assert made.url().startswith(f"{schema}://mail.example.org:")
        assert "Geheim" not in f"{made.url()} {vars(made)} {caplog.text}"


def test_a_plugin_that_was_switched_off_is_named():
    apprise_plugin.register()
    NotificationManager().disable("vorlaufmail")

    try:
        with pytest.raises(MailUrlError, match="switched off"):
            Mailer.from_url(f"smtp://127.0.0.1:25/{FROM}")
    finally:
        NotificationManager().enable_only(*NotificationManager().schemas())
