from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from every_letter import POST, every_letter

import notifications
from notifications.letters import labels, step_labels, templates
from notifications.letters.layout import alone

TEMPLATES = Path(notifications.__file__).parent / "templates"
GERMAN = sorted(file.name for file in TEMPLATES.glob("*.de.txt"))
# Parts of letters, which have no head of their own.
INCLUDED = {"absent", "answer", "ask"}
LETTERS = [name.split(".")[0] for name in GERMAN]
# What is written only about a slot that has come or has passed.
OF_A_SLOT = ("publication", "publish_request", "missed")
TABLES = ["LABELS", "DUTIES", "PARTS", "DECISIONS", "THINGS", "GROUPS", "LINES"]


def test_every_letter_is_there_in_both_languages():
    english = sorted(file.name for file in TEMPLATES.glob("*.en.txt"))

    assert [name.replace(".de.", ".en.") for name in GERMAN] == english


@pytest.mark.parametrize("name", [name for name in LETTERS if name not in INCLUDED])
def test_both_languages_show_the_same_blocks_in_the_same_order(name):
    german, english = (
        [part for part in templates.words_of(name, lang).parts if isinstance(part, str)]
        for lang in ("de", "en")
    )

    assert german == english


@pytest.mark.parametrize("table", TABLES)
def test_both_languages_have_the_same_fixed_words(table):
    module = step_labels if hasattr(step_labels, table) else labels
    by_language = getattr(module, table)

    assert by_language["de"].keys() == by_language["en"].keys()
    assert all(word for words_ in by_language.values() for word in words_.values())


def test_every_label_is_used():
    sources = TEMPLATES.parent.rglob("*.py")
    used = "".join(
        file.read_text(encoding="utf-8") for file in sources if file.name != "labels.py"
    )

    assert [key for key in labels.LABELS["de"] if f'"{key}"' not in used] == []


@pytest.mark.parametrize("lang", ["de", "en"])
def test_no_letter_names_a_slot_of_a_reserve(lang):
    ready = datetime(2031, 7, 17, 11, 37, tzinfo=UTC)
    for post in (
        replace(POST, slot=ready, is_reserve=True),
        replace(POST, slot=ready, is_reserve=True, is_first=True),
    ):
        named = {
            name
            for name, letter in every_letter(lang, post).items()
            for said in [str(alone(letter))]
            if ("13:37" in said or "2031" in said) and not name.startswith(OF_A_SLOT)
        }
        assert named == set()
