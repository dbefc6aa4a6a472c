"""The command `vorlauf plan lead-times`: how long houses take, and what was granted."""

from typing import TYPE_CHECKING

from vorlauf.cli.context import wired
from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import headings, label
from vorlauf.cli.options import Json
from vorlauf.cli.output import print_json, tell
from vorlauf.terminal import console, table

if TYPE_CHECKING:
    from vorlauf.plan.turnarounds import LearnedLeadTime


def lead_times(as_json: Json = False) -> int:
    """Say how long each house took for each step in two years, and what that suggests.

    From fifteen answers on. Houses of one person are left out unless stakeholders.toml
    says that the staff council has agreed.
    """
    from vorlauf.db.engine import reading
    from vorlauf.plan import turnarounds

    with wired() as wiring:
        directory = wiring.directory
        with reading(wiring.engine) as connection:
            found = turnarounds.lead_times(wiring.call(connection))
    if as_json:
        print_json(found)
        return 0
    if not found:
        tell("No house has been asked for anything yet of which figures are shown.")
        return 0
    columns = headings(
        "House", "Step", "Granted", "Answers", "Open", "80 % within", "95 % within"
    )
    rows = [
        (
            directory.houses[one.house].name,
            label("step", one.kind.value),
            one.granted,
            one.answered,
            one.open,
            *_bounds(one),
            _("%(days)s proposed", days=one.proposed) if one.proposed else "",
        )
        for one in found
    ]
    console().print(table(_("Working days per step"), (*columns, ""), rows))
    return 0


def _bounds(one: "LearnedLeadTime") -> tuple[str, str]:
    unknown = _("not known")
    usual, safe = (
        unknown if days is None else str(days)
        for days in (one.usual_days, one.safe_days)
    )
    return usual, safe
