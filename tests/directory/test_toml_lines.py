import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vorlauf.directory.toml_lines import BROKEN, read


def paths_of(value, path=()):
    """Every path of a tree, the elements of lists by their number."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value, start=1)
    for key, inner in pairs:
        here = (*path, str(key))
        yield here
        if isinstance(inner, dict | list):
            yield from paths_of(inner, here)


VALID = [
    "",
    "a = 1 # one\nb.c.d = [\n  1, # two\n  2,\n]\nb.c.e = { f = [{ i = 2 }] }\n",
    "[a.b]\nc = 1\n[a]\nd = 2\n[a.e.f]\n",
    "[[a]]\nb = 1\n[a.c]\nd = 2\n[[a]]\n[a.c]\nd = 3\n[[a.e]]\n[[a.e]]\n",
    '[ "a]b" . \'c#d\' ] # comment\n"e = f" = "x = [" # ]\n',
    'a = """\n[b]\nc = 1 \\"""\n"""\nd = \'\'\'\n[e]\'\'\'\'\n[f]\n',
    "a = 1\r\nb = '''x\r\ny'''\r\n[c]\r\nd = 2\r\n",
    "[fruit]\napple.color = 1\napple.taste.sweet = true\n[fruit.apple.texture]\n",
]


@pytest.mark.parametrize("text", VALID)
def test_valid_toml_reads_as_tomllib_reads_it(text):
    document = read(text)

    assert document.tree == tomllib.loads(text)
    assert set(document.lines) == set(paths_of(document.tree))
    assert (document.breaks, document.duplicates, document.whole) == ([], [], True)


BARE = st.sampled_from(["a", "b", "c-d", '"e f"', "'g.h'"])
DOTTED = st.lists(BARE, min_size=1, max_size=3).map(".".join)
VALUE = st.sampled_from(
    [
        "1",
        '"x # ["',
        "[1,\n 2]",
        "{ a = 1 }",
        "'''\n[x]\n'''",
        "2023-12-24",
        "[[], [3]]",
    ]
)
ROW = st.one_of(
    st.builds("{} = {}".format, DOTTED, VALUE),
    st.builds("[{}]".format, DOTTED),
    st.builds("[[{}]]".format, DOTTED),
    st.sampled_from(["", "# [comment]"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ROW, max_size=6).map("\n".join))
def test_the_reader_agrees_with_tomllib(text):
    document = read(text)

    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assert document.breaks or document.duplicates
    else:
        assert document.tree == tree
        assert set(document.lines) == set(paths_of(tree))


def test_every_path_has_the_line_of_its_key():
    document = read("# first\n[a]\nb = [\n  1,\n]\n\n[[c]]\n[[c]]\nd.e = 1\n")

    assert document.line_of(("a", "b")) == 3
    assert document.line_of(("c", "2", "d", "e")) == 9
    assert document.line_of(("a", "missing", "deeper")) == 2
    assert document.line_of(("missing",)) == 1


def test_what_stands_twice_is_named_with_both_lines_and_the_first_counts():
    document = read("[a]\nb = 1\nb = 2\n[c]\n[a]\n")

    found = [
        (twice.path, twice.line, twice.first_line) for twice in document.duplicates
    ]
    assert found == [(("a", "b"), 3, 2), (("a",), 5, 1)]
    assert [twice.is_table for twice in document.duplicates] == [False, True]
    assert document.tree["a"] == {"b": 1}


def test_a_broken_line_costs_one_line():
    document = read("[a]\nb = 1\nc = oops\nd = [1,\ne = 2\n")

    assert [(found.path, found.line) for found in document.breaks] == [
        (("a", "c"), 3),
        (("a", "d"), 4),
    ]
    assert document.tree == {"a": {"b": 1, "c": BROKEN, "d": BROKEN, "e": 2}}
    assert document.whole


def test_below_a_broken_header_nothing_is_believed():
    document = read("[a\nb = 1\n[c]\nd = 2\n")

    assert document.tree == {"c": {"d": 2}}
    assert not document.whole


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 5000,
        "a = { " + ".".join("b" * 500) + " = 1 }",
        "a = " + "9" * 5000,
        "[\n" * 1000,
        "'" + "=" * 20_000,
        "a = '\0'",
        "a = 1\rb = 2",
    ],
)
def test_no_text_is_too_odd(text):
    document = read(text)

    assert all(1 <= found.line <= text.count("\n") + 1 for found in document.breaks)


def test_a_text_that_is_no_toml_at_all_is_given_up_early():
    document = read("some prose\n" * 1000)

    assert len(document.breaks) == 25
    assert not document.whole
