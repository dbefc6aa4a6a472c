"""Previews: a mail as it would be written now; nothing is queued, kept or sent."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Connection

from notifications.letters.mail_kinds import MAIL_KINDS
from states.messages import Quoted, Several, msg, phrase
from states.purpose import MailKind
from vorlauf.directory.model import Person
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.mail.letters import answer_links, preview_samples, recipients
from vorlauf.mail.letters.bundle import gather
from vorlauf.mail.letters.render import write
from vorlauf.mail.letters.render_context import MailContext
from vorlauf.mail.letters.template_values import Addressee
from vorlauf.mail.queue.leases import ClaimedNotice
from vorlauf.mail.queue.outbox import FinishedMessage
from vorlauf.spelling import did_you_mean

# One mail about all that is open for its reader.
DIGEST: Final = "digest"
KINDS: Final = (*MailKind, DIGEST)
LANGUAGES: Final = ("de", "en")


@dataclass(frozen=True, kw_only=True)
class PreviewRequest:
    """Which mail to see: its kind, the post's number, the reader, the language.

    Overview and head are about no post, a digest about one or all; without a `language`
    it is the reader's.
    """

    kind: str
    number: str | None
    reader: str
    language: str | None = None

    @property
    def name(self) -> str:
        """Return the name of the kind, however it was typed."""
        return self.kind.strip().casefold().replace("-", "_")


def preview(
    connection: Connection, wish: PreviewRequest, office: MailContext
) -> FinishedMessage:
    """Return the mail, exactly as delivery would write it now.

    Raises `BadInputError` for an unknown kind or language, `NotFoundError` for an
    unknown post or reader, and `RefusedError` if there is nothing that such a mail
    could be about.
    """
    person = office.directory.person(wish.reader)
    notices = _notices(connection, wish, person, office)
    to = recipients.addressee(connection, notices, office)
    bundle = gather(connection, notices, reader=to.person.key, office=office)
    if office.issuer is not None:
        about = answer_links.as_seen(
            office.issuer, bundle.occasions, to.person, office.directory
        )
        bundle = replace(bundle, occasions=about)
    written = write(bundle, _reading(to, wish.language), office)
    if written.message is None:
        raise RefusedError(next(iter(written.unwritten.values())))
    return written.message


def _notices(
    connection: Connection, wish: PreviewRequest, person: Person, office: MailContext
) -> Sequence[ClaimedNotice]:
    kind = wish.name
    if kind == DIGEST:
        return preview_samples.of_everything(
            connection, person, office.now, number=wish.number
        )
    if kind not in KINDS:
        hint = did_you_mean(kind, KINDS) or phrase(
            "hint", "; there are {kinds}.", kinds=Several(tuple(KINDS))
        )
        raise BadInputError(
            msg(
                "There is no kind of mail {kind}{hint}",
                kind=Quoted(wish.kind),
                hint=hint,
            )
        )
    purpose = MailKind(kind)
    is_of_a_post = MAIL_KINDS[purpose].is_of_a_post
    if not is_of_a_post and wish.number is not None:
        raise BadInputError(
            msg("Such a mail is about no single post; leave --post out.")
        )
    if not is_of_a_post:
        return [preview_samples.of_no_post(connection, purpose, person, office.now)]
    if wish.number is None:
        raise BadInputError(
            msg("A {purpose} is about a post; name it with --post.", purpose=purpose)
        )
    return [
        preview_samples.of_post(connection, purpose, wish.number, person, office.now)
    ]


def _reading(to: Addressee, language: str | None) -> Addressee:
    if language is None:
        return to
    if language not in LANGUAGES:
        raise BadInputError(
            msg(
                "There are no mails in {language}; write {languages}.",
                language=Quoted(language),
                languages=Several(tuple(LANGUAGES), " or "),
            )
        )
    return replace(to, person=replace(to.person, language=language))
