"""Connections through real sockets: slow ones end, too many give way to new ones."""

import socket
from contextlib import ExitStack, contextmanager, suppress
from threading import Thread

import pytest
import uvicorn

from dashboard.server import config_of
from dashboard.web import connections
from dashboard.web.bodies import BodyPace
from dashboard.web.connections import patient
from dashboard.web.middleware import RequestGuard

PATIENCE = 60  # seconds, for a machine on which much else runs
SHORT = 0.3
# Long enough for a header that comes at once, however busy the machine is.
FAIR = 3.0
LONG = 600.0
HOST = b"Host: vorlauf.example.org\r\n"
HEALTH = b"GET /health HTTP/1.1\r\n" + HOST + b"\r\n"
OURS = HOST + b"Sec-Fetch-Site: same-origin\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
FILES = b"Content-Type: multipart/form-data; boundary=x\r\n"
LARGE = b"Content-Length: 59000000\r\n\r\n"
NO_LINK = b"/answer/" + b"A" * 64
OPEN = b"POST /sign-in HTTP/1.1\r\n" + OURS + FORM


@pytest.fixture
def kind_of_database():
    """No database is asked about what comes no further than to the socket."""
    return "sqlite"


@pytest.fixture
def serve(dashboard, monkeypatch):
    """Return a function that serves the dashboard with so much patience."""
    with ExitStack() as until_done:

        def serving(most=1_000, **patience):
            for name in ("HEADER", "LINGER", "READING"):
                monkeypatch.setattr(connections, name, patience.get(name, LONG))
            # Kept by the one guard that all tests share, as the application is.
            guard = dashboard.app.build_middleware_stack().app
            assert isinstance(guard, RequestGuard)
            guard.pace = BodyPace(patience=patience.get("BODY", LONG))
            config = config_of(guard)
            config.http = config.http_protocol_class = patient(most)
            return until_done.enter_context(running(uvicorn.Server(config)))

        yield serving


@contextmanager
def running(server):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield listening.getsockname()
        finally:
            server.should_exit = True
            thread.join()


def answer_to(at, sent):
    """Send this and keep the line open; return all that comes until it is closed."""
    with socket.create_connection(at, timeout=PATIENCE) as line:
        return said_on(line, sent)


def said_on(line, sent=b""):
    came = b""
    with suppress(ConnectionError):
        line.sendall(sent)
        while more := line.recv(65_536):
            came += more
    return came


def status(answer):
    return int(answer[9:12] or 0)


def is_healthy(at):
    return status(
        answer_to(at, HEALTH.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    )


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\n" + HOST])
def test_a_header_that_does_not_end_is_given_up(serve, sent):
    at = serve(HEADER=FAIR)

    assert answer_to(at, sent) == b""
    assert is_healthy(at) == 200


def test_the_second_header_on_a_line_has_to_end_too(serve):
    at = serve(HEADER=FAIR)

    with socket.create_connection(at, timeout=PATIENCE) as line:
        line.sendall(HEALTH)
        answer = b""
        while not answer.endswith(b"}"):
            answer += line.recv(65_536)
        assert status(answer) == 200
        assert said_on(line, b"GET / HTTP/1.1\r\nX-Slow: ") == b""


@pytest.mark.parametrize(
    "sent",
    [
        OPEN + b"Content-Length: 100\r\n\r\nemail=",
        OPEN + b"Transfer-Encoding: chunked\r\n\r\n5\r\nemail\r\n",
    ],
)
def test_a_form_that_does_not_come_is_answered_and_given_up(serve, sent):
    answer = answer_to(serve(BODY=SHORT, LINGER=SHORT), sent)

    assert status(answer) == 408
    assert "nicht rechtzeitig angekommen" in answer.decode()


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("POST", NO_LINK + b"/files", 404),
        ("POST", NO_LINK + b"/pictures/1", 404),
        ("POST", b"/posts/2023-001/pictures", 401),
        ("POST", b"/posts/2023-001/material", 413),
        ("POST", b"/nothing", 413),
        ("POST", b"/api/v1/posts", 413),
    ],
)
def test_a_stranger_is_refused_before_anything_large_is_read(
    serve, method, path, expected
):
    at = serve(LINGER=SHORT)
    head = method.encode() + b" " + path + b" HTTP/1.1\r\n" + OURS + FILES

    # Of the fifty-nine megabytes not one byte comes.
    assert status(answer_to(at, head + LARGE)) in {expected, 410}


def test_a_small_form_of_a_stranger_is_not_awaited_either(serve):
    at = serve(LINGER=SHORT)
    form = FORM + b"Content-Length: 9\r\n\r\n"

    for path, expected in (
        (b"/posts/new", 401),
        (b"/stay", 401),
        (NO_LINK, 404),
        (NO_LINK + b"/forward", 404),
        (b"/sign-in/" + b"A" * 43, 410),
        (b"/sign-in/demo", 404),
    ):
        answer = answer_to(at, b"POST " + path + b" HTTP/1.1\r\n" + OURS + form)
        assert (path, status(answer)) in {(path, expected), (path, 410)}


def test_what_is_sent_after_a_refusal_is_read_for_a_moment_only(serve):
    at = serve(LINGER=SHORT)
    head = b"POST " + NO_LINK + b"/files HTTP/1.1\r\n" + OURS + FILES + LARGE

    with socket.create_connection(at, timeout=PATIENCE) as line:
        line.sendall(head)
        sent = 0
        with suppress(ConnectionError):
            while sent < 59_000_000:
                sent += line.send(b"x" * 65_536)

    assert sent < 59_000_000
    assert is_healthy(at) == 200


def test_when_it_is_full_whoever_says_nothing_gives_way(serve):
    at = serve(most=5)
    with ExitStack() as lines:
        silent = [
            lines.enter_context(socket.create_connection(at, timeout=PATIENCE))
            for _ in range(9)
        ]

        assert [is_healthy(at) for _ in range(3)] == [200] * 3
        assert said_on(silent[0]) == b""


def test_when_it_is_full_of_half_forms_the_oldest_gives_way(serve):
    at = serve(most=5)
    with ExitStack() as lines:
        slow = []
        for _ in range(9):
            line = lines.enter_context(socket.create_connection(at, timeout=PATIENCE))
            line.sendall(OPEN + b"Expect: 100-continue\r\nContent-Length: 100\r\n\r\n")
            assert line.recv(100).startswith(b"HTTP/1.1 100 ")  # it is awaited
            slow.append(line)

        assert [is_healthy(at) for _ in range(3)] == [200] * 3
        assert said_on(slow[0]) == b""


@pytest.mark.slow
def test_whoever_does_not_read_is_not_written_to_for_ever(serve):
    at = serve(READING=SHORT)
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        line.settimeout(PATIENCE)
        line.connect(at)
        page = b"GET /static/vorlauf.css HTTP/1.1\r\n" + HOST + b"\r\n"
        # More than lies in all of the buffers between us.
        with pytest.raises(ConnectionError):
            line.sendall(page * 1_000_000)
        assert is_healthy(at) == 200
