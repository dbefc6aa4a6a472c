"""A mail server on loopback that answers, or does not, as it is told."""

import socket
import threading
from contextlib import suppress

SENDER = "?from=vorlauf@example.org&name=Vorlauf"
HANG, DRIP, CLOSE = "hang", "drip", "close"
# Seconds for a mail: more than any machine needs, and few to wait for what is silent.
LIMIT, LIMIT_OF_SILENCE = 60.0, 1.0
USUAL = {"HELLO": "220 ready", "DATA": "354 go on", "QUIT": "221 bye"}


def limit_with(mood):
    """Return the seconds to give a mail if the server is in this mood.

    HANG and DRIP last until the test is over: who waits for more than that hangs.
    """
    return LIMIT_OF_SILENCE if mood in {HANG, DRIP} else LIMIT


class MoodySmtp:
    """A mail server that answers as it is told, and notes what it hears.

    `answers` holds what is said to a command ("HELLO" and "." are the connection
    and the end of a mail): a line, or HANG, DRIP or CLOSE. What stands in `once`
    is said only the first time.
    """

    def __init__(self):
        self.answers, self.once, self.heard, self.calls = {}, {}, [], 0
        self._ended = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"smtp://127.0.0.1:{self._socket.getsockname()[1]}/{SENDER}"
        self._threads = [threading.Thread(target=self._listen)]
        self._threads[0].start()

    def end(self):
        self._ended.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for thread in self._threads:
            thread.join()

    def _listen(self):
        with suppress(OSError):
            while True:
                visitor = self._socket.accept()[0]
                self.calls += 1
                thread = threading.Thread(target=self._receive, args=(visitor,))
                self._threads.append(thread)
                thread.start()

    def _receive(self, visitor):
        with suppress(OSError), visitor, visitor.makefile("rb") as lines:
            goes_on = self._answer(visitor, "HELLO")
            while goes_on and (line := lines.readline()):
                word = line.split()[0].decode()
                self.heard.append(line.decode().strip())
                goes_on = self._answer(visitor, word)
                if word == "DATA" and goes_on and "DATA" not in self.answers:
                    while lines.readline() not in {b".\r\n", b""}:
                        pass
                    goes_on = self._answer(visitor, ".")

    def _answer(self, visitor, word):
        usual = self.answers.get(word, USUAL.get(word, "250 fine"))
        answer = self.once.pop(word, usual)
        while answer == DRIP and not self._ended.wait(0.02):
            visitor.send(b"2")
        if answer == HANG:
            self._ended.wait()
        if answer in {HANG, DRIP, CLOSE}:
            return False
        visitor.sendall(f"{answer}\r\n".encode())
        # Whoever says 421 closes the connection (RFC 5321, 3.8).
        return word != "QUIT" and not answer.startswith("421")
