"""What a sentence costs: few patterns tried, and few steps in each."""

import pytest
from backtracking import steps
from work import work

from dashboard.i18n import sentences
from dashboard.i18n.sentences import LONGEST, in_german

# Of one pattern over the longest sentence that is looked at.
FEW_STEPS = 100_000


def test_what_is_very_long_is_not_looked_at():
    long = "“" + "a" * 3_000 + "” names no house; name at least one."
    assert in_german(long) == long


@pytest.mark.parametrize(
    "text",
    [
        "Still on its way: " * 39,
        "Other houses are still asked. " * 40,
        "Nothing is sent to " * 100,
        "2023-001 is in state " * 90,
        "a. " * 660,
        "“" + " names no house" * 120,
        "There is nobody called '" + "\\'" * 900,
    ],
    ids=lambda text: text[:20],
)
def test_nothing_takes_long(text, monkeypatch):
    tried, read = [], sentences.Entry.read

    def noted(entry, sentence):
        if entry.longest in sentence:
            tried.append((entry.shape, sentence))
        return read(entry, sentence)

    monkeypatch.setattr(sentences.Entry, "read", noted)
    in_german("warm")
    sentences._read.cache_clear()

    with work(most=2_000_000):
        in_german(text)

    assert sum(steps(*one, most=FEW_STEPS) for one in tried) < 10 * FEW_STEPS


def test_no_sentence_takes_long_to_be_told_from_another():
    for entry in sentences._entries():
        again_and_again = (entry.longest * LONGEST)[:LONGEST]

        assert steps(entry.shape, again_and_again, most=FEW_STEPS)
