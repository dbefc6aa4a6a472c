"""A post with all that a dossier can tell: a picture, decisions, one by phone."""

import pytest
from picture_samples import jpeg

from states.post import DecisionWay
from vorlauf.db.engine import reading, writing
from vorlauf.material.deliveries import (
    Description,
    PictureUpload,
    deliver_file,
    describe,
)
from vorlauf.material.files.intake import KeptFile
from vorlauf.material.files.storage import FileStore, files_in
from vorlauf.records.dossiers import outputs
from vorlauf.records.dossiers.archive import Anchor
from vorlauf.records.dossiers.outputs import (
    DossierFormat,
    DossierSources,
    DossierWish,
)
from vorlauf.records.dossiers.values import DossierScope
from vorlauf.workflow.action import Recording


@pytest.fixture
def store(tmp_path):
    return FileStore(files_in(tmp_path))


@pytest.fixture
def deliver(desk, store):
    """Return a function that delivers a picture, whose bytes are kept, for a house."""

    def bring(number, house="smi", by="ines", name="löschzug.jpg"):
        content, preview = jpeg(800, 600), jpeg(200, 150)
        kept = KeptFile(
            sha256=store.keep(content),
            media_type="image/jpeg",
            size=len(content),
            width=800,
            height=600,
            original="f" * 64,
            has_original=False,
            variants={"preview": store.keep(preview)},
        )
        sent = PictureUpload(number=number, house=house, kept=kept, name=name)
        with writing(desk.engine) as connection:
            call = desk.call(connection)
            key = deliver_file(call, by, sent)
            said = Description(alt_text="Ein Löschzug.", credit="SMI", people=False)
            describe(call, by, number, key, said)
        return kept.sha256

    return bring


@pytest.fixture
def told(desk, a_post, deliver):
    """Return the number of a post with a picture, endorsed by phone and approved."""
    number, other = a_post("smi", wants_graphics=False), a_post("smf")
    desk.do(number, "request_assets")
    deliver(number)
    desk.do(other, "request_assets")
    desk.do(number, "submit")
    ada = desk.directory.people["ada"]
    recording = Recording(by=ada, way=DecisionWay.PHONE, said_at=desk.now)
    desk.do(number, "endorse", "ines", recording=recording, comment="Passt ✅ so.")
    desk.do(number, "approve", "clara")
    return number


@pytest.fixture
def dossier_of(desk, store, tmp_path):
    """Return a function that writes a dossier and returns what stands in it."""

    def write(*numbers, form=DossierFormat.JSON, language="de", anchor=None, **scope):
        wish = DossierWish(
            scope=DossierScope(numbers=numbers, **scope), language=language, form=form
        )
        sources = DossierSources(store, anchor or Anchor())
        path = tmp_path / f"dossier.{form}"
        with reading(desk.engine) as connection, path.open("w+b") as file:
            made = outputs.write(desk.call(connection), wish, sources, file)
        return made, path

    return write
