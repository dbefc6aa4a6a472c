from flows.incoming import _rows
from vorlauf.db.tables import IncomingKind
from vorlauf.mail.inbox.receive import CollectReport, Handled


def test_the_table_of_a_run_names_faults_and_counts_kinds_but_nobody():
    handled = [
        Handled(kind=kind, subject="Krank", result="A comment by Ines Iser.")
        for kind in (IncomingKind.REPLY, IncomingKind.BOUNCE, IncomingKind.REPLY)
    ]

    rows = _rows(CollectReport(stored=3, handled=handled, faults=["No mailbox."]))

    assert rows == [
        {"kind": "", "what": "No mailbox."},
        {"kind": "bounce", "what": "1"},
        {"kind": "reply", "what": "2"},
    ]
