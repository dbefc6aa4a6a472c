"""Check: every fault of stakeholders.toml, or what it holds."""

from pathlib import Path

from vorlauf.cli.common.output import print_json
from vorlauf.directory.loader import StakeholdersError, load
from vorlauf.directory.model import Directory
from vorlauf.settings import Settings
from vorlauf.terminal import say


def check(file: Path | None, *, as_json: bool) -> int:
    """Say what the file holds; raises `StakeholdersError` with every fault."""
    path = file or Settings.from_environment().stakeholders
    if as_json:
        return _for_programs(path)
    directory = load(path)
    say(f"{path} is in order: {_counted(directory)}.")
    return 0


def _for_programs(path: Path) -> int:
    try:
        directory = load(path)
    except StakeholdersError as error:
        if not error.faults:
            raise
        print_json({"file": str(path), "ok": False, "faults": error.faults})
        return 2
    numbers = {"houses": len(directory.houses), "people": len(directory.people)}
    print_json({"file": str(path), "ok": True, **numbers, "faults": []})
    return 0


def _counted(directory: Directory) -> str:
    campaign = directory.campaign
    return (
        f"{len(directory.houses)} houses and {len(directory.people)} people take part "
        f"in “{campaign.name}” on {', '.join(campaign.channels)}"
    )
