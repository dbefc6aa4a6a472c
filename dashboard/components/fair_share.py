"""Fair share: how many lines of each group fit on a page."""

from collections.abc import Sequence


def fair_share(lengths: Sequence[int], most: int) -> int:
    """Return how many lines a group may show so that all groups show at most `most`.

    Short groups leave their room to the long ones.
    """
    cap = max(lengths, default=0)
    while cap and sum(min(length, cap) for length in lengths) > most:
        cap -= 1
    return cap
