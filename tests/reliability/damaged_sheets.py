"""Damaged sheets: spreadsheets with flipped bits, bombs and lies, read one by one.

Each is decoded by a process of its own that is confined as in the product, but forked,
because twenty thousand starts of Python would take hours; every hundredth is read by
the product's own child. What a child says is interpreted here, as in the product:
`damaged_plans.py` makes plans of it, `damaged_exports.py` figures.
"""

import io
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import sheet_samples as samples

from reliability.figures import Figure, not_measured
from vorlauf.errors import BadInputError
from vorlauf.sandbox.confinement import SECCOMP, confine
from vorlauf.sheets import reader, reader_child, text_files
from vorlauf.sheets.cells import Workbook

FEW: Final = 300
SEED: Final = 20261201
MOST_MEMORY: Final = 50_000_000  # bytes
UNHARMED: Final = 0.95
_PROMISE: Final = (
    "0 tracebacks, reader's memory at most 50 MB more, 95% of the unharmed read"
)
# Every so many are read by a child as the product starts it.
_ALONE: Final = 100
_NUMBER: Final = re.compile(rb'(?<=")\d+(?=")')
_CELL: Final = re.compile(rb'r="[A-Z]+\d+"')
_LIES: Final = (b"0", b"-1", b"1048577", b"99999999999999999999", b"x", b"1e9")
_PLACES: Final = (b"XFD1048576", b"F1048576", b"ZZ100000", b"A0", b"ZZZZ1", b"A")


Understand = Callable[[Workbook], object]
Damage = Callable[[bytes, random.Random], bytes]


@dataclass
class Counted:
    """What became of the files that were read."""

    kinds: Counter[str] = field(default_factory=Counter)
    read: int = 0
    refused: int = 0
    died: int = 0
    unharmed: int = 0
    unharmed_read: int = 0
    tracebacks: list[str] = field(default_factory=list)
    memory: int = 0


def measured(number: int, title: str, module: str, count: int) -> Figure:
    """Read damaged files in a process of its own; count what is no clean refusal.

    `python -m reliability.MODULE COUNT` prints what was counted.
    """
    done = subprocess.run(
        [sys.executable, "-m", f"reliability.{module}", str(count)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return not_measured(number, title, " ".join(done.stderr.split())[-200:])
    return figure(number, title, count, Counted(**json.loads(done.stdout)))


def figure(number: int, title: str, tried: int, counted: Counted) -> Figure:
    """Return the figure of what was counted."""
    share = counted.unharmed_read / max(counted.unharmed, 1)
    is_kept = (
        not counted.tracebacks and counted.memory <= MOST_MEMORY and share >= UNHARMED
    )
    first = f", first {counted.tracebacks[0]}" if counted.tracebacks else ""
    return Figure(
        number=number,
        title=title,
        tried=tried,
        failed=len(counted.tracebacks),
        promise=_PROMISE,
        kept=is_kept,
        details=(
            f"{counted.read:,} read, {counted.refused:,} refused with a sentence, "
            f"{counted.died:,} of them because the child died; "
            f"{counted.unharmed_read:,} of {counted.unharmed:,} unharmed ones read as "
            f"before; {counted.memory / 1e6:.0f} MB more memory, seed {SEED}{first}"
        ),
    )


def counted(
    count: int,
    bases: Sequence[bytes],
    understand: Understand,
    more: Sequence[Damage] = (),
    *,
    seed: int = SEED,
) -> Counted:
    """Read so many damaged files, and count what becomes of each.

    `understand` makes of a workbook what the product makes of it; `more` are damages
    beside those of every spreadsheet.
    """
    chance = random.Random(seed)
    damages = (*DAMAGES, *more)
    text_files.load_codecs()
    result = Counted()
    for number in range(count):
        base = chance.choice(bases)
        damage = chance.choice(damages)
        result.kinds[damage.__name__] += 1
        raw = damage(base, chance)
        wanted = _said(base, understand, result) if damage is _beside_cells else None
        # The peak of reading alone: bombs are made in this process, too.
        _forget_peak()
        before = _memory()
        said = _said(raw, understand, result, alone=number % _ALONE == 0)
        result.memory = max(result.memory, _memory("VmHWM") - before)
        if damage is _beside_cells:
            result.unharmed += 1
            result.unharmed_read += said is not None and said == wanted
    return result


def _said(
    raw: bytes, understand: Understand, result: Counted, *, alone: bool = False
) -> str | None:
    """Return what a file says as text, None if it was refused."""
    try:
        book = reader.read_bytes(raw) if alone else _forked(raw)
        said = str(understand(book))
    except BadInputError as error:
        result.refused += 1
        result.died += isinstance(error.__cause__, ChildProcessError)
        return None
    except Exception as error:  # noqa: BLE001, this is what must not happen
        result.tracebacks.append(f"{type(error).__name__}: {error}"[:120])
        return None
    result.read += 1
    return said


def _forked(raw: bytes) -> Any:
    """Read as the product does, in a confined process without a start of Python."""
    with tempfile.TemporaryFile() as made, tempfile.TemporaryFile() as said:
        child = os.fork()
        if not child:
            _decode(raw, made.fileno(), said.fileno())
        _, status = os.waitpid(child, 0)
        said.seek(0)
        words = said.read()
        if status or not words:
            reason = reader.refused(reader.Reason.BROKEN)
            raise reason from ChildProcessError(status)
        return reader._believed(json.loads(words), made)


def _decode(raw: bytes, made: int, said: int) -> None:
    try:
        os.close(2)
        into = os.fdopen(made, "w", encoding="utf-8", newline="\n", closefd=False)
        mechanisms = confine(reader_child.LIMITS)
        outcome = reader_child.outcome_of(
            raw, into, encoding=None, confined=SECCOMP in mechanisms
        )
        into.flush()
        os.write(said, json.dumps(outcome).encode())
        os._exit(0)
    finally:
        os._exit(1)


def _bits(raw: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(raw)
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        damaged[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def _cut(raw: bytes, chance: random.Random) -> bytes:
    return raw[: chance.randrange(len(raw))]


def _hole(raw: bytes, chance: random.Random) -> bytes:
    start, length = chance.randrange(len(raw)), chance.choice((1, 16, 512))
    filling = chance.choice((b"", b"\0" * length, chance.randbytes(length)))
    return raw[:start] + filling + raw[start + length :]


def _doubled(raw: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(raw))
    return raw[:start] + raw[start : start + 512] * chance.choice((2, 50)) + raw[start:]


def _wrong_head(raw: bytes, chance: random.Random) -> bytes:
    head = chance.choice(
        (b"\x89PNG", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    )
    return head + raw[len(head) :]


def _in_parts(change: Callable[[bytes, random.Random], bytes]) -> Any:
    """Return a damage of a part of an archive, packed again with right checksums."""

    def in_a_part(raw: bytes, chance: random.Random) -> bytes:
        if not raw.startswith(b"PK"):
            return change(raw, chance)
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = [name for name in archive.namelist() if name.endswith(".xml")]
            name = chance.choice(names)
            part = archive.read(name)
        return samples.repacked(raw, {name: change(part, chance) if part else b"x"})

    in_a_part.__name__ = f"{change.__name__} in a part"
    return in_a_part


def _lie(part: bytes, chance: random.Random) -> bytes:
    """Put another number, or another cell, where a number or a cell stands."""
    form, words = chance.choice(((_NUMBER, _LIES), (_CELL, _PLACES)))
    places = list(form.finditer(part))
    if not places:
        return part + b"x"
    place, word = chance.choice(places), chance.choice(words)
    word = b'r="' + word + b'"' if form is _CELL else word
    return part[: place.start()] + word + part[place.end() :]


def _bomb(part: bytes, chance: random.Random) -> bytes:
    middle = part.find(b">", len(part) // 2) + 1
    filling = chance.choice(
        (b" " * 30_000_000, b"<a>" * 100_000, b"<c><v>1</v></c>" * 99_999)
    )
    return part[:middle] + filling + part[middle:]


def _beside_cells(raw: bytes, chance: random.Random) -> bytes:
    """Damage what says nothing of the cells: properties and the theme."""
    if not raw.startswith(b"PK"):
        return raw
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        names = [n for n in archive.namelist() if "docProps" in n or "theme" in n]
        if not names:
            return raw
        entry = archive.getinfo(chance.choice(names))
    start = entry.header_offset + 30 + len(entry.filename)
    damaged = bytearray(raw)
    for _ in range(chance.choice((1, 8, 64))):
        place = start + chance.randrange(entry.compress_size)
        damaged[place] ^= 1 << chance.randrange(8)
    return bytes(damaged)


DAMAGES: Final = (
    _bits,
    _bits,
    _cut,
    _hole,
    _doubled,
    _wrong_head,
    _in_parts(_bits),
    _in_parts(_lie),
    _in_parts(_lie),
    _in_parts(_hole),
    _in_parts(_bomb),
    _beside_cells,
)


def _memory(what: str = "VmRSS") -> int:
    status = Path("/proc/self/status").read_text("ascii", "replace")
    found = re.search(rf"{what}:\s+(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0


def _forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5", "ascii")
