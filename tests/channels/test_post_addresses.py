"""Addresses of posts: the forms of each network, the plain one, and the id in it."""

import pytest
from each import each

from vorlauf.channels.post_addresses import PostAddressError, key_of, read_address

DIGITS = "7123456789012345678"
LINKEDIN = f"https://www.linkedin.com/feed/update/urn:li:activity:{DIGITS}/"
XING = "https://www.xing.com/discover/detail-activities/5512345678.abc"
REEL = "https://www.instagram.com/reel/C4aB_x-9Zq1/"

FORMS = [
    ("linkedin", LINKEDIN, LINKEDIN, DIGITS),
    ("linkedin", f"{LINKEDIN}?utm_source=share&rcm=ACoA", LINKEDIN, DIGITS),
    (
        "linkedin",
        f"http://de.linkedin.com/posts/sachsen_mach-was-activity-{DIGITS}-a1Bc?trk=x",
        LINKEDIN,
        DIGITS,
    ),
    (
        "linkedin",
        f"https://www.linkedin.com/feed/update/urn%3Ali%3AugcPost%3A{DIGITS}",
        LINKEDIN.replace("activity", "ugcPost"),
        DIGITS,
    ),
    (
        "LinkedIn",
        f"https://www.linkedin.com/posts/sachsen_job-share-{DIGITS}-Zz",
        LINKEDIN.replace("activity", "share"),
        DIGITS,
    ),
    ("linkedin", f"Sehen Sie sich das an: {LINKEDIN}.", LINKEDIN, DIGITS),
    ("linkedin", LINKEDIN.removeprefix("https://"), LINKEDIN, DIGITS),
    ("instagram", f"{REEL}?igsh=MTk%3D", REEL, "C4aB_x-9Zq1"),
    ("instagram", "https://instagram.com/sachsen/p/C4aBx/", None, "C4aBx"),
    ("instagram", "https://www.instagram.com/reels/C4aB_x-9Zq1", REEL, "C4aB_x-9Zq1"),
    (
        "mastodon",
        "https://social.sachsen.de/@mach/112233445566",
        None,
        "social.sachsen.de/112233445566",
    ),
    (
        "mastodon",
        "https://social.sachsen.de/users/mach/statuses/112233445566#x",
        "https://social.sachsen.de/@mach/112233445566",
        "social.sachsen.de/112233445566",
    ),
    ("xing", f"{XING}?sc_o=x#y", XING, XING.removeprefix("https://www.")),
    ("website", "https://sachsen.de/a?b=1#c", "https://sachsen.de/a?b=1", None),
    ("linkedin", "https://linkedin.example.org/1", None, "linkedin.example.org/1"),
]

WRONG = [
    ("linkedin", "", "no web address"),
    ("linkedin", "siehe oben", "no web address"),
    ("linkedin", f"{LINKEDIN} {REEL}", "no web address"),
    ("linkedin", "https://linkedin.com:0x/1", "no web address"),
    ("linkedin", "javascript:alert(1)", "no web address"),
    ("linkedin", REEL, "this is an address of instagram"),
    ("instagram", LINKEDIN, "this is an address of linkedin"),
    ("mastodon", XING, "this is an address of xing"),
    ("website", "https://lnkd.in/eAbC", "this is an address of linkedin"),
    ("xing", "https://xing.com.evil.de/a", "xing.com.evil.de is not the site of xing"),
    ("linkedin", "https://lnkd.in/eAbC", "lnkd.in shortens links"),
    ("linkedin", "https://www.linkedin.com/company/sachsen/", "looks like …/posts/"),
    ("linkedin", "https://www.linkedin.com/feed/update/urn:li:activity:71/", "looks"),
    ("instagram", "https://www.instagram.com/sachsen/", "looks like …/p/…"),
    ("instagram", "https://www.instagram.com/stories/sachsen/31/", "looks like"),
    ("mastodon", "https://social.sachsen.de/@mach", "looks like https://…/@…"),
    (
        "mastodon",
        "https://chaos.social/@mach@social.sachsen.de/1122334455",
        "the view of chaos.social on a post of social.sachsen.de",
    ),
    ("xing", "https://www.xing.com/", "this is the site"),
]


@each(("channel", "typed", "plain", "key"), FORMS)
def test_each_form_of_a_network_becomes_the_plain_one_with_its_id(
    channel, typed, plain, key
):
    found = read_address(channel, typed)

    assert found.address == (plain or found.address)
    assert found.key == (key or found.key)
    assert key_of(channel, found.address) == found.key
    assert read_address(channel, found.address) == found


@each(("channel", "typed", "said"), WRONG)
def test_what_is_no_post_of_the_channel_is_refused_in_one_sentence(
    channel, typed, said
):
    with pytest.raises(PostAddressError) as refused:
        read_address(channel, typed)

    assert said in str(refused.value)
    assert str(refused.value).startswith(f"{channel}: ")
    assert "\n" not in str(refused.value)
