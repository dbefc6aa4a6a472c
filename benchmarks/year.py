"""Year: the simulated year of the case, and whether twice the posts cost twice."""

from benchmarks.figures import Figure, directory
from vorlauf.simulation.figures import Result
from vorlauf.simulation.run import simulate

POSTS = 226


def measure() -> list[Figure]:
    """Return how long the year takes, every mail rendered and sent."""
    half, whole = _year(POSTS // 2), _year(POSTS)
    assert half.ok
    assert whole.ok
    return [
        Figure(
            f"simulate 2023 with {POSTS} posts",
            whole.seconds,
            60,
            "s",
            f"{whole.mails} mails over SMTP",
        ),
        Figure(
            f"{POSTS} posts / {POSTS // 2} posts",
            whole.seconds / half.seconds,
            2.2,
            "x",
            f"{whole.seconds} s beside {half.seconds} s",
        ),
    ]


def _year(posts: int) -> Result:
    return simulate(directory(), year=2023, posts=posts, seed=7)
