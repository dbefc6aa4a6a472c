"""Balances: how the posts of a plan are split, beside what was agreed."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.directory.model import Directory
from vorlauf.plan.findings import Balance, BalanceKind
from vorlauf.posts.channels import channels_of

_MONTHS_OF_A_QUARTER = 3


def balances(posts: Sequence[PostSnapshot], directory: Directory) -> list[Balance]:
    """Return the split by house, area, channel and quarter.

    An area is a house with every house below it. A post of two houses counts for both,
    one of two channels for both.
    """
    return [
        *_split(BalanceKind.HOUSE, _houses(posts), directory.agreed_shares()),
        *_areas(posts, directory),
        *_split(
            BalanceKind.CHANNEL,
            Counter(c for post in posts for c in channels_of(post, directory)),
            _channel_shares(directory),
        ),
        *_split(
            BalanceKind.QUARTER,
            Counter(quarter_of(post, directory) for post in posts),
            {f"Q{n}": share for n, share in enumerate(_quarters(directory), start=1)},
        ),
    ]


def quarter_of(post: PostSnapshot, directory: Directory) -> str:
    """Return the quarter of a post's slot, as Q3."""
    month = directory.agency.office.day_of(post.slot_at).month
    return f"Q{(month - 1) // _MONTHS_OF_A_QUARTER + 1}"


def root_of(house: str, directory: Directory) -> str:
    """Return the house at the top of which a house is a part, or itself."""
    key = house
    while key in directory.houses and (above := directory.houses[key].parent):
        key = above
    return key


def _houses(posts: Sequence[PostSnapshot]) -> Counter[str]:
    return Counter(house for post in posts for house in post.houses)


def _areas(posts: Sequence[PostSnapshot], directory: Directory) -> Iterator[Balance]:
    """Return the areas that have more than one house."""
    below = Counter(root_of(key, directory) for key in directory.houses)
    agreed: dict[str, float] = defaultdict(float)
    for house, share in directory.agreed_shares().items():
        agreed[root_of(house, directory)] += share
    found = Counter(
        area
        for post in posts
        for area in {root_of(house, directory) for house in post.houses}
    )
    for one in _split(BalanceKind.AREA, found, agreed):
        if below[one.key] > 1:
            yield one


def _split(
    kind: BalanceKind, counts: Mapping[str, int], agreed: Mapping[str, float]
) -> Iterator[Balance]:
    """Return a balance for each key that has posts or an agreed part."""
    total = sum(counts.values())
    for key in dict.fromkeys((*agreed, *sorted(counts))):
        posts = counts.get(key, 0)
        yield Balance(
            kind=kind,
            key=key,
            posts=posts,
            share=posts / total if total else 0.0,
            agreed=agreed.get(key, 0.0) if agreed else None,
        )


def _channel_shares(directory: Directory) -> dict[str, float]:
    campaign = directory.campaign
    total = sum(campaign.channel_shares)
    pairs = zip(campaign.channels, campaign.channel_shares, strict=False)
    return {name: share / total for name, share in pairs}


def _quarters(directory: Directory) -> list[float]:
    shares = directory.campaign.quarter_shares
    return [share / sum(shares) for share in shares]
