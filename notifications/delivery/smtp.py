"""SMTP: a session with a mail server, and what its answers mean for a mail."""

import base64
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from notifications.delivery.mail_url import MailServer, Security
from notifications.delivery.outcomes import Stage, broken_off, missing, refusal
from notifications.delivery.smtp_commands import Envelope, SmtpCommand, commands, octets
from notifications.delivery.socket_lines import Reply, SocketLines
from notifications.errors import DeliveryError
from states.messages import phrase

FAREWELL = 2.0  # seconds to wait for answers on which no mail depends
_ENCRYPTION = phrase("service", "encryption (STARTTLS)")
_LOGIN = phrase("service", "login with user and password")
AGREED, CLOSING, GO_ON = frozenset({221, 250}), 421, 354


class SmtpSession:
    """One connection to the server, good for many mails, one after the other."""

    def __init__(self, server: MailServer, trust: Callable[[], ssl.SSLContext]) -> None:
        self.server = server
        self.stage = Stage.CONNECT
        self.last_used = time.monotonic()
        self._trust = trust
        self._wire: SocketLines | None = None
        self._offers: dict[str, str] = {}

    @property
    def is_open(self) -> bool:
        """Whether another mail can be sent on it."""
        return self._wire is not None

    @property
    def was_lost_early(self) -> bool:
        """Whether it ended before the server had accepted any part of a mail."""
        return self._wire is None and self.stage is Stage.SENDER

    def begin(self, deadline: float) -> None:
        """Connect, greet and log in. Raises `TemporaryFailure`."""
        try:
            with self._typed():
                self.stage = Stage.CONNECT
                self._wire = SocketLines(self.server.host, self.server.port, deadline)
                self._greet()
                self._login()
        except DeliveryError:
            self.close()
            raise

    def deliver(self, envelope: Envelope, deadline: float) -> None:
        """Send one mail. Raises Temporary-, PermanentFailure or UnknownOutcome.

        After a refusal the connection stays open, after any other failure it is closed.
        """
        self.stage = Stage.SENDER
        try:
            with self._typed():
                self._open_wire().deadline = deadline
                self._announce(commands(envelope, self.server, self._offers))
                self._open_wire().write(octets(envelope.content))
                self.stage = Stage.ANSWER
                self._expect(self._open_wire().reply(), 250)
        except DeliveryError as failure:
            self._start_over(failure, deadline)
            raise
        self.last_used = time.monotonic()

    def end(self) -> None:
        """Send QUIT if the server still answers; never raises."""
        self._agrees_to("QUIT", time.monotonic() + FAREWELL)
        self.close()

    def close(self) -> None:
        """Close the connection without QUIT."""
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    def _greet(self) -> None:
        wire, security = self._open_wire(), self.server.security
        if security is Security.TLS:
            self.stage = Stage.SECURE
            wire.protect(self._trust(), self.server.host)
        self.stage = Stage.GREETING
        self._expect(wire.reply(), 220)
        self._introduce()
        if security is Security.STARTTLS:
            if "STARTTLS" not in self._offers:
                raise missing(self.server, Stage.SECURE, _ENCRYPTION)
            self._ask(Stage.SECURE, "STARTTLS", 220)
            wire.protect(self._trust(), self.server.host)
            self._introduce()

    def _introduce(self) -> None:
        # The domain of the sender: the host's own name may be unknown outside, and
        # asking for its full name can take seconds.
        reply = self._ask(Stage.GREETING, f"EHLO {self.server.sender.domain}")
        offers = (line.partition(" ") for line in reply.lines[1:])
        self._offers = {name.upper(): rest.upper() for name, _, rest in offers}

    def _login(self) -> None:
        if not self.server.user:
            return
        user, password = self.server.user.encode(), self.server.password.encode()
        self.stage = Stage.LOGIN
        ways = self._offers.get("AUTH", "").split()
        if "PLAIN" in ways:
            words = _base64(b"\0" + user + b"\0" + password)
            self._ask(Stage.LOGIN, f"AUTH PLAIN {words}", 235)
        elif "LOGIN" in ways:
            self._ask(Stage.LOGIN, "AUTH LOGIN", 334)
            self._ask(Stage.LOGIN, _base64(user), 334)
            self._ask(Stage.LOGIN, _base64(password), 235)
        else:
            raise missing(self.server, self.stage, _LOGIN)

    def _announce(self, lines: Sequence[SmtpCommand]) -> None:
        if "PIPELINING" not in self._offers:
            for one in lines:
                self._ask(one.stage, one.line, *one.wanted)
            return
        # RFC 2920: the lines go out at once, the answers come in their order.
        self._say(*(one.line for one in lines))
        for number, one in enumerate(lines, 1):
            self.stage = one.stage
            reply = self._open_wire().reply()
            if reply.code not in one.wanted:
                self._hear_out(reply, lines[number:])
                raise refusal(self.server, one.stage, reply)

    def _hear_out(self, refused: Reply, rest: Sequence[SmtpCommand]) -> None:
        """Read the remaining answers after a refusal; never raises."""
        wire = self._open_wire()
        wire.deadline = min(wire.deadline, time.monotonic() + FAREWELL)
        last = refused
        try:
            for _ in rest if refused.code != CLOSING else ():
                last = wire.reply()
        except OSError:
            self.close()
        # It waits for a mail now, and must not take the next command for one.
        if last.code == GO_ON:
            self.close()

    def _ask(self, stage: Stage, line: str, *wanted: int) -> Reply:
        self.stage = stage
        self._say(line)
        return self._expect(self._open_wire().reply(), *(wanted or (250,)))

    def _say(self, *lines: str) -> None:
        words = "".join(f"{line}\r\n" for line in lines)
        self._open_wire().write(words.encode("ascii"))

    def _expect(self, reply: Reply, *wanted: int) -> Reply:
        if reply.code in wanted:
            return reply
        raise refusal(self.server, self.stage, reply)

    def _open_wire(self) -> SocketLines:
        if self._wire is None:
            raise ConnectionError("the connection is closed")
        return self._wire

    @contextmanager
    def _typed(self) -> Iterator[None]:
        try:
            yield
        except DeliveryError:
            raise
        except OSError as error:
            self.close()
            raise broken_off(self.server, self.stage, error) from error
        except BaseException:
            self.close()
            raise

    def _start_over(self, failure: DeliveryError, deadline: float) -> None:
        soon = min(deadline, time.monotonic() + FAREWELL)
        if failure.code == CLOSING or not self._agrees_to("RSET", soon):
            self.close()

    def _agrees_to(self, line: str, deadline: float) -> bool:
        """Send a command on which no mail depends; never raises."""
        if self._wire is None:
            return False
        try:
            self._wire.deadline = deadline
            self._say(line)
            return self._wire.reply().code in AGREED
        except OSError:
            return False


def _base64(words: bytes) -> str:
    return base64.b64encode(words).decode("ascii")
