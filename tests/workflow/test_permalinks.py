"""Permalinks: kept in their plain form, and each for one post on one channel."""

import pytest

from vorlauf.db.engine import reading, writing
from vorlauf.errors import BadInputError
from vorlauf.posts import listing
from vorlauf.workflow.permalinks import record_proof

POST = "https://www.linkedin.com/feed/update/urn:li:activity:7123456789012345678/"
SHARED = "https://de.linkedin.com/posts/sn_a-activity-7123456789012345678-aB?trk=x"


def test_an_address_is_kept_plain_and_no_other_post_or_channel_may_have_it(
    desk, hand_to_review
):
    mine, other = hand_to_review("smi"), hand_to_review("smf")
    for number in (mine, other):
        for trigger, who in (("endorse", "ines"), ("approve", "clara")):
            desk.do(
                number, trigger, "frank" if number == other and who == "ines" else who
            )

    def prove(number, channel, permalink):
        with writing(desk.engine) as connection:
            record_proof(
                desk.call(connection),
                number=number,
                channel=channel,
                permalink=permalink,
                actor="ada",
                early="Eilt.",
            )

    prove(mine, "linkedin", SHARED)
    prove(mine, "linkedin", f"Schaut mal: {POST}")
    prove(mine, "xing", "https://www.xing.com/news/a-1?sc=x")

    refused = [
        (other, "linkedin", POST, f"this is the address of {mine} \\("),
        (other, "xing", "xing.com/news/a-1", f"this is the address of {mine} \\("),
        (other, "instagram", POST, "this is an address of linkedin"),
        (mine, "instagram", "https://xing.com/news/a-1", "an address of xing"),
    ]
    for number, channel, permalink, said in refused:
        with pytest.raises(BadInputError, match=said):
            prove(number, channel, permalink)
    same = {"linkedin": "https://a.example/1", "xing": "https://a.example/1"}
    desk.now = desk.post(mine).slot_at
    with pytest.raises(BadInputError, match="the same address as on linkedin"):
        desk.do(mine, "publish", "ada", proofs=same)

    with reading(desk.engine) as connection:
        kept = listing.permalinks(connection, desk.post(mine).id)
        none = listing.permalinks(connection, desk.post(other).id)
    assert kept == {"linkedin": POST, "xing": "https://www.xing.com/news/a-1"}
    assert none == {}
    entries = [one for one in desk.file(mine) if one.event == "proof_early"]
    assert len(entries) == 2
