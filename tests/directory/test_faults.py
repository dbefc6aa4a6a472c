import re
from pathlib import Path

import pytest
from each import each

from notifications.i18n.translation import translate
from vorlauf.directory.loader import check, parse

SMALL = (Path(__file__).parents[1] / "small_stakeholders.toml").read_text("utf-8")

# With what it begins that says what to write instead.
CURES = re.compile("; (schreiben Sie|nehmen Sie|ergänzen Sie) ")


def with_lines(key, *lines):
    """Return the small file with lines added to the table of that key."""
    header = f"[{key}]"
    assert header in SMALL
    return SMALL.replace(header, "\n".join([header, *lines]))


def without(line):
    assert f"{line}\n" in SMALL
    return SMALL.replace(f"{line}\n", "")


def instead(old, new):
    assert old in SMALL
    return SMALL.replace(old, new)


def line_of(text, words):
    return next(at for at, row in enumerate(text.split("\n"), start=1) if words in row)


COLLEAGUE = """
[people.nguyen]
name = "Minh Nguyen"
role = "contact"
house = "smi"
email = "nguyen@smi.example.org"
"""
MAILBOX = """
[people.postfach]
name = "Postfach"
role = "contact"
house = "smi"
email = "post@smi.example.org"
functional = true
"""


def with_blackouts(*spans):
    """Return the small file with these blackouts, each in four lines at its end."""
    return SMALL + "".join(
        f"[[campaign.blackouts]] # {number}\n"
        f"first = {first} # {number}\nlast = {last} # {number}\nreason = 'Wahl'\n"
        for number, (first, last) in enumerate(spans, start=1)
    )


MAY = ("2024-05-01", "2024-05-31")
TWO = with_blackouts(MAY, ("2024-07-01", "2024-07-31"))
DAYS = [("2024-05-01", "2024-05-01")] * 51

# What is written, the line it is reported in, and words of the sentence.
FAULTS = [
    (SMALL + "[banana]\n", "[banana]", "banana: is not a key of this table"),
    (
        with_lines("houses.smi", "contcat = 'haase'"),
        "contcat",
        "did you mean 'contact'",
    ),
    (with_lines("houses.smi", 'name = "Inneres"'), 'name = "Sächsisches', "stands in"),
    (SMALL + "[houses.smi]\n", None, "is a table that stands in line"),
    (without('kind = "ministry"'), "[houses.smi]", 'write kind = "ministry"'),
    (
        with_lines("houses.smi", 'was = ["polizei"]'),
        "was =",
        "houses.smi.was: has 'polizei', which is in use",
    ),
    (
        with_lines("houses.smi", 'was = ["smi"]'),
        "was =",
        "houses.smi.was: has 'smi', which is in use",
    ),
    (
        instead("[people.haase]", "[people.haase]\nwas = ['lindner']"),
        "was =",
        "people.haase.was: has 'lindner', which is in use",
    ),
    (
        with_lines("houses.smi", "was = ['sml']").replace(
            "[houses.polizei]", "[houses.polizei]\nwas = ['lka', 'sml']"
        ),
        "was = ['lka'",
        "houses.polizei.was: has 'sml', which smi has, too",
    ),
    (
        with_lines("houses.smi", "was = ['sml', 'sml']"),
        "was =",
        "element 2 is the same as element 1",
    ),
    (
        with_lines("houses.smi", "was = ['Das SML']"),
        "was =",
        "is 'Das SML', not a key",
    ),
    (
        instead('parent = "smi"', 'parent = "sml"').replace(
            "[houses.smi]", "[houses.smi]\nwas = ['sml']"
        ),
        'parent = "sml"',
        "is 'sml', which is called 'smi' now",
    ),
    (
        with_lines("houses.smi", "contact = 'meier'").replace(
            "[people.haase]", "[people.haase]\nwas = ['meier']"
        ),
        "contact =",
        "is 'meier', which is called 'haase' now",
    ),
    (
        without('land = "SN"'),
        "[campaign]",
        'campaign.land: is missing; write land = "SN"',
    ),
    (instead('kind = "ministry"', 'kind = "minstry"'), "minstry", "'ministry'"),
    (instead('land = "SN"', 'land = "Sachsen"'), 'Sachsen"', "short name of a Land"),
    (with_lines("campaign", "time_zone = 'Europe/Berlni'"), "Berlni", "Europe/Berlin"),
    (instead('"08:00-16:00"', '"16:00-08:00"'), "16:00-08:00", "before its beginning"),
    (with_lines("campaign", "closing_days = [2023-13-24]"), "closing_days", "not TOML"),
    (with_lines("campaign", "closing_days = ['24.12.2023']"), "closing_", "element 1"),
    (instead('["linkedin"]', "[]"), "channels", "at least one channel"),
    (with_lines("houses.smi", "escalate_after = 'two'"), "'two'", "from 1 to 60"),
    (with_lines("houses.smi", "corpus_christi = 1"), "corpus", "true or false"),
    (with_lines("houses.smi", "reminders = [2, 0]"), "reminders = [2", "write [0, 2]"),
    (
        with_lines("houses.smi", "lead_times = { reveiw = 4 }"),
        "reveiw",
        "houses.smi.lead_times.reveiw",
    ),
    (
        with_lines("houses.smi", "lead_times = { review = 500 }"),
        "500",
        "longer than can ever be met",
    ),
    (
        with_lines("houses.smi", "lead_times = { review = 120, assets = 120 }"),
        "120",
        "add up to 248 working days",
    ),
    (
        with_lines("houses.smi", "reminder_hour = '17:00'"),
        "17:00",
        "outside the office",
    ),
    (
        with_lines("houses.smi", "reminder_hour = '15:51'"),
        "15:51",
        "too late to remind of what is due at the close of business",
    ),
    (
        with_lines("campaign", "close_of_business = '09:05'"),
        "09:00",
        "08:55",
    ),
    (
        with_lines("campaign", "close_of_business = '08:05'"),
        "08:05",
        "less than 10 minutes after the office opens",
    ),
    (with_lines("campaign", "close_of_business = '17:00'"), "17:00", "outside the off"),
    (instead('"09:00"', '"06:00"'), "06:00", "outside the office hours 08:00-16:00"),
    (
        with_lines("houses.smi", "office_hours = '10:00-15:00'"),
        "[houses.smi]",
        "houses.smi.reminder_hour: is 09:00, outside the office hours 10:00-15:00",
    ),
    (
        with_lines(
            "houses.smi", "office_hours = '07:00-15:00'", "close_of_business = '15:30'"
        ),
        "15:30",
        "outside the office hours 07:00-15:00",
    ),
    (with_lines("houses.smi", "land = 'Sachsen'"), "Sachsen'", "short name of a Land"),
    (with_lines("houses.smi", "half_days = ['24.12.']"), "24.12.", "2027-05-28 13:00"),
    (
        with_lines("houses.smi", "half_days = ['02-30 12:00']"),
        "02-30",
        "not a day and an hour",
    ),
    (
        with_lines("campaign", "half_days = ['12-24 12:00', '12-24 13:00']"),
        "half_days",
        "element 2 is the same day as element 1",
    ),
    (
        with_lines("campaign", "half_days = ['12-24 08:00']"),
        "half_days",
        "12-24 ends at 08:00, but the office opens at 08:00",
    ),
    (with_lines("houses.smi", "parent = 'smx'"), "smx", "which is no house"),
    (with_lines("houses.smi", "parent = 'smi'"), "parent = 'smi'", "smi → smi"),
    (
        with_lines("houses.smi", "parent = 'polizei'"),
        "'polizei'",
        "smi → polizei → smi",
    ),
    (without('parent = "smi"'), "[houses.polizei]", "parent: is missing"),
    (
        instead('"agency"', '"chancellery" # too'),
        "# too",
        "is 'chancellery', but sk is that already",
    ),
    (instead('kind = "agency"', 'kind = "ministry"'), "[houses.sk]", "no agency among"),
    (with_lines("houses.smi", "contact = 'hase'"), "'hase'", "did you mean 'haase'"),
    (with_lines("houses.smi", "contact = 'vogt'"), "'vogt'", "who belongs to sk"),
    (instead('house = "polizei"', 'house = "polize"'), '"polize"', "'polizei'"),
    (instead('house = "polizei"', 'house = "smi"'), "[houses.polizei]", "has nobody"),
    (
        instead(
            'role = "contact"\nhouse = "polizei"', 'role = "auditor"\nhouse = "polizei"'
        ),
        "[houses.polizei]",
        "has nobody, where somebody must decide",
    ),
    (
        with_lines("people.lindner", "functional = true"),
        "[houses.polizei]",
        "has only a functional mailbox",
    ),
    (
        with_lines("people.vogt", "functional = true"),
        "[houses.sk]",
        'role = "approver"',
    ),
    (
        instead('role = "approver"', 'role = "contact"'),
        "[houses.sk]",
        'role = "approver"',
    ),
    (
        with_lines("people.petzold", "functional = true"),
        "[houses.redaktion]",
        'role = "coordinator"',
    ),
    (
        instead('"contact"\nhouse = "smi"', '"approver"\nhouse = "smi"') + COLLEAGUE,
        'house = "smi"',
        "where nobody approves",
    ),
    (with_lines("people.haase", "deputy = 'haase'"), "deputy", "is this same person"),
    (with_lines("people.haase", "deputy = 'lindnre'"), "deputy", "'lindner'"),
    (with_lines("people.haase", "deputy = 'postfach'") + MAILBOX, "deputy", "mailbox"),
    (
        with_lines("people.vogt", "deputy = 'petzold'"),
        "deputy = 'petzold'",
        "whose role is coordinator",
    ),
    (
        with_lines("people.petzold", "deputy = 'haase'"),
        "deputy = 'haase'",
        "write a coordinator for a coordinator",
    ),
    (
        with_lines("people.vogt", "deputy = 'haase'"),
        "deputy = 'haase'",
        "who belongs to smi; write somebody of sk",
    ),
    (
        with_lines("people.haase", "deputy = 'nguyen'")
        + COLLEAGUE
        + "deputy = 'haase'",
        "deputy = 'nguyen'",
        "haase → nguyen → haase",
    ),
    (
        instead("haase@smi.example.org", "a@example.org, b@example.org"),
        "a@example.org",
        "one address may stand here",
    ),
    (
        instead("lindner@polizei.example.org", "Haase@smi.example.org"),
        "Haase@",
        "is the address of haase too",
    ),
    (with_lines("people.haase", "language = 'fr'"), "'fr'", 'write "de" or "en"'),
    (with_lines("houses.smi", "notify = 'ntfy://host'"), "notify", "write a list"),
    (with_lines("houses.smi", "notify = ["), "notify", "is not TOML"),
    (with_lines("houses.smi", "this is no TOML"), "this is", "is not TOML at column"),
    (TWO.replace("2024-07-31 #", "2024-06-30 #"), "06-30", "before the first day"),
    (TWO.replace("2024-07-31 #", "2025-07-02 #"), "2025", "which makes 367 days"),
    (TWO.replace("2024-07-31 #", "2024-07-32 #"), "07-32", "is not TOML"),
    (TWO.replace("2024-07-31 #", "'2024-7' #"), "2024-7", "blackouts.2.last: is '2024"),
    (TWO.replace("2024-07-01", "2024-05-31"), "31 # 2", "until 2024-05-31; write a la"),
    (
        with_blackouts(("2024-05-31", "2024-06-02"), MAY),
        "05-31 # 1",
        "blackouts.1.first: is 2024-05-31, in the blackout 2",
    ),
    (TWO + "resaon = 'x'", "resaon", "did you mean 'reason'"),
    (TWO + "first = 1", "first = 1", "is a key that stands in line"),
    (
        TWO + "[[campaign.blackouts]] # 3\nlast = 2024-09-01\nreason = 'x'\n",
        "]] # 3",
        "blackouts.3.first: is missing; write first = 2024-",
    ),
    (TWO.replace("'Wahl'", "''", 1), "''", "reason: is empty; write why"),
    (with_blackouts(*DAYS), "]] # 51", "is one of 51, more"),
    (SMALL + "[campaign.blackouts]", "blackouts", "must be a list of tables; write [["),
    (
        with_lines("campaign", "blackouts = [3]"),
        "[3]",
        "blackouts.1: is a number, must",
    ),
    (with_lines("people.haase", "phone = 4930"), "4930", "phone: is a number; write 5"),
    (with_lines("people.haase", "phone = '0351 12x'"), "12x", "has 'x', which is no"),
    (with_lines("people.haase", "phone = '٠٣٥١١٢'"), "phone", "has '\\u0660', which"),
    (with_lines("people.haase", "phone = '0351'"), "phone", "has 4 characters"),
    (with_lines("people.haase", f"phone = '{'3' * 41}'"), "phone", "has 41 characters"),
    (with_lines("people.haase", "phone = '( / )'"), "phone", "without a digit"),
    (with_lines("houses.smi", "share = -1"), "share", "from 0 to 1000"),
    (
        with_lines("houses.smi", "steps_per_week = 0"),
        "steps_per_week",
        "from 1 to 1000",
    ),
    (
        with_lines("campaign", "posts_per_day = 21"),
        "posts_per_day",
        "is 21, not such a number",
    ),
    (
        with_lines("campaign", "house_spacing = 61"),
        "house_spacing",
        "more than any plan can keep",
    ),
    (
        with_lines("campaign", "quarter_shares = [1, 1]"),
        "quarter_shares",
        "has 2 numbers, not 4",
    ),
    (
        with_lines("campaign", "channel_shares = [1, 1]"),
        "channel_shares",
        "has 2 numbers, not 1",
    ),
    (
        with_lines("campaign", "quarter_shares = [0, 0, 0, 0]"),
        "quarter_shares",
        "write 1 for at least one of them",
    ),
    (
        with_lines("campaign", "quarter_shares = 3"),
        "quarter_shares",
        "write a list, as [1, 1, 1, 1]",
    ),
    (with_lines("houses.smi", "share = 1.5"), "share", "is 1.5, not a share"),
    (with_lines("houses.smi", "share = true"), "share", "not a share of the posts"),
    (
        with_lines("houses.redaktion", "share = 1"),
        "share",
        "no post is about an agency",
    ),
    (
        with_lines("houses.smi", "share = 0").replace(
            "[houses.sk]", "[houses.sk]\nshare = 0"
        ),
        "[houses.sk]",
        "have no share of the posts among them",
    ),
    (
        with_lines("houses.smi", "notify = ['ntfy://host/topic']").replace(
            "people.lindner", "people.polizei"
        ),
        "[people.polizei]",
        "is also the key of a house that has notify",
    ),
    (instead("[houses.smi]", '[houses."S M I"]\nname="x"'), "S M I", "can type"),
]


@pytest.mark.parametrize(("text", "line", "words"), FAULTS)
def test_every_fault_has_its_line_and_says_what_to_write(text, line, words):
    found = [fault for fault in check(text) if words in str(fault)]

    assert len(found) == 1, [str(fault) for fault in check(text)]
    assert found[0].cure
    last_header = len(text.split("\n")) - 1
    assert found[0].line == (line_of(text, line) if line else last_header)


@each(("text", "line", "words"), FAULTS)
def test_every_fault_is_said_in_german(text, line, words):
    (found,) = [fault for fault in check(text) if words in str(fault)]
    assert f":{found.line}: " in str(found), line

    german = translate(found.message, "de")
    assert CURES.search(german)
    assert translate(found.what, "de") != str(found.what)


def test_the_small_file_has_no_fault():
    assert check(SMALL) == []


def test_all_faults_are_reported_in_one_go_in_the_order_of_lines():
    text = SMALL
    for old, new in [
        ('land = "SN"', 'lnad = "SN"'),
        ('"09:00"', '"9 Uhr"'),
        ('parent = "smi"', 'parent = "smx"'),
        ('"approver"', '"aprover"'),
        ("haase@smi.example.org", "haase"),
        ('role = "coordinator"', "role = coordinator"),
    ]:
        text = text.replace(old, new)

    wheres = [(fault.line, fault.where) for fault in check(text)]

    assert wheres == [
        (3, "campaign.lnad"),
        (10, "campaign.defaults.reminder_hour"),
        (24, "houses.polizei.parent"),
        (32, "people.vogt.role"),
        (40, "people.haase.email"),
        (50, "people.petzold.role"),
    ]


def test_a_fault_reads_as_one_line():
    (fault,) = check(instead('parent = "smi"', 'parent = "smo"'), "office.toml")

    assert str(fault) == (
        "office.toml:24: houses.polizei.parent: is 'smo', which is no house of this "
        "file, did you mean 'smi'?; write the key of another house"
    )


def test_a_broken_header_is_not_blamed_on_those_who_refer_to_the_house():
    (fault,) = check(instead("[houses.smi]", "[houses.smi"))

    assert (fault.line, fault.where) == (17, "this line")


def test_two_coordinators_may_stand_in_for_each_other():
    other = COLLEAGUE.replace("contact", "coordinator").replace('"smi"', '"redaktion"')
    text = with_lines("people.petzold", "deputy = 'nguyen'") + other

    directory = parse(text + "deputy = 'petzold'\n")

    assert directory.house("redaktion").deputies == ("nguyen",)


@pytest.mark.parametrize(
    ("person", "deputy"), [("lindner", "haase"), ("haase", "lindner")]
)
def test_houses_tied_by_their_parent_may_stand_in_for_each_other(person, deputy):
    assert check(with_lines(f"people.{person}", f"deputy = '{deputy}'")) == []


def test_two_houses_may_share_a_mailbox():
    other = MAILBOX.replace("[people.postfach]", "[people.postfach-polizei]")

    assert check(SMALL + MAILBOX + other.replace('"smi"', '"polizei"')) == []


SECRETS = [
    "notify = ['tgram://geheim/chat', 'tgram://geheim/chat']",
    "notify = 'tgram://geheim/chat'",
    "notify = ['tgram://geheim/chat'",
    "notify = ['tgram:geheim']",
    "notify = 'tgram://geheim/chat",
    "contact = 'tgram://geheim/chat'",
    "kind = 'tgram://geheim/chat'",
    "'tgram://geheim/chat' = 1",
    "tgram://geheim/chat = 1",
    "notify = [{ url = 'tgram://geheim/chat' }]",
]


@pytest.mark.parametrize("line", SECRETS)
def test_no_message_repeats_a_url(line):
    faults = check(with_lines("houses.smi", line))

    assert faults
    assert "geheim" not in "\n".join(map(str, faults))


def test_a_person_may_have_the_key_of_a_house_that_only_gets_mail():
    assert check(instead("people.lindner", "people.polizei")) == []


def test_blackouts_side_by_side_and_numbers_as_people_write_them_are_no_faults():
    text = with_blackouts(MAY, ("2024-06-01", "2025-06-01"), ("'2024-04-30'",) * 2)
    phone = "phone = ' +49 (0)351 / 564-0 '"

    found = check(text.replace("[people.haase]", f"[people.haase]\n{phone}"))

    assert found == []


def test_every_blackout_may_stand_in_one_line():
    may = "{ first = 2024-05-01, last = 2024-05-03, reason = 'Trauer' }"

    text = with_lines("campaign", f"blackouts = [{may}]")

    assert parse(text).campaign.blackouts[0].reason == "Trauer"


CHANNELS = [
    ("[channels.mastodon]\npublish = 'mastodon'", "no channel of the campaign"),
    ("[channels.linkedin]\npublish = 'mastodon'", "address: is missing"),
    (
        "[channels.linkedin]\npublish = 'postiz'\naddress = 'https://p.example.org'",
        "integration: is missing",
    ),
    ("[channels.linkedin]\npublish = 'mail'", "publish: is 'mail'"),
    ("[channels.linkedin]\naddress = 'http://a.example.org'", "is not encrypted"),
    (
        "[channels.linkedin]\naddress = 'https://a:geheim@b.org'",
        "no address of a server",
    ),
    ("[channels.linkedin]\naddress = 'https://a.org?token=geheim'", "no address"),
    ("[channels.linkedin]\naddress = 'https://a.org:99999'", "no address"),
    ("[channels.linkedin]\naddress = 5", "address: is a number"),
    ("[channels.linkedin]\nlanguage = 'deutsch'", "no code of a language"),
    ("[channels.linkedin]\nsecret = 'geheim'", "secret: is not a key of this table"),
    ("[channels]\nlinkedin = 5", "channels.linkedin: is a number"),
    ("channels = 5", "channels: is a number"),
]


@each(("more", "words"), CHANNELS)
def test_a_channel_that_cannot_be_published_is_named(more, words):
    text = f"{more}\n{SMALL}" if more.startswith("channels") else f"{SMALL}\n{more}\n"
    faults = [str(one) for one in check(text)]

    assert any(words in one for one in faults), faults
    assert "geheim" not in " ".join(faults)
