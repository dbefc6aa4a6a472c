"""What a file that has taken its process over would try; run inside that process.

`python -c` runs the text of this module: it confines itself as for one kind of file,
tries everything, and prints what it could do.
"""

import ctypes
import json
import mmap
import os
import platform
import signal
import socket
import sys
import threading
from collections.abc import Callable

PARENT = os.getppid()
HERE: "dict[str, str]" = json.loads(sys.argv[1])
LIBC = ctypes.CDLL(None, use_errno=True)
# Calls that Python has no word for, as they are numbered on x86_64: each with what
# would make it work on an unguarded machine, or fail for another reason than a ban.
RAW = {
    "ptrace": (101, 0x4206, PARENT, 0, 0),
    "process_vm_readv": (310, PARENT, 0, 0, 0, 0, 0),
    "pidfd_open": (434, PARENT, 0),
    "memfd_create": (319, b"x", 0),
    "io_uring_setup": (425, 1, bytes(120)),
    "clone3": (435, bytes(88), 88),
    "vfork": (58,),
    "unshare": (272, 0),
    "mount": (165, b"none", b"/mnt", b"tmpfs", 0, 0),
    "chroot": (161, b"/"),
    "bpf": (321, 0, 0, 0),
    "userfaultfd": (323, 0),
    "perf_event_open": (298, 0, 0, 0, 0, 0),
    "keyctl": (250, 0, 0, 0, 0, 0),
    "shmget": (29, 0, 4096, 0o1600),
    "msgget": (68, 0, 0o1600),
    "inotify_init": (253,),
    "epoll_create": (213, 1),
    "eventfd": (284, 0),
    "timerfd_create": (283, 1, 0),
    "execveat": (322, -100, b"/bin/true", 0, 0, 0),
    "open_by_handle_at": (304, -100, 0, 0),
    "tgkill of its parent": (234, PARENT, PARENT, 0),
    "rt_sigqueueinfo": (129, PARENT, 0, 0),
    "prlimit of its parent": (302, PARENT, 7, 0, bytes(16)),
    "sched_setaffinity": (203, PARENT, 8, bytes([255] * 8)),
    "setpriority": (141, 0, PARENT, 0),
    "open of the other numbering": (0x40000000 | 2, b"/etc/passwd", 0),
}


def read(path: str) -> bool:
    with open(path, "rb") as file:  # noqa: PTH123 - plain calls, as an exploit makes
        return bool(file.read(1))


def written(path: str) -> bool:
    with open(path, "wb") as file:  # noqa: PTH123
        return bool(file.write(b"x"))


def connected(family: int, address: object) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as one:
        one.settimeout(5)
        one.connect(address)  # type: ignore[arg-type]
        return True


def sent(address: object) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        return one.sendto(b"x", address) > 0  # type: ignore[arg-type]


def forked() -> bool:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return True


def spawned() -> bool:
    return os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0)[1] == 0


def threaded() -> bool:
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()
    return True


def raw(number: int, *arguments: "int | bytes") -> bool:
    held = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    found = LIBC.syscall(ctypes.c_long(number), *held)
    # Only a ban and a call that is not there are no; another fault came through.
    return not (found == -1 and ctypes.get_errno() in {1, 38})


def attempts() -> "dict[str, Callable[[], bool]]":
    """Return what is tried, each of which says whether it came to something."""
    host = ("127.0.0.1", int(HERE["port"]))
    own = HERE["folder"] + "/made by the file"
    known: dict[str, Callable[[], bool]] = {
        "read the key": lambda: read(HERE["key"]),
        "read the database": lambda: read(HERE["database"]),
        "read /etc/passwd": lambda: read("/etc/passwd"),
        "read its parent's environment": lambda: read(f"/proc/{PARENT}/environ"),
        "read its parent's memory": lambda: read(f"/proc/{PARENT}/mem"),
        "read its own settings": lambda: read("/proc/self/environ"),
        "see an environment": lambda: any("VORLAUF" in name for name in os.environ),
        "list a folder": lambda: bool(os.listdir("/")),  # noqa: PTH208
        "look at a file": lambda: bool(os.stat(HERE["key"])),  # noqa: PTH116
        "write a file": lambda: written(own),
        "overwrite the key": lambda: written(HERE["key"]),
        "make a folder": lambda: os.mkdir(own + "/") is None,  # noqa: PTH102
        "remove the key": lambda: os.unlink(HERE["key"]) is None,  # noqa: PTH108
        "rename": lambda: os.rename(HERE["key"], own) is None,  # noqa: PTH104
        "link": lambda: os.symlink("/", own) is None,  # noqa: PTH211
        "change rights": lambda: os.chmod(HERE["folder"], 0o777) is None,  # noqa: PTH101, S103
        "connect by TCP": lambda: connected(socket.AF_INET, host),
        "connect to PostgreSQL": lambda: connected(
            socket.AF_UNIX, "/var/run/postgresql/.s.PGSQL.5432"
        ),
        "connect to a socket": lambda: connected(socket.AF_UNIX, HERE["socket"]),
        "connect to an abstract socket": lambda: connected(
            socket.AF_UNIX, "\0" + HERE["abstract"]
        ),
        "send by UDP": lambda: sent(host),
        "make a pair of sockets": lambda: bool(socket.socketpair()),
        "make a pipe": lambda: bool(os.pipe()),
        "fork": forked,
        "spawn": spawned,
        "start a thread": threaded,
        "signal its parent": lambda: os.kill(PARENT, 0) is None,
        "stop its parent's group": lambda: os.killpg(os.getpgid(PARENT), 0) is None,
        "become the superuser": lambda: os.setuid(0) is None,
        "run memory": lambda: bool(mmap.mmap(-1, 4096, prot=5)),
    }
    if platform.machine() == "x86_64":
        known |= {
            f"call {name}": lambda call=call: raw(*call) for name, call in RAW.items()
        }
    return known


def main() -> None:
    """Confine this process as it is told, try, and say what came of it."""
    mechanisms: list[str] = []
    if HERE["kind"]:
        from vorlauf.material.files import file_types, work_limits
        from vorlauf.sandbox import confinement, landlock

        # Older kernels have no Landlock, and who is no superuser stays who they are.
        if HERE["without"] == "landlock":
            landlock.version = lambda: 0
        if HERE["without"] == "another user":
            os.geteuid = lambda: 1000
        limits = work_limits.LIMITS[file_types.FileKind(HERE["kind"])]
        mechanisms = confinement.confine(limits)
    signal.signal(signal.SIGSYS, signal.SIG_DFL)
    done = []
    tried = attempts()
    if HERE["only"]:
        tried = {HERE["only"]: tried[HERE["only"]]}
    for name, attempt in tried.items():
        try:
            if attempt():
                done.append(name)
        except (OSError, RuntimeError, MemoryError):
            continue
    said = {"mechanisms": mechanisms, "tried": len(tried), "done": done}
    sys.stdout.write(json.dumps(said))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
