"""Rules of publications: every yes, no blackout, no hold."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Final

from vorlauf.demo.judge.calendar import berlin
from vorlauf.demo.judge.evidence import RENAMED, Evidence, Row, renamed_in
from vorlauf.demo.judge.mail_rules import Finding, is_held

_BACK: Final = frozenset({"request_changes", "withdraw", "reopen"})


def findings(evidence: Evidence) -> Iterator[Finding]:
    """Find what is out without every yes, or came out in a blackout."""
    houses = defaultdict(set)
    for row in evidence.tables["post_house"]:
        houses[row["post_id"]].add(row["house"])
    entries = defaultdict(list)
    for entry in evidence.tables["audit"]:
        entries[entry["post_id"]].append(entry)
    for post in evidence.tables["post"]:
        if post["published_at"] is not None:
            yield from _approved(post, entries[post["id"]], houses[post["id"]])
            yield from _not_held(evidence, post, entries[post["id"]])


def _approved(post: Row, entries: list[Row], houses: set[str]) -> Iterator[Finding]:
    if post["overridden"]:
        return
    yes = _said_yes(post, entries)
    words = f"{post['number']} at {post['published_at']}"
    if missing := sorted(houses - yes["endorse"]):
        yield "published_unapproved", f"{words}: without {missing}"
    if not yes["approve"]:
        yield "published_unapproved", f"{words}: without an approval"


def _not_held(evidence: Evidence, post: Row, entries: list[Row]) -> Iterator[Finding]:
    """Find what came out in a blackout or on hold, but by hand with a reason."""
    at, words = post["published_at"], f"{post['number']} at {post['published_at']}"
    out = [one for one in entries if one["event"] in {"publish", "override"}]
    if out and out[-1]["comment"]:
        return
    blackouts = evidence.rules_at(at).blackouts
    if any(first <= berlin(at).date() <= last for first, last in blackouts):
        yield "published_in_blackout", words
    if is_held(entries, post["id"], at):
        yield "published_on_hold", words


def _said_yes(post: Row, entries: list[Row]) -> Mapping[str, set[str]]:
    """Return which houses said yes to what was published, after the last no.

    After an editorial correction a yes counts for the corrected version, too.
    """
    said: dict[str, set[str]] = {"endorse": set(), "approve": set()}
    fits = {post["fingerprint"], *_before_corrections(post, entries)}
    for entry in _standing(entries):
        if entry["event"] == "publish":
            break
        if entry["event"] in _BACK:
            said = {"endorse": set(), "approve": set()}
        if entry["event"] == RENAMED:
            _rename(said, entry)
        is_other = entry["actor_key"] != post["author"]
        if entry["event"] in said and entry["fingerprint"] in fits and is_other:
            said[entry["event"]].add(entry["house"])
    return said


def _before_corrections(post: Row, entries: list[Row]) -> Iterator[str]:
    """Yield the fingerprints from which corrections led to what was published."""
    wanted = post["fingerprint"]
    for before, entry in reversed(list(pairwise(entries))):
        if entry["event"] == "correct" and entry["fingerprint"] == wanted:
            wanted = before["fingerprint"]
            yield wanted


def _rename(said: Mapping[str, set[str]], entry: Row) -> None:
    """Let what a house has said be said under its new key."""
    (new,), (old,) = renamed_in(entry)
    for houses in said.values():
        if old in houses:
            houses.remove(old)
            houses.add(new)


def _standing(entries: list[Row]) -> list[Row]:
    """Return the entries without those that were taken back."""
    kept: list[Row] = []
    for entry in entries:
        if entry["event"] in {"undo", "take_back"}:
            undone = json.loads(entry["details"] or "{}").get("undone")
            kept = [one for one in kept if one["id"] != undone]
        else:
            kept.append(entry)
    return kept
