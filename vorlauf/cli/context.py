"""Context: the person at the command line, and the wired parts of Vorlauf."""

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vorlauf.wiring import Wiring


def wired(actor: str = "") -> "Wiring":
    """Return the parts by the environment; use them with `with`.

    With an `actor` (key, name or address) it is for an act of theirs. Raises
    `NotFoundError` for nobody, `RefusedError` for somebody who is disabled.
    """
    from vorlauf.accounts import eligibility
    from vorlauf.db.engine import reading
    from vorlauf.settings import Settings
    from vorlauf.wiring import Wiring

    wiring = Wiring.from_settings(Settings.from_environment())
    with ExitStack() as at_the_end:
        at_the_end.callback(wiring.close)
        if actor:
            person = wiring.directory.person(actor)
            with reading(wiring.engine) as connection:
                eligibility.check_able(connection, person)
        at_the_end.pop_all()
    return wiring


def door() -> dict[str, str]:
    """Return what the file says of the way an act came in."""
    return {"door": "command line", "os_user": _os_user()}


def _os_user() -> str:
    import pwd

    number = os.getuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
