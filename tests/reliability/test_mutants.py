"""Mutants: the same ones are drawn again, evenly, and only what covers them is run."""

from collections import Counter
from pathlib import Path

import pytest

from reliability.mutants import trees
from reliability.mutants.covering import Cover, cover
from reliability.mutants.drawing import AREAS, PER_AREA, Mutant, draw, few
from reliability.mutants.trials import End, attempt

FILES = (
    "states/a.py",
    "states/b.py",
    "vorlauf/workflow/decisions.py",
    "vorlauf/workflow/steps.py",
)
MORE = (
    "vorlauf/links/signing_key.py",
    "vorlauf/mail/queue/outbox.py",
    "vorlauf/mail/delivery.py",
)
SOURCE = "\n".join(f"x{number} = {number}" for number in range(1, 21))
SOURCES = dict.fromkeys((*FILES, *MORE), SOURCE)
OPERATORS = [f"core/Operator{number}" for number in range(12)]


def mutants_of(sources, column=5):
    return [
        Mutant(
            file=file, line=line, column=column, operator=operator, occurrence=line - 1
        )
        for file, source in sources.items()
        for line in range(1, len(source.splitlines()) + 1)
        for operator in OPERATORS
    ]


def area_of(mutant):
    (area,) = [a for a, found in AREAS.items() if Path(mutant.file).match(found)]
    return area


def test_one_seed_draws_the_same_mutants_whatever_their_order():
    possible = mutants_of(SOURCES)

    drawn = draw(possible, SOURCES)

    assert drawn == draw(reversed(possible), SOURCES)
    assert drawn != draw(possible, SOURCES, seed=1)


def test_every_area_gets_as_many_and_no_place_more_than_one():
    drawn = draw(mutants_of(SOURCES), SOURCES)

    assert Counter(map(area_of, drawn)) == dict.fromkeys(AREAS, PER_AREA)
    assert len({(one.file, one.line, one.column) for one in drawn}) == len(drawn)


def test_an_annotation_is_no_place_for_a_mutant():
    annotated = {**SOURCES, "vorlauf/workflow/steps.py": "x: int | None = 1\n" * 20}
    in_annotation = mutants_of(
        {"vorlauf/workflow/steps.py": annotated["vorlauf/workflow/steps.py"]}, 7
    )
    others = [one for one in mutants_of(annotated) if "steps" not in one.file]

    with pytest.raises(ValueError, match="steps has 0 places"):
        draw([*others, *in_annotation], annotated)


def test_a_few_of_them_are_of_different_areas():
    drawn = draw(mutants_of(SOURCES), SOURCES)

    assert len(set(map(area_of, few(drawn, 3)))) == 3


def test_the_options_of_pytest_are_those_of_the_other_commit():
    ours = '[a]\nb = 1\n\n[tool.pytest.ini_options]\nx = ["[1]"]\n\n[c]\nd = 2\n'
    theirs = '[tool.pytest.ini_options]\nx = ["\\\\n"]\n\n[e]\nf = 3\n'

    wanted = '[a]\nb = 1\n\n[tool.pytest.ini_options]\nx = ["\\\\n"]\n\n[c]\nd = 2\n'
    assert trees.with_options_of(theirs, ours) == wanted


def test_the_tests_that_are_selected_are_those_of_make_test():
    assert trees.selection(Path(__file__).parents[2]) == "not long"


PRODUCT = """\
LIMIT = 3


def is_few(number):
    return (
        number
        < LIMIT
    )


def unknown():
    return 1
"""
TESTS = """\
from product import is_few


def test_two_are_few():
    assert is_few(2)


def test_nothing_of_the_product():
    assert True


def test_what_fails_anyhow():
    assert not is_few(2)
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A product of one file with its tests."""
    tree = tmp_path_factory.mktemp("mutants") / "tree"
    (tree / "tests").mkdir(parents=True)
    (tree / "product.py").write_text(PRODUCT, encoding="utf-8")
    (tree / "tests" / "test_product.py").write_text(TESTS, encoding="utf-8")
    return tree


@pytest.fixture(scope="module")
def covered(tree):
    """Which of its tests run what."""
    return cover(tree, tree.with_name("kept"), ["product.py"], "not slow")


@pytest.mark.slow
def test_a_line_is_tried_by_the_tests_that_run_it_and_pass(covered):
    few_tests = ["tests/test_product.py::test_two_are_few"]

    assert covered.tests_of("product.py", 7, PRODUCT) == few_tests
    # What is run at the import belongs to every test of the file.
    assert covered.tests_of("product.py", 1, PRODUCT) == few_tests


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "after", "end"),
    [
        ("< LIMIT", "> LIMIT", End.KILLED),
        ("< LIMIT", "<= LIMIT", End.SURVIVED),
        ("LIMIT = 3", "LIMIT = 1 / 0", End.NOT_LOADED),
    ],
)
def test_a_mutant_is_killed_by_a_test_that_fails(tree, covered, before, after, end):
    line = PRODUCT[: PRODUCT.index(before)].count("\n") + 1
    mutant = Mutant(
        file="product.py", line=line, column=0, operator="core/X", occurrence=0
    )

    result = attempt(tree, mutant, PRODUCT.replace(before, after), covered)

    assert (result.end, result.tests) == (end, 1)
    assert after in result.diff
    assert (tree / "product.py").read_text("utf-8") == PRODUCT


@pytest.mark.slow
def test_a_mutant_that_no_test_runs_survives(tree, covered):
    mutant = Mutant(
        file="product.py", line=12, column=0, operator="core/X", occurrence=0
    )
    nobody = Cover(covered.data, {})

    result = attempt(tree, mutant, PRODUCT.replace("return 1", "return 2"), nobody)

    assert (result.end, result.is_killed) == (End.NOT_RUN, False)
