"""Text form: one form for the same words."""

import unicodedata

import pytest
from each import each

from states.text_form import composed, tidy, tidy_line

OFFICE = "Wir suchen dich für die Öffentlichkeitsarbeit. #Öffentlichkeit"
# What nobody sees, wherever it stands in German words.
UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c"
    "\u202d\u202e\u2060\u2061\u2066\u2067\u2068\u2069\u206f\ufe00\ufe0f\ufeff\ufff9"
    "\ufffb\U000e0001\U000e0041\x01\x1f\x7f"
)
NEEDED = {
    "family": "Eine 👨‍👩‍👧‍👦 im Amt",
    "doctor": "Die 👩🏽‍⚕️ kommt",
    "rainbow flag": "🏳️‍🌈",
    "heart": "Mit ❤️",
    "red heart on fire": "❤️‍🔥",
    "keycap": "1️⃣ und #️⃣",
    "flag of Wales": "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
    "sign": "© und ©️, ↔️, ‼️",
    "Persian": "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "Hindi": "क्\u200dष",
    "Khmer": "ភាសា\u200bខ្មែរ",
    "Japanese": "葛\U000e0100飾",
    "blanks that are seen": "z.\u00a0B. 10\u202f000",
}


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_same_words_are_the_same_in_every_form(form):
    assert tidy(unicodedata.normalize(form, OFFICE)) == OFFICE


@each("sign", UNSEEN)
def test_what_nobody_sees_is_left_out(sign):
    for words in (f"Öl{sign}feld", f"{sign}Ölfeld", f"Ölfeld{sign}", f"Ölfeld{sign} "):
        assert tidy(words) == tidy_line(words) == "Ölfeld"


@each("words", NEEDED.values())
def test_what_a_script_or_an_emoji_needs_stays(words):
    kept = unicodedata.normalize("NFC", words)

    assert composed(words) == tidy(words) == kept


@pytest.mark.parametrize("mark", ["\r\n", "\r", "\u2028", "\u2029", "\x85", "\x0b"])
def test_a_line_may_be_broken_by_any_sign(mark):
    assert tidy(f"Eins {mark}Zwei{mark}") == "Eins\nZwei"
    assert tidy_line(f"Eins{mark}Zwei") == "Eins Zwei"


def test_what_is_composed_stays_as_it_is():
    for words in (*NEEDED.values(), OFFICE, f"Öl{UNSEEN}"):
        assert composed(composed(words)) == composed(words)
