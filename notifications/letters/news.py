"""Letters about events: a no, a recorded decision, a publication."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from notifications.letters import common, formatting
from notifications.letters.blocks import Block, Letter, Link, is_page
from notifications.letters.comparison import compared
from notifications.letters.labels import LABELS
from notifications.letters.mail_kinds import MAIL_KINDS
from notifications.letters.step_labels import DECISIONS, OWN_ACCOUNTS, WAYS
from notifications.letters.templates import write
from notifications.letters.values import (
    CampaignValues,
    ChangeValues,
    PostValues,
    Reader,
)
from states.post import DecisionWay, Trigger
from states.purpose import MailKind


@dataclass(frozen=True, kw_only=True)
class RefusalValues:
    """Who wants what changed, in which house, in which capacity.

    `afterwards` says that it was a no to a retrospective request: the post stays
    where it is. `changed` is what this version had changed against the one before.
    """

    asked_by: str
    house: str
    comment: str
    capacity: str = ""
    afterwards: bool = False
    changed: tuple[ChangeValues, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DecisionValues:
    """A decision as it is on file: ENDORSE, APPROVE or REQUEST_CHANGES.

    `on_behalf_of` is empty if nobody was deputised for; `own_account` is the capacity
    of somebody who is not on file, else empty. `link` is the page on which it can be
    taken back, or reported by whoever has not made it.
    """

    decision: Trigger
    at: datetime
    decided_by: str
    on_behalf_of: str
    house: str
    comment: str
    version: int
    link: str = ""
    own_account: str = ""


@dataclass(frozen=True, kw_only=True)
class RecordValues:
    """By whom a decision was recorded, how it was told, and when it was made."""

    recorded_by: str
    way: DecisionWay
    said_at: datetime


@dataclass(frozen=True, kw_only=True)
class CorrectionValues:
    """An editorial correction; `decision` is what its reader had decided.

    None if it was somebody of theirs.
    """

    decision: Trigger | None
    corrected_by: str
    comment: str
    changed: tuple[ChangeValues, ...]
    link: str = ""


def changes_requested(
    reader: Reader, campaign: CampaignValues, post: PostValues, refusal: RefusalValues
) -> Letter:
    """Tell the coordinator what somebody wants changed in post.version."""
    frame = common.frame(reader, campaign)
    values = common.of_post(campaign, post, frame.lang) | {
        "asked_by": common.name(refusal.asked_by),
        "house": common.name(refusal.house),
        "own_account": OWN_ACCOUNTS[frame.lang].get(refusal.capacity, ""),
        "afterwards": refusal.afterwards,
        "changed": refusal.changed,
    }
    blocks: dict[str, Sequence[Block]] = {
        "facts": common.facts(campaign, post, frame.lang),
        "comment": common.quoted("comment", refusal.comment, frame.lang),
        "changes": compared(refusal.changed, frame.lang),
    }
    is_asking = (
        MAIL_KINDS[MailKind.CHANGES_REQUESTED].gives_a_task and not refusal.afterwards
    )
    return write("changes_requested", frame, values, blocks, is_asking=is_asking)


def decision_received(
    reader: Reader, campaign: CampaignValues, post: PostValues, decided: DecisionValues
) -> Letter:
    """Confirm a decision to whoever took it, or in whose place it was taken."""
    frame = common.frame(reader, campaign)
    lang = frame.lang
    at = formatting.when(decided.at, campaign.zone, lang)
    shown = replace(post, version=decided.version)
    own_account = OWN_ACCOUNTS[lang].get(decided.own_account, "")
    values = common.of_post(campaign, shown, lang) | {
        "trigger": decided.decision.value,
        "decision": DECISIONS[lang][decided.decision],
        "at": at,
        "decided_by": common.name(decided.decided_by),
        "on_behalf_of": common.name(decided.on_behalf_of),
        "house": common.name(decided.house),
        "is_own": reader.name == decided.decided_by,
        "is_for_reader": reader.name == decided.on_behalf_of,
        "own_account": own_account,
        "has_page": is_page(decided.link),
    }
    rows = (
        ("decided_by", decided.decided_by),
        ("on_behalf_of", decided.on_behalf_of),
        ("signed", own_account),
        ("house", decided.house),
        ("decided_at", at),
    )
    blocks: dict[str, Sequence[Block]] = {
        "facts": common.facts(campaign, shown, lang, *rows),
        "comment": common.quoted("comment", decided.comment, lang),
        "way": page_link("receipt", decided.link, post, lang),
    }
    return write("decision_received", frame, values, blocks)


def decision_recorded(
    reader: Reader,
    campaign: CampaignValues,
    post: PostValues,
    decided: DecisionValues,
    record: RecordValues,
) -> Letter:
    """Show what a coordinator has recorded to whoever is said to have decided it."""
    frame = common.frame(reader, campaign)
    lang = frame.lang
    at = formatting.when(record.said_at, campaign.zone, lang)
    shown = replace(post, version=decided.version)
    values = common.of_post(campaign, shown, lang) | {
        "trigger": decided.decision.value,
        "decision": DECISIONS[lang][decided.decision],
        "at": at,
        "decided_by": common.name(decided.decided_by),
        "on_behalf_of": common.name(decided.on_behalf_of),
        "house": common.name(decided.house),
        "recorded_by": common.name(record.recorded_by),
        "told": WAYS[lang][record.way],
        "is_own": reader.name == decided.decided_by,
        "has_page": is_page(decided.link),
    }
    rows = (
        ("decided_by", decided.decided_by),
        ("on_behalf_of", decided.on_behalf_of),
        ("house", decided.house),
        ("said_at", at),
        ("recorded_by", record.recorded_by),
    )
    blocks: dict[str, Sequence[Block]] = {
        "facts": common.facts(campaign, shown, lang, *rows),
        "comment": common.quoted("comment", decided.comment, lang),
        "way": page_link("object_to_record", decided.link, post, lang),
    }
    return write("decision_recorded", frame, values, blocks)


def corrected(
    reader: Reader,
    campaign: CampaignValues,
    post: PostValues,
    correction: CorrectionValues,
) -> Letter:
    """Show a correction to whoever decided; they may object until the slot."""
    frame = common.frame(reader, campaign)
    lang = frame.lang
    values = common.of_post(campaign, post, lang) | {
        "corrected_by": common.name(correction.corrected_by),
        "duty_word": DECISIONS[lang][correction.decision]
        if correction.decision
        else "",
        "way": "page" if is_page(correction.link) else "reply",
    }
    blocks: dict[str, Sequence[Block]] = {
        "facts": common.facts(campaign, post, lang),
        "changes": compared(correction.changed, lang),
        "comment": common.quoted("comment", correction.comment, lang),
        "way": page_link("object", correction.link, post, lang),
    }
    return write("corrected", frame, values, blocks)


def page_link(words: str, link: str, post: PostValues, lang: str) -> tuple[Link, ...]:
    """Return the link to a page in a block of its own; none if it leads to none."""
    number = formatting.one_line(post.number)
    way = Link(LABELS[lang][words].format(number=number), formatting.one_line(link))
    return (way,) if way.is_page else ()


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
