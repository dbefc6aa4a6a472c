"""A time stamping authority of a test's own: `openssl ts` behind HTTP on loopback."""

import shutil
import subprocess
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

OPENSSL = shutil.which("openssl") or "openssl"
CONFIG = """
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
[signer]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
default_tsa = stamps
[stamps]
serial = {folder}/serial
signer_cert = {folder}/signer.pem
certs = {folder}/root.pem
signer_key = {folder}/signer.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
"""


@dataclass
class Authority:
    """Stamps what it is asked for; `answer` makes another answer of its own."""

    folder: Path
    url: str = ""
    asked: int = 0
    answer: object = None
    code: int = 200
    silent: threading.Event = field(default_factory=threading.Event)

    @property
    def certificates(self):
        """The file by which its stamps are verified."""
        return self.folder / "root.pem"

    def make(self):
        """Make its keys and certificates."""
        self.folder.mkdir(exist_ok=True)
        (self.folder / "config").write_text(CONFIG.format(folder=self.folder))
        (self.folder / "serial").write_text("01\n")
        new = ("-newkey", "rsa:2048", "-nodes", "-config", "config")
        self._run(
            *("req", "-x509", *new, "-subj", "/CN=Wurzel", "-extensions", "root"),
            *("-days", "36500", "-keyout", "root.key", "-out", "root.pem"),
        )
        self._run(
            *("req", *new, "-subj", "/CN=Zeitstempel"),
            *("-keyout", "signer.key", "-out", "signer.csr"),
        )
        self._run(
            *("x509", "-req", "-in", "signer.csr", "-CA", "root.pem"),
            *("-CAkey", "root.key", "-CAcreateserial", "-days", "36500"),
            *("-extfile", "config", "-extensions", "signer", "-out", "signer.pem"),
        )

    def stamp(self, request):
        """Return the answer to a request, as `openssl ts` gives it."""
        (self.folder / "request.tsq").write_bytes(request)
        self._run(
            *("ts", "-reply", "-config", "config", "-section", "stamps"),
            *("-queryfile", "request.tsq", "-out", "answer.tsr"),
        )
        return (self.folder / "answer.tsr").read_bytes()

    def _run(self, *words):
        subprocess.run(
            [OPENSSL, *words], cwd=self.folder, check=True, capture_output=True
        )


@contextmanager
def serving(folder):
    """Run an authority on loopback; it ends with the block."""
    authority = Authority(folder)
    authority.make()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            authority.asked += 1
            request = self.rfile.read(int(self.headers["Content-Length"]))
            if authority.silent.is_set():
                # Half an answer, and then nothing until the test is over.
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Le")
                over.wait()
                return
            make = authority.answer or authority.stamp
            content = make(request)
            self.send_response(authority.code)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    over = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    authority.url = f"http://127.0.0.1:{server.server_port}/tsr"
    try:
        yield authority
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()
