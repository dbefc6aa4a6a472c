"""Letters about a step, most of which ask for it.

The words stand in `templates/NAME.LANGUAGE.txt`; this module has their values.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from notifications.letters import common, formatting
from notifications.letters.blocks import Block, FactList, Letter, Link, Note
from notifications.letters.comparison import compared
from notifications.letters.labels import LABELS, MATERIAL
from notifications.letters.mail_kinds import MAIL_KINDS, template_of
from notifications.letters.step_labels import ASKS, DUTIES, VERBS
from notifications.letters.templates import write
from notifications.letters.values import (
    CampaignValues,
    ChangeValues,
    DutyValues,
    MaterialValues,
    PostValues,
    Reader,
)
from states.post import STEPS, StepKind
from states.purpose import MailKind

TIMES = "\N{MULTIPLICATION SIGN}"
# How the reader acts: on a page, by a mail begun for them, or by a reply.
WAYS = {"http": "page", "https": "page", "mailto": "mail"}
# The same words where the post stands above them.
HERE = {
    "write": "write_here",
    "open": "open_here",
    "decide": "decide_here",
    "deliver": "deliver_here",
    "publish": "publish_here",
}


@dataclass(frozen=True)
class StepValues:
    """What a letter about a step says: the duty, and what has happened to it.

    `to_deputy` says that the reader stands in for the person asked. `changed` is what
    differs since the house was asked last; `moved_by` and `reason` are of the act that
    the letter reports, `permalinks` by channel where the post can be seen. `told` is
    the date that the house was told before, and `because` why it has changed.
    """

    duty: DutyValues
    to_deputy: bool = field(default=False, kw_only=True)
    changed: tuple[ChangeValues, ...] = field(default=(), kw_only=True)
    moved_by: str = field(default="", kw_only=True)
    reason: str = field(default="", kw_only=True)
    permalinks: Mapping[str, str] | None = field(default=None, kw_only=True)
    told: datetime | None = field(default=None, kw_only=True)
    because: str = field(default="", kw_only=True)


def letter(
    purpose: MailKind,
    reader: Reader,
    campaign: CampaignValues,
    post: PostValues,
    step: StepValues,
) -> Letter:
    """Write a letter about a step, in the words of its kind."""
    frame = common.frame(reader, campaign)
    lang = frame.lang
    values = common.of_post(campaign, post, lang) | of_duty(campaign, step.duty, lang)
    values |= in_place_of(reader, lang)
    values |= {"ask": _ask(post, step.duty, values, lang)}
    values |= {"changed": step.changed, "moved_by": common.name(step.moved_by)}
    values |= _due_before(campaign, step, lang)
    # Whoever decides or publishes gets all that is shown; others need only the facts.
    is_shown = step.duty.kind.is_decision or step.duty.kind.waits_for_slot
    blocks: dict[str, Sequence[Block]] = {
        "facts": _facts(campaign, post, step.duty, lang),
        "changes": compared(step.changed, lang),
        "content": _content(post, step.duty, lang) if is_shown else (),
        "reason": common.quoted("reason", step.reason, lang),
        "permalinks": common.places(step.permalinks or {}),
        "way": way_to_act(post, step.duty, lang),
    }
    name = template_of(purpose, to_deputy=step.to_deputy)
    is_asking = MAIL_KINDS[purpose].gives_a_task
    notes = frozenset(_notes(purpose, step.duty, slot_passed=post.slot_passed))
    return write(name, frame, values, blocks, is_asking=is_asking, notes=notes)


def _content(post: PostValues, duty: DutyValues, lang: str) -> Sequence[Block]:
    """Return what is shown; whoever publishes gets the links to paste as well."""
    shown = common.content(post, lang)
    if not duty.kind.waits_for_slot or not post.links:
        return shown
    label = LABELS[lang]["campaign_link"]
    rows = tuple(
        (
            label.format(channel=common.channels([channel], lang)),
            formatting.one_line(link),
        )
        for channel, link in post.links.items()
    )
    return (*shown, FactList(rows))


def _due_before(
    campaign: CampaignValues, step: StepValues, lang: str
) -> dict[str, object]:
    """Return the values about the date that was told before another one."""
    told = step.told or step.duty.due
    return {
        "told": formatting.when(told, campaign.zone, lang),
        "is_later": step.duty.due > told,
        "because": formatting.one_line(step.because),
    }


def _ask(
    post: PostValues, duty: DutyValues, values: Mapping[str, object], lang: str
) -> str:
    which = "this_first" if post.is_first else "this_version"
    version = LABELS[lang][which].format(version=post.version)
    # A draft that lacks nothing waits for its handover.
    kind = StepKind.SUBMIT if duty.missing == () else duty.kind
    return ASKS[lang][kind].format_map({**values, "version": version})


def _notes(purpose: MailKind, duty: DutyValues, *, slot_passed: bool) -> Iterator[Note]:
    """Yield what a digest has to explain about such a letter."""
    if not duty.kind.is_answered:
        yield Note.RECORD
        return
    by = {"page": "on_page", "mail": "by_mail", "reply": "by_reply"}[_way(duty)]
    yield Note(f"{'deliver' if duty.kind.is_material else 'decide'}_{by}")
    if duty.code:
        yield Note.CODE
    if duty.kind.is_decision and not duty.is_afterwards:
        yield Note.SILENCE
    if duty.overdue_by and not duty.is_afterwards and not slot_passed:
        yield Note.OVERDUE
    if purpose is MailKind.REMINDER:
        yield Note.REMINDER


def of_duty(campaign: CampaignValues, duty: DutyValues, lang: str) -> dict[str, object]:
    """Return the values about a duty that the words may use."""
    return {
        "kind": duty.kind.value,
        "is_answered": duty.kind.is_answered,
        "is_material": duty.kind.is_material,
        "is_decision": duty.kind.is_decision,
        "decides": VERBS[lang].get(STEPS[duty.kind].yes, ""),
        "duty": DUTIES[lang][duty.kind],
        "house": common.name(duty.house),
        "asked": common.name(duty.asked),
        "due": formatting.when(duty.due, campaign.zone, lang),
        "due_in": duty.due_in,
        "remaining": formatting.working_days(duty.due_in, lang),
        "overdue_by": duty.overdue_by,
        "overdue": formatting.working_days(duty.overdue_by, lang),
        "has_code": bool(duty.code),
        "way": _way(duty),
        "is_afterwards": duty.is_afterwards,
    }


def _way(duty: DutyValues) -> str:
    return WAYS.get(duty.link.partition(":")[0].lower(), "reply")


def way_to_act(post: PostValues, duty: DutyValues, lang: str) -> tuple[Link, ...]:
    """Return the link by which the reader acts, or nothing if there is none.

    What the coordinator records herself is not answered by a mail.
    """
    is_mail = duty.link.lower().startswith("mailto:")
    if not duty.link or (is_mail and not duty.kind.is_answered):
        return ()
    labels = LABELS[lang]
    what = "write" if is_mail else _page(duty.kind)
    number = formatting.one_line(post.number)
    return (
        Link(
            labels[what].format(number=number),
            formatting.one_line(duty.link),
            in_brief=labels[HERE[what]],
        ),
    )


def _page(kind: StepKind) -> str:
    """Return what a page is for that a link leads to."""
    if kind.is_decision:
        return "decide"
    if kind.waits_for_slot:
        return "publish"
    return "deliver" if kind.is_material else "open"


def in_place_of(reader: Reader, lang: str) -> dict[str, object]:
    """Return the values about whose deputy the reader is, or who was theirs."""
    until = reader.absent_until
    meanwhile = [common.name(name) for name in reader.asked_meanwhile]
    return {
        "absent": common.name(reader.stands_in_for),
        "absent_until": formatting.long_day(until, lang) if until else "",
        "has_left": reader.has_left,
        "is_back": reader.is_back,
        "asked_meanwhile": formatting.together(meanwhile, lang) if meanwhile else "",
    }


def _facts(
    campaign: CampaignValues, post: PostValues, duty: DutyValues, lang: str
) -> Sequence[Block]:
    # The hour of publication is the slot itself.
    if duty.kind.waits_for_slot:
        missing = common.channels(duty.missing, lang) if duty.missing else ""
        return common.facts(
            campaign,
            post,
            lang,
            ("permalinks_missing", missing),
            *(
                (label, common.channels(names, lang) if names else "")
                for label, names in (
                    ("by_itself", duty.by_itself),
                    ("by_hand", duty.by_hand),
                )
            ),
        )
    due = formatting.when(duty.due, campaign.zone, lang)
    return common.facts(
        campaign,
        post,
        lang,
        ("due", due),
        ("code", duty.code),
        ("missing", "; ".join(duty.missing or ())),
        *_wanted(duty.wanted, lang),
        # Whoever sends material is shown no version.
        has_version=not duty.kind.is_material,
    )


def _wanted(wanted: MaterialValues | None, lang: str) -> Sequence[tuple[str, str]]:
    """Return the rows that say what material is wanted."""
    if wanted is None:
        return ()
    words = MATERIAL[lang]
    formats = (
        f"{formatting.channel(name)} {size}" for name, size in wanted.formats.items()
    )
    return (
        ("wanted", f"{wanted.number} {TIMES} {words.get(wanted.kind, wanted.kind)}"),
        ("formats", ", ".join(formats)),
        ("people", words.get(wanted.people, wanted.people)),
        ("purpose", wanted.purpose),
        ("template", wanted.template),
        ("note", wanted.note),
        ("remarks", "; ".join(wanted.remarks)),
    )
