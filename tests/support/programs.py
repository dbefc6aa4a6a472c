"""Programs for the tests: whoever calls the API with a token of somebody's."""

from dashboards import ADDRESS, portal
from starlette.testclient import TestClient

from vorlauf.accounts import api_tokens, invitations
from vorlauf.accounts.api_tokens import NewToken
from vorlauf.db.engine import writing

ROOT = "/api/v1"


def secret_of(dashboard, person):
    """Make a token for this person, and return what it says."""
    desk = dashboard.desk
    wish = NewToken(person=person, label="Bericht", by=person)
    with writing(desk.engine) as connection:
        invitations.grant(desk.call(connection), person)
        return api_tokens.make(desk.call(connection), wish)[1]


class Program:
    """A client of the API; without a secret it is a stranger's."""

    def __init__(self, dashboard, secret=None):
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        self.client = TestClient(
            dashboard.app,
            ADDRESS,
            follow_redirects=False,
            headers=headers,
            raise_server_exceptions=False,
        )
        self.client.portal = portal()

    def get(self, path, **more):
        return self.client.get(f"{ROOT}{path}", **more)

    def send(self, path, values=None, method="POST", **more):
        return self.client.request(method, f"{ROOT}{path}", json=values, **more)


def program_of(dashboard, person):
    """Return a program of this person's."""
    return Program(dashboard, secret_of(dashboard, person))
