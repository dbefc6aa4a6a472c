"""Changed rules: stakeholders.toml says something else, and open steps follow it.

A house is planned again post by post, in slices that are transactions of their own, so
nobody waits long; how far it has come is in the database.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from states.post import PostState, Role
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Directory, House, HouseKind
from vorlauf.scheduling import plan_queries, rule_changes
from vorlauf.scheduling.people_renames import follow_people
from vorlauf.scheduling.plan_queries import KeptRules
from vorlauf.scheduling.replanning import (
    REPLAN,
    PlanHistory,
    is_moved,
    lock_and_read,
    note_shifts,
    replan,
)
from vorlauf.workflow.audit_entries import remark
from vorlauf.workflow.transitions import in_draft

# So many posts are planned again in one transaction.
SLICE: Final = 25


def apply_rules(call: Call, most: int = SLICE) -> tuple[str, ...]:
    """Note changed rules of houses, and plan the next `most` posts by them.

    What belongs to people who have another key now follows them before that.

    Compares each house with the rules under which it was planned last, and writes an
    audit entry for each post of which a date moves. Notices that are due already go out
    unchanged. The steps of a house that was removed from the file keep their
    dates. Returns the keys of the houses that were found changed; usually
    there are none, and then nothing is written. `is_replanning` says whether more posts
    are to be planned.
    """
    # First, so that whoever has another key is found where their steps are.
    follow_people(call)
    known = plan_queries.house_rules(call.connection)
    if not _differing(known, call.directory) and not any(
        map(_is_pending, known.values())
    ):
        return ()
    work = UnitOfWork(call)
    known = plan_queries.house_rules(call.connection)
    new = _differing(known, call.directory)
    changed = tuple(
        key
        for key in new
        if _is_changed(key, new, known) and key in call.directory.houses
    )
    kept = [_kept(key, digest, known.get(key), call) for key, digest in new.items()]
    plan_queries.keep_house_rules(call.connection, kept)
    _replan_some(work, most)
    work.write()
    return changed


def is_replanning(call: Call) -> bool:
    """Say whether there are posts that are not planned by the newest rules yet."""
    return any(map(_is_pending, plan_queries.house_rules(call.connection).values()))


def _is_pending(rules: KeptRules) -> bool:
    return rules.replanned_to is not None


def _differing(known: Mapping[str, KeptRules], directory: Directory) -> dict[str, str]:
    """Return the digest of each house that differs; it is empty for a removed house."""
    digests = {
        key: _digest(house, directory) for key, house in directory.houses.items()
    }
    wanted = {**dict.fromkeys(known, ""), **digests}
    return {
        key: digest
        for key, digest in wanted.items()
        if key not in known or _has_to_be_kept(known[key], digest)
    }


def _has_to_be_kept(known: KeptRules, digest: str) -> bool:
    """Say whether the rules are others, or were never written down themselves."""
    return known.digest != digest or (bool(digest) and not known.rules)


def _is_changed(
    key: str, new: Mapping[str, str], known: Mapping[str, KeptRules]
) -> bool:
    return key in known and known[key].digest != new[key]


def _digest(house: House, directory: Directory) -> str:
    """Return the digest of a house's rules; the agency's includes the coordinators.

    The post's own coordinator is asked, not only the agency's contact.
    """
    if house.kind is not HouseKind.AGENCY:
        return house.digest
    coordinators = directory.members(house.key, Role.COORDINATOR)
    return " ".join([house.digest, *(person.key for person in coordinators)])


def _kept(key: str, digest: str, before: KeptRules | None, call: Call) -> KeptRules:
    house = call.directory.houses.get(key)
    rules = KeptRules(
        house=key,
        digest=digest,
        applied_at=call.now,
        rules=json.dumps(house.rules) if house else "",
    )
    if before is None or before.digest == digest:
        return rules
    was = before.rules_before if _is_pending(before) else before.rules
    if house is None:
        # When it is back, it is compared with what it was.
        return replace(rules, rules=was)
    return replace(rules, rules_before=was, replanned_to=0)


def _replan_some(work: UnitOfWork, most: int) -> None:
    """Plan posts of the houses that wait for it again, `most` of them in all."""
    left = most
    for rules in plan_queries.house_rules(work.connection).values():
        house = work.directory.houses.get(rules.house)
        if left <= 0 or house is None or rules.replanned_to is None:
            continue
        ids = plan_queries.posts_open_at(
            work.connection,
            rules.house,
            after=rules.replanned_to,
            most=left,
            all_drafts=house.kind in _IN_EVERY_POST,
        )
        _replan_posts(work, ids, house, rules.rules_before)
        is_done = len(ids) < left
        to = None if is_done else ids[-1]
        plan_queries.keep_replanned(work.connection, rules.house, to)
        left -= len(ids)


# These act for every post, whoever its houses are.
_IN_EVERY_POST: Final = frozenset(
    {HouseKind.AGENCY, HouseKind.CHANCELLERY, HouseKind.GRAPHICS}
)


def _replan_posts(work: UnitOfWork, ids: list[int], house: House, before: str) -> None:
    posts = list(post_snapshots.posts_by_id(work.connection, ids).values())
    known = lock_and_read(work, posts)
    for post in posts:
        _replan_post(work, post, house, before, known)
        _replan_request(work, post)


def _replan_post(
    work: UnitOfWork, post: PostSnapshot, house: House, before: str, known: PlanHistory
) -> None:
    theirs = [step for step in post.steps if step.house == house.key]
    shifts = [
        replan(
            work,
            post,
            step,
            rule_changes.reasons(before, house.rules, step.kind),
            known,
        )
        for step in theirs
    ]
    note_shifts(work, post, [shift for shift in shifts if is_moved(shift)])


def _replan_request(work: UnitOfWork, post: PostSnapshot) -> None:
    if post.state is not PostState.DRAFT or post.request_by is None:
        return
    at = in_draft(post, work.directory).request_by
    if at == post.request_by:
        return
    plan_queries.set_request_by(work.connection, post.id, at)
    before, after = (moment and moment.isoformat() for moment in (post.request_by, at))
    details = {"request_by_before": before, "request_by_after": after}
    work.log(remark(post, at=work.now, event=REPLAN, details=details))
