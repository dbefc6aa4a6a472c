"""Alembic's entry point: run the migrations on the given connection."""

from alembic import context

from vorlauf.db.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
