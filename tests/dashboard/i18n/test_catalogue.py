"""The catalogue: everything the pages say has its German, and nothing is left over."""

import re
from functools import cache
from io import BytesIO
from itertools import combinations

import pytest
from babel.messages.extract import extract
from jinja2 import TemplateSyntaxError
from jinja2.ext import babel_extract
from po_files import read

from dashboard.i18n.catalogue import LOCALE

DASHBOARD = LOCALE.parent
FILES = sorted((LOCALE / "de").glob("*.po"))
# The words of the engine: asked for by what they name, not by what they say.
OF_THE_ENGINE = {"labels.po", "runs.po"}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "_gettext": None,
    "ngettext": (1, 2),
    "_ngettext": (1, 2),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)\w")


@cache
def used():
    """Return what the pages ask for, each with the places that do."""
    found = {}
    for file in sorted(DASHBOARD.rglob("*.py")):
        messages = extract("python", BytesIO(file.read_bytes()), KEYWORDS)
        _note(found, file, [(line, message) for line, message, *_ in messages])
    for file in sorted((DASHBOARD / "templates").rglob("*.html")):
        _note(found, file, _said_by_template(file))
    return found


def _said_by_template(file):
    with file.open("rb") as page:
        try:
            said = list(babel_extract(page, KEYWORDS, (), _OPTIONS))
        except TemplateSyntaxError as error:
            reason = f"{file.name}, line {error.lineno}: {error.message}"
            pytest.fail(reason, pytrace=False)
    return [(line, message) for line, _, message, _ in said]


_OPTIONS = {
    "extensions": "jinja2.ext.do",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "silent": "false",
}


def _note(found, file, messages):
    for line, message in messages:
        where = f"{file.relative_to(DASHBOARD)}:{line}"
        for key in _keys(message):
            found.setdefault(key, []).append(where)


def _keys(message):
    """Return the message as a key: a text, or the pair of one and many."""
    if isinstance(message, str):
        return [message] if message else []
    texts = [text for text in message if isinstance(text, str)]
    return [tuple(texts[:2])] if len(texts) > 1 else texts[:1]


def known(file):
    return [message for message in read(file) if message.id]


def defined(but=()):
    return {
        message.id: file.name
        for file in FILES
        if file.name not in but
        for message in known(file)
        if not message.context
    }


def test_everything_the_pages_say_has_its_german():
    german = {message.id for file in FILES for message in known(file) if message.string}
    missing = {}
    for key, places in used().items():
        if key not in german:
            missing.setdefault(places[0].partition(":")[0], []).append(key)
    said = "\n".join(f"{file}: {texts}" for file, texts in sorted(missing.items()))
    assert not missing, f"without German in locale/de:\n{said}"


def test_nothing_is_translated_that_no_page_says():
    unused = {}
    for key, file in defined(but=OF_THE_ENGINE).items():
        if key not in used():
            unused.setdefault(file, []).append(key)
    said = "\n".join(f"{file}: {texts}" for file, texts in sorted(unused.items()))
    assert not unused, f"said by no page:\n{said}"


def test_no_two_files_say_one_thing_differently():
    for one, other in combinations(FILES, 2):
        first = {(m.context, m.id): m.string for m in known(one)}
        for message in known(other):
            here = first.get((message.context, message.id), message.string)
            assert here == message.string, (one.name, other.name, message.id)


def test_a_text_and_its_plural_are_one_entry():
    singulars = {}
    for key, file in defined().items():
        one = key[0] if isinstance(key, tuple) else key
        before = singulars.setdefault(one, (key, file))
        assert before[0] == key, f"{file} and {before[1]} differ in {one!r}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_entry_is_finished(file):
    for message in known(file):
        texts = _texts(message.string)
        assert all(texts), f"{message.id!r} has no German"
        assert not message.fuzzy, f"{message.id!r} is fuzzy"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_german_has_the_same_placeholders(file):
    for message in known(file):
        wanted = set(PLACEHOLDER.findall(_texts(message.id)[-1]))
        for text in _texts(message.string)[-1:]:
            assert set(PLACEHOLDER.findall(text)) == wanted, message.id
        for text in _texts(message.string)[:-1]:
            assert set(PLACEHOLDER.findall(text)) <= wanted, message.id


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_what_is_filled_in_can_be_filled_in(file):
    for message in known(file):
        names = dict.fromkeys(PLACEHOLDER.findall(" ".join(_texts(message.id))), 7)
        if names:
            assert all(text % names for text in _texts(message.string))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_head_of_a_file_says_german_in_utf_8(file):
    head = file.read_text(encoding="utf-8")[:800]
    assert '"Language: de\\n"' in head
    assert "charset=utf-8" in head
    assert "nplurals=2; plural=(n != 1)" in head


def _texts(texts):
    return [texts] if isinstance(texts, str) else list(texts)
