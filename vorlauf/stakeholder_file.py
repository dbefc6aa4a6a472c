"""The file stakeholders.toml: read, checked whole, turned into a Directory."""

from dataclasses import dataclass
from pathlib import Path

from vorlauf.errors import SettingsError
from vorlauf.stakeholders import Directory


@dataclass(frozen=True)
class Fault:
    """One thing wrong in the file: where, what, and what to write instead."""

    line: int
    where: str
    what: str
    cure: str
    source: str = "stakeholders.toml"

    def __str__(self) -> str:
        return f"{self.source}:{self.line}: {self.where}: {self.what}; {self.cure}"


class StakeholdersError(SettingsError):
    """The file cannot be used; `faults` is empty if it could not even be read."""

    def __init__(
        self, sentence: str, *, path: Path, faults: tuple[Fault, ...] = ()
    ) -> None:
        super().__init__(sentence)
        self.path = path
        self.faults = faults


def load(path: Path) -> Directory:
    """Read the file into a Directory; raise StakeholdersError with every fault."""
    raise NotImplementedError


def check(text: str, source: str = "stakeholders.toml") -> list[Fault]:
    """Return every fault of the text in one go, by line; empty when it is valid."""
    raise NotImplementedError


def parse(text: str, source: str = "stakeholders.toml") -> Directory:
    """Turn the text into a Directory; raise StakeholdersError with every fault."""
    raise NotImplementedError
