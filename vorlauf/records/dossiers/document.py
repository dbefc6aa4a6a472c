"""A dossier as a document: its values in words, for the template of dossiers."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from reports.typesetting import Document
from states.messages import phrase
from vorlauf.db.audit_head import KeptHead
from vorlauf.evaluation.figure_words import METRIC_WORDS, SHARE_WORDS
from vorlauf.evaluation.metrics import Metric, Share
from vorlauf.material.files.storage import FileStore
from vorlauf.records.dossiers.document_words import LABELS, WITHHELD
from vorlauf.records.dossiers.values import (
    DecisionRecord,
    Dossier,
    FigureRecord,
    LogRecord,
    MailRecord,
    PictureRecord,
    PostDossier,
    StepRecord,
    VersionRecord,
)
from vorlauf.records.dossiers.words import Words

TEMPLATE: Final = "dossier"


def document(dossier: Dossier, words: Words, store: FileStore) -> Document:
    """Return the document of a dossier, with the pictures that may be shown."""
    writer = _Writer(dossier, words)
    pictures = dict(_previews(dossier, store))
    return Document(
        template=TEMPLATE,
        title=writer.title(),
        language=words.language,
        as_of=dossier.as_of.astimezone(words.zone).date(),
        values=writer.values(pictures.keys()),
        pictures=pictures,
    )


def _previews(dossier: Dossier, store: FileStore) -> Iterator[tuple[str, bytes]]:
    for post in dossier.posts:
        for one in post.pictures:
            if one.preview and store.has(one.preview):
                content = store.path(one.preview).read_bytes()
                yield f"{one.preview}{_ending(content)}", content


def _ending(content: bytes) -> str:
    return ".png" if content.startswith(b"\x89PNG") else ".jpg"


@dataclass(frozen=True)
class _Writer:
    dossier: Dossier
    words: Words

    def say(self, name: str, /, **values: str | int) -> str:
        """Return one of the fixed texts, with its holes filled."""
        told = LABELS[name]
        return self.words.say(phrase("dossier", told.template, **values))

    def title(self) -> str:
        posts = self.dossier.posts
        if len(posts) == 1:
            return self.say("of_post", number=posts[0].number)
        return self.say("of_posts", count=len(posts))

    def values(self, shown: Collection[str]) -> dict[str, object]:
        """Return what the template is filled with; `shown` are names of pictures."""
        plain = {
            name: self.say(name) for name, m in LABELS.items() if "{" not in m.template
        }
        named = {name.partition(".")[0]: name for name in shown}
        return {
            "labels": plain,
            "campaign": self.dossier.campaign,
            "subtitle": self._subtitle(),
            "facts": list(self._facts()),
            "posts": [self._post(post, named) for post in self.dossier.posts],
        }

    def _subtitle(self) -> str:
        posts = self.dossier.posts
        return posts[0].title if len(posts) == 1 else self.dossier.campaign

    def _facts(self) -> Iterator[tuple[str, str]]:
        dossier, scope = self.dossier, self.dossier.scope
        yield self.say("campaign"), dossier.campaign
        yield self.say("as_of"), self.words.moment(dossier.as_of)
        if scope.first_day or scope.last_day:
            days = [
                self.words.day(one) if one else "…"
                for one in (scope.first_day, scope.last_day)
            ]
            yield self.say("period"), self.say("until", first=days[0], last=days[1])
        if scope.house:
            yield self.say("house"), self._house(scope.house)
        yield self.say("posts"), str(len(dossier.posts))
        end = dossier.end
        at = self.words.moment(end.at)
        yield self.say("end"), self.say("end_line", line=end.line, at=at)
        yield self.say("checksum"), KeptHead(end.line, end.hash).grouped

    def _house(self, key: str) -> str:
        return self.dossier.houses.get(key, key)

    def _post(self, post: PostDossier, named: Mapping[str, str]) -> dict[str, object]:
        return {
            "name": f"{post.number} · {post.title}",
            "row": [
                post.number,
                post.title,
                self.words.moment(post.slot_at),
                self.words.state(post.state),
            ],
            "facts": list(self._facts_of(post)),
            "is_overridden": post.is_overridden,
            "versions": list(self._versions(post)),
            "pictures": [self._picture(one, named) for one in post.pictures],
            "decisions": list(map(self._decision, post.decisions)),
            "steps": list(map(self._step, post.steps)),
            "proofs": [
                [
                    self.words.channel(one.channel),
                    one.permalink,
                    f"{one.recorded_by}, {self.words.moment(one.recorded_at)}",
                ]
                for one in post.proofs
            ],
            "figures": list(map(self._figure, post.figures)),
            "log": list(map(self._line, post.log)),
        }

    def _facts_of(self, post: PostDossier) -> Iterator[tuple[str, str]]:
        yield self.say("state"), self.words.state(post.state)
        yield self.say("slot"), self.words.moment(post.slot_at)
        if post.published_at:
            yield self.say("published"), self.words.moment(post.published_at)
        yield self.say("houses"), ", ".join(map(self._house, post.houses))

    def _versions(self, post: PostDossier) -> Iterator[dict[str, object]]:
        """Yield the versions; of a text that stayed only as in which version it was."""
        first: dict[str, int] = {}
        for one in post.versions:
            texts = one.content.get("texts")
            known = dict(texts) if isinstance(texts, dict) else {}
            same = first.setdefault(str(sorted(known.items())), one.number)
            yield {
                **self._version(one),
                "same": self.say("same_text", number=same)
                if known and same != one.number
                else "",
                "texts": [
                    [self.words.channel(channel), text]
                    for channel, text in sorted(known.items())
                ],
            }

    def _version(self, one: VersionRecord) -> dict[str, object]:
        said = [self.say("saved", name=one.author, at=self.words.moment(one.saved_at))]
        if one.corrects:
            said.append(self.say("corrects", number=one.corrects))
        return {
            "name": self.say("version", number=one.number),
            "saved": "; ".join(said),
            "checksum": one.fingerprint,
            "altered": "" if one.is_intact else self.say("altered"),
            "link": str(one.content.get("link", "")),
        }

    def _picture(
        self, one: PictureRecord, named: Mapping[str, str]
    ) -> dict[str, object]:
        delivered = self.say(
            "delivered", name=one.delivered_by, at=self.words.moment(one.delivered_at)
        )
        facts = [
            (self.say("house"), self._house(one.house)),
            (self.say("file_of"), f"{one.name} ({one.sha256[:16]}…)"),
            (self.say("alt_text"), one.alt_text),
            (self.say("credit"), one.credit),
            ("", delivered if one.delivered_at else ""),
        ]
        return {
            "file": named.get(one.preview, ""),
            "alt": one.alt_text or one.name,
            "facts": [fact for fact in facts if fact[1]],
            "withheld": self.words.say(WITHHELD[one.withheld]) if one.withheld else "",
        }

    def _decision(self, one: DecisionRecord) -> list[str]:
        who = [f"{one.name} ({self.words.capacity(one.capacity)})"]
        if one.on_behalf_of:
            who.append(self.say("on_behalf", name=one.on_behalf_of))
        if one.houses:
            names = ", ".join(map(self._house, one.houses))
            who.append(self.say("for_house", house=names))
        at = f"{self.words.moment(one.at)}\n{self.say('line', line=one.line)}"
        more = [one.reason, *self._ways(one)]
        return [
            at,
            self.words.decided(one.event),
            "\n".join(who),
            str(one.version),
            "\n".join(filter(None, more)),
        ]

    def _ways(self, one: DecisionRecord) -> Iterator[str]:
        if one.way:
            yield self.words.recorded(one.way, one.recorded_by)
            yield self.say("said_at", at=self._read(one.said_at))
        elif one.door:
            yield self.words.door(one.door)
        if one.is_retrospective:
            yield self.say("retrospective")
        for at in one.receipts_at:
            yield self.say("receipt", at=self.words.moment(at))
        if one.taken_back_by:
            yield self.say("taken_back", line=one.taken_back_by)
        if one.objected_by:
            yield self.say("objected", line=one.objected_by)

    def _read(self, instant: str) -> str:
        try:
            return self.words.moment(datetime.fromisoformat(instant))
        except ValueError:
            return instant

    def _step(self, one: StepRecord) -> list[str]:
        step = self.words.duty(one.kind)
        if one.is_retrospective:
            step += f" ({self.say('retrospective')})"
        told = dict.fromkeys(mail.told_due_at for mail in one.mails if mail.told_due_at)
        dates = [self.say("told_due", at=self.words.moment(at)) for at in told]
        ended = self.words.moment(one.closed_at)
        return [
            step,
            f"{one.asked}\n{self._house(one.house)}",
            "\n".join(dates or [self.say("due", at=self.words.moment(one.due_at))]),
            f"{self.words.outcome(one.outcome)}\n{ended}"
            if one.closed_at
            else self.say("open"),
            "\n".join(map(self._mail, one.mails)),
        ]

    def _mail(self, one: MailRecord) -> str:
        at = self.words.moment(one.sent_at)
        return f"{self.words.purpose(one.purpose)}: {one.to}, {at}"

    def _figure(self, one: FigureRecord) -> list[str]:
        metric, share = METRIC_WORDS[Metric(one.metric)], SHARE_WORDS[Share(one.share)]
        return [
            self.words.channel(one.channel),
            f"{self.words.say(metric)} ({self.words.say(share)})",
            self.words.number(one.value),
            self.words.moment(one.as_of),
        ]

    def _line(self, one: LogRecord) -> list[str]:
        comment = (
            f"„{one.comment}“" if self.words.language == "de" else f"“{one.comment}”"
        )
        said = [one.sentence, *one.notes, comment if one.comment else ""]
        return [str(one.line), self.words.moment(one.at), "\n".join(filter(None, said))]
