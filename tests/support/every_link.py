"""Every kind of link that a mail can hold, in every state people find one in."""

from dataclasses import dataclass, field
from datetime import time, timedelta

from answer_pages import link_of
from desk import BARE
from picture_samples import jpeg
from sqlalchemy import select, update

from vorlauf.accounts import invitations, sign_in_links
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import METADATA, LinkEnd, LinkKind, LinkPurpose
from vorlauf.editing.corrections import Correction, correct
from vorlauf.editing.new_posts import NewPost, add
from vorlauf.links import link_queries, tokens
from vorlauf.posts.picture_checks import NOBODY
from vorlauf.scheduling.absences import Absent, set_absence

TEXT = "Ein Tag bei der Feuerwehr."


def everything(engine):
    """Return every row of every table, as text."""
    with reading(engine) as connection:
        return {
            name: sorted(map(str, connection.execute(select(table)).all()))
            for name, table in METADATA.tables.items()
        }


@dataclass(frozen=True)
class Choice:
    """What a person does in a form of a link: choose, type, send files."""

    form: str
    chosen: dict = field(default_factory=dict)
    typed: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)
    button: str = "button:not([type=button])"


class Links:
    """Makes links, each about a post of its own, for the people of a desk."""

    def __init__(self, desk, wiring):
        self.desk, self.wiring = desk, wiring

    def contact(self, house):
        return self.desk.directory.houses[house].contact

    def post(self, house, **wishes):
        office = self.desk.directory.agency.office
        day = office.calendar.add(office.day_of(self.desk.now), 45)
        new = NewPost(
            title="Ein Tag bei der Feuerwehr",
            author="ada",
            houses=(house,),
            slot_at=office.at(day, time(10)),
            texts=dict.fromkeys(self.desk.directory.campaign.channels, TEXT),
            **wishes,
        )
        with writing(self.desk.engine) as connection:
            return add(self.desk.call(connection), [new])[0]

    def reviewed(self, house):
        """Return a post that this house is asked to endorse."""
        number = self.post(house, **BARE)
        self.desk.do(number, "submit")
        return number

    def endorsed(self, house):
        number = self.reviewed(house)
        self.desk.do(number, "endorse", self.contact(house))
        return number

    def requested(self, house, **wishes):
        """Return a post that this house is asked to send pictures for."""
        number = self.post(house, **wishes)
        self.desk.do(number, "request_assets")
        return number

    def link(self, number, house, kind=None):
        return link_of(self, number, house, kind)

    def ending(self, address, act):
        """Return the address of a link after something has been done to its row."""
        found = tokens.digest(address.removeprefix("/answer/"))
        with writing(self.desk.engine) as connection:
            act(connection, link_queries.by_digest(connection, found).id)
        return address

    def expired(self, address):
        table, past = METADATA.tables["step_link"], self.desk.now - timedelta(days=1)

        def end(connection, key):
            over = update(table).where(table.c.id == key).values(ends_at=past)
            connection.execute(over)

        return self.ending(address, end)

    def ended(self, address, how):
        return self.ending(
            address,
            lambda connection, key: link_queries.end(
                connection, key, how, self.desk.now
            ),
        )

    def letting_in(self, house, purpose):
        """Return the address of a link that signs in the contact of this house."""
        person = self.desk.directory.people[self.contact(house)]
        with writing(self.desk.engine) as connection:
            made = sign_in_links.issue(connection, person, purpose, self.desk.now)
        return f"/sign-in/{made.token}"


def to_endorse(some, house):
    return some.link(some.reviewed(house), house)


def to_approve(some, house):
    return some.link(some.endorsed(house), "sk")


def to_deliver(some, house):
    return some.link(some.requested(house), house)


def to_describe(some, house):
    """A picture has come of which nothing was said about people."""
    number, said = some.requested(house), {"consent": "", "credit": "Mia Muster"}
    some.desk.supply(number, house, some.contact(house), **said)
    return some.link(number, house)


def to_finish(some, house):
    """A picture has come without a text for whoever does not see it."""
    number, said = some.requested(house), {"consent": NOBODY, "alt_text": ""}
    some.desk.supply(number, house, some.contact(house), **said)
    return some.link(number, house)


def to_draw(some, house):
    number = some.requested(house)
    some.desk.supply(number, house, some.contact(house))
    return some.link(number, "grafik")


def receipt(some, house):
    return some.link(some.endorsed(house), house, LinkKind.RECEIPT)


def receipt_of_approval(some, house):
    number = some.endorsed(house)
    some.desk.do(number, "approve", "clara")
    return some.link(number, "sk", LinkKind.RECEIPT)


def receipt_of_a_no(some, house):
    number = some.reviewed(house)
    said = {"comment": "Bitte genauer."}
    some.desk.do(number, "request_changes", some.contact(house), **said)
    return some.link(number, house, LinkKind.RECEIPT)


def to_object(some, house):
    number = some.endorsed(house)
    texts = {"xing": TEXT.replace("Feuerwehr", "Feuerwher")}
    some.desk.ask(correct, Correction(number=number, actor="ben", texts=texts))
    return some.link(number, house, LinkKind.OBJECT)


def about_an_absence(some, house):
    number, contact = some.reviewed(house), some.contact(house)
    step = next(one for one in some.desk.post(number).steps if one.house == house)
    day = some.desk.now.date()
    said = {"first_day": day, "last_day": day, "came_by": "link"}
    entered = Absent(
        person=contact, set_by=contact, step=(step.id, step.post_id), **said
    )
    some.desk.ask(set_absence, entered)
    return some.link(number, house, LinkKind.ABSENCE)


def expired(some, house):
    return some.expired(to_endorse(some, house))


def expired_delivery(some, house):
    return some.expired(to_deliver(some, house))


def reissued(some, house):
    return some.ended(to_endorse(some, house), LinkEnd.REISSUED)


def locked(some, house):
    return some.ended(to_approve(some, house), LinkEnd.LOCKED)


def superseded(some, house):
    number = some.reviewed(house)
    address = some.link(number, house)
    some.desk.save(number, texts={"xing": "Neu."})
    return address


def answered(some, house):
    number = some.reviewed(house)
    address = some.link(number, house)
    some.desk.do(number, "endorse", some.contact(house))
    return address


def withdrawn(some, house):
    number = some.reviewed(house)
    address = some.link(number, house)
    some.desk.do(number, "withdraw", comment="Fällt aus.")
    return address


def signing_in(some, house):
    return some.letting_in(house, LinkPurpose.SIGN_IN)


def invitation(some, house):
    with writing(some.desk.engine) as connection:
        made = invitations.invite(
            some.desk.call(connection), some.contact(house), "ada"
        )
    return f"/sign-in/{made.token}"


def used_sign_in(some, house):
    address = signing_in(some, house)
    with writing(some.desk.engine) as connection:
        token = address.removeprefix("/sign-in/")
        sign_in_links.redeem(some.desk.call(connection), token)
    return address


def page_of_the_dashboard(some, house):
    return f"/posts/{some.reviewed(house)}"


_YES = Choice("", {"decision": "endorse"})
_PICTURE = Choice(
    "/files",
    {"people-1": "no"},
    {"alt_text-1": "Ein Löschzug."},
    button="button[formaction$='/pictures/1']",
)
_BACK = Choice("/take-back", {"holds": "no"})
_RENEWAL = Choice("/renew", {"wanted": "yes"})
_IN = Choice("", {"is_me": "yes"})
_OBJECTION = Choice("/object", {"agree": "no"}, {"comment": "Das ändert den Sinn."})
_REPORT = Choice("/report", {"right": "no"}, {"text": "Das war ich nicht."})
_FILE = Choice("/files", files={"file": jpeg()})
# How each is made, and what changes something there; None where nothing does.
KINDS = {
    to_endorse: _YES,
    to_approve: Choice("", {"decision": "approve"}),
    to_deliver: _FILE,
    to_describe: _PICTURE,
    to_finish: _PICTURE,
    to_draw: _FILE,
    receipt: _BACK,
    receipt_of_approval: _BACK,
    receipt_of_a_no: _REPORT,
    to_object: _OBJECTION,
    about_an_absence: Choice("/own-absence", {"right": "no"}),
    expired: _RENEWAL,
    expired_delivery: _RENEWAL,
    reissued: _RENEWAL,
    locked: _RENEWAL,
    superseded: _RENEWAL,
    answered: None,
    withdrawn: None,
    signing_in: _IN,
    invitation: _IN,
    used_sign_in: None,
    page_of_the_dashboard: None,
}
