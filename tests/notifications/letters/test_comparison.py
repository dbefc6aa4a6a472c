import pytest

from notifications.letters.blocks import Items, Quote
from notifications.letters.comparison import compared
from notifications.letters.values import ChangeValues


def only(**given):
    return compared([ChangeValues(**given)], "de")


def test_only_the_paragraphs_that_differ_are_shown():
    before = "Erster.\n\nZweiter.\n\nDritter.\n\nVierter."
    after = "Erster!\n\nZweiter.\n\nDritter.\n\nFünfter."

    assert only(part="text:linkedin", before=before, after=after) == (
        Quote("Text für LinkedIn, bisher", "Erster.\n[…]\nVierter."),
        Quote("Text für LinkedIn, jetzt", "Erster!\n[…]\nFünfter."),
    )


def test_channels_that_changed_alike_are_shown_once():
    alike = [
        ChangeValues(part=f"text:{channel}", before="Alt.", after="Neu.")
        for channel in ("linkedin", "xing")
    ]

    assert compared(alike, "de") == (
        Quote("Text für LinkedIn und Xing, bisher", "Alt."),
        Quote("Text für LinkedIn und Xing, jetzt", "Neu."),
    )


def test_a_paragraph_that_is_new_has_no_other_side():
    changed = only(part="text:xing", before="Erster.", after="Erster.\nZweiter.")

    assert changed == (Quote("Text für Xing, neu", "Zweiter."),)


def test_a_text_that_is_left_out_is_shown_once_more():
    changed = only(part="text:xing", before="Erster.", after="")

    assert changed == (Quote("Text für Xing, entfallen", "Erster."),)


def test_blanks_alone_are_named_as_such():
    changed = only(
        part="text:xing", before="Erster.\nZweiter.", after="Erster.\n\nZweiter. "
    )

    named = "Text für Xing (nur Leerzeichen, Leerzeilen oder unsichtbare Zeichen)"
    assert changed == (Items("", (named,)),)


def test_signs_that_nobody_sees_are_named_as_such():
    changed = only(part="text:xing", before="O\u0308l\u00ad", after="\u00d6l\u200b")

    named = "Text für Xing (nur Leerzeichen, Leerzeilen oder unsichtbare Zeichen)"
    assert changed == (Items("", (named,)),)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (ChangeValues(part="text:xing"), "Text für Xing"),
        (ChangeValues(part="pictures"), "Bilder"),
        (ChangeValues(part="pictures", before="a.jpg", after="a.jpg"), "Bilder"),
        (
            ChangeValues(part="slot", before="2026-12-01", after="2026-12-02"),
            "Termin: Di 01.12.2026 → Mi 02.12.2026",
        ),
        (ChangeValues(part="slot", before="früh", after="spät"), "Termin: früh → spät"),
        (
            ChangeValues(part="link", before="https://example.org/", after=""),
            "Link: https://example.org/ → (leer)",
        ),
        (ChangeValues(part="link", before="a\r\nb", after="c"), "Link: a b → c"),
    ],
)
def test_anything_else_takes_one_line(change, line):
    assert compared([change], "de") == (Items("", (line,)),)


def test_nothing_changed_says_nothing():
    assert compared([], "en") == ()
