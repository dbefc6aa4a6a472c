"""Figures: what was tried, how often it failed, and whether the promise is kept."""

from dataclasses import dataclass

NONE_FAILED = "0 failed"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure of the reliability table; `number` is its row there.

    `failed` of `tried` is what went wrong, `kept` says whether the `promise` holds,
    `details` are one line. A figure that could not be measured has tried nothing
    and keeps nothing. A figure `of_speed` is about this machine, too.
    """

    number: int
    title: str
    tried: int
    failed: int
    promise: str = NONE_FAILED
    kept: bool
    details: str = ""
    of_speed: bool = False

    def is_broken(self, *, short: bool) -> bool:
        """Say whether a run must fail; a short one is no measure of speed."""
        is_excused = short and self.of_speed and self.tried > 0
        return not self.kept and not is_excused

    def line(self, seconds: float) -> str:
        """Return the figure in one line, with how long it took."""
        verdict = "" if self.kept else "  NOT KEPT"
        details = f"; {self.details}" if self.details else ""
        return (
            f"{self.number:>2}  {self.title}: {self.tried:,} tried, "
            f"{self.failed:,} failed{details} ({seconds:.0f} s){verdict}"
        )


def not_measured(number: int, title: str, reason: str) -> Figure:
    """Return the figure of something that could not be tried, and why."""
    return Figure(
        number=number, title=title, tried=0, failed=0, kept=False, details=reason
    )
