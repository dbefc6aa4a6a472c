"""Confinement: a file that has taken its process over comes to nothing."""

import json
import platform
import select
import socket
import struct
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex

import picture_samples as samples
import pytest

from vorlauf.errors import BadInputError
from vorlauf.material.files import sandbox
from vorlauf.material.files.file_types import FileKind
from vorlauf.material.files.rejections import SENTENCES, FileReason
from vorlauf.material.files.work_limits import LIMITS
from vorlauf.sandbox import landlock, seccomp
from vorlauf.sandbox.child import started
from vorlauf.sandbox.confinement import SECCOMP

pytestmark = pytest.mark.program

# What can be done without a sandbox, so that the attempts are known to be real.
POSSIBLE = {
    "read the key",
    "read the database",
    "read its parent's environment",
    "read its own settings",
    "list a folder",
    "write a file",
    "connect by TCP",
    "connect to a socket",
    "connect to an abstract socket",
    "send by UDP",
    "fork",
    "spawn",
    "start a thread",
    "signal its parent",
    "run memory",
}


@pytest.fixture
def around(tmp_path):
    """What lies around a process that reads a file, and who listens there."""
    key, database = tmp_path / "links.key", tmp_path / "vorlauf.db"
    for path in (key, database):
        path.write_bytes(b"a secret")
    name = token_hex(8)
    with ExitStack() as stack:
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        port = tcp.getsockname()[1]
        udp = stack.enter_context(socket.socket(type=socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", port))
        for address in (str(tmp_path / "socket"), "\0" + name):
            unix = stack.enter_context(socket.socket(socket.AF_UNIX))
            unix.bind(address)
            unix.listen()
        yield {
            "key": str(key),
            "database": str(database),
            "folder": str(tmp_path),
            "socket": str(tmp_path / "socket"),
            "abstract": name,
            "port": str(port),
        }


@pytest.fixture
def escape(around):
    def escape(kind="", without="", only=""):
        told = {**around, "kind": kind, "without": without, "only": only}
        spec = find_spec("escapes")
        code = Path(spec.origin).read_text(encoding="utf-8")
        with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as empty:
            child = started(["-c", code, json.dumps(told)], empty, said, ())
            status = child.wait(60)
            said.seek(0)
            words = said.read()
        return (status, json.loads(words)) if words else (status, {"done": []})

    return escape


@pytest.mark.parametrize("without", ["", "landlock", "another user"])
@pytest.mark.parametrize("kind", FileKind)
def test_a_file_that_has_taken_its_process_over_comes_to_nothing(
    escape, capsys, kind, without
):
    _, said = escape(kind, without)

    with capsys.disabled():
        print(  # noqa: T201 - under what it was tried is wanted
            f"\n{kind}: {said['tried']} tried, {len(said['done'])} done, "
            f"under {', '.join(said['mechanisms'])}"
        )
    threads = ["start a thread"] if LIMITS[kind].threads else []
    assert said["done"] == threads
    assert said["tried"] >= 30
    assert SECCOMP in said["mechanisms"]
    has_landlock = any("landlock" in name for name in said["mechanisms"])
    assert has_landlock == (bool(landlock.version()) and without != "landlock")


def test_the_attempts_are_real_ones(escape):
    possible = {name: escape(only=name)[1]["done"] for name in sorted(POSSIBLE)}

    assert {name for name, done in possible.items() if done} == POSSIBLE


def test_no_file_can_be_larger_and_no_memory_more_than_it_may():
    code = (
        "import os, sys\n"
        "from vorlauf.sandbox.confinement import Limits, confine\n"
        "confine(Limits(memory=200_000_000, cpu_seconds=5, written=1_000_000))\n"
        "try:\n"
        "    bytearray(200_000_000)\n"
        "except MemoryError:\n"
        "    print('no', flush=True)\n"
        "try:\n"
        "    [os.write(1, bytes(500_000)) for _ in range(3)]\n"
        "except OSError:\n"
        "    os._exit(7)\n"
    )
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as empty:
        child = started(["-c", code], empty, said, ())
        status = child.wait(60)
        said.seek(0)
        words = said.read()

    assert (status, len(words)) == (7, 1_000_000)
    assert words.startswith(b"no\n")


def test_a_child_ends_with_its_parent():
    child = (
        "import os\n"
        "from vorlauf.material.files.work_limits import LIMITS\n"
        "from vorlauf.sandbox.confinement import confine\n"
        "from vorlauf.material.files.file_types import FileKind\n"
        "confine(LIMITS[FileKind.PNG])\n"
        "os.write(1, b'.')\n"
        "while True: pass\n"
    )
    parent = (
        "import subprocess, sys\n"
        "subprocess.run([sys.executable, '-I', '-c', sys.argv[1]])\n"
    )
    command = [sys.executable, "-c", parent, child]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout.read(1) == b"."
        process.kill()

        # The other end of the pipe is closed when the child is gone, long before its
        # ten seconds of computing are over.
        assert select.select([process.stdout], [], [], 5) == ([process.stdout], [], [])
        assert process.stdout.read() == b""


NO_FILTER = """#!{python}
import ctypes, os, struct, sys
# The kernel is told to refuse every later filter, as one without them would.
rows = [(0x20, 0, 0, 0), (0x15, 0, 3, {prctl}), (0x20, 0, 0, 16), (0x15, 0, 1, 22),
        (0x06, 0, 0, 0x00050016), (0x06, 0, 0, 0x7FFF0000)]
code = b"".join(struct.pack("<HBBI", *row) for row in rows)
class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]
libc = ctypes.CDLL(None)
libc.prctl(38, *map(ctypes.c_ulong, (1, 0, 0, 0)))
assert libc.prctl(22, 2, ctypes.byref(Program(len(rows), code)), 0, 0) == 0
os.execv({python!r}, [{python!r}, *sys.argv[1:]])
"""


@pytest.fixture
def without_filter(tmp_path, monkeypatch):
    prctl = {"x86_64": 157, "aarch64": 167}[platform.machine()]
    script = tmp_path / "python"
    script.write_text(NO_FILTER.format(python=sys.executable, prctl=prctl))
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))


@pytest.mark.usefixtures("without_filter")
def test_without_the_filter_only_plain_pictures_are_read(tmp_path):
    refused = {
        "HEIC": samples.heic(samples.SMALL_HEIC),
        "a film": samples.mp4(),
        "a film of QuickTime": samples.mp4(b"qt  "),
        "a form": samples.pdf(),
    }
    taken = {"JPEG": samples.jpeg(), "PNG": samples.png(), "WebP": samples.webp()}
    outcomes = {}
    for number, (name, raw) in enumerate((refused | taken).items()):
        source, into = tmp_path / f"{number}", tmp_path / f"made {number}"
        source.write_bytes(raw)
        into.mkdir()
        try:
            outcomes[name] = sandbox.pressed(source, into, {}).mechanisms
        except BadInputError as error:
            outcomes[name] = str(error)

    sentence = str(SENTENCES[FileReason.NO_SANDBOX])
    assert {name for name in outcomes if outcomes[name] == sentence} == set(refused)
    for name in taken:
        assert "rlimit" in outcomes[name]
        assert SECCOMP not in outcomes[name]
    assert SECCOMP not in sandbox.mechanisms()


@pytest.mark.parametrize("version", range(1, 9))
def test_each_version_of_landlock_is_told_what_it_knows(version):
    rights, *more = struct.unpack(
        f"{len(landlock.ruleset(version)) // 8}Q", landlock.ruleset(version)
    )

    known = {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)
    assert rights.bit_length() == known
    assert len(more) == (0 if version < 4 else 1 if version < 6 else 2)


def test_the_filter_is_the_same_on_both_architectures():
    x86_64, aarch64 = (seccomp._ALLOWED[name] for name in ("x86_64", "aarch64"))

    assert x86_64.keys() == aarch64.keys()
    assert (
        seccomp._FOR_THREADS["x86_64"].keys() == seccomp._FOR_THREADS["aarch64"].keys()
    )
    assert not {"open", "openat", "socket", "execve", "kill"} & x86_64.keys()
