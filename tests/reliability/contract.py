"""Figure 8: every mail that the test suite writes keeps the contract of a mail.

The suite itself checks each mail on its way out (`tests/support/contract.py` says what
a mail must be) and counts them; here it is run, and its line is read.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from reliability.figures import Figure, not_measured

TITLE = "mail contract, every mail of the test suite"
NUMBER = 8
PATIENCE = 1_800  # seconds
# What is left out takes a quarter of an hour alone, or starts servers, or is us.
ALL = (
    *("-n", "2", "--dist", "worksteal"),
    *("-m", "not prefect and not faults and not bombardment"),
)
FEW = ("tests/whole/test_mail_contract.py", "tests/mail/letters/test_render.py")
REPOSITORY = Path(__file__).parents[2]
COUNTED = re.compile(r"mail contract: (\d+) mails")
# The letters themselves, in every language and with odd values.
WRITTEN = re.compile(r"(\d+) passed")


def run(*, short: bool) -> Figure:
    """Run the suite, or for short only what writes mails, and read what it counted."""
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", *(FEW if short else ALL)],
            cwd=REPOSITORY,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        reason = f"the tests took longer than {PATIENCE / 60:.0f} minutes"
        return not_measured(NUMBER, TITLE, reason)
    counted, passed = COUNTED.search(ended.stdout), WRITTEN.search(ended.stdout)
    if counted is None or passed is None:
        return not_measured(NUMBER, TITLE, "the tests did not run to their end")
    failed = len(re.findall(r"^(?:FAILED|ERROR) ", ended.stdout, re.MULTILINE))
    return Figure(
        number=NUMBER,
        title=TITLE,
        tried=int(counted[1]),
        failed=failed,
        kept=failed == 0 and ended.returncode == 0,
        details=f"parsed by {passed[1]} tests, each letter in German and English",
    )
