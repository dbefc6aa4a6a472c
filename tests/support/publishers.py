"""A publisher for the tests: the desk's campaign with a channel of its own."""

from contextlib import suppress
from dataclasses import replace

from vorlauf.db.engine import reading
from vorlauf.directory.targets import ChannelTarget, PublishingWay
from vorlauf.posts import listing, publication_queries
from vorlauf.publishing.adapters.configured import adapter_of
from vorlauf.publishing.adapters.mastodon import Mastodon
from vorlauf.publishing.run import PublishingRun


class Meddled:
    """An adapter before whose last check something happens, as in the worst case."""

    def __init__(self, inner, meddle):
        self._inner, self._meddle = inner, meddle

    def prepare(self, post):
        found = self._inner.prepare(post)
        self._meddle()
        return found

    def __getattr__(self, name):
        return getattr(self._inner, name)


class Publisher:
    """Publishes `linkedin` at a server of the tests, by the clock of the desk."""

    def __init__(self, desk, fake, files, way=PublishingWay.MASTODON, **more):
        self.desk, self.fake, self.files, self.meddle = desk, fake, files, None
        target = ChannelTarget(
            channel="linkedin",
            way=way,
            address=fake.base,
            private_address=True,
            **more,
        )
        desk.directory = replace(desk.directory, targets={"linkedin": target})

    def adapter(self, name):
        secret = getattr(self.fake, "token", "") or self.fake.secret
        made = adapter_of(self.desk.directory.targets[name], secret)
        if isinstance(made, Mastodon):
            made = replace(made, wait=lambda _: None)
        return Meddled(made, self.meddle) if self.meddle else made

    def run(self, at=None, **more):
        self.desk.now = at or self.desk.now
        self.fake.now = self.desk.now
        facts = {"adapter_of": self.adapter, "files": self.files} | more
        return PublishingRun(
            engine=self.desk.engine,
            directory=self.desk.directory,
            now=self.desk.now,
            **facts,
        ).run()

    def run_killed(self, at):
        """Let the process end at the call that cannot be taken back."""
        with suppress(KeyboardInterrupt):
            self.run(at, adapter_of=lambda name: _Ending(self.adapter(name)))

    def rows(self, number):
        with reading(self.desk.engine) as connection:
            key = self.desk.post(number).id
            return publication_queries.of_post(connection, key)

    def row(self, number):
        return self.rows(number)[-1]

    def events(self, number):
        with reading(self.desk.engine) as connection:
            lines = listing.file_of(connection, self.desk.post(number).id)
        named = [one.event for one in lines]
        return [
            one.removeprefix("publication_")
            for one in named
            if one.startswith("publication")
        ]


class _Ending:
    def __init__(self, inner):
        self._inner = inner

    def publish(self, post):
        self._inner.publish(post)
        raise KeyboardInterrupt

    def __getattr__(self, name):
        return getattr(self._inner, name)
