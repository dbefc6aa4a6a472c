"""Backtracking: how many steps a pattern takes over a text, counted and not timed.

A pattern becomes a small program, which tries what `re` tries, in its order, without
the library's shortcuts: there it takes about as many steps, or fewer.
"""

from re import _constants as of  # the library's own words for the parts of a pattern
from re import _parser

SIGN, SPLIT, JUMP, END = range(4)


def steps(pattern, text, most):
    """Count the steps of matching all of the text; more than `most` are an error.

    Raises `AssertionError`, too, if the library comes to another result.
    """
    code = [*_written(_parser.parse(pattern.pattern, pattern.flags), []), (END,)]
    taken, found, ways = 0, False, [(0, 0)]
    while ways and not found:
        line, at = ways.pop()
        taken += 1
        assert taken <= most, f"more than {most:,} steps: {pattern.pattern}"
        match code[line]:
            case (kind, *signs) if kind == SIGN:
                if at < len(text) and _is(*signs, text[at]):
                    ways.append((line + 1, at + 1))
            case (kind, first, other) if kind == SPLIT:
                ways += [(other, at), (first, at)]
            case (kind, there) if kind == JUMP:
                ways.append((there, at))
            case _:
                found = at == len(text)
    assert found == bool(pattern.fullmatch(text))
    return taken


def _written(parts, code):
    """Write these parts behind the code that is there; return it."""
    for kind, value in parts:
        if kind is of.SUBPATTERN:
            _written(value[3], code)
        elif kind is of.BRANCH:
            _write_branches(value[1], code)
        elif kind in {of.MAX_REPEAT, of.MIN_REPEAT}:
            _write_repeat(kind is of.MAX_REPEAT, *value, code)
        else:
            code.append((SIGN, kind, value))
    return code


def _write_branches(branches, code):
    jumps = []
    for branch in branches[:-1]:
        split = len(code)
        _written(branch, _with_room(code))
        jumps.append(len(code))
        _with_room(code)
        code[split] = (SPLIT, split + 1, len(code))
    _written(branches[-1], code)
    for jump in jumps:
        code[jump] = (JUMP, len(code))


def _with_room(code):
    """Leave a line for what is known only later."""
    code.append(None)
    return code


def _write_repeat(is_greedy, least, most, parts, code):
    for _ in range(least):
        _written(parts, code)
    is_endless = most is of.MAXREPEAT
    splits = []
    for _ in range(1 if is_endless else most - least):
        splits.append(len(code))
        _written(parts, _with_room(code))
    if is_endless:
        code.append((JUMP, splits[0]))
    for split in splits:
        ways = (split + 1, len(code))
        code[split] = (SPLIT, *(ways if is_greedy else reversed(ways)))


_CATEGORIES = {
    of.CATEGORY_DIGIT: str.isdecimal,
    of.CATEGORY_WORD: lambda sign: sign.isalnum() or sign == "_",
    of.CATEGORY_SPACE: str.isspace,
}


def _is(kind, value, sign):
    match kind:
        case of.ANY:  # with DOTALL, as all our patterns have it
            return True
        case of.LITERAL:
            return ord(sign) == value
        case of.NOT_LITERAL:
            return ord(sign) != value
        case of.RANGE:
            return value[0] <= ord(sign) <= value[1]
        case of.CATEGORY:
            return _CATEGORIES[value](sign)
        case of.IN:
            is_negated = value[0][0] is of.NEGATE
            return is_negated is not any(_is(*one, sign) for one in value[is_negated:])
    raise NotImplementedError(kind)
