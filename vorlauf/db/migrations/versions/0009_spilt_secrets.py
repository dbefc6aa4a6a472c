"""No table changes: live links and tokens that older versions have kept are ended."""

from alembic import context, op

from states.messages import Count, msg
from vorlauf.db import spilt_secrets

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    told = context.config.attributes
    if told["came_from"] is None or told["now"] is None:
        return
    ended = spilt_secrets.end_spilt(op.get_bind(), told["now"])
    if ended:
        told["told"].append(
            msg(
                "Answers and comments held secrets in the clear, which open nothing any "
                "more: {links} links, {sign_in_links} links to sign in, {sessions} "
                "sessions, {tokens} tokens for programs. Whoever opens such a link is "
                "offered a new one.",
                **{name: Count(number) for name, number in vars(ended).items()},
            )
        )
