"""A mail server that misbehaves as a test says, and mailers that send to it."""

import pytest
from moody_smtp import MoodySmtp, limit_with

from notifications.delivery.mailer import Mailer


@pytest.fixture
def server():
    moody = MoodySmtp()
    yield moody
    moody.end()


@pytest.fixture
def mood():
    """What the server does amiss, in the tests that say so."""
    return


@pytest.fixture
def mailer(server, mood):
    with Mailer.from_url(server.url, limit=limit_with(mood)) as mailer:
        yield mailer


@pytest.fixture
def hasty(server):
    """A mailer for what fails in the same way when time is up too soon."""
    with Mailer.from_url(server.url, limit=0.25) as mailer:
        yield mailer
