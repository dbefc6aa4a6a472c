import json
import logging
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from apprise import apprise

from notifications.delivery.chat import post_hint
from notifications.errors import TemporaryFailure


@pytest.fixture
def room():
    """A chat room on loopback that takes JSON; `.hints` and `.url`."""

    class Room(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers["Content-Length"])
            server.hints.append(json.loads(self.rfile.read(length)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Room) as server:
        server.hints = []
        server.url = f"json://ada:Geheim@127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def nobody_there():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"json://ada:Geheim@127.0.0.1:{free.getsockname()[1]}"


def test_a_hint_reaches_every_room(room):
    post_hint([room.url, room.url], "Überfällig", "2023-014 wartet auf smi.")

    assert [hint["title"] for hint in room.hints] == ["Überfällig"] * 2
    assert room.hints[0]["message"] == "2023-014 wartet auf smi."


def test_no_other_thread_posts_a_hint(room, monkeypatch):
    monkeypatch.setattr(apprise, "_shared_executor", None)

    post_hint([room.url], "Überfällig", "2023-014 wartet auf smi.")

    assert apprise._shared_executor is None


def test_no_room_is_no_failure():
    post_hint([], "Überfällig", "2023-014 wartet auf smi.")


def test_a_room_that_fails_does_not_cost_the_others(room):
    with pytest.raises(TemporaryFailure, match=r"through json://; see"):
        post_hint([nobody_there(), room.url], "Überfällig", "2023-014")

    assert len(room.hints) == 1


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("nonsense://ada:Geheim@example.org", "nonsense://"),
        ("Geheim", "a URL without a schema"),
        ("Geheim@x://example.org", "a URL without a schema"),
        ("", "a URL without a schema"),
    ],
)
def test_a_url_that_says_nothing_to_apprise_is_named_without_its_secret(url, named):
    with pytest.raises(TemporaryFailure) as failed:
        post_hint([url], "Überfällig", "2023-014")

    assert f"through {named};" in str(failed.value)
    assert "Geheim" not in str(failed.value)


def test_nothing_secret_is_logged(room, caplog):
    caplog.set_level(1, logger="apprise")
    caplog.set_level(logging.NOTSET)

    with pytest.raises(TemporaryFailure):
        post_hint([f"{room.url}/Geheim", nobody_there(), "x://Geheim"], "Titel", "Text")

    assert "Geheim" not in caplog.text
    assert logging.getLogger("apprise").filters == []
