"""Entry sentences: each event of the log reads as a sentence, in both languages."""

from dataclasses import dataclass

import pytest

from dashboard.i18n.labels import EVENTS
from notifications.i18n.translation import translate
from vorlauf.posts.entry_sentences import SENTENCES, sentence


@dataclass(frozen=True, kw_only=True)
class Line:
    event: str
    actor: str = "Nora Haase"
    on_behalf_of: str = ""
    house: str = ""
    version: int | None = 2


def test_every_event_with_a_label_has_a_sentence():
    assert {*SENTENCES} == {str(event) for event in EVENTS}


@pytest.mark.parametrize("event", SENTENCES)
def test_every_sentence_names_who_acted_and_is_german_too(directory, event):
    line = Line(event=event)
    said = [translate(sentence(line, directory), language) for language in ("de", "en")]

    assert said[0] != said[1]
    for one in said:
        assert one.startswith("Nora Haase ")
        assert one.endswith(".")
        assert "{" not in one


def test_a_deputy_is_named_with_the_principal_and_the_house(directory):
    line = Line(event="endorse", on_behalf_of="Jan Lindner", house="smi, gone")

    assert translate(sentence(line, directory), "de") == (
        "Nora Haase (in Vertretung von Jan Lindner) hat Fassung 2 mitgezeichnet "
        f"({directory.houses['smi'].name}, gone)."
    )


def test_an_event_that_nobody_knows_any_more_is_named_as_it_stands(directory):
    line = Line(event="brand_new_event")

    assert str(sentence(line, directory)) == "Nora Haase: brand new event."
