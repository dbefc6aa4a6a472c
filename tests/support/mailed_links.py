"""The links that the dashboard mails, as a real mail server takes them."""

import re
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes
from email.policy import default

from contract import violations
from dashboards import ADDRESS

from notifications.delivery.capture_server import CaptureServer

LINK = re.compile(rf"{re.escape(ADDRESS)}(/sign-in/\S+)")


class Postbox:
    """What has arrived: `mails` as pairs of recipient and message."""

    def __init__(self):
        self.mails = []

    def keep(self, recipient, content):
        assert violations(content) == []
        self.mails.append((recipient, message_from_bytes(content, policy=default)))

    def links(self):
        """Return the recipient and the path of every link."""
        return [
            (recipient, LINK.search(mail.get_body(("plain",)).get_content())[1])
            for recipient, mail in self.mails
        ]


@contextmanager
def postbox_of(dashboard):
    """Wire the dashboard to a mail server; yield what arrives there."""
    box, wiring = Postbox(), dashboard.wiring
    with CaptureServer(box.keep) as catcher:
        wiring.settings = replace(wiring.settings, mail_url=catcher.url)
        yield box
        if "mailer" in wiring.__dict__:
            wiring.mailer.close()
