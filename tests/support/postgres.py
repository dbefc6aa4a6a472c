"""The PostgreSQL server on which the tests make their databases."""

import os

import psycopg

POSTGRES = os.environ.get(
    "VORLAUF_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres"
)


def answers():
    """Say whether it is there."""
    try:
        psycopg.connect(POSTGRES, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True
