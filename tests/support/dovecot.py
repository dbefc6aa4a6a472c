"""A Dovecot of the tests' own: Debian's package, one user, everything in one folder."""

import os
import pwd
import re
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

USER, PASSWORD, IN_A_URL = "antwort", 'ge"heim\\ 1', "ge%22heim%5C%201"
PROGRAM = shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin:/usr/bin")
IMAPD = Path("/usr/lib/dovecot/imap")
PATIENCE = 60.0
_NUMBERS = count()

_CONFIGURATION = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
disable_plaintext_auth = no
auth_failure_delay = 0
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:{folder}/mail
mail_home = {folder}
mailbox_list_index = no
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


def is_there():
    return bool(PROGRAM) and IMAPD.exists() and os.geteuid() == 0


@dataclass(frozen=True)
class Dovecot:
    """A running Dovecot: its ports, and the Maildir of its one user."""

    port: int
    tls_port: int
    maildir: Path

    def url(self, scheme="imap", *, password=IN_A_URL, folder="INBOX"):
        port = self.tls_port if scheme == "imaps" else self.port
        return (
            f"{scheme}://{USER}:{password}@127.0.0.1:{port}/{folder}"
            "?address=antwort@example.org"
        )

    def lay(self, *mails):
        """Put mails into the mailbox as a mail server does, in this order."""
        for raw in mails:
            # A name that was there before would bring its old size with it.
            name = f"{1_000_000 + next(_NUMBERS)}.lay.host"
            (self.maildir / "new" / name).write_bytes(raw)

    def left(self):
        return _contents(self.maildir)

    def moved(self, folder="Vorlauf"):
        return _contents(self.maildir / f".{folder}")

    def empty(self):
        for folder in (self.maildir, *self.maildir.glob(".[A-Z]*")):
            for name in ("new", "cur"):
                for file in (folder / name).glob("*"):
                    file.unlink()


def _contents(maildir):
    files = [file for name in ("new", "cur") for file in (maildir / name).glob("*")]
    return [file.read_bytes() for file in sorted(files, key=_age)]


def _age(file):
    """Sort by the numbers of a name: M99 microseconds are before M100."""
    return [int(number) for number in re.findall(r"\d+", file.name)]


@contextmanager
def running(certificate):
    with TemporaryDirectory(prefix="vorlauf-dovecot-") as name:
        folder, keeper = Path(name), pwd.getpwnam("nobody")
        folder.chmod(0o755)
        for part in ("new", "cur", "tmp"):
            (folder / "mail" / part).mkdir(parents=True)
        for part in ("mail", "mail/new", "mail/cur", "mail/tmp"):
            shutil.chown(folder / part, keeper.pw_uid, keeper.pw_gid)
        server = Dovecot(_free_port(), _free_port(), folder / "mail")
        (folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
        (folder / "dovecot.conf").write_text(
            _CONFIGURATION.format(
                folder=folder,
                certificate=certificate,
                key=certificate,
                port=server.port,
                tls_port=server.tls_port,
                uid=keeper.pw_uid,
                gid=keeper.pw_gid,
            )
        )
        with _process(folder, server):
            yield server


@contextmanager
def _process(folder, server):
    command = [PROGRAM, "-F", "-c", folder / "dovecot.conf"]
    master = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        _wait_until_it_answers(server.port, folder / "dovecot.log", master)
        yield
    finally:
        master.terminate()
        master.communicate(timeout=PATIENCE)


def _wait_until_it_answers(port, log, master):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and master.poll() is None:
        with (
            suppress(OSError),
            socket.create_connection(("127.0.0.1", port), timeout=1) as line,
        ):
            line.settimeout(PATIENCE)
            if line.recv(10).startswith(b"* OK"):
                return
        time.sleep(0.05)
    said = log.read_text()[-2000:] if log.exists() else ""
    master.terminate()
    raise TimeoutError(f"Dovecot did not come up: {said} {master.stderr.read()!r}")


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]
