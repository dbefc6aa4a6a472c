"""Change one cell of a spreadsheet in LibreOffice; Debian's Python runs this.

Arguments: the folder to work in, the file, the cell (B3), its new text, and the files
to be saved, by whose endings their format is known.
"""

import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

# It comes with Debian's python3-uno, for Debian's Python.
uno = import_module("uno")
NoConnectError = uno.getClass("com.sun.star.connection.NoConnectException")
_FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8", ".xls": "MS Excel 97"}


def _property(name, value):
    made = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    made.Name, made.Value = name, value
    return made


def _desktop(pipe, office):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    while True:
        try:
            context = resolver.resolve(
                f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext"
            )
        except NoConnectError:
            if office.poll() not in {None, 0}:
                raise
            time.sleep(0.1)
        else:
            return context.ServiceManager.createInstanceWithContext(
                "com.sun.star.frame.Desktop", context
            )


def main(folder, source, cell, text, *targets):
    pipe = f"vorlauf-{Path(folder).name}"
    command = [
        # Also if nobody is left who would end it.
        *("timeout", "90"),
        "soffice",
        "--headless",
        "--norestore",
        "--nologo",
        f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
        f"--accept=pipe,name={pipe};urp;",
    ]
    office = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        desktop = _desktop(pipe, office)
        hidden = _property("Hidden", value=True)
        book = desktop.loadComponentFromURL(
            Path(source).as_uri(), "_blank", 0, (hidden,)
        )
        sheet = book.Sheets.getByIndex(0)
        sheet.getCellRangeByName(cell).setString(text)
        for target in map(Path, targets):
            wanted = _property("FilterName", _FILTERS[target.suffix])
            book.storeToURL(target.as_uri(), (wanted,))
        book.close(True)
        desktop.terminate()
        office.wait(30)
    finally:
        if office.poll() is None:
            office.kill()


if __name__ == "__main__":
    main(*sys.argv[1:])
