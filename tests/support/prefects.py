"""Prefect for the tests that need none: a server that answers as it is told to."""

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from uuid import UUID

REMIND = str(UUID(int=1))
RUN = str(UUID(int=7))

DEPLOYMENT = {
    "id": REMIND,
    "name": "timetable",
    "flow_id": "f1",
    "created": "2026-11-20T08:00:00Z",
    "description": "Sends the reminders and notices that are due.",
    "paused": False,
}
OVER = {
    "id": RUN,
    "state": {"type": "COMPLETED", "message": "3 sent, 1 failed"},
    "start_time": "2026-11-23T08:00:01Z",
    "total_run_time": 1.25,
    "expected_start_time": "2026-11-23T08:00:00Z",
}
AHEAD = OVER | {"state": {"type": "SCHEDULED"}, "start_time": None}


class Prefect:
    """What it answers by path, what it was asked, and how many 503s come first.

    If it `hangs`, it answers nothing until the test is over.
    """

    def __init__(self):
        self.answers = {
            "/api/deployments/filter": [DEPLOYMENT],
            "/api/flows/filter": [{"id": "f1", "name": "remind"}],
            "/api/flow_runs/filter": [OVER],
        }
        self.asked, self.busy, self.drips, self.hangs = [], 0, False, False
        self.over = Event()

    def answer(self, handler):
        path = handler.path
        handler.rfile.read(int(handler.headers["Content-Length"]))
        self.asked.append(path)
        if self.hangs:
            self.over.wait()
            return
        if self.busy:
            self.busy -= 1
            handler.send_error(503)
            return
        said = self.answers.get(path, {})
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        self._send(handler.wfile, body)

    def _send(self, wire, body):
        for octet in range(len(body)) if self.drips else ():
            if self.over.is_set():
                return
            wire.write(body[octet : octet + 1])
            self.over.wait(0.1)
        if not self.drips:
            wire.write(body)


@contextmanager
def prefect():
    """Serve one on loopback; yields it with its `api`."""
    served = Prefect()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            try:
                served.answer(self)
            except OSError:
                self.close_connection = True

        def log_message(self, *_):
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        served.api = f"http://127.0.0.1:{server.server_port}/api"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield served
        finally:
            served.over.set()
            server.shutdown()
            thread.join()
