"""Topic balance: how topics and posts are split, beside what was agreed."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot, posts_by_id
from vorlauf.db.topic_tables import TopicState
from vorlauf.directory.model import Directory
from vorlauf.plan import plan_queries
from vorlauf.plan.balances import balances, quarter_of
from vorlauf.plan.findings import BalanceKind
from vorlauf.plan.topics.topic_list import next_window
from vorlauf.plan.topics.topic_rows import TopicRow
from vorlauf.posts.channels import channels_of

_QUARTER = 3  # months


@dataclass(frozen=True, kw_only=True)
class TopicBalance:
    """How many open topics and posts of a year a house, theme, channel, quarter has.

    `share` and `agreed` are fractions of all posts, `agreed` is None where nothing was
    agreed. `off` is by how many posts it lies above (+) or below (-) that. `more` is
    how many posts would come to it.
    """

    kind: BalanceKind
    key: str
    topics: int
    posts: int
    share: float
    agreed: float | None
    off: float
    more: int = 0


def topic_balance(
    call: Call,
    topics: Sequence[TopicRow],
    year: int,
    draft: tuple[TopicRow, PostSnapshot] | None = None,
) -> list[TopicBalance]:
    """Return the balance of a year, by house, theme, channel and quarter.

    `topics` are all that there are; a topic of two houses counts for both. With a
    `draft` of a topic it says where that would come to.
    """
    posts = _posts_of(call, year)
    themes = {key: one.theme for one in topics if one.theme for key in one.post_ids}
    by_theme = Counter(themes[one.id] for one in posts if one.id in themes)
    waiting = _waiting(topics, call)
    more = _counted(*draft, call.directory) if draft else Counter()
    return list(_rows(call.directory, posts, by_theme, (waiting, more)))


_Counts = Counter[tuple[BalanceKind, str]]


def _rows(
    directory: Directory,
    posts: Sequence[PostSnapshot],
    by_theme: Mapping[str, int],
    counts: tuple[_Counts, _Counts],
) -> Iterator[TopicBalance]:
    waiting, more = counts
    known = {(one.kind, one.key): one for one in balances(posts, directory)}
    themed = sum(by_theme.values())
    for kind in (
        BalanceKind.HOUSE,
        BalanceKind.THEME,
        BalanceKind.CHANNEL,
        BalanceKind.QUARTER,
    ):
        keys = [key for of, key in known if of is kind]
        keys += sorted(by_theme) if kind is BalanceKind.THEME else []
        keys += sorted(key for of, key in (*waiting, *more) if of is kind)
        for key in dict.fromkeys(keys):
            one = known.get((kind, key))
            count = one.posts if one else by_theme.get(key, 0)
            is_theme = kind is BalanceKind.THEME and themed
            yield TopicBalance(
                kind=kind,
                key=key,
                topics=waiting[kind, key],
                posts=count,
                share=one.share if one else count / themed if is_theme else 0.0,
                agreed=one.agreed if one else None,
                off=one.off if one else 0.0,
                more=more[kind, key],
            )


def _posts_of(call: Call, year: int) -> list[PostSnapshot]:
    office = call.directory.agency.office
    first, after = (office.at(date(one, 1, 1), time.min) for one in (year, year + 1))
    keys = plan_queries.keys_between(call.connection, first, after)
    return list(posts_by_id(call.connection, keys).values())


def _waiting(topics: Sequence[TopicRow], call: Call) -> _Counts:
    counts: _Counts = Counter()
    for one in topics:
        if one.state is not TopicState.OPEN:
            continue
        counts.update((BalanceKind.HOUSE, key) for key in one.houses)
        channels = one.channels or call.directory.campaign.channels
        counts.update((BalanceKind.CHANNEL, name) for name in channels)
        if one.theme:
            counts[BalanceKind.THEME, one.theme] += 1
        # One that fits at any time is a topic of no quarter.
        window = next_window(one, call.today)
        if window and (one.day_rule or one.season or one.until):
            day = window.day or window.first
            counts[BalanceKind.QUARTER, f"Q{(day.month - 1) // _QUARTER + 1}"] += 1
    return counts


def _counted(topic: TopicRow, draft: PostSnapshot, directory: Directory) -> _Counts:
    found: _Counts = Counter((BalanceKind.HOUSE, key) for key in draft.houses)
    channels = channels_of(draft, directory)
    found.update((BalanceKind.CHANNEL, name) for name in channels)
    found[BalanceKind.QUARTER, quarter_of(draft, directory)] += 1
    if topic.theme:
        found[BalanceKind.THEME, topic.theme] += 1
    return found
