"""Reception: who stands at the command line, and the parts of Vorlauf for them."""

import os
import pwd

from vorlauf.settings import Settings
from vorlauf.wiring import Wiring


def wired() -> Wiring:
    """Return the parts by the environment; use them with `with`."""
    return Wiring.from_settings(Settings.from_environment())


def door() -> dict[str, str]:
    """Return what the file says of the way an act came in."""
    return {"door": "command line", "os_user": _os_user()}


def _os_user() -> str:
    number = os.getuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
