"""Every mail that the engine writes in any test is checked, and counted."""

from itertools import count

import pytest
from contract import violations

from vorlauf.mail.letters import render

_MAILS = "mails that kept the contract"
_MAILS_HERE = pytest.StashKey[int]()


@pytest.fixture(scope="session", autouse=True)
def mail_contract(request):
    """Check every mail that the engine writes in any test, and count them."""
    counted, compose = count(), render.compose

    def checked(*arguments, **more):
        raw = compose(*arguments, **more)
        assert violations(raw) == []
        next(counted)
        return raw

    render.compose = checked
    yield
    render.compose = compose
    seen = getattr(request.config, "workeroutput", request.config.stash)
    seen[_MAILS if isinstance(seen, dict) else _MAILS_HERE] = next(counted)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """Add up what the processes have checked."""
    stash = node.config.stash
    checked = getattr(node, "workeroutput", {}).get(_MAILS, 0)
    stash[_MAILS_HERE] = stash.get(_MAILS_HERE, 0) + checked


def pytest_terminal_summary(terminalreporter, config):
    """Say how many mails were written and checked on the way."""
    checked = config.stash.get(_MAILS_HERE, 0)
    if checked:
        terminalreporter.write_line(
            f"mail contract: {checked} mails written by these tests, 0 violations"
        )
