"""What is said to a mail server, and what its answers mean for a mail."""

import base64
import re
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from notifications.errors import DeliveryError
from notifications.mail_url import MailServer, Security
from notifications.outcomes import Stage, broken_off, missing, refusal
from notifications.wire import Reply, Wire

FAREWELL = 2.0  # seconds to wait for the answer to QUIT or RSET
AGREED, CLOSING = frozenset({221, 250}), 421
LINE_END = re.compile(rb"\r\n|\r|\n")


class Conversation:
    """One connection to the server, good for many mails, one after the other."""

    def __init__(self, server: MailServer, trust: Callable[[], ssl.SSLContext]) -> None:
        self.server = server
        self.stage = Stage.CONNECT
        self.last_used = time.monotonic()
        self._trust = trust
        self._wire: Wire | None = None
        self._offers: dict[str, str] = {}

    @property
    def is_open(self) -> bool:
        """Whether another mail can be tried on it."""
        return self._wire is not None

    @property
    def was_lost_early(self) -> bool:
        """Whether it ended before the server had accepted anything of a mail."""
        return self._wire is None and self.stage is Stage.SENDER

    def begin(self, deadline: float) -> None:
        """Connect, greet and log in; TemporaryFailure."""
        try:
            with self._typed():
                self.stage = Stage.CONNECT
                self._wire = Wire(self.server.host, self.server.port, deadline)
                self._greet()
                self._login()
        except DeliveryError:
            self.close()
            raise

    def deliver(self, recipient: str, content: bytes, deadline: float) -> None:
        """Hand over one mail; Temporary-, PermanentFailure or UnknownOutcome.

        After a refusal the connection stays open, after anything else that went
        wrong it is closed.
        """
        self.stage = Stage.SENDER
        try:
            with self._typed():
                self._open_wire().deadline = deadline
                self._ask(Stage.SENDER, f"MAIL FROM:<{self.server.sender.addr_spec}>")
                self._ask(Stage.RECIPIENT, f"RCPT TO:<{recipient}>", 250, 251)
                self._ask(Stage.CONTENT, "DATA", 354)
                self._open_wire().write(_on_the_wire(content))
                self.stage = Stage.ANSWER
                self._expect(self._open_wire().reply(), 250)
        except DeliveryError as failure:
            self._start_over(failure, deadline)
            raise
        self.last_used = time.monotonic()

    def end(self) -> None:
        """Say goodbye if the server is still there; never raises."""
        self._agrees_to("QUIT", time.monotonic() + FAREWELL)
        self.close()

    def close(self) -> None:
        """Let the connection go without a word."""
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
                raise missing(self.server, Stage.SECURE, "encryption (STARTTLS)")
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
            raise missing(self.server, self.stage, "login with user and password")

    def _ask(self, stage: Stage, line: str, *wanted: int) -> Reply:
        self.stage = stage
        wire = self._open_wire()
        wire.write(f"{line}\r\n".encode("ascii"))
        return self._expect(wire.reply(), *(wanted or (250,)))

    def _expect(self, reply: Reply, *wanted: int) -> Reply:
        if reply.code in wanted:
            return reply
        raise refusal(self.server, self.stage, reply)

    def _open_wire(self) -> Wire:
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
        """Ask what no mail depends on; never raises."""
        if self._wire is None:
            return False
        try:
            self._wire.deadline = deadline
            self._wire.write(f"{line}\r\n".encode("ascii"))
            return self._wire.reply().code in AGREED
        except OSError:
            return False


def _on_the_wire(content: bytes) -> bytes:
    lines = LINE_END.sub(b"\r\n", content).removesuffix(b"\r\n") + b"\r\n"
    doubled = (b"\r\n" + lines).replace(b"\r\n.", b"\r\n..").removeprefix(b"\r\n")
    return doubled + b".\r\n"


def _base64(words: bytes) -> str:
    return base64.b64encode(words).decode("ascii")
