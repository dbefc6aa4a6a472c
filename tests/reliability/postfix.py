"""Postfix: a real mail server of our own on loopback, which delivers into a Maildir."""

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

LOOPBACK: Final = "127.0.0.1"
PATIENCE: Final = 10.0  # seconds to come up, to go down, or to deliver
MASTER: Final = Path("/usr/lib/postfix/sbin/master")
KEEPER: Final = "nobody"  # to whom the Maildir belongs; Postfix wants no root there

# What a queue consists of, and who may enter: mode, group.
_QUEUE: Final[Mapping[str, tuple[int, str]]] = {
    **dict.fromkeys(
        ("active", "bounce", "corrupt", "defer", "deferred", "flush"), (0o700, "")
    ),
    **dict.fromkeys(("hold", "incoming", "private", "saved", "trace"), (0o700, "")),
    "maildrop": (0o730, "postdrop"),
    "public": (0o710, "postdrop"),
    "pid": (0o755, ""),
}

# Nothing is looked up and nothing leaves; what is no example.org is refused.
_MAIN: Final = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
disable_dns_lookups = yes
smtpd_peername_lookup = no
smtp_host_lookup = native
myhostname = postfix.example.org
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
local_recipient_maps =
virtual_mailbox_domains = regexp:{folder}/conf/domains
virtual_mailbox_base = {folder}
virtual_mailbox_maps = static:mail/
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
default_transport = error
relay_transport = error
in_flow_delay = 0
"""
_DOMAINS: Final = r"/^(.+\.)?example\.org$/ ours"
# Name, type, private, unprivileged, chroot, wakeup, most at once, what runs.
_MASTER: Final = """\
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
proxymap unix - - n - - proxymap
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


def is_there() -> bool:
    """Say whether a Postfix of our own can be started: the package, and root."""
    return os.geteuid() == 0 and MASTER.exists()


@dataclass(frozen=True)
class Postfix:
    """A running Postfix: where it listens, delivers and logs."""

    port: int
    maildir: Path
    log: Path

    @property
    def url(self) -> str:
        """What VORLAUF_MAIL_URL has to be."""
        return f"smtp://{LOOPBACK}:{self.port}/?from=vorlauf@example.org&name=Vorlauf"

    def arrived(self) -> list[bytes]:
        """Return every mail in the Maildir, as Postfix wrote it (LF), oldest first."""
        files = sorted((self.maildir / "new").glob("*"), key=_written)
        return [file.read_bytes() for file in files]

    def wait_for(self, number: int) -> list[bytes]:
        """Return what arrived once it is so many mails. Raises `TimeoutError`."""
        _until(lambda: len(os.listdir(self.maildir / "new")) >= number)  # noqa: PTH208  (names only, and often)
        return self.arrived()


@contextmanager
def running(folder: Path) -> Iterator[Postfix]:
    """Start a Postfix that keeps everything in `folder`, and stop it.

    Every user must be able to enter the folder, for Postfix works as several. It
    takes mail for example.org and all below it, from loopback. A folder that has
    had one already goes on with its queue, its Maildir and its log.
    """
    port = _free_port()
    _furnish(folder, port)
    master = subprocess.Popen(
        [MASTER, "-s"],
        env={"MAIL_CONFIG": str(folder / "conf"), "PATH": os.defpath},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _until(lambda: _answers(port))
        yield Postfix(port, folder / "mail", folder / "mail.log")
    finally:
        # It takes its children along, which are its group.
        master.terminate()
        master.wait(PATIENCE)
        _until(lambda: not is_at_work(master.pid))


def is_at_work(group: int) -> bool:
    """Say whether a process of this group is left, other than dead and not reaped."""
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _parent, of, *_ = file.read_text().rpartition(")")[2].split()
            if int(of) == group and state != "Z":
                return True
    return False


@contextmanager
def place() -> Iterator[Path]:
    """Make a temporary folder that every user can enter."""
    with TemporaryDirectory(prefix="vorlauf-postfix-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def _furnish(folder: Path, port: int) -> None:
    keeper = pwd.getpwnam(KEEPER)
    for name, (mode, group) in _QUEUE.items():
        part = folder / "queue" / name
        part.mkdir(parents=True, exist_ok=True)
        part.chmod(mode)
        if name != "pid":
            shutil.chown(part, "postfix", group or None)
    for name, owner in (("data", "postfix"), ("mail", KEEPER), ("conf", None)):
        (folder / name).mkdir(exist_ok=True)
        if owner:
            shutil.chown(folder / name, owner)
    # Made now, so that whoever counts the mails finds it before the first one.
    for name in ("new", "cur", "tmp"):
        part = folder / "mail" / name
        part.mkdir(exist_ok=True)
        shutil.chown(part, keeper.pw_uid, keeper.pw_gid)
    wishes = {"uid": keeper.pw_uid, "gid": keeper.pw_gid, "daemons": MASTER.parent}
    _write(folder / "conf" / "main.cf", _MAIN.format(folder=folder, **wishes))
    _write(folder / "conf" / "master.cf", _MASTER.format(port=port))
    _write(folder / "conf" / "domains", f"{_DOMAINS}\n")


def _write(file: Path, text: str) -> None:
    file.write_text(text)
    # Postfix waits for seconds before it trusts a file that was just written.
    a_minute_ago = time.time() - 60
    os.utime(file, (a_minute_ago, a_minute_ago))


def _written(file: Path) -> tuple[int, str]:
    return file.stat().st_mtime_ns, file.name


def _free_port() -> int:
    with socket.create_server((LOOPBACK, 0)) as free:
        port: int = free.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
        return True
    return False


def _until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        if time.monotonic() > deadline:
            raise TimeoutError(f"Postfix did not get there within {PATIENCE:.0f} s.")
        time.sleep(0.01)
