from pathlib import Path

import pytest
from po_files import read

from notifications.errors import CatalogueError
from notifications.i18n import catalogue

ROOT = Path(__file__).parents[3]
FILES = sorted(
    [*ROOT.glob("*/locale/de/*.po"), *ROOT.glob("vorlauf/cli/locale/de/*.po")]
)
LETTER = """\
msgid ""
msgstr "Language: de\\n"

# Where it stands.
#, python-format
msgid "%(n)s post"
msgid_plural "%(n)s posts"
msgstr[0] "%(n)s Beitrag"
msgstr[1] "%(n)s Beiträge"

msgid "A \\"long\\" "
"sentence.\\n"
msgstr ""
"Ein „langer“ \\\\ "
"Satz.\\n"
msgctxt "button"
msgid "Approve"
msgstr "Freigeben"
"""


@pytest.fixture
def written(tmp_path):
    def write(text, encoding="utf-8"):
        file = tmp_path / "odd.po"
        file.write_text(text, encoding=encoding)
        return file

    return write


def test_counts_contexts_and_long_sentences_are_read(written):
    german = catalogue.compiled([written(LETTER)])

    assert german.ngettext("%(n)s post", "%(n)s posts", 1) == "%(n)s Beitrag"
    assert german.ngettext("%(n)s post", "%(n)s posts", 0) == "%(n)s Beiträge"
    assert german.gettext('A "long" sentence.\n') == "Ein „langer“ \\ Satz.\n"
    assert german.pgettext("button", "Approve") == "Freigeben"


def test_what_has_no_german_stays_english(written):
    german = catalogue.compiled([written('msgid "a"\nmsgstr ""\n')])

    assert german.gettext("a") == "a"
    assert german.gettext("Approve") == "Approve"
    assert german.pgettext("button", "a") == "a"
    assert german.ngettext("one", "many", 2) == "many"


def test_a_line_that_is_not_understood_is_named(written):
    file = written('msgid "a"\nmsgstr "b"\n\nnonsense\n')

    with pytest.raises(CatalogueError, match=r"odd\.po, line 4"):
        catalogue.compiled([file])
    with pytest.raises(CatalogueError, match=r"odd\.po, line 1"):
        catalogue.compiled([written('"a text of nothing"\n')])


def test_a_file_that_cannot_be_read_is_named(written, tmp_path):
    with pytest.raises(CatalogueError, match=r"odd\.po cannot be read"):
        catalogue.compiled([written('msgid "a"\nmsgstr "ä"\n', "latin-1")])
    with pytest.raises(CatalogueError, match=r"none\.po cannot be read"):
        catalogue.compiled([tmp_path / "none.po"])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_catalogue_says_what_babel_reads_in_it(file):
    german = catalogue.compiled([file])
    known = [message for message in read(file) if message.id]

    for message in known:
        if isinstance(message.id, tuple):
            said = tuple(german.ngettext(*message.id, count) for count in (1, 2))
        elif message.context:
            said = german.pgettext(message.context, message.id)
        else:
            said = german.gettext(message.id)
        assert said == message.string
