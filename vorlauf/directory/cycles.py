"""Cycles: keys that follow themselves through others."""

from collections.abc import Mapping


def cycles(following: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Return every cycle once, in the order of the keys; one key alone may be one."""
    found: list[tuple[str, ...]] = []
    seen: set[str] = set()
    for start in following:
        way: dict[str, None] = {}
        here = start
        while here in following and here not in seen and here not in way:
            way[here] = None
            here = following[here]
        if here in way:
            found.append(_from(here, tuple(way)))
        seen.update(way)
    return found


def in_words(cycle: tuple[str, ...]) -> str:
    """Write a cycle with its first key at both ends."""
    return " → ".join([*cycle, cycle[0]])


def _from(key: str, way: tuple[str, ...]) -> tuple[str, ...]:
    return way[way.index(key) :]
