"""docs/asvs.md: every requirement has one answer, and they are counted."""

import re
from collections import Counter
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs" / "asvs.md").read_text(encoding="utf-8")
# Requirements of levels 1 and 2 in each chapter of version 5.0.0.
IN_CHAPTER = dict(
    enumerate(
        (27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7),
        start=1,
    )
)
ROW = re.compile(r"\| (\d+)\.(\d+)\.(\d+) \| [^|]+ \| ([^|]+) \| ?([^|]*?) ?\|")
ANSWERS = ("yes", "in part", "no", "none here")


def rows():
    return [found for line in PAGE.split("\n") if (found := ROW.fullmatch(line))]


def answer(row):
    return next(word for word in reversed(ANSWERS) if row[4].startswith(word))


def test_every_requirement_has_one_answer_in_its_order():
    numbers = [tuple(map(int, row.groups()[:3])) for row in rows()]

    assert numbers == sorted(set(numbers))
    assert Counter(number[0] for number in numbers) == IN_CHAPTER
    assert len(re.findall(r"^\| \d", PAGE, re.MULTILINE)) == len(numbers)


def test_the_answers_are_counted_at_the_top():
    found = Counter(map(answer, rows()))

    said = ", ".join(f"{found[word]} {word}" for word in ANSWERS)
    assert f"Of {len(rows())}: {said}." in " ".join(PAGE.split())


def test_what_is_no_or_in_part_says_why():
    bare = [row[0] for row in rows() if row[4] in {"no", "in part"}]

    assert bare == []
