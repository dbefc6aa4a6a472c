"""What the engine can say: the sentences and phrases in its source."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]

# Where everything that reads like words is said to somebody at the dashboard.
SPEAKING = (
    "accounts/api_tokens",
    "accounts/audit_entries",
    "accounts/eligibility",
    "accounts/invitations",
    "accounts/mails",
    "accounts/password_hashing",
    "accounts/password_rules",
    "accounts/passwords",
    "accounts/preferences",
    "accounts/saved_filters",
    "accounts/secrets",
    "accounts/sessions",
    "accounts/sign_in_links",
    "db/post_snapshots",
    "db/unit_of_work",
    "directory/addresses",
    "directory/model",
    "editing/comments",
    "editing/corrections",
    "editing/edits",
    "editing/feasibility",
    "editing/new_posts",
    "editing/remarks",
    "link_actions/absence",
    "link_actions/codes",
    "link_actions/decide",
    "link_actions/forward",
    "link_actions/messages",
    "link_actions/misuse_report",
    "link_actions/more_time",
    "link_actions/objection",
    "link_actions/page_data",
    "link_actions/recheck",
    "link_actions/renewal",
    "link_actions/revoke",
    "link_actions/signer",
    "mail/inbox/bounces",
    "mail/letters/recipients",
    "mail/outcomes",
    "mail/queue/manual_reminders",
    "mail/queue/notice_list",
    "mail/queue/recovery",
    "mail/queue/retries",
    "mail/queue/suppression",
    "material/audit_entries",
    "material/briefs",
    "material/consent_end",
    "material/consent_end_effects",
    "material/consent_list",
    "material/consents",
    "material/deliveries",
    "material/files/file_types",
    "material/files/image_decoding",
    "material/files/images",
    "material/files/intake",
    "material/files/mp4_chunks",
    "material/files/pdf",
    "material/files/places",
    "material/files/rejections",
    "material/files/resumable_uploads",
    "material/files/sandbox",
    "material/files/sandbox_child",
    "material/files/storage",
    "material/files/upload_cleanup",
    "material/files/videos",
    "material/files/virus_scan",
    "material/formats",
    "material/pictures",
    "material/requests",
    "material/reviews",
    "material/suppliers",
    "material/take_downs",
    "posts/correction_limits",
    "posts/picture_checks",
    "posts/slots",
    "posts/visibility",
    "readmodels/activity",
    "readmodels/approvals",
    "readmodels/board",
    "readmodels/calendar",
    "readmodels/cards",
    "readmodels/house",
    "readmodels/open_steps",
    "readmodels/page_frame",
    "readmodels/post",
    "readmodels/post_parts",
    "readmodels/pulse",
    "readmodels/register",
    "readmodels/register_tabs",
    "readmodels/scope",
    "readmodels/since",
    "readmodels/sorting",
    "readmodels/text_search",
    "readmodels/today",
    "scheduling/absences",
    "scheduling/due_date_changes",
    "scheduling/reader_queries",
    "scheduling/replanning",
    "spelling",
    "text",
    "workflow/action",
    "workflow/actors",
    "workflow/decisions",
    "workflow/draft_step",
    "workflow/manual_actions",
    "workflow/override_preview",
    "workflow/permalinks",
    "workflow/retrospective",
    "workflow/steps",
    "workflow/transitions",
    "workflow/undo",
)
# Where only what is raised is said.
RAISING = ("*/*", "mail/inbox/*", "mail/queue/*", "mail/letters/contents")
# What is read by us alone, or is no sentence.
UNSAID = {
    "{1}, Beitrag {2}": "the title of a post that is planned for a year",
    "on {1} at {2}": "the day and hour of a mail",
    "It names no mail of ours.": "the result of an incoming mail",
    "The mail that came back is being sent at this moment.": "the result of one",
    "What came back was settled before.": "the result of one",
    "{1} notices to {2} came back, {3} reports are owed": "the result of one",
    "; nothing more goes to this address.": "the result of one",
    "a {1}": "a weekday; each has its phrase",
    "may not": "why an offer is refused, as a word of the table",
    "not yet": "why an offer is refused, as a word of the table",
    "no people shown": "kept beside a picture; the page has words of its own",
    "as for the pictures it is made of": "kept beside a picture, as above",
    "consent {1}": "kept beside a picture, as above",
    "Die Einwilligung {} zu einem Bild wurde widerrufen.": "German, for the file",
    "Die Einwilligung {} zu {} ist abgelaufen.": "German, for the file",
    "Die Einwilligung {} zu {} gilt nicht am Termin ({:%d.%m.%Y}).": "the same",
    "Das Bild, aus dem sie entstanden ist, wurde zurückgegeben.": "the same",
    "the machine refused {1} in {2} though the table allows it": "a fault of ours",
}

# Settings are put right at the command line.
_ERRORS = {"StoreError", "NotFoundError", "RefusedError", "ConflictError"}
# What these are given has its German in the catalogue of messages.
_MESSAGES = {"msg", "phrase", "_say", "_of"}
_WORDS = re.compile(r"[A-Za-z}'`] [A-Za-z{`]")
_HOLE = re.compile(r"\{\d\}")


def sentences():
    """Return what the engine says, each with the places that say it."""
    found = {}
    for file in _files(SPEAKING):
        _collect(found, file, _strings(_tree(file)))
    for file in [ROOT / "states/moves.py", ROOT / "states/advance.py"]:
        _collect(found, file, _strings(_tree(file)))
    for file in _files(RAISING):
        _collect(found, file, _raised(_tree(file)))
    return found


def _files(names):
    return [file for name in names for file in (ROOT / "vorlauf").glob(f"{name}.py")]


def _tree(file):
    return ast.parse(file.read_text(encoding="utf-8"))


def _collect(found, file, strings):
    for node in strings:
        said = _said(node)
        if _WORDS.search(said) and re.search(r"[a-z]", _HOLE.sub("", said)):
            where = f"{file.relative_to(ROOT)}:{node.lineno}"
            found.setdefault(_alone(said), []).append(where)


def _raised(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in _ERRORS:
            for argument in node.args:
                yield from _strings(argument)


def _strings(tree):
    """Yield the texts of a tree, without docstrings and the parts of f-strings."""
    parts = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in _MESSAGES:
            parts.update(node.args)
        if isinstance(node, ast.Expr):
            parts.add(node.value)
        if isinstance(node, ast.JoinedStr):
            parts.update(node.values)
            parts.update(p.format_spec for p in node.values if _has_spec(p))
            parts.update(x for p in node.values if _has_spec(p) for x in _spec(p))
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if node not in parts and (is_text or isinstance(node, ast.JoinedStr)):
            yield node


def _has_spec(part):
    return isinstance(part, ast.FormattedValue) and part.format_spec is not None


def _spec(part):
    return part.format_spec.values


def _said(node):
    if isinstance(node, ast.Constant):
        return node.value
    holes = iter(range(1, 100))
    return "".join(
        part.value if isinstance(part, ast.Constant) else f"{{{next(holes)}}}"
        for part in node.values
    )


def _alone(said):
    """Return a sentence without another one before it."""
    if not re.match(r"\{1\} [A-Z]", said):
        return said
    return _HOLE.sub(lambda hole: f"{{{int(hole[0][1]) - 1}}}", said[4:])
