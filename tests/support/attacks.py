"""Attacks: every text field of the campaign, filled with what a browser might run."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count, cycle
from types import SimpleNamespace

from payloads import packed, payloads

from states.post import PostState, Trigger
from vorlauf import text as vorlauf_text
from vorlauf.accounts import api_tokens, saved_filters
from vorlauf.db.call import Call
from vorlauf.db.engine import writing
from vorlauf.editing import comment_by_account, edits
from vorlauf.editing.new_posts import NewPost, add
from vorlauf.errors import VorlaufError
from vorlauf.material import pictures
from vorlauf.scheduling import absences
from vorlauf.workflow import permalinks
from vorlauf.workflow.decisions import Decision, decide

BY = "petzold"


@dataclass
class Attack:
    """Fills the fields; `kept` counts the payloads that each one took."""

    engine: object
    campaign: object
    kept: dict = field(default_factory=dict)
    numbers: list = field(default_factory=list)

    def everywhere(self):
        """Fill every field that is kept."""
        with writing(self.engine) as connection:
            for fill in (self.plan, self.talk, self.illustrate, self.prove, self.away):
                fill(connection)
            self.name(connection)

    def fill(self, what, most, put):
        """Put all payloads into a field, as many at once as it may hold."""
        took = set()
        for n, text in enumerate(packed(payloads(), most)):
            with suppress(VorlaufError):
                put(n, text)
                took.update(one for one in payloads() if one in text)
        self.kept[what] = len(took)

    def plan(self, connection):
        """Titles, texts and links of posts."""
        campaign, office = self.campaign, self.campaign.directory.agency.office
        today = office.day_of(campaign.at)

        def put(n, text):
            day = office.calendar.add(today, 30 + n % 20)
            link = f"https://example.org/?{'/'.join(text.split())}"
            post = NewPost(
                title=" ".join(text.split()),
                author=BY,
                houses=("smf",),
                slot_at=office.at(day, office.opens) + timedelta(minutes=n),
                texts=dict.fromkeys(campaign.directory.campaign.channels, text),
                link=link if vorlauf_text.is_web_address(link) else "",
            )
            made = add(Call(connection, campaign.directory, campaign.at), [post])
            self.numbers.extend(made)

        self.fill("title, text and link", 190, put)
        asked = Decision(
            number=self.numbers[2], trigger=Trigger.REQUEST_ASSETS, actor=BY
        )
        decide(Call(connection, campaign.directory, campaign.at), asked)

    def talk(self, connection):
        """Comments and reasons."""
        directory, at = self.campaign.directory, self.campaign.at
        number = self.numbers[0]

        def reason(n, text):
            edit = edits.Edit(number=number, actor=BY, title=f"{n}", comment=text)
            edits.save(Call(connection, directory, at), edit)

        def comment(_, text):
            comment_by_account.say(
                Call(connection, directory, at),
                comment_by_account.Remark(number, BY, text),
            )

        self.fill("comment", 500, comment)
        self.fill("reason", 500, reason)

    def illustrate(self, connection):
        """Names, alt texts and consents of pictures."""
        directory, at = self.campaign.directory, self.campaign.at

        def put(_, text):
            picture = pictures.Delivery(
                number=self.numbers[1],
                house="smf",
                actor=BY,
                name=" ".join(text.split()),
                sha256="a" * 64,
                alt_text=text,
                consent=text,
            )
            pictures.deliver(Call(connection, directory, at), picture)

        self.fill("picture", 1000, put)

    def prove(self, connection):
        """Permalinks."""
        directory = self.campaign.directory
        out = [p for p in self.campaign.posts if p.state is PostState.PUBLISHED]
        places = cycle(
            (post.number, channel)
            for post in out
            for channel in directory.campaign.channels
        )

        def put(_, text):
            number, channel = next(places)
            permalinks.record_proof(
                Call(connection, directory, self.campaign.at),
                number=number,
                channel=channel,
                permalink=f"https://example.org/?{'/'.join(text.split())}",
                actor=BY,
            )

        self.numbers.extend(post.number for post in out)
        self.fill("permalink", 1900, put)

    def away(self, connection):
        """Remarks on absences."""
        directory, at = self.campaign.directory, self.campaign.at
        people = [one.key for one in directory.people.values() if not one.functional]
        first = directory.agency.office.day_of(at) + timedelta(days=40)

        def put(n, text):
            day = first + timedelta(days=n // len(people))
            person = people[n % len(people)]
            absence = absences.Absent(
                person=person, first_day=day, last_day=day, set_by=BY, comment=text
            )
            absences.set_absence(Call(connection, directory, at), absence)

        self.fill("absence", 500, put)

    def name(self, connection):
        """Names of saved filters and of tokens."""
        directory, at = self.campaign.directory, self.campaign.at
        queries = count(1)

        def view(_, text):
            query = f"q={next(queries)}"
            named = SimpleNamespace(page="register", name=text, query=query)
            saved_filters.save(connection, BY, named, at)

        def token(_, text):
            wish = api_tokens.NewToken(person=BY, label=text, by=BY)
            api_tokens.make(Call(connection, directory, at), wish)

        self.fill("saved filter", 60, view)
        self.fill("token", 60, token)
