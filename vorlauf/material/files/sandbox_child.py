"""Sandbox child: the process in which one uploaded file is checked and rewritten.

A harmful file costs no more than this process. It loads what it needs for one kind of
file, is confined for good, and only then reads the file, from its standard input. What
it makes goes into files that its parent has opened, and the result is one line of JSON.
Run as `python -m vorlauf.material.files.sandbox_child ORDER`, ORDER in JSON.
"""

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from vorlauf.material.files.file_types import FILMS, FileKind
from vorlauf.material.files.rejections import FileReason, UnusableError, broken
from vorlauf.material.files.work_limits import LIMITS
from vorlauf.sandbox.confinement import SECCOMP, confine, used

# Read without the filter of system calls, too: their decoders are small and old.
READ_ANYWHERE: Final = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.WEBP})


@dataclass(frozen=True, kw_only=True)
class ConversionOrder:
    """What is to be made: `outputs` are descriptors of empty files.

    The first is for the file itself, the others for the `formats` of a picture, in
    their order. Width and height are pixels.
    """

    kind: FileKind
    outputs: Sequence[int]
    formats: Mapping[str, tuple[int, int]]


# Writes to the open files what becomes of the source, and says what it is.
Codec = Callable[[BinaryIO, Sequence[BinaryIO]], dict[str, object]]


def codec_of(order: ConversionOrder) -> Codec:
    """Load what is needed for this kind of file and no other."""
    # Afterwards nothing can be imported any more.
    if order.kind in FILMS:
        from vorlauf.material.files import videos  # noqa: PLC0415

        return lambda source, made: videos.pressed(source, made[0], order.kind)
    if order.kind is FileKind.PDF:
        from vorlauf.material.files import pdf  # noqa: PLC0415

        pdf.load_library()
        return lambda source, made: pdf.pressed(source, made[0])
    from vorlauf.material.files import images  # noqa: PLC0415

    images.load_libraries()
    return lambda source, made: images.pressed(source, made, order.kind, order.formats)


def pressed(
    codec: Codec, kind: FileKind, source: BinaryIO, made: Sequence[BinaryIO]
) -> dict[str, object]:
    """Return what the codec made, or `refused` with a reason."""
    try:
        return codec(source, made)
    except UnusableError as error:
        reason = error.reason
    except (MemoryError, RecursionError):
        reason = FileReason.TOO_MUCH_WORK
    # The libraries raise whatever they like for a broken file; this process ends now.
    except Exception as error:  # noqa: BLE001
        reason = _reason(kind, str(error))
    return {"refused": reason.value}


def _reason(kind: FileKind, said: str) -> FileReason:
    reason = broken(kind)
    is_cut_off = any(word in said.lower() for word in ("truncated", "unexpected"))
    return FileReason.CUT_OFF if is_cut_off and reason is FileReason.BROKEN else reason


def main() -> None:
    """Carry out the order of the command line."""
    order = _order(sys.argv[1])
    codec = codec_of(order)
    source = os.fdopen(0, "rb")
    made = [os.fdopen(number, "w+b") for number in order.outputs]
    status = os.open("/proc/self/status", os.O_RDONLY)
    mechanisms = confine(LIMITS[order.kind])
    if SECCOMP in mechanisms or order.kind in READ_ANYWHERE:
        result = pressed(codec, order.kind, source, made)
    else:
        result = {"refused": FileReason.NO_SANDBOX.value}
    # What cannot be written down any more was too large.
    try:
        for file in made:
            file.flush()
    except OSError:
        result = {"refused": FileReason.TOO_MUCH_WORK.value}
    result |= {"mechanisms": mechanisms, "used": used(status)}
    sys.stdout.write(json.dumps(result) + "\n")
    sys.stdout.flush()
    # Nothing is left that would need to be tidied up.
    os._exit(0)


def _order(text: str) -> ConversionOrder:
    order = json.loads(text)
    return ConversionOrder(
        kind=FileKind(order["kind"]),
        outputs=order["outputs"],
        formats={name: (box[0], box[1]) for name, box in order["formats"].items()},
    )


if __name__ == "__main__":
    main()
