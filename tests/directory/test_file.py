import re
from datetime import date, time
from pathlib import Path

import pytest

from states.deadlines import LeadTimes
from vorlauf.directory.loader import StakeholdersError, load, parse

SAMPLE = Path(__file__).parents[2] / "stakeholders.toml"

# How the commented blackout of the sample begins its lines.
COMMENTED = ("# [[campaign.black", "# first = ", "# last = ", "# reason = ")

SMALL = """\
[houses]
sk = { name = "Staatskanzlei", kind = "chancellery" }
smi = { name = "Inneres", kind = "ministry" }
polizei = { name = "Polizei", kind = "sub_organisation", parent = "smi" }
redaktion = { name = "Redaktion", kind = "agency" }

[people]
vogt = { name = "H. Vogt", role = "approver", house = "sk", email = "vogt@sk.de" }
haase = { name = "C. Haase", role = "contact", house = "smi", email = "haase@smi.de" }
lind = { name = "T. Lind", role = "contact", house = "polizei", email = "lind@p.de" }
petz = { name = "J. Petz", role = "coordinator", house = "redaktion", email = "j@p.de" }

[campaign]
name = "Mach was Wichtiges"
land = "SN"
channels = ["linkedin"]

[campaign.defaults]
lead_times = { draft = 3, assets = 5, graphics = 3, review = 4, approval = 2 }
reminders = [-1, 0, 2]
reminder_hour = "09:00"
escalate_after = 2
"""


def small_with(**rules):
    """Return the directory of the small file with more rules for these houses."""
    text = SMALL
    for house, more in rules.items():
        text = re.sub(
            rf"^({house} = .*) }}$", rf"\1, {more} }}", text, flags=re.MULTILINE
        )
    return parse(text)


def test_a_house_inherits_each_lead_time_by_itself():
    directory = small_with(
        smi="lead_times = { assets = 8, review = 6 }", polizei="lead_times.review = 7"
    )

    assert directory.house("sk").lead_times == LeadTimes(
        draft=3, assets=5, graphics=3, review=4, approval=2
    )
    assert directory.house("polizei").lead_times == LeadTimes(
        draft=3, assets=8, graphics=3, review=7, approval=2
    )


def test_a_house_inherits_its_habits_from_its_parent():
    rules = "reminders = [0, 1], reminder_hour = '11:00', escalate_after = 4"
    more = "corpus_christi = true, notify = ['json://localhost/smi']"

    polizei = small_with(smi=f"{rules}, {more}").house("polizei")

    assert (polizei.reminders, polizei.reminder_hour) == ((0, 1), time(11))
    assert (polizei.escalate_after, polizei.corpus_christi) == (4, True)
    assert polizei.notify == ("json://localhost/smi",)


def test_an_empty_list_and_a_false_are_answers_too():
    polizei = small_with(
        smi="corpus_christi = true, notify = ['json://smi']",
        polizei="corpus_christi = false, notify = [], reminders = []",
    ).house("polizei")

    assert (polizei.corpus_christi, polizei.notify, polizei.reminders) == (
        False,
        (),
        (),
    )


def test_the_contact_is_the_first_of_the_house_who_may_speak_for_it():
    person = "{ name = 'A', role = 'auditor', house = 'smi', email = 'a@smi.de' }"
    later = "{ name = 'B', role = 'contact', house = 'smi', email = 'b@smi.de' }"
    text = SMALL.replace("[people]", f"[people]\nanders = {person}")
    text = text.replace("[campaign]\n", f"berg = {later}\n[campaign]\n")

    assert parse(text).contact_of("smi").key == "haase"


def test_the_approvers_are_the_named_ones_of_the_chancellery():
    directory = small_with()

    assert directory.house("sk").approvers == ("vogt",)
    assert directory.house("smi").approvers == ()
    assert directory.approver.key == "vogt"


def test_what_the_campaign_leaves_out_is_usual():
    campaign = small_with().campaign

    assert campaign.zone.key == "Europe/Berlin"
    assert (campaign.opens, campaign.closes) == (time(8), time(16))
    assert campaign.close_of_business == time(16)


OWN_DAYS = (
    "land = 'ST', office_hours = '07:00-15:00', closing_days = [2026-12-29], "
    "half_days = ['12-24 11:00', '2027-05-28 13:00']"
)


def test_a_house_has_its_own_days_and_hours_beside_those_of_the_campaign():
    free = "closing_days = [2026-12-28]\nhalf_days = ['12-24 12:00', '12-31 12:00']"
    text = SMALL.replace("[campaign]", f"[campaign]\n{free}")
    text = text.replace('kind = "ministry" }', f'kind = "ministry", {OWN_DAYS} }}')
    office = parse(text).house("smi").office

    assert (office.opens, office.closes) == (time(7), time(15))
    assert (office.close_of_business, office.calendar.land) == (time(15), "ST")
    days = [date(2026, 12, day) for day in (24, 28, 29, 31)]
    working = [day for day in days if office.calendar.is_working_day(day)]
    assert [(day.day, office.closes_on(day)) for day in working] == [
        (24, time(11)),
        (31, time(12)),
    ]
    assert office.closes_on(date(2027, 5, 28)) == time(13)


def test_a_sub_organisation_works_as_the_house_above_it_unless_it_says_so():
    office = small_with(smi="land = 'ST', close_of_business = '12:00'")

    polizei = office.house("polizei").office
    assert (polizei.calendar.land, polizei.close_of_business) == ("ST", time(12))


def test_who_acts_for_every_post_needs_time_of_its_own():
    directory = small_with(sk="lead_times.approval = 100", redaktion="land = 'ST'")
    party = directory.party("smi")

    assert (party.approves.house, party.approves.days) == ("sk", 100)
    assert party.drafts.office.calendar.land == "ST"
    assert party.draws is None


def test_the_sample_has_no_fault_and_ten_houses():
    directory = load(SAMPLE)

    kinds = [house.kind for house in directory.houses.values()]
    assert (kinds.count("chancellery"), kinds.count("ministry")) == (1, 9)
    assert kinds.count("sub_organisation") == 22
    assert (kinds.count("agency"), kinds.count("graphics")) == (1, 1)
    assert date(2023, 12, 24) in directory.campaign.closing_days
    assert directory.house("smj").name.endswith("Demokratie, Europa und Gleichstellung")


def test_the_sample_reaches_nobody():
    people = load(SAMPLE).people.values()

    assert all(re.search(r"[@.]example\.org$", person.email) for person in people)


def test_everybody_of_the_sample_has_a_number_where_nobody_answers():
    numbers = [person.phone for person in load(SAMPLE).people.values()]

    ranges = "30 23125|221 4710|69 90009|40 66969|89 99998"
    assert all(re.fullmatch(rf"\+49 ({ranges}) \d{{3}}", phone) for phone in numbers)
    assert len(set(numbers)) == len(numbers)


def test_the_blackout_of_the_sample_can_be_switched_on():
    quiet = [
        line.removeprefix("# ") if line.startswith(COMMENTED) else line
        for line in SAMPLE.read_text("utf-8").split("\n")
    ]

    (blackout,) = parse("\n".join(quiet)).campaign.blackouts

    assert load(SAMPLE).campaign.blackouts == ()
    assert (blackout.first, blackout.last) == (date(2024, 8, 3), date(2024, 9, 1))
    assert "Landtagswahl" in blackout.reason


def test_blackouts_are_kept_in_the_order_of_time():
    later = "[[campaign.blackouts]]\nfirst = 2024-05-01\nlast = 2024-05-02\n"
    text = f"{SMALL}{later}reason = 'B'\n{later.replace('-05-', '-04-')}reason = 'A'\n"

    assert [one.reason for one in parse(text).campaign.blackouts] == ["A", "B"]


def test_shares_are_usual_or_as_agreed_and_not_inherited():
    directory = small_with(smi="share = 3")

    shares = {key: house.share for key, house in directory.houses.items()}
    assert shares == {"sk": 1, "smi": 3, "polizei": 0, "redaktion": 0}


def test_who_has_no_telephone_has_an_empty_number():
    assert parse(SMALL).person("vogt").phone == ""


def test_the_error_lists_every_fault_one_a_line(tmp_path):
    path = tmp_path / "stakeholders.toml"
    path.write_text(SMALL.replace("vogt@", "vogt").replace('"SN"', '"XX"'), "utf-8")

    with pytest.raises(StakeholdersError) as raised:
        load(path)

    assert raised.value.path == path
    assert str(raised.value) == "\n".join(map(str, raised.value.faults))
    assert [fault.line for fault in raised.value.faults] == [8, 15]


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path):
    path = tmp_path / "stakeholders.toml"
    path.write_text(SMALL, "utf-8-sig")

    assert load(path).agency.key == "redaktion"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "There is no file"),
        ("directory", "is a directory; name the file"),
        (b"[campaign]\nname = '\xe4'", ":2: the file is not UTF-8; save it again"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path, content, words):
    path = tmp_path / "stakeholders.toml"
    if content == "directory":
        path.mkdir()
    elif content:
        path.write_bytes(content)

    with pytest.raises(StakeholdersError) as raised:
        load(path)

    assert words in str(raised.value)
    assert raised.value.faults == ()
    assert "\n" not in str(raised.value)


def test_a_path_that_no_file_can_have_is_one_sentence():
    with pytest.raises(StakeholdersError, match="cannot be read"):
        load(Path("stakeholders\0.toml"))
