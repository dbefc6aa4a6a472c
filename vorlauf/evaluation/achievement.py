"""Achievement: what a period reached: channels, posts, and how they differ."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from states.messages import Channel, Count, Message, msg, phrase
from vorlauf.db.call import Call
from vorlauf.evaluation.details import NOT_RECORDED, NUMBER, TITLE
from vorlauf.evaluation.figure_words import METRIC_WORDS
from vorlauf.evaluation.metrics import Metric, Share
from vorlauf.evaluation.not_measured import why_not_measured
from vorlauf.evaluation.post_figures import (
    PostOnChannel,
    comparable,
    rate_of,
)
from vorlauf.evaluation.process import houses_of
from vorlauf.evaluation.process_queries import PostOfPeriod
from vorlauf.evaluation.report_values import (
    Cell,
    Rate,
    ReportColumn,
    ReportRow,
    ReportSection,
    Unmeasured,
)

WEEKDAYS: Final = tuple(
    phrase("weekday", name)
    for name in (
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    )
)
_CHANNEL: Final = ReportColumn(key="channel", label=msg("Channel"), is_figure=False)
_BASE: Final = ReportColumn(key="base", label=msg("counted as"), is_figure=False)
_FIGURES: Final = (
    ReportColumn(key="seen", label=msg("Seen")),
    ReportColumn(key="interactions", label=msg("Interactions")),
    ReportColumn(key="rate", label=msg("Own rate")),
    ReportColumn(key="network_rate", label=msg("Network's rate")),
)
_NO_POST: Final = msg("No post has appeared.")
_RATE: Final = msg(
    "Own rate = (reactions + comments + shares) / those who have seen it: reach, else "
    "views, else impressions, as the column says. The network's own rate is counted in "
    "its own way and can be compared with itself alone. What of the three a network "
    "does not tell is not counted in."
)
_UNPAID: Final = msg(
    "The own rate for each channel, without what was paid for; of each channel only "
    "posts that are counted in the same way, the way of most of them."
)

Key = Callable[[PostOfPeriod], Iterable[Cell]]


def channels(found: Sequence[PostOnChannel]) -> ReportSection:
    """Return what each channel reached; ways of counting are kept apart, too."""
    groups: dict[tuple[str, Share, Metric | None], list[PostOnChannel]] = defaultdict(
        list
    )
    for one in found:
        groups[one.channel, one.share, one.base].append(one)
    rows = [
        ReportRow(
            f"{channel}-{share}-{base or 'none'}",
            (
                _named(channel, share),
                len(group),
                *_reached(channel, base, group),
            ),
        )
        for (channel, share, base), group in sorted(
            groups.items(), key=lambda one: (one[0][0], one[0][1], one[0][2] or "")
        )
    ]
    return ReportSection(
        key="channels",
        heading=msg("What the channels reached"),
        source=_RATE,
        columns=(
            _CHANNEL,
            ReportColumn(key="posts", label=msg("Posts")),
            _FIGURES[0],
            _BASE,
            *_FIGURES[1:],
        ),
        rows=tuple(rows),
        empty=_NO_POST,
        charted="seen",
    )


def _reached(
    channel: str, base: Metric | None, group: Sequence[PostOnChannel]
) -> tuple[Cell, ...]:
    counted = [one.interactions for one in group if one.interactions is not None]
    interactions: Cell = (
        sum(counted)
        if counted
        else Unmeasured(why_not_measured(channel, Metric.REACTIONS))
    )
    if base is None:
        why = Unmeasured(why_not_measured(channel, Metric.IMPRESSIONS))
        return why, None, interactions, None, None
    seen = sum(one.seen or 0 for one in group)
    return (
        seen,
        METRIC_WORDS[base],
        interactions,
        rate_of(group, base),
        _network_rate(group),
    )


def _network_rate(group: Iterable[PostOnChannel]) -> Rate | None:
    """Return the network's rates together, each by how many have seen its post."""
    known = [one for one in group if Metric.NETWORK_RATE in one.values and one.seen]
    if not known:
        return None
    part = sum(one.values[Metric.NETWORK_RATE] * (one.seen or 0) for one in known)
    return Rate(round(part), sum(one.seen or 0 for one in known))


def measured_posts(call: Call, found: Sequence[PostOnChannel]) -> ReportSection:
    """Return what posts reached, without those of which no network tells."""
    unknown = Counter(one.channel for one in found if not one.values)
    notes = [
        msg(
            "{channel}: {count} without figures; {reason}.",
            channel=Channel(channel),
            count=Count(count),
            reason=why_not_measured(channel, Metric.IMPRESSIONS),
        )
        for channel, count in sorted(unknown.items())
    ]
    whole = posts(call, [one for one in found if one.values])
    heading = msg("What the posts reached")
    return replace(whole, key="measured", heading=heading, notes=tuple(notes))


def posts(call: Call, found: Sequence[PostOnChannel]) -> ReportSection:
    """Return what each post reached on each channel."""
    office = call.directory.agency.office
    rows = [
        ReportRow(
            f"{one.post.number}-{one.channel}-{one.share}",
            (
                office.day_of(one.post.published_at or one.post.slot_at),
                one.post.number,
                one.post.title,
                _named(one.channel, one.share),
                *_figures(one),
            ),
        )
        for one in found
    ]
    return ReportSection(
        key="reached",
        heading=msg("Every post by channel"),
        source=_RATE,
        columns=(
            ReportColumn(key="day", label=msg("Day"), is_figure=False),
            NUMBER,
            TITLE,
            _CHANNEL,
            _FIGURES[0],
            _BASE,
            *_FIGURES[1:],
        ),
        rows=tuple(rows),
        empty=_NO_POST,
    )


def _figures(one: PostOnChannel) -> tuple[Cell, ...]:
    why = Unmeasured(why_not_measured(one.channel, Metric.IMPRESSIONS))
    return (
        one.seen if one.base else why,
        METRIC_WORDS[one.base] if one.base else None,
        one.interactions,
        one.rate,
        one.network_rate,
    )


def splits(call: Call, found: Sequence[PostOnChannel]) -> Iterator[ReportSection]:
    """Yield how posts differ by house, theme, format and weekday."""
    directory = call.directory
    office = directory.agency.office
    names = {key: one.name for key, one in directory.houses.items()}
    shorts = {name: key.upper() for key, name in names.items()}

    def of_house(post: PostOfPeriod) -> Iterable[Cell]:
        return [names.get(key, key) for key in houses_of(post, directory)]

    def of_weekday(post: PostOfPeriod) -> Iterable[Cell]:
        at = post.published_at or post.slot_at
        return [WEEKDAYS[office.day_of(at).weekday()]]

    kinds: tuple[tuple[str, Message, Message, Key], ...] = (
        ("by_house", msg("By house"), msg("House"), of_house),
        ("by_theme", msg("By theme"), msg("Theme"), lambda one: [_known(one.theme)]),
        (
            "by_format",
            msg("By format"),
            msg("Format"),
            lambda one: [_known(one.format)],
        ),
        ("by_weekday", msg("By weekday"), msg("Weekday"), of_weekday),
    )
    for key, heading, label, keys_of in kinds:
        split = _split(key, heading, label, comparable(found), keys_of)
        rows = [
            replace(one, short=shorts.get(str(one.cells[0]), "")) for one in split.rows
        ]
        is_known = any(one.cells[0] != NOT_RECORDED for one in rows)
        yield replace(split, rows=tuple(rows) if is_known else ())


def _known(word: str) -> Cell:
    return word or NOT_RECORDED


def _split(
    key: str,
    heading: Message,
    label: Message,
    found: Sequence[PostOnChannel],
    keys_of: Key,
) -> ReportSection:
    bases = dict(_bases(found))
    groups: dict[Cell, list[PostOnChannel]] = defaultdict(list)
    for one in found:
        for name in keys_of(one.post):
            groups[name].append(one)
    rows = [
        ReportRow(
            str(name),
            (
                name,
                len({one.post.id for one in group}),
                sum(one.interactions or 0 for one in group)
                if any(one.interactions is not None for one in group)
                else None,
                *(
                    rate_of([one for one in group if one.channel == channel], base)
                    for channel, base in bases.items()
                ),
            ),
        )
        for name, group in sorted(groups.items(), key=lambda one: _order(one[0]))
    ]
    rates = [
        ReportColumn(key=f"rate_{channel}", label=_rate_label(channel, base))
        for channel, base in bases.items()
    ]
    return ReportSection(
        key=key,
        heading=heading,
        source=_UNPAID,
        columns=(
            ReportColumn(key="name", label=label, is_figure=False),
            ReportColumn(key="posts", label=msg("Posts")),
            ReportColumn(key="interactions", label=msg("Interactions")),
            *rates,
        ),
        rows=tuple(rows),
        empty=msg("It is not recorded for these posts."),
        charted=rates[0].key if rates else "",
    )


def _order(name: Cell) -> tuple[int, str]:
    """Weekdays stand in their order, words by the alphabet, what is unknown last."""
    if isinstance(name, Message):
        return (WEEKDAYS.index(name) if name in WEEKDAYS else len(WEEKDAYS), "")
    return (0, str(name).casefold())


def _bases(found: Iterable[PostOnChannel]) -> Iterator[tuple[str, Metric]]:
    """Yield the channels with rates, each with how most of its posts are counted."""
    counts: dict[str, dict[Metric, int]] = defaultdict(lambda: defaultdict(int))
    for one in found:
        if one.base and one.rate:
            counts[one.channel][one.base] += 1
    for channel, by_base in sorted(counts.items()):
        yield channel, max(by_base, key=lambda base: (by_base[base], base))


def _rate_label(channel: str, base: Metric) -> Message:
    return msg(
        "{channel}, by {base}", channel=Channel(channel), base=METRIC_WORDS[base]
    )


def _named(channel: str, share: Share) -> Message:
    match share:
        case Share.ORGANIC:
            return msg("{channel}, unpaid", channel=Channel(channel))
        case Share.PAID:
            return msg("{channel}, paid", channel=Channel(channel))
        case _:
            return msg("{channel}", channel=Channel(channel))
