"""Random files of stakeholders, in many ways of writing, and random changes of them."""

from datetime import date, timedelta
from random import Random

from hypothesis import strategies as st

from vorlauf.directory.differences import tree_of

NAMES = ("Jana Petzold", "Łukasz Nowak", "Ä. Öhmann-Groß", "O'Neil", 'Dr. "Max" Klein')
REMARKS = st.sampled_from(
    (
        "",
        "# Frau Petzold, bis März vertreten durch Öhmann\n",
        "  # eingerückt\t\n\n",
        "\n\n",
        "# [people.niemand]\n# name = 'auskommentiert'\n",
    )
)
_LEADS = ("draft", "assets", "graphics", "review", "approval")


@st.composite
def files(draw):
    """Return the text of a valid file, with remarks, blanks and orders at random."""
    ministries = [f"haus{n}" for n in range(draw(st.integers(1, 4)))]
    kinds = {"sk": "chancellery", "redaktion": "agency"}
    kinds |= dict.fromkeys(ministries, "ministry")
    tables = [_house(draw, key, kind) for key, kind in kinds.items()]
    tables += [_person(draw, f"p-{key}", key, kind) for key, kind in kinds.items()]
    order = draw(st.permutations(tables))
    text = _campaign(draw) + "".join(order) + draw(REMARKS)
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


def _spaced(draw, key, value):
    gap = draw(st.sampled_from((" ", "", "   ", "\t")))
    end = draw(st.sampled_from(("", "  # wie besprochen mit Ö.", "\t")))
    return f"{key}{gap}={gap}{value}{end}\n"


def _quoted(draw, text):
    if draw(st.booleans()) and "'" not in text:
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _leads(draw):
    given = draw(st.lists(st.sampled_from(_LEADS), unique=True))
    pairs = ", ".join(f"{one} = {draw(st.integers(0, 9))}" for one in given)
    return f"{{{pairs}}}" if draw(st.booleans()) else f"{{ {pairs} }}"


def _campaign(draw):
    days = draw(st.lists(st.integers(0, 400), unique=True, max_size=4))
    closing = ",\n  ".join(
        (date(2026, 1, 1) + timedelta(days=n)).isoformat() for n in days
    )
    remark = draw(REMARKS)
    return (
        f"{remark}[campaign]\n"
        + _spaced(draw, "name", _quoted(draw, draw(st.sampled_from(NAMES))))
        + _spaced(draw, "land", '"SN"')
        + _spaced(draw, "channels", "['linkedin',\n  # das kleine\n  \"xing\",\n]")
        + (f"closing_days = [ # frei\n  {closing}\n]\n" if days else "")
        + f"{draw(REMARKS)}[campaign.defaults]\n"
        + "lead_times = { draft=3, assets = 5, graphics=3, review = 4, approval=2 }\n"
        + "reminders = [-1, 0, +2]\nreminder_hour = '09:00'\nescalate_after = 2\n"
    )


def _house(draw, key, kind):
    parts = [
        _spaced(draw, "name", _quoted(draw, draw(st.sampled_from(NAMES)))),
        _spaced(draw, "kind", f'"{kind}"'),
    ]
    if draw(st.booleans()):
        parts.append(_spaced(draw, "lead_times", _leads(draw)))
    if draw(st.booleans()):
        parts.append(_spaced(draw, "reminders", "[ -3,-1, 0 ]"))
    if draw(st.booleans()):
        parts.append(_spaced(draw, "notify", "['ntfy://nutzer:geheim@host/t']"))
    return f"{draw(REMARKS)}[houses.{key}]\n{''.join(draw(st.permutations(parts)))}"


def _person(draw, key, house, kind):
    roles = {"chancellery": "approver", "agency": "coordinator"}
    parts = [
        _spaced(draw, "name", _quoted(draw, draw(st.sampled_from(NAMES)))),
        _spaced(draw, "role", f'"{roles.get(kind, "contact")}"'),
        _spaced(draw, "house", f'"{house}"'),
        _spaced(draw, "email", f'"{key}@example.org"'),
    ]
    return f"{draw(REMARKS)}[people.{key}]\n{''.join(draw(st.permutations(parts)))}"


class RandomChanges:
    """Draws changes of a file, as a coordinator makes them; a seed repeats them."""

    def __init__(self, seed):
        self.random = Random(seed)  # noqa: S311, a seeded model and no secret

    def changes(self, text):
        """Return one change, by path, that leaves the file without a fault."""
        tree = tree_of(text)
        return self.random.choice(
            (
                self._lead_time,
                self._reminders,
                self._hour,
                self._escalation,
                self._closing_days,
                self._blackout,
                self._telephone,
                self._contact,
                self._default,
            )
        )(tree)

    def _house(self, tree):
        return self.random.choice(sorted(tree["houses"]))

    def _lead_time(self, tree):
        lead = self.random.choice(_LEADS)
        days = self.random.choice((None, *range(1, 13)))
        return {("houses", self._house(tree), "lead_times", lead): days}

    def _default(self, tree):
        del tree
        lead = self.random.choice(_LEADS)
        return {("campaign", "defaults", "lead_times", lead): self.random.randint(1, 9)}

    def _reminders(self, tree):
        days = sorted(self.random.sample(range(-9, 6), self.random.randint(1, 4)))
        return {("houses", self._house(tree), "reminders"): days}

    def _hour(self, tree):
        hour = f"{self.random.randint(8, 14):02}:{self.random.choice((0, 15, 30)):02}"
        return {("houses", self._house(tree), "reminder_hour"): hour}

    def _escalation(self, tree):
        days = self.random.choice((None, 1, 2, 5))
        return {("houses", self._house(tree), "escalate_after"): days}

    def _closing_days(self, tree):
        days = {*tree["campaign"].get("closing_days", ())}
        day = date(2023, 10, 2) + timedelta(days=self.random.randrange(90))
        return {("campaign", "closing_days"): sorted(days ^ {day})}

    def _blackout(self, tree):
        known = tree["campaign"].get("blackouts", [])
        path = ("campaign", "blackouts")
        if known:
            return {(*path, str(self.random.randint(1, len(known)))): None}
        first = date(2023, 10, 2) + timedelta(days=self.random.randrange(90))
        last = first + timedelta(days=self.random.randrange(5))
        blackout = {"first": first, "last": last, "reason": "Trauertag"}
        return {(*path, "1"): blackout}

    def _telephone(self, tree):
        person = self.random.choice(sorted(tree["people"]))
        number = f"+49 30 23125 {self.random.randint(100, 999)}"
        return {("people", person, "phone"): number}

    def _contact(self, tree):
        kinds = {"ministry", "sub_organisation"}
        keys = [key for key, one in tree["houses"].items() if one["kind"] in kinds]
        house = self.random.choice(sorted(keys))
        able = [
            key
            for key, person in tree["people"].items()
            if person["house"] == house and person["role"] == "contact"
        ]
        return {("houses", house, "contact"): self.random.choice([None, *sorted(able)])}


def text_for(directory):
    """Return the text of a file that says what this directory holds."""
    parts = [_campaign_of(directory.campaign)]
    for house in directory.houses.values():
        leads = ", ".join(f"{k} = {v}" for k, v in vars(house.lead_times).items())
        parts.append(
            f"\n[houses.{house.key}]\n"
            f'name = "{house.name}"\nkind = "{house.kind}"\n'
            f'contact = "{house.contact}"\nlead_times = {{ {leads} }}\n'
        )
    for person in directory.people.values():
        deputy = f'deputy = "{person.deputy}"\n' if person.deputy else ""
        parts.append(
            f"\n[people.{person.key}]\n"
            f'name = "{person.name}"\nrole = "{person.role}"\n'
            f'house = "{person.house}"\n'
            f'email = "{person.email}"\nlanguage = "{person.language}"\n{deputy}'
        )
    return "".join(parts)


def _campaign_of(campaign):
    days = ", ".join(str(day) for day in sorted(campaign.closing_days))
    return (
        "# Kommentar von Frau Lorenz\n[campaign]\n"
        f'name = "{campaign.name}"\nland = "{campaign.land}"  # Sachsen\n'
        f'office_hours = "{campaign.opens:%H:%M}-{campaign.closes:%H:%M}"\n'
        f'close_of_business = "{campaign.close_of_business:%H:%M}"\n'
        f"channels = {list(campaign.channels)}\nclosing_days = [{days}]\n\n"
        "[campaign.defaults]\n"
        "lead_times = { draft=1, assets=5, graphics=3, review=3, approval=3 }\n"
        'reminders = [-1, 0, 2]\nreminder_hour = "09:00"\nescalate_after = 2\n'
    )
