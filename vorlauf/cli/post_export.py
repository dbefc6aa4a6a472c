"""The command `vorlauf post export`: the list of posts as a file."""

from typing import Annotated

import typer

from vorlauf.cli import exported_files, parsing
from vorlauf.cli.context import wired
from vorlauf.cli.exported_files import Comma, Force, Format, Language, Target
from vorlauf.cli.options import OneHouse


def export(
    target: Target,
    state: Annotated[
        str | None, typer.Option(metavar="STATE", help="Only this one: %(states)s.")
    ] = None,
    house: OneHouse = None,
    owner: Annotated[
        str | None,
        typer.Option(metavar="PERSON", help="Only open ones that they look after."),
    ] = None,
    form: Format = None,
    comma: Comma = False,
    language: Language = None,
    force: Force = False,
) -> int:
    """Write the list of posts into a file, with what is due next, as on the page."""
    from vorlauf.db.engine import reading
    from vorlauf.editing.owners import coordinators_able
    from vorlauf.posts.visibility import EVERYTHING
    from vorlauf.readmodels.page_frame import page_frame
    from vorlauf.readmodels.register_files import PostList, register_table
    from vorlauf.readmodels.scope import Filter, ReadScope

    kind = exported_files.format_of(target, form)
    chosen = exported_files.language_of(language)
    one = parsing.state(state) if state else None
    with wired() as wiring, reading(wiring.engine) as connection:
        directory, call = wiring.directory, wiring.call(connection)
        wanted = Filter(
            states=(one,) if one else (),
            house=directory.house(house).key if house else "",
            owner=directory.person(owner).key if owner else "",
            able=frozenset(coordinators_able(directory)) if owner else frozenset(),
            contact=directory.coordinator.key if owner else "",
        )
        frame = page_frame(connection, call.today)
        reader = PostList(
            scope=ReadScope(connection, EVERYTHING, call.now),
            directory=directory,
            outlooks=wiring.outlooks.at(connection, directory, frame.last_entry),
            language=chosen,
        )
        return exported_files.export(
            target,
            kind,
            lambda: register_table(reader, wanted),
            comma=comma,
            force=force,
        )
