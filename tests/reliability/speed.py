"""Speed: our mails into Postfix beside raw smtplib, and beside stock Apprise."""

import smtplib
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Final

from apprise import Apprise, AppriseAsset

from notifications.delivery.mailer import Envelope, Mailer
from reliability import postfix
from reliability.figures import Figure, not_measured
from reliability.postfix import LOOPBACK, Postfix

TITLE: Final = "mails a second into Postfix, beside raw smtplib"
LEAST: Final = 0.8  # of what raw smtplib reaches
SENDER, RECIPIENT, NAME = "vorlauf@example.org", "ada@example.org", "ab12@example.org"
# About as long as a review request with its two parts is.
CONTENT: Final = (
    f"From: Vorlauf <{SENDER}>\r\nTo: {RECIPIENT}\r\nMessage-ID: <{NAME}>\r\n"
    "Date: Tue, 21 Nov 2023 10:00:00 +0000\r\nSubject: Mitzeichnung\r\n"
    "MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n"
    + "Bitte zeichnen Sie diesen Beitrag bis Dienstag mit.=20\r\n"
    * 150
).encode()

Send = Callable[[], object]


def run(*, short: bool) -> Figure:
    """Send in turns by us and by smtplib, and then some by stock Apprise."""
    if not postfix.is_there():
        return not_measured(10, TITLE, "Postfix is not there, or we are not root")
    pairs, mails, stock = (5, 40, 10) if short else (15, 200, 50)
    with postfix.place() as folder, postfix.running(folder) as server:
        ours, raw = _paired(server, pairs, mails)
        apprise = _pace(_by_stock_apprise(server), stock)
        server.wait_for(2 * (pairs + 1) * mails + stock)
    return figure(ours, raw, apprise)


def figure(ours: Sequence[float], raw: Sequence[float], stock: float) -> Figure:
    """Return the figure of these paces, in mails a second; `ours` pair with `raw`."""
    ratios = [a / b for a, b in zip(ours, raw, strict=True)]
    ratio, by_smtplib = statistics.median(ratios), statistics.median(raw)
    return Figure(
        number=10,
        title=TITLE,
        tried=len(ratios),
        failed=sum(ratio < LEAST for ratio in ratios),
        promise=f"median of the ratios at least {LEAST}",
        kept=ratio >= LEAST,
        of_speed=True,
        details=(
            f"ratio {ratio:.2f} (median of {len(ratios)} pairs, "
            f"{statistics.median(ours):.0f} and {by_smtplib:.0f} mails a second); "
            f"stock Apprise {stock / by_smtplib:.2f}"
        ),
    )


def _paired(server: Postfix, pairs: int, mails: int) -> tuple[list[float], list[float]]:
    """Return the paces of both, in turns; the first pair only warms up."""
    ours: list[float] = []
    raw: list[float] = []
    with (
        Mailer.from_url(server.url) as mailer,
        smtplib.SMTP(LOOPBACK, server.port) as smtp,
    ):
        for number in range(pairs + 1):
            both = (ours, _by_us(mailer)), (raw, _by_smtplib(smtp))
            # Whoever comes second finds a busier queue, so they change places.
            for paces, send in both if number % 2 else reversed(both):
                paces.append(_pace(send, mails))
    return ours[1:], raw[1:]


def _by_us(mailer: Mailer) -> Send:
    return lambda: mailer.send(Envelope(RECIPIENT, CONTENT, NAME))


def _by_smtplib(smtp: smtplib.SMTP) -> Send:
    return lambda: smtp.sendmail(SENDER, [RECIPIENT], CONTENT)


def _by_stock_apprise(server: Postfix) -> Send:
    """Return how Apprise alone sends: anew each time, for one kept waits 5.5 s."""
    asset = AppriseAsset(async_mode=False)
    url = f"mailto://{LOOPBACK}:{server.port}/?from={SENDER}&to={RECIPIENT}"

    def send() -> None:
        carrier = Apprise(asset=asset)
        if not (carrier.add(url) and carrier.notify(body="x" * 8000, title="Hallo")):
            raise ConnectionError("Stock Apprise could not send its mail.")

    return send


def _pace(send: Send, mails: int) -> float:
    """Return mails a second."""
    began = time.perf_counter()
    for _ in range(mails):
        send()
    return mails / (time.perf_counter() - began)
