"""Sandbox child: the process in which one uploaded file is checked and rewritten.

A harmful file costs no more than this process: memory, time and the size of its output
are limited before the file is opened, and the result is one line of JSON. Run as
`python -m vorlauf.material.files.sandbox_child ORDER`, ORDER in JSON.
"""

import json
import re
import resource
import sys
import time
from pathlib import Path
from typing import Final

from vorlauf.material.files import pdf, videos
from vorlauf.material.files.file_types import FileKind
from vorlauf.material.files.rejections import Reason, UnusableError

# The whole address space, so more than what is in memory at any time.
MEMORY_BYTES: Final = 300_000_000
CPU_SECONDS: Final = 10
WRITTEN_BYTES: Final = 510_000_000


def limit() -> None:
    """Limit what this process may use, for good."""
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, WRITTEN_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def pressed(order: dict[str, object]) -> dict[str, object]:
    """Carry out an order, and return what was made or `refused` with a reason."""
    source, into = Path(str(order["source"])), Path(str(order["into"]))
    kind = FileKind(str(order["kind"]))
    try:
        return _made(source, into, kind, order["formats"])
    except UnusableError as error:
        reason = error.reason
    except MemoryError:
        reason = Reason.TOO_MUCH_WORK
    # The libraries raise whatever they like for a broken file; this process ends now.
    except Exception as error:  # noqa: BLE001
        reason = Reason.BROKEN_FILM if kind is FileKind.MP4 else _reason(str(error))
    return {"refused": reason.value}


def _reason(said: str) -> Reason:
    is_cut_off = any(word in said.lower() for word in ("truncated", "unexpected"))
    return Reason.CUT_OFF if is_cut_off else Reason.BROKEN


def _made(
    source: Path, into: Path, kind: FileKind, formats: object
) -> dict[str, object]:
    match kind:
        case FileKind.MP4:
            return videos.pressed(source, into)
        case FileKind.PDF:
            return pdf.pressed(source, into)
        case _:
            # Imported late: a film needs no picture library.
            from vorlauf.material.files import images  # noqa: PLC0415

            return images.pressed(source, into, kind, _sizes(formats))


def _sizes(formats: object) -> dict[str, tuple[int, int]]:
    assert isinstance(formats, dict)  # noqa: S101 - our own order
    return {name: (size[0], size[1]) for name, size in formats.items()}


def used() -> dict[str, float]:
    """Return what this process has used: seconds of computing, bytes at its peak."""
    # Not ru_maxrss: that begins with what its parent held.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = re.search(r"VmHWM:\s+(\d+) kB", status)
    return {
        "cpu_seconds": time.process_time(),
        "peak_bytes": int(peak[1]) * 1024 if peak else 0,
    }


def main() -> None:
    """Carry out the order of the command line."""
    limit()
    result = pressed(json.loads(sys.argv[1]))
    sys.stdout.write(json.dumps({**result, "used": used()}) + "\n")


if __name__ == "__main__":
    main()
