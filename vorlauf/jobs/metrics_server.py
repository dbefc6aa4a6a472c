"""The server of the metrics: one address on loopback, for Prometheus."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket
from threading import Thread
from typing import Final

from vorlauf.errors import SettingsError, VorlaufError
from vorlauf.jobs.metrics import CONTENT_TYPE
from vorlauf.settings import METRICS_PORT

LOOPBACK: Final = "127.0.0.1"
PATH: Final = "/metrics"
# Whoever opens a connection and then says nothing is not waited for longer (seconds).
_PATIENCE: Final = 10


@contextmanager
def exposed(exposition: Callable[[], bytes], port: int) -> Iterator[str]:
    """Serve what `exposition` returns at each request; yields the page's address.

    Port 0 takes one that is free. A `VorlaufError` from it is said as a sentence with
    503. Raises `SettingsError` if the port cannot be used.
    """
    try:
        server = _Server((LOOPBACK, port), _page_of(exposition))
    except OSError as error:
        raise SettingsError(
            f"Port {port} of {LOOPBACK} cannot be used for metrics: {error.strerror}. "
            f"Choose another in {METRICS_PORT}, or leave it out for none."
        ) from error
    thread = Thread(target=server.serve_forever, name="metrics", daemon=True)
    thread.start()
    try:
        yield f"http://{LOOPBACK}:{server.server_port}{PATH}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    """A server that no open connection keeps from ending."""

    daemon_threads = True
    block_on_close = False

    def handle_error(
        self, request: socket | tuple[bytes, socket], client_address: object
    ) -> None:
        """Say nothing of those who have gone; a mistake of ours is not hidden."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def _page_of(exposition: Callable[[], bytes]) -> type[BaseHTTPRequestHandler]:
    class Page(BaseHTTPRequestHandler):
        """Answers for the one address there is."""

        timeout = _PATIENCE

        def do_GET(self) -> None:
            """Answer with the figures, or with a sentence."""
            if self.path.partition("?")[0] != PATH:
                self._answer(HTTPStatus.NOT_FOUND, f"Look at {PATH}.\n".encode())
                return
            try:
                self._answer(HTTPStatus.OK, exposition())
            except VorlaufError as error:
                self._answer(HTTPStatus.SERVICE_UNAVAILABLE, f"{error}\n".encode())

        def log_message(self, *_: object) -> None:
            """Say nothing: a line for each look would fill the terminal."""

        def _answer(self, status: HTTPStatus, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", CONTENT_TYPE)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Page
