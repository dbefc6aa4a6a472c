"""Letters about events: a no, a recorded decision, a publication."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from notifications.letters import common, formatting
from notifications.letters.blocks import Block, Letter, Link
from notifications.letters.comparison import compared
from notifications.letters.labels import DECISIONS, LABELS
from notifications.letters.mail_kinds import MAIL_KINDS
from notifications.letters.templates import write
from notifications.letters.values import (
    CampaignValues,
    ChangeValues,
    PostValues,
    Reader,
)
from states.post import Trigger
from states.purpose import MailKind


def changes_requested(  # noqa: PLR0913  (a mail needs all it says)
    reader: Reader,
    campaign: CampaignValues,
    post: PostValues,
    *,
    asked_by: str,
    house: str,
    comment: str,
    afterwards: bool = False,
    changed: tuple[ChangeValues, ...] = (),
) -> Letter:
    """Tell the coordinator what somebody wants changed in post.version.

    `afterwards` says that it was a no to a retrospective request: the post stays
    where it is. `changed` is what this version had changed against the one before.
    """
    frame = common.frame(reader, campaign)
    values = common.of_post(campaign, post, frame.lang) | {
        "asked_by": common.name(asked_by),
        "house": common.name(house),
        "afterwards": afterwards,
        "changed": changed,
    }
    blocks: dict[str, Sequence[Block]] = {
        "facts": common.facts(campaign, post, frame.lang),
        "comment": common.quoted("comment", comment, frame.lang),
        "changes": compared(changed, frame.lang),
    }
    is_asking = MAIL_KINDS[MailKind.CHANGES_REQUESTED].gives_a_task and not afterwards
    return write("changes_requested", frame, values, blocks, is_asking=is_asking)


def decision_received(  # noqa: PLR0913  (a mail needs all it says)
    reader: Reader,
    campaign: CampaignValues,
    post: PostValues,
    *,
    decision: Trigger,
    at: datetime,
    decided_by: str,
    on_behalf_of: str,
    house: str,
    comment: str,
    version: int,
    link: str = "",
) -> Letter:
    """Confirm a decision to whoever took it, or in whose place it was taken.

    `decision` is ENDORSE, APPROVE or REQUEST_CHANGES; `on_behalf_of` is empty if
    nobody was deputised for. `link` is the page on which it can be taken back, or
    reported by whoever has not made it. Raises KeyError for any other trigger.
    """
    frame = common.frame(reader, campaign)
    lang = frame.lang
    decided = formatting.when(at, campaign.zone, lang)
    shown = replace(post, version=version)
    values = common.of_post(campaign, shown, lang) | {
        "trigger": decision.value,
        "decision": DECISIONS[lang][decision],
        "at": decided,
        "decided_by": common.name(decided_by),
        "on_behalf_of": common.name(on_behalf_of),
        "house": common.name(house),
        "is_own": reader.name == decided_by,
        "is_for_reader": reader.name == on_behalf_of,
        "has_page": is_page(link),
    }
    rows = (
        ("decided_by", decided_by),
        ("on_behalf_of", on_behalf_of),
        ("house", house),
        ("decided_at", str(decided)),
    )
    blocks: dict[str, Sequence[Block]] = {
        "facts": common.facts(campaign, shown, lang, *rows),
        "comment": common.quoted("comment", comment, lang),
        "way": _page("receipt", link, post, lang),
    }
    return write("decision_received", frame, values, blocks)


def corrected(  # noqa: PLR0913  (a mail needs all it says)
    reader: Reader,
    campaign: CampaignValues,
    post: PostValues,
    *,
    decision: Trigger | None,
    corrected_by: str,
    comment: str,
    changed: tuple[ChangeValues, ...],
    link: str = "",
) -> Letter:
    """Show an editorial correction to whoever decided; they may object until the slot.

    `decision` is what they had decided, None if it was somebody of theirs.
    """
    frame = common.frame(reader, campaign)
    lang = frame.lang
    values = common.of_post(campaign, post, lang) | {
        "corrected_by": common.name(corrected_by),
        "duty_word": DECISIONS[lang][decision] if decision else "",
        "way": "page" if is_page(link) else "reply",
    }
    blocks: dict[str, Sequence[Block]] = {
        "facts": common.facts(campaign, post, lang),
        "changes": compared(changed, lang),
        "comment": common.quoted("comment", comment, lang),
        "way": _page("object", link, post, lang),
    }
    return write("corrected", frame, values, blocks)


def is_page(link: str) -> bool:
    """Say whether a link leads to a page, and not to a mail that is to be written."""
    return link.lower().startswith(("http:", "https:"))


def _page(words: str, link: str, post: PostValues, lang: str) -> tuple[Link, ...]:
    if not is_page(link):
        return ()
    number = formatting.one_line(post.number)
    return (Link(LABELS[lang][words].format(number=number), formatting.one_line(link)),)


def published(
    reader: Reader,
    campaign: CampaignValues,
    post: PostValues,
    *,
    at: datetime,
    permalinks: Mapping[str, str],
) -> Letter:
    """Tell a house that the post is out, and where; `permalinks` by channel."""
    frame = common.frame(reader, campaign)
    places = common.places(permalinks)
    values = common.of_post(campaign, post, frame.lang) | {
        "at": formatting.when(at, campaign.zone, frame.lang),
        "permalinks": places,
    }
    blocks: dict[str, Sequence[Block]] = {
        "permalinks": places,
        "facts": common.facts(campaign, post, frame.lang),
    }
    return write("published", frame, values, blocks)
