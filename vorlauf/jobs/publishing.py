"""The publishing job: publish what is due by the adapters, with the real parts."""

from functools import partial

from vorlauf.material.files.storage import FileStore, files_in
from vorlauf.publishing.adapters.channel_secrets import read_secrets
from vorlauf.publishing.adapters.configured import Adapters
from vorlauf.publishing.run import PublishingReport, PublishingRun
from vorlauf.wiring import Wiring


def publish(wiring: Wiring) -> PublishingReport:
    """Publish what is due now, and look for what is in doubt.

    A secret that is missing or cannot be read fails the publications of its channel.
    """
    if not wiring.directory.targets:
        return PublishingReport()
    adapters = Adapters(
        wiring.directory.targets, partial(read_secrets, wiring.settings.channel_secrets)
    )
    return PublishingRun(
        engine=wiring.engine,
        directory=wiring.directory,
        now=wiring.now(),
        clock=wiring.now,
        adapter_of=adapters.adapter,
        files=FileStore(files_in(wiring.settings.home)),
    ).run()
