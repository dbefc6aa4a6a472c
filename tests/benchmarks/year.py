"""Year: the simulated year of the case, and whether twice the posts cost twice."""

from benchmarks.figures import Figure, directory
from vorlauf.demo.year.results import YearResult
from vorlauf.demo.year.run import simulate

POSTS, FEW_POSTS = 226, 6
HOW = (
    "A year of the sample campaign is simulated with every decision, reminder and "
    "mail, which a mail server on loopback takes; once with all posts, once with half."
)


def measure(*, short: bool = False) -> list[Figure]:
    """Return how long the year takes, every mail rendered and sent."""
    posts = FEW_POSTS if short else POSTS
    half, whole = _year(posts // 2), _year(posts)
    return [
        Figure(
            f"simulate 2023 with {posts} posts",
            whole.seconds,
            60,
            "s",
            f"{whole.mails} mails over SMTP",
            HOW,
        ),
        Figure(
            f"{posts} posts / {posts // 2} posts",
            whole.seconds / half.seconds,
            2.2,
            "x",
            f"{whole.seconds} s beside {half.seconds} s",
            HOW,
        ),
    ]


def _year(posts: int) -> YearResult:
    result = simulate(directory(), year=2023, posts=posts, seed=7)
    assert result.ok, f"the year with {posts} posts went wrong"
    return result
