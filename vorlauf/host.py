"""Host: the name under which this machine holds the mails that it sends.

The log of a mail server knows what one machine has sent, so a mail in doubt bears the
name of the machine that was sending it. Two machines may have one name; if the system
has an identity of its own, its digest is added.
"""

import hmac
import os
import socket
from functools import cache
from pathlib import Path
from typing import Final
from uuid import uuid4

_MACHINE_ID: Final = Path("/etc/machine-id")
# The system asks not to show its identity itself (machine-id(5)).
_LABEL: Final = b"vorlauf: which machine sends"
_WITH_LOG: Final = "log"


@cache
def host_name() -> str:
    """Return the name of this machine, with a sign of its identity if it has one.

    It outlives a restart, and has no colon.
    """
    name = socket.gethostname().replace(":", "-")
    try:
        identity = _MACHINE_ID.read_bytes().strip()
    except OSError:
        identity = b""
    if not identity:
        return name
    return f"{name}/{hmac.digest(identity, _LABEL, 'sha256').hex()[:8]}"


def new_owner(*, reads_log: bool) -> str:
    """Return a name for one run that sends mails: machine, process and run.

    `reads_log` says that this machine will know by a log what its run has handed over.
    """
    run = f"{host_name()}:{os.getpid()}:{uuid4().hex[:8]}"
    return f"{run}:{_WITH_LOG}" if reads_log else run


def prefix_of(host: str) -> str:
    """Return what the owners of a machine begin with, and those of no other."""
    return f"{host}:"


# What the owners of machines that read a log end with.
WITH_LOG: Final = f":{_WITH_LOG}"
