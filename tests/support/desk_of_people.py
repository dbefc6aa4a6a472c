"""Letting people in and shutting them out, for the tests."""

from vorlauf.accounts import invitations
from vorlauf.db.engine import writing


def disable(desk, person="ines", by="ada"):
    """Shut somebody out, who needs no account for that; return what follows."""
    with writing(desk.engine) as connection:
        return invitations.disable(desk.call(connection), person, by)


def enable(desk, person="ines", by="ada"):
    """Give somebody the account back."""
    with writing(desk.engine) as connection:
        return invitations.invite(desk.call(connection), person, by)
