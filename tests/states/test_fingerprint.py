import json
import unicodedata
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.fingerprint import (
    Content,
    ShownPicture,
    as_plain,
    canonical,
    changes,
    fingerprint,
    from_plain,
    keeping,
)
from states.text_form import tidy

TRUCK = ShownPicture(
    house="smi", name="drehleiter.jpg", sha256="a" * 64, alt_text="Leiter"
)
CREW = ShownPicture(
    house="smi", name="wache.jpg", sha256="b" * 64, alt_text="Vier Leute"
)

POST = Content(
    texts={"linkedin": "Ein Tag bei der Feuerwehr.", "xing": "Ein Tag dort."},
    pictures=(TRUCK, CREW),
    link="https://www.example.org/feuerwehr",
    slot_date=date(2023, 11, 21),
)

words = st.text(max_size=8)
pictures = st.builds(
    ShownPicture, house=words, name=words, sha256=words, alt_text=words
)
contents = st.builds(
    Content,
    texts=st.dictionaries(st.sampled_from(["instagram", "linkedin", "xing"]), words),
    pictures=st.lists(pictures, max_size=3).map(tuple),
    link=words,
    slot_date=st.dates(),
)


def test_a_save_without_change_keeps_the_fingerprint():
    saved_again = replace(POST, texts=dict(POST.texts))

    assert fingerprint(saved_again) == fingerprint(POST)
    assert changes(POST, saved_again) == ()


@pytest.mark.parametrize(
    ("edit", "changed"),
    [
        ({"texts": {**POST.texts, "xing": "Kürzer."}}, ("text:xing",)),
        ({"texts": {**POST.texts, "instagram": "Neu."}}, ("text:instagram",)),
        ({"texts": {"xing": "Ein Tag dort."}}, ("text:linkedin",)),
        ({"pictures": (TRUCK,)}, ("pictures",)),
        ({"pictures": (TRUCK, replace(CREW, alt_text="Vier"))}, ("pictures",)),
        ({"pictures": (TRUCK, replace(CREW, sha256="c" * 64))}, ("pictures",)),
        ({"link": ""}, ("link",)),
        ({"slot_date": POST.slot_date + timedelta(days=1)}, ("slot",)),
    ],
)
def test_whatever_the_public_sees_changes_the_fingerprint(edit, changed):
    edited = replace(POST, **edit)

    assert fingerprint(edited) != fingerprint(POST)
    assert changes(POST, edited) == changed


def test_the_order_of_texts_and_pictures_does_not_matter():
    turned = replace(
        POST,
        texts=dict(reversed(POST.texts.items())),
        pictures=POST.pictures[::-1],
    )

    assert fingerprint(turned) == fingerprint(POST)
    assert changes(POST, turned) == ()


def test_an_empty_text_is_no_text():
    emptied = replace(POST, texts={**POST.texts, "instagram": ""})

    assert fingerprint(emptied) == fingerprint(POST)
    assert changes(POST, emptied) == ()


@settings(max_examples=50)
@given(contents, contents)
def test_something_is_named_as_changed_exactly_when_the_fingerprint_is_another(
    before, after
):
    is_same = fingerprint(before) == fingerprint(after)

    assert (changes(before, after) == ()) == is_same


@given(contents)
def test_what_is_stored_has_the_same_fingerprint_when_it_is_read(content):
    stored = json.dumps(as_plain(content))

    assert fingerprint(from_plain(json.loads(stored))) == fingerprint(content)


def test_text_cannot_pretend_to_be_another_part():
    split = Content(texts={"xing": "a", "linkedin": "b"}, slot_date=POST.slot_date)
    joined = Content(texts={"xing": 'a","linkedin":"b'}, slot_date=POST.slot_date)

    assert fingerprint(split) != fingerprint(joined)


@pytest.mark.parametrize("broken", [{"texts": {}, "pictures": {}}, {"texts": []}])
def test_content_of_another_form_is_not_read(broken):
    with pytest.raises(TypeError, match="not in the form"):
        from_plain({"pictures": [], "link": "", "slot_date": "2023-11-21", **broken})


@pytest.mark.parametrize(
    "typed", ["Guten Tag\r\nSachsen", "Guten Tag\rSachsen\n\n", "  Guten Tag \nSachsen"]
)
def test_newlines_and_blank_edges_are_no_change(typed):
    assert tidy(typed) == "Guten Tag\nSachsen"


@given(st.text())
def test_tidying_twice_is_tidying_once(text):
    assert tidy(tidy(text)) == tidy(text)


def test_the_canonical_form_has_one_spelling():
    assert canonical({"ü": 1, "a": [2, None]}) == '{"a":[2,null],"ü":1}'.encode()


def test_the_fingerprint_of_a_known_post_stays_what_it_is():
    empty = Content(slot_date=date(2023, 11, 21))

    assert canonical(as_plain(empty)) == (
        b'{"link":"","pictures":[],"slot_date":"2023-11-21","texts":{}}'
    )
    assert fingerprint(empty) == (
        "9cc2a3c3b39209b30723a790208fd12126f4f75c2bfdc73b060bf5dccfca5e1d"
    )


def test_the_same_words_in_another_form_keep_the_signs_that_were_decided_on():
    decided = replace(
        POST,
        texts={"linkedin": unicodedata.normalize("NFD", "Für Öl\u00ad.\u200b ")},
        pictures=(replace(TRUCK, alt_text="Ho\u0308he\ufeff", credit="U\u0308"), CREW),
    )
    typed = replace(
        decided,
        texts={"linkedin": "Für Öl."},
        pictures=(CREW, replace(TRUCK, alt_text="H\u00f6he", credit="\u00dc")),
    )

    kept = keeping(decided, typed)

    assert fingerprint(kept) == fingerprint(decided) != fingerprint(typed)
    assert changes(decided, kept) == ()


def test_other_words_are_taken_as_they_are():
    typed = replace(
        POST, texts={**POST.texts, "xing": "Neu."}, pictures=(replace(TRUCK, name="a"),)
    )

    assert keeping(POST, typed) == typed
