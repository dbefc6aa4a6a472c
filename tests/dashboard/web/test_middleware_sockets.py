"""The guard behind a real socket: what no browser sends, and a server that stays."""

import socket
from contextlib import suppress
from threading import Thread

import pytest
import uvicorn

from dashboard.server import config_of

PATIENCE = 60  # seconds, for a machine on which much else runs
HOST = b"Host: vorlauf.example.org\r\n"
POST = b"POST /stay HTTP/1.1\r\n" + HOST + b"Sec-Fetch-Site: same-origin\r\n"
OPEN = POST.replace(b"/stay", b"/sign-in")
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
CHUNK = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
# What is sent, and which statuses may come; 0 is a connection that was closed.
ODD = {
    "no request": (b"hello\r\n\r\n", {400}),
    "nothing": (b"\r\n\r\n", {0, 400}),
    "no such version": (b"GET / HTTP/9.9\r\n" + HOST + b"\r\n", {303, 400}),
    "version 1.0 without a host": (b"GET / HTTP/1.0\r\n\r\n", {421}),
    "no host": (b"GET / HTTP/1.1\r\n\r\n", {400}),
    "two hosts": (b"GET / HTTP/1.1\r\n" + HOST + b"Host: a.de\r\n\r\n", {400, 421}),
    "an address of another": (b"GET http://a.de/ HTTP/1.1\r\n" + HOST + b"\r\n", {404}),
    "two strokes": (b"GET //a.de/ HTTP/1.1\r\n" + HOST + b"\r\n", {404}),
    "a star": (b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n", {404, 405}),
    "a tunnel": (b"CONNECT a.de:443 HTTP/1.1\r\n" + HOST + b"\r\n", {400, 403, 404}),
    "NUL": (b"GET /\0 HTTP/1.1\r\n" + HOST + b"\r\n", {400}),
    "raw umlauts": (b"GET /\xc3\xbc HTTP/1.1\r\n" + HOST + b"\r\n", {400, 404}),
    "a long line": (b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n" + HOST, {400, 431}),
    "huge headers": (b"GET / HTTP/1.1\r\n" + HOST + b"A: " + b"b" * 70_000, {400, 431}),
    "many headers": (b"GET / HTTP/1.1\r\n" + HOST + b"A: b\r\n" * 20_000, {400, 431}),
    "a header in two lines": (
        b"GET /health HTTP/1.1\r\n" + HOST + b"A: b\r\n c\r\n\r\n",
        {200, 400},
    ),
    "an odd header": (b"GET / HTTP/1.1\r\n" + HOST + b"A b: c\r\n\r\n", {400}),
    "an odd length": (POST + b"Content-Length: x\r\n\r\n", {400}),
    "two lengths": (POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", {400}),
    "a huge length": (POST + b"Content-Length: " + b"9" * 30 + b"\r\n\r\n", {400, 413}),
    "a length of megabytes": (POST + b"Content-Length: 10000000\r\n\r\n", {413}),
    "odd chunks": (POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", {0, 400}),
    "megabytes in chunks": (
        OPEN + FORM + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNK * 40 + b"0\r\n\r\n",
        {413},
    ),
    "megabytes in chunks of a stranger": (
        POST + FORM + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNK * 40 + b"0\r\n\r\n",
        {401},
    ),
    "a foreign page": (
        POST.replace(b"same-origin", b"cross-site") + b"Content-Length: 0\r\n\r\n",
        {403},
    ),
    "an upgrade": (
        b"GET / HTTP/1.1\r\n" + HOST + b"Upgrade: websocket\r\n"
        b"Connection: Upgrade\r\nSec-WebSocket-Key: x\r\n\r\n",
        {303, 400, 403},
    ),
}


@pytest.fixture
def kind_of_database():
    """No database is asked about what comes no further than to the socket."""
    return "sqlite"


@pytest.fixture
def at(dashboard):
    """Serve the dashboard as it is served in earnest; return its address."""
    server = uvicorn.Server(config_of(dashboard.app))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield listening.getsockname()
        server.should_exit = True
        thread.join()


def status_of(at, sent):
    """Send this, and return what status comes, with the whole answer."""
    with socket.create_connection(at, timeout=PATIENCE) as connection:
        answer = b""
        # Who is refused before all was sent finds the connection closed.
        with suppress(ConnectionError):
            connection.sendall(sent)
        with suppress(ConnectionError, TimeoutError):
            answer = connection.recv(65_536)
    return int(answer[9:12] or 0), answer


def test_whatever_comes_in_by_a_socket_the_server_stays(at):
    found = {name: status_of(at, sent) for name, (sent, _) in ODD.items()}

    odd = {
        name: status
        for name, (status, _) in found.items()
        if status not in ODD[name][1]
    }
    assert odd == {}
    assert not any(b"Location: http" in answer for _, answer in found.values())
    assert not any(b"Traceback" in answer for _, answer in found.values())
    alive = b"GET /health HTTP/1.1\r\n" + HOST + b"\r\n"
    assert status_of(at, alive)[0] == 200
