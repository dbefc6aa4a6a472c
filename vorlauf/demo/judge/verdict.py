"""Verdict: how often a year has broken each rule, by evidence alone."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from vorlauf.demo.judge import mail_rules, publication_rules, step_rules
from vorlauf.demo.judge.evidence import Evidence

RULES: Final = (
    "unknown_reader",
    "outside_office_hours",
    "on_free_day",
    "past_date",
    "after_decision",
    "twice",
    "two_in_a_minute",
    "lost",
    "late",
    "missed_instant",
    "date_changed_in_silence",
    "date_told_twice",
    "told_date_ignored",
    "late_without_being_told",
    "late_before_the_told_date",
    "asked_into_the_void",
    "asked_in_a_blackout",
    "asked_on_hold",
    "two_steps_at_once",
    "several_houses_in_an_entry",
    "decision_without_an_entry",
    "published_unapproved",
    "published_in_blackout",
    "published_on_hold",
)
# So many examples of what was broken are kept.
_MOST: Final = 20


@dataclass(frozen=True)
class Verdict:
    """How often each rule was broken, and the first examples in words."""

    broken: Mapping[str, int]
    examples: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Say whether every rule was kept."""
        return not any(self.broken.values())


def findings(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Yield every broken rule, with words that say where and how."""
    for rules in (mail_rules, step_rules, publication_rules):
        yield from rules.findings(evidence)


def judge(evidence: Evidence) -> Verdict:
    """Judge a year: every rule is named, with 0 if it was kept."""
    found = list(findings(evidence))
    counted = Counter(rule for rule, _ in found)
    return Verdict(
        broken={rule: counted[rule] for rule in RULES},
        examples=tuple(f"{rule}: {words}" for rule, words in found[:_MOST]),
    )
