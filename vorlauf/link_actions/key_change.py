"""Key change: a new signing key by hand, which voids every link that was sent."""

from pathlib import Path

from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.links import signing_key
from vorlauf.workflow.manual_actions import Overseer

EVENT = "link_key_adopt"


def adopt(work: UnitOfWork, home: Path, by: Overseer) -> int:
    """Make links with the key in `home` from now on; return how many links ended.

    Raises `LinkKeyError` if they are made with it already.
    """
    ended = signing_key.replace(work.connection, home, work.now)
    line = by.line(None, at=work.now, event=EVENT, details={"links_ended": ended})
    work.log(line)
    work.write()
    return ended
