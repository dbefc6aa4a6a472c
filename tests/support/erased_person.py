"""A person with a name like nobody else, who is to be erased, and her traces."""

from dataclasses import replace
from pathlib import Path

from sqlalchemy import insert
from stakeholder_files import text_for

from vorlauf.configuration import changes
from vorlauf.configuration.changes import FileEdit
from vorlauf.configuration.stakeholders_file import StakeholdersFile
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import METADATA
from vorlauf.directory import loader
from vorlauf.editing.comment_by_account import Remark, say

NAME = "Quirina Zwölfjäger"
ADDRESS = "q.zwoelfjaeger@smi.example.org"
PHONE = "+49 30 23125 471"
NEEDLES = (NAME, "Zwölfjäger", ADDRESS, "23125 471", "Zw=C3=B6lf", "Zw\\u00f6lf")


def with_her(directory):
    """Return the small campaign, in which she is the contact of `smi`."""
    ines = replace(directory.people["ines"], name=NAME, email=ADDRESS, phone=PHONE)
    return replace(directory, people={**directory.people, "ines": ines})


def file_for(desk, folder):
    """Write the stakeholders.toml of a desk; note it as every sweep does."""
    path = folder / "stakeholders.toml"
    entry = "\n[people.ines]\n"
    words = text_for(desk.directory).replace(entry, f'{entry}phone = "{PHONE}"\n')
    path.write_text(words, encoding="utf-8")
    file = StakeholdersFile(path, folder / "stakeholders")
    with writing(desk.engine) as connection:
        changes.note_edits(desk.call(connection), file)
    desk.directory = loader.load(path)
    return file


def live(desk, number):
    """Let her be spoken of, decide and write, and somebody else take over."""
    desk.ask(say, Remark(number=number, actor="ada", text=f"Mit {NAME} besprochen."))
    desk.ask(say, Remark(number=number, actor="ben", text="Frau Zwölfjäger ruft an."))
    desk.do(number, "endorse", "ines", comment=f"Gern, Ihre {NAME}")
    desk.do(number, "approve", "clara", comment="Frau Zwölfjäger hat zugestimmt.")
    with writing(desk.engine) as connection:
        connection.execute(insert(METADATA.tables["incoming"]), [_mail(desk.now)])


def _mail(now):
    content = (
        f"From: =?utf-8?q?Quirina_Zw=C3=B6lfj=C3=A4ger?= <{ADDRESS}>\r\n"
        "Subject: =?utf-8?q?Gru=C3=9F?=\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        f"Gr=C3=BC=C3=9Fe, Quirina Zw=C3=B6lfj=C3=A4ger, Tel. {PHONE}\r\n"
    )
    return {
        "id": 1,
        "digest": "d" * 64,
        "stored_at": now,
        "sender": ADDRESS,
        "subject": f"Gruß von {NAME}",
        "size": len(content),
        "content": content.encode(),
        "is_cut": False,
        "kind": "reply",
        "tries": 0,
        "result": "",
        "person": "ines",
    }


def hand_over(desk, file):
    """Make somebody else the contact of `smi`."""
    wanted = {("houses", "smi", "contact"): "ivo"}
    with writing(desk.engine) as connection:
        edit = FileEdit(actor="ada", seen=file.read().digest, changes=wanted)
        changes.save(desk.call(connection), file, edit)
    desk.directory = loader.load(file.path)


def found_in(engine):
    """Return which of her traces stand in which tables, read as people read them."""
    return {
        (table, one)
        for table, words in _everything(engine)
        for one in NEEDLES
        if one in words
    }


def _everything(engine):
    with reading(engine) as connection:
        for table in METADATA.tables.values():
            for value in (v for row in connection.execute(table.select()) for v in row):
                is_raw = isinstance(value, bytes)
                yield (
                    table.name,
                    value.decode(errors="replace") if is_raw else str(value),
                )


def octets_of(engine):
    """Return the octets of the files of an SQLite database, freed pages included."""
    engine.dispose()
    files = [Path(f"{engine.url.database}{end}") for end in ("", "-wal")]
    return b"".join(file.read_bytes() for file in files if file.exists())
