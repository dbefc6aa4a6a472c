"""Verify a dossier without Vorlauf: python3 verify.py [--head LINE:HASH …].

Needs Python 3.9 or newer and nothing else; run it in the folder of the dossier. It
checks every file, the chain of the audit log up to its end, the values of each line,
and that texts, decisions and pictures of dossier.json are those of the log. Exit code
0: all as it was written; 1: something differs, each difference is named; 2: an
argument means nothing.
"""

import hashlib
import hmac
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SUMS, CHAIN, DOSSIER, ANCHOR = (
    "SHA256SUMS",
    "audit.jsonl",
    "dossier.json",
    "anchor.json",
)
ERASED = "[…]"
# What stands for an erased name in dossier.json, in English and in German.
NAMELESS = {
    "a coordinator (name erased)",
    "an approver (name erased)",
    "a contact (name erased)",
    "a deputy (name erased)",
    "a person (name erased)",
    "eine Person der Redaktion (Name gelöscht)",
    "eine freigebende Person (Name gelöscht)",
    "eine Ansprechperson (Name gelöscht)",
    "eine Vertretung (Name gelöscht)",
    "eine Person (Name gelöscht)",
}
DECIDING = {"endorse", "approve", "request_changes", "override"}
Line = dict[str, Any]


class Report:
    """What was found: faults, and sentences about what is as it was."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.said: list[str] = []


def canonical(plain: object) -> bytes:
    """Return the one JSON spelling of a value."""
    spelt = json.dumps(plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return spelt.encode()


def sha256(content: bytes) -> str:
    """Return the SHA-256 as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def check_files(folder: Path, report: Report) -> None:
    """Compare every file with SHA256SUMS; name what was changed, removed or added."""
    told = {}
    for line in (folder / SUMS).read_text("utf-8").splitlines():
        digest, _, name = line.partition("  ")
        told[name] = digest
    found = {
        one.relative_to(folder).as_posix(): one
        for one in folder.rglob("*")
        if one.is_file() and one.name != SUMS
    }
    for name in sorted(told.keys() - found.keys()):
        report.faults.append(f"{name} is missing")
    for name in sorted(found.keys() - told.keys()):
        report.faults.append(f"{name} is none of the files of the dossier")
    for name in sorted(told.keys() & found.keys()):
        if sha256(found[name].read_bytes()) != told[name]:
            report.faults.append(f"{name} was changed")
    report.said.append(f"{len(told)} files were compared with {SUMS}.")


def walk(folder: Path, report: Report) -> dict[int, Line]:
    """Walk the chain; return its lines, those with content and those without."""
    lines: dict[int, Line] = {}
    previous, number = "", 0
    # Words may hold line breaks of Unicode, at which `splitlines` would cut as well.
    for text in (folder / CHAIN).read_text("utf-8").rstrip("\n").split("\n"):
        line = json.loads(text)
        if not previous:
            number, previous = line["line"], line["hash"]
            continue
        number += 1
        if line["line"] != number:
            report.faults.append(f"{CHAIN}: line {number} of the log is missing")
            number = line["line"]
        try:
            hashed = hash_of(line, previous, report)
        except (LookupError, TypeError, ValueError):
            hashed = ""
        if hashed != line["hash"]:
            report.faults.append(f"{CHAIN}: line {number} of the log was changed")
        lines[number], previous = line, line["hash"]
    report.said.append(f"The chain was walked over {len(lines)} lines of the log.")
    return lines


def hash_of(line: Line, previous: str, report: Report) -> str:
    """Return the hash that a line must have behind the one before it."""
    if "content" not in line:
        return link(line["line"], previous, line["content_hash"])
    content = json.loads(json.dumps(line["content"]))
    for place, promised in content["commitments"].items():
        value = taken_out(content, place)
        salt = line["salts"].get(place)
        if not fits(place, value, salt, promised):
            number = line["line"]
            report.faults.append(f"{CHAIN}: line {number}: {place} was changed")
    if content["format"] == 1:
        content.pop("row_digests", None)
    if content["format"] < 3:  # noqa: PLR2004, the format that has two hashes
        content["previous"] = previous
        return sha256(b"vorlauf-audit-entry-1\n" + canonical(content))
    if content.pop("previous") != previous or content["id"] != line["line"]:
        return ""
    return link(
        line["line"],
        previous,
        sha256(b"vorlauf-audit-content-3\n" + canonical(content)),
    )


def link(number: int, previous: str, content_hash: str) -> str:
    """Return the hash of a line whose content has this hash."""
    told = canonical([number, previous, content_hash])
    return sha256(b"vorlauf-audit-line-3\n" + told)


def taken_out(content: Any, place: str) -> object:  # noqa: ANN401, JSON
    """Take the value at a place, as details.to or on_behalf_of[0], out of a line."""
    steps = [
        int(index) if index else name
        for name, index in re.findall(r"\.?([\w-]+)|\[(\d+)\]", place)
    ]
    for step in steps[:-1]:
        content = content[step]
    value, content[steps[-1]] = content[steps[-1]], None
    return value


def fits(place: str, value: object, salt: "str | None", promised: str) -> bool:
    """Say whether a value is what was committed to, or was erased or left out."""
    if salt is None:
        return value == ERASED
    said = b"vorlauf-audit-value-1\0" + place.encode() + b"\0" + str(value).encode()
    made = hmac.new(bytes.fromhex(salt), said, "sha256").hexdigest()
    return isinstance(value, str) and made == promised


def check_end(
    folder: Path,
    lines: dict[int, Line],
    heads: list[str],
    report: Report,
) -> None:
    """Compare the chain with its end, with heads kept outside, and with stamps."""
    anchor = json.loads((folder / ANCHOR).read_text("utf-8"))
    end = anchor["end"]
    last = max(lines, default=0)
    if (last, lines.get(last, {}).get("hash")) != (end["line"], end["hash"]):
        report.faults.append(f"{CHAIN} does not end as {ANCHOR} says")
    for told in [*anchor["heads"], *heads]:
        plain = re.sub(r"\s", "", told).lower()
        if not re.fullmatch("[0-9]+:[0-9a-f]{16,64}", plain):
            report.faults.append(f"head {told} is no LINE:HASH with 16 digits or more")
            continue
        number, digest = plain.split(":")
        line = lines.get(int(number))
        if line is None:
            report.said.append(f"Head {told}: its line is not in this excerpt.")
        elif not line["hash"].startswith(digest):
            report.faults.append(f"head {told} is not what the log says")
        else:
            report.said.append(f"Head {told[:28]}… fits the chain.")
    for name in sorted(one.name for one in folder.glob("stamps/*.tsr")):
        check_stamp(folder, name, lines, report)


def check_stamp(
    folder: Path,
    name: str,
    lines: dict[int, Line],
    report: Report,
) -> None:
    """Let openssl verify a time stamp (RFC 3161), if it is there."""
    number, digest = name[: -len(".tsr")].split("-")
    if lines.get(int(number), {}).get("hash") != digest:
        report.faults.append(f"stamps/{name} is of a line that the chain has not")
        return
    program, root = shutil.which("openssl"), folder / "stamps" / "certificates.pem"
    if program is None or not root.is_file():
        report.said.append(f"stamps/{name} was not verified: openssl is missing.")
        return
    # The stamp says by which hash it is of the head: openssl gets the head itself.
    with tempfile.TemporaryDirectory() as beside:
        head = Path(beside) / "head"
        head.write_bytes(f"{number}:{digest}".encode())
        asked = [program, "ts", "-verify", "-data", str(head)]
        asked += ["-in", str(folder / "stamps" / name), "-CAfile", str(root)]
        done = subprocess.run(asked, capture_output=True, check=False)
    if done.returncode == 0:
        report.said.append(
            f"stamps/{name} holds, if stamps/certificates.pem is the authority's: "
            "compare that file with theirs; openssl believed it."
        )
    else:
        report.faults.append(f"stamps/{name} does not hold")


def check_dossier(
    folder: Path,
    lines: dict[int, Line],
    report: Report,
) -> None:
    """Compare texts, decisions and pictures with the log."""
    dossier = json.loads((folder / DOSSIER).read_text("utf-8"))
    told = {
        number: line["content"] for number, line in lines.items() if "content" in line
    }
    for post in dossier["posts"]:
        own = {n: one for n, one in told.items() if one["number"] == post["number"]}
        report.faults += [
            f"{DOSSIER}: {post['number']}: {fault}"
            for fault in (
                *gaps(own),
                *version_faults(post, own),
                *decision_faults(post, own),
                *picture_faults(post, folder),
            )
        ]
    report.faults += left_out(dossier, told)
    report.said += erased(dossier, lines)
    report.said.append(
        f"Texts, decisions and pictures of {len(dossier['posts'])} posts were compared "
        "with the log."
    )


def left_out(dossier: Line, told: dict[int, Line]) -> list[str]:
    """Return the posts whose lines are here, but which the dossier does not tell of."""
    whole = {one["number"] for one in told.values() if one["format"] == 3}  # noqa: PLR2004
    missing = whole - {post["number"] for post in dossier["posts"]}
    return [f"{DOSSIER}: {number} is left out" for number in sorted(missing)]


def erased(dossier: Line, lines: dict[int, Line]) -> Iterator[str]:
    """Say which values of the lines of these posts are erased, if any are."""
    numbers = {post["number"] for post in dossier["posts"]}
    told = [
        f"{place} of line {number}"
        for number, line in lines.items()
        if line.get("content", {}).get("number") in numbers
        for place in line["content"]["commitments"]
        if place not in line["salts"]
    ]
    if told:
        yield f"Erased or kept back, so not compared: {', '.join(told)}."


def gaps(own: dict[int, Line]) -> Iterator[str]:
    """Say whether lines of a post that changed it are left out between others."""
    moves = [one["row_version"] for one in own.values()]
    moves = sorted(one for one in moves if one is not None)
    if moves != list(range(1, len(moves) + 1)):
        yield "lines of the log that changed it are left out"


def version_faults(post: Line, own: dict[int, Line]) -> Iterator[str]:
    """Yield the versions whose text is not the one of the log, and missing ones."""
    said: dict[int, str] = {}
    for _, line in sorted(own.items()):
        if line["version"] is not None:
            said.setdefault(line["version"], line["fingerprint"])
    for version in post["versions"]:
        number, promised = version["number"], said.pop(version["number"], None)
        if (
            not promised
            == version["fingerprint"]
            == sha256(canonical(version["content"]))
        ):
            yield f"version {number} is not the one that the log knows"
    yield from (f"version {number} is missing" for number in sorted(said))


def decision_faults(post: Line, own: dict[int, Line]) -> Iterator[str]:
    """Yield the decisions that are not as the log has them, and missing ones."""
    made = {one["line"]: one for one in post["decisions"]}
    undone = {line["details"].get("undone"): number for number, line in own.items()}
    for number, line in own.items():
        if line["event"] in DECIDING and number not in made:
            yield f"the decision of line {number} is missing"
    for number, one in made.items():
        differs = number not in own or any(
            shown != kept for shown, kept in pairs(one, own[number])
        )
        if differs or one["taken_back_by"] != undone.get(number):
            yield f"the decision of line {number} is not the one of the log"


def pairs(one: Line, line: Line) -> Iterator[tuple[object, object]]:
    """Yield what a decision says beside what its line says; erased names not."""
    principals = ", ".join(line["on_behalf_of"])
    details = line["details"]
    yield one["at"][:19], line["at"][:19]
    yield ", ".join(one["houses"]), line["house"]
    yield one["reason"], line["comment"]
    yield one["is_retrospective"], details.get("retrospective") is True
    for name in ("event", "version", "fingerprint", "capacity"):
        yield one[name], line[name]
    for shown, kept in (
        (one["name"], line["actor"]),
        (one["on_behalf_of"], principals),
        (one["recorded_by"], details.get("recorded_by", "")),
    ):
        if ERASED not in kept:
            yield shown, kept
        else:
            yield shown in NAMELESS, True
    for name in ("way", "said_at", "door"):
        if details.get(name) != ERASED:
            yield one[name], details.get(name, "")


def picture_faults(post: Line, folder: Path) -> Iterator[str]:
    """Yield the pictures whose bytes are not those that were decided on."""
    shown = {
        picture["sha256"]
        for version in post["versions"]
        for picture in version["content"]["pictures"]
    }
    for picture in post["pictures"]:
        name = picture["file"]
        if picture["sha256"] not in shown:
            yield f"the picture {picture['name']} is in no version"
        elif name and not is_file_of(folder / name, picture["sha256"]):
            yield f"{name} is not the picture that was decided on"


def is_file_of(path: Path, digest: str) -> bool:
    """Say whether a file has this SHA-256."""
    return path.is_file() and sha256(path.read_bytes()) == digest


def verify(folder: Path, heads: list[str]) -> Report:
    """Check the dossier in a folder; what cannot be read is a fault of its file."""
    report = Report()
    try:
        check_files(folder, report)
        lines = walk(folder, report)
        check_end(folder, lines, heads, report)
        check_dossier(folder, lines, report)
    except (OSError, LookupError, AttributeError, TypeError, ValueError) as error:
        report.faults.append(f"a file cannot be read any more: {error!r}")
    return report


def heads_in(arguments: list[str]) -> list[str]:
    """Return the heads; ValueError for what is no --head VALUE or --head=VALUE."""
    heads, rest = [], iter(arguments)
    for one in rest:
        name, _, value = one.partition("=")
        value = next(rest, "") if one == "--head" else value
        if name != "--head" or not value:
            raise ValueError(one)
        heads.append(value)
    return heads


def main(arguments: list[str]) -> int:
    """Verify the dossier beside this script, and say what was found."""
    try:
        heads = heads_in(arguments)
    except ValueError as error:
        sys.stdout.write(
            f"{error} means nothing here: write python3 verify.py, or with "
            "--head LINE:HASH behind it, once for each head.\n"
        )
        return 2
    report = verify(Path(__file__).resolve().parent, heads)
    for sentence in report.said:
        sys.stdout.write(f"{sentence}\n")
    for fault in report.faults:
        sys.stdout.write(f"DIFFERENT: {fault}.\n")
    sys.stdout.write(
        "NOT as it was written.\n"
        if report.faults
        else "All is as it was written. Compare the end of the log in anchor.json with "
        "one that was kept outside: --head LINE:HASH. Not found would be: lines cut "
        "off behind the last change of a post that is told here, and lines that did "
        "not change it. For the PDF, for the sentences, and for what else stands in "
        "dossier.json only SHA256SUMS vouches.\n"
    )
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
