"""The letters that ask somebody for something, one function each.

The words stand in `templates/NAME.LANGUAGE.txt`; here is only what they are about.
"""

from collections.abc import Mapping, Sequence

from notifications import particulars, wording
from notifications.comparison import compared
from notifications.letters import Block, Letter, Link
from notifications.messages import Campaign, Change, Duty, Post, Reader, Wanted
from notifications.vocabulary import ASKS, DUTIES, LABELS, MATERIAL, VERBS
from notifications.words import write
from states.post import STEPS, StepKind

TIMES = "\N{MULTIPLICATION SIGN}"
# How the reader acts: on a page, by a mail begun for them, or by a reply.
WAYS = {"http": "page", "https": "page", "mailto": "mail"}


def material_request(
    reader: Reader, campaign: Campaign, post: Post, duty: Duty
) -> Letter:
    """Ask a house for pictures (ASSETS) or the agency for the graphic (GRAPHICS)."""
    return _about_duty("material_request", reader, campaign, post, duty)


def review_request(
    reader: Reader,
    campaign: Campaign,
    post: Post,
    duty: Duty,
    *,
    changed: tuple[Change, ...] = (),
) -> Letter:
    """Ask a house to endorse this version; `changed` since it was asked last."""
    return _about_duty("review_request", reader, campaign, post, duty, changed=changed)


def approval_request(
    reader: Reader,
    campaign: Campaign,
    post: Post,
    duty: Duty,
    *,
    changed: tuple[Change, ...] = (),
) -> Letter:
    """Ask the Staatskanzlei to approve this version; `changed` as in reviews."""
    return _about_duty(
        "approval_request", reader, campaign, post, duty, changed=changed
    )


def submit_request(
    reader: Reader, campaign: Campaign, post: Post, duty: Duty
) -> Letter:
    """Tell the coordinator that all material is in: hand the post to review."""
    return _about_duty("submit_request", reader, campaign, post, duty)


def publish_request(
    reader: Reader, campaign: Campaign, post: Post, duty: Duty
) -> Letter:
    """Hand the complete post over at its slot and ask for the permalinks."""
    return _about_duty("publish_request", reader, campaign, post, duty)


def reminder(reader: Reader, campaign: Campaign, post: Post, duty: Duty) -> Letter:
    """Remind before, on or after the due day; the duty's counts say which."""
    return _about_duty("reminder", reader, campaign, post, duty)


def escalation(
    reader: Reader, campaign: Campaign, post: Post, duty: Duty, *, to_deputy: bool
) -> Letter:
    """Ask the deputy to act instead, or tell the coordinator who is silent."""
    name = "escalation_deputy" if to_deputy else "escalation_coordinator"
    return _about_duty(name, reader, campaign, post, duty)


def retrospective_request(  # noqa: PLR0913  (a mail needs all it says)
    reader: Reader,
    campaign: Campaign,
    post: Post,
    duty: Duty,
    *,
    moved_by: str,
    reason: str,
) -> Letter:
    """Ask afterwards for a decision that an override has jumped over."""
    return _about_duty(
        "retrospective_request",
        reader,
        campaign,
        post,
        duty,
        moved_by=moved_by,
        reason=reason,
    )


def link_renewed(
    reader: Reader,
    campaign: Campaign,
    post: Post,
    duty: Duty,
    *,
    changed: tuple[Change, ...] = (),
) -> Letter:
    """Send a new link to whoever asked for one; `changed` as in reviews."""
    return _about_duty("link_renewed", reader, campaign, post, duty, changed=changed)


def take_down_request(  # noqa: PLR0913  (a mail needs all it says)
    reader: Reader,
    campaign: Campaign,
    post: Post,
    duty: Duty,
    *,
    reason: str,
    permalinks: Mapping[str, str],
) -> Letter:
    """Ask the coordinator to take a published post down: why, and from where."""
    return _about_duty(
        "take_down_request",
        reader,
        campaign,
        post,
        duty,
        reason=reason,
        permalinks=permalinks,
    )


def of_duty(campaign: Campaign, duty: Duty, lang: str) -> dict[str, object]:
    """Return the values about a duty that the words may use."""
    return {
        "kind": duty.kind.value,
        "is_answered": duty.kind.is_answered,
        "is_material": duty.kind.is_material,
        "is_decision": duty.kind.is_decision,
        "decides": VERBS[lang].get(STEPS[duty.kind].yes, ""),
        "duty": DUTIES[lang][duty.kind],
        "house": particulars.name(duty.house),
        "asked": particulars.name(duty.asked),
        "due": wording.when(duty.due, campaign.zone, lang),
        "due_in": duty.due_in,
        "remaining": wording.working_days(duty.due_in, lang),
        "overdue_by": duty.overdue_by,
        "overdue": wording.working_days(duty.overdue_by, lang),
        "has_code": bool(duty.code),
        "way": WAYS.get(duty.link.partition(":")[0].lower(), "reply"),
    }


def way_to_act(post: Post, duty: Duty, lang: str) -> tuple[Link, ...]:
    """Return the link by which the reader acts, or nothing if there is none.

    What the coordinator records herself is not answered by a mail.
    """
    is_mail = duty.link.lower().startswith("mailto:")
    if not duty.link or (is_mail and not duty.kind.is_answered):
        return ()
    words = LABELS[lang]["write" if is_mail else _page(duty.kind)]
    number = wording.one_line(post.number)
    return (Link(words.format(number=number), wording.one_line(duty.link)),)


def _page(kind: StepKind) -> str:
    """Return what a page is for that a link leads to."""
    if kind.is_decision:
        return "decide"
    return "deliver" if kind.is_material else "open"


def _about_duty(  # noqa: PLR0913  (a mail needs all it says)
    name: str,
    reader: Reader,
    campaign: Campaign,
    post: Post,
    duty: Duty,
    *,
    changed: tuple[Change, ...] = (),
    moved_by: str = "",
    reason: str = "",
    permalinks: Mapping[str, str] | None = None,
) -> Letter:
    frame = particulars.frame(reader, campaign)
    lang = frame.lang
    values = particulars.of_post(campaign, post, lang) | of_duty(campaign, duty, lang)
    values |= _in_place_of(reader, lang)
    values |= {"ask": ASKS[lang][duty.kind].format_map(values)}
    values |= {"changed": changed, "moved_by": particulars.name(moved_by)}
    # Whoever decides or publishes gets all that is shown; others need only the facts.
    is_shown = duty.kind.is_decision or duty.kind.waits_for_slot
    blocks: dict[str, Sequence[Block]] = {
        "facts": _facts(campaign, post, duty, lang),
        "changes": compared(changed, lang),
        "content": particulars.content(post, lang) if is_shown else (),
        "reason": particulars.quoted("reason", reason, lang),
        "permalinks": particulars.places(permalinks or {}),
        "way": way_to_act(post, duty, lang),
    }
    return write(name, frame, values, blocks, is_asking=True)


def _in_place_of(reader: Reader, lang: str) -> dict[str, object]:
    until = reader.absent_until
    return {
        "absent": particulars.name(reader.stands_in_for),
        "absent_until": wording.long_day(until, lang) if until else "",
        "has_left": reader.has_left,
    }


def _facts(campaign: Campaign, post: Post, duty: Duty, lang: str) -> Sequence[Block]:
    # The hour of publication is the slot itself.
    if duty.kind.waits_for_slot:
        return particulars.facts(campaign, post, lang)
    due = str(wording.when(duty.due, campaign.zone, lang))
    return particulars.facts(
        campaign,
        post,
        lang,
        ("due", due),
        ("code", duty.code),
        *_wanted(duty.wanted, lang),
    )


def _wanted(wanted: Wanted | None, lang: str) -> Sequence[tuple[str, str]]:
    """Return the rows that say what material is wanted."""
    if wanted is None:
        return ()
    words = MATERIAL[lang]
    formats = (
        f"{wording.channel(name)} {size}" for name, size in wanted.formats.items()
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
