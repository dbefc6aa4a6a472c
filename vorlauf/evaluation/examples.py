"""Examples: the best and the weakest post of each channel, with text and picture."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from states.messages import Message, msg
from vorlauf.db.call import Call
from vorlauf.evaluation import example_queries
from vorlauf.evaluation.example_queries import ShownVersion
from vorlauf.evaluation.post_figures import PostOnChannel, comparable
from vorlauf.evaluation.report_values import Example

# Among fewer posts the best one says nothing.
_FEWEST: Final = 3
_BEST: Final = msg("Best rate")
_WEAKEST: Final = msg("Weakest rate")
_WITHHELD: Final = msg("Its picture is not shown: the consent to it has ended.")


def chosen(call: Call, found: Iterable[PostOnChannel]) -> tuple[Example, ...]:
    """Return the best and the weakest of each channel, by the own rate.

    Unpaid posts that are counted in the same way; a picture whose consent has ended is
    not shown.
    """
    picked = list(_picked(comparable(found)))
    shown = example_queries.shown_versions(
        call.connection, {one.post.id for _, one in picked}, call.today
    )
    return tuple(_example(call, role, one, shown) for role, one in picked)


def _example(
    call: Call, role: Message, one: PostOnChannel, shown: Mapping[int, ShownVersion]
) -> Example:
    version = shown.get(one.post.id, ShownVersion(texts={}))
    at = one.post.published_at or one.post.slot_at
    return Example(
        role=role,
        number=one.post.number,
        title=one.post.title,
        channel=one.channel,
        day=call.directory.agency.office.day_of(at),
        rate=one.rate,
        text=version.texts.get(one.channel, ""),
        picture=version.picture,
        preview=version.preview,
        alt_text=version.alt_text,
        withheld=_WITHHELD if version.is_withheld else None,
    )


def _picked(found: Iterable[PostOnChannel]) -> Iterator[tuple[Message, PostOnChannel]]:
    groups: dict[str, list[PostOnChannel]] = defaultdict(list)
    for one in found:
        if one.rate and one.base:
            groups[f"{one.channel} {one.base}"].append(one)
    for _, group in sorted(groups.items()):
        if len(group) >= _FEWEST:
            yield from _ends(group)


def _ends(group: Sequence[PostOnChannel]) -> Iterator[tuple[Message, PostOnChannel]]:
    def rate(one: PostOnChannel) -> tuple[object, str]:
        return (one.rate.percent if one.rate else 0, one.post.number)

    ordered = sorted(group, key=rate)
    yield _BEST, ordered[-1]
    yield _WEAKEST, ordered[0]
