"""Word diff: what has changed in a text, word by word, and quickly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from work import work

from dashboard.components.word_diff import DiffKind, DiffPiece, difference

SAME, REMOVED, ADDED = DiffKind


def test_a_changed_word_stands_beside_the_old_one():
    found = difference("Ein Tag bei der Feuerwehr", "Ein Jahr bei der Feuerwehr")

    assert found == (
        DiffPiece(SAME, "Ein "),
        DiffPiece(REMOVED, "Tag "),
        DiffPiece(ADDED, "Jahr "),
        DiffPiece(SAME, "bei der Feuerwehr"),
    )


def test_equal_texts_are_one_piece():
    assert difference("Ein Tag", "Ein Tag") == (DiffPiece(SAME, "Ein Tag"),)


@pytest.mark.parametrize(
    ("before", "after", "kind"), [("", "Neu", ADDED), ("Alt", "", REMOVED)]
)
def test_a_text_that_came_or_went_is_one_piece(before, after, kind):
    assert difference(before, after) == (DiffPiece(kind, before or after),)


def test_a_new_line_break_is_a_change():
    assert DiffPiece(ADDED, "\n") in difference("eins\nzwei", "eins\n\nzwei")


@given(st.text("ab \n", max_size=60), st.text("ab \n", max_size=60))
def test_without_what_went_it_reads_as_it_does_now(before, after):
    now = "".join(p.text for p in difference(before, after) if p.kind is not REMOVED)

    assert now == after


def test_long_texts_of_few_words_do_not_take_long():
    one, other = "ab ba " * 700, "ba ab aa " * 500

    with work(most=100_000):
        pieces = difference(one, other)

    assert [piece.kind for piece in pieces] == [REMOVED, ADDED]
