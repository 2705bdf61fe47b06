"""Finds code and templates that would reach or print a person past the one gate.

It reads syntax trees, so it sees what is written, not what a name may become at run
time: it is for honest mistakes. Whoever means harm and can change the code is stopped
by review, and e-mail by the database (`post_goes_to_staff`).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

# Libraries and services that carry something out of the house.
_CARRIERS = """
    aiohttp aioapns aiosmtplib asyncore boto3 botocore caldav clicksend django.core.mail
    exchangelib firebase_admin ftplib gotify gql grpc http.client httplib2 httpx
    icalendar ics imaplib kombu mailchimp_transactional mailersend mailgun mailjet_rest
    messagebird msal msgraph nexmo niquests nntplib notifications_python_client O365
    onesignal paramiko pika plivo poplib postmarker postmark pushbullet pushover pycurl
    pyfcm pywebpush redis requests sendgrid sib_api_v3_sdk sinch slack_sdk smtplib
    socket socketserver ssl telegram telnetlib telethon treq twilio urllib.request
    urllib3 vobject vonage websocket websockets whatsapp xmlrpc.client yagmail zmq
"""
# What such libraries are called by, however one came to them.
_CARRYING = """
    send_mail send_mass_mail mail_admins mail_managers email_user EmailMessage
    EmailMultiAlternatives sendmail urlopen urlretrieve create_connection
    open_connection AdminEmailHandler SMTPHandler HTTPHandler SysLogHandler
"""
_PROGRAMS = """
    curl ftp lp lpr mail mailx msmtp mutt nc ncat rsync scp sendmail sftp ssh wget
"""
_RUNS = """
    run Popen call check_call check_output getoutput system popen execv execvp spawnv
"""
CARRIERS = frozenset(_CARRIERS.split())
CARRYING = frozenset(_CARRYING.split())
PROGRAMS = frozenset(_PROGRAMS.split())
RUNS = frozenset(_RUNS.split())
WRITES_PAPER = (
    "concord.foundation.documents", "docx", "typst", "xlsxwriter", "csv", "reportlab",
)  # fmt: skip
OF_CONTACT = (
    "concord.people.models.contact",
    "concord.people.queries.contact",
    "concord.people.models.ContactPoint",
    "concord.people.models.ConfidentialLocation",
    "concord.people.models.ContactAttempt",
)
POST = "concord.foundation.post"
RECIPIENTS = frozenset(
    f"{POST}{module}.{name}"
    for module in ("", ".recipients")
    for name in ("Staff", "AtWork")
)
GATE = "concord.people.reaching"
VALUES = frozenset({"value", "postcode", "where"})
TABLES = re.compile(
    r"\b(FROM|JOIN|INTO|UPDATE|COPY)\s+(public\.)?\"?"
    r"people_(contactpoint|confidentiallocation)\b",
    re.IGNORECASE,
)
CALENDARS = re.compile(r"BEGIN:V(CALENDAR|EVENT)|text/calendar|\.ics\b")
PRINTED = re.compile(r"\{[{%][^}%]*?\b([a-z_]+)\.(value|postcode|where)\b[^}%]*[}%]\}")
# Names whose value is no way to reach anybody: of a status, of a form's field or box.
HARMLESS = frozenset({"status", "field", "box"})


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One place that goes round the gate: which file and line, and how."""

    path: str
    line: int
    how: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.how}"


def in_house(source: Path) -> list[Finding]:
    """All findings under `source`, less those in tests."""
    found: list[Finding] = []
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source)
        if {"tests", "testing", "testing.py"} & set(name.parts):
            continue
        if path.suffix == ".py":
            found += in_python(name.as_posix(), path.read_text(encoding="utf-8"))
        elif path.suffix in (".html", ".txt") and "templates" in name.parts:
            found += in_template(name.as_posix(), path.read_text(encoding="utf-8"))
    return found


def in_template(path: str, text: str) -> list[Finding]:
    """Where a template prints the value of a contact point or a place."""
    if path.startswith("foundation/ui/"):
        return []
    return [
        Finding(path, text[: at.start()].count("\n") + 1, f"prints .{at[2]}")
        for at in PRINTED.finditer(text)
        if at[1] not in HARMLESS
    ]


def in_python(path: str, text: str) -> list[Finding]:
    """Where a module sends by itself, or takes a value past the gate."""
    module = _Module(path, ast.parse(text))
    return sorted(set(module.findings()))


class _Module:
    def __init__(self, path: str, tree: ast.Module) -> None:
        self.path, self.tree = path, tree
        self.imported = dict(self._imports())  # name here -> full name
        self.full = set(self.imported.values())
        self.of_contact = any(_below(name, OF_CONTACT) for name in self.full)

    def _imports(self) -> Iterator[tuple[str, str]]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for one in node.names:
                    yield one.asname or one.name, one.name
            elif isinstance(node, ast.ImportFrom) and node.module:
                for one in node.names:
                    yield one.asname or one.name, f"{node.module}.{one.name}"

    def findings(self) -> Iterator[Finding]:
        for node in ast.walk(self.tree):
            for how in self._of(node):
                yield Finding(self.path, getattr(node, "lineno", 1), how)
        writes = any(_below(name, WRITES_PAPER) for name in self.full)
        if self.of_contact and writes and f"{GATE}.printable" not in self.full:
            yield Finding(self.path, 1, "writes papers without printable()")

    def _of(self, node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from self._import(node)
        elif isinstance(node, ast.Call):
            yield from self._call(node)
        elif isinstance(node, ast.ClassDef):
            bases = {_last(base) for base in node.bases}
            for name in sorted(bases & {"Letter", "Staff", "AtWork", "Cleared"}):
                yield f"derives from {name}"
        elif isinstance(node, ast.Attribute):
            yield from self._attribute(node)
        elif isinstance(node, ast.Name) and node.id in CARRYING:
            yield f"sends by {node.id}"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from self._text(node.value)

    def _import(self, node: ast.Import | ast.ImportFrom) -> Iterator[str]:
        names = [one.name for one in node.names]
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{name}" for name in names]
        for name in names:
            if _below(name, CARRIERS):
                yield f"imports {name}"
            private = (f"{POST}.models", f"{POST}.jobs", f"{POST}.delivery")
            if _below(name, private) and not self.path.startswith("foundation/post/"):
                yield f"imports {name}"
            if name.startswith(f"{GATE}._") and not self._is_gate():
                yield f"imports {name}"

    def _call(self, node: ast.Call) -> Iterator[str]:
        called = _last(node.func)
        words = list(_texts(node))
        if called in ("import_module", "__import__", "import_string"):
            yield from (f"imports {word}" for word in words if _below(word, CARRIERS))
        if called == "get_model" and "post" in words:
            yield "takes the model of messages"
        if called in RUNS:
            programs = [PurePath(word.partition(" ")[0]).name for word in words]
            yield from (f"runs {name}" for name in programs if name in PROGRAMS)
        if called == "Letter" and self.path != "foundation/post/letters.py":
            yield "makes a Letter past the register"
        makes = called in ("Cleared", "__new__") and self._names("Cleared", node)
        if makes and not self._is_gate():
            yield "makes a Cleared by itself"
        if self._is_send(node.func):
            yield from self._recipients(node)
        if called == "Column" and self.of_contact:
            shown = [word for word in words if word.rpartition(".")[2] in VALUES]
            yield from (f'has a column of "{word}"' for word in shown)

    def _names(self, name: str, node: ast.Call) -> bool:
        return any(_last(one) == name for one in [node.func, *node.args])

    def _recipients(self, node: ast.Call) -> Iterator[str]:
        """A letter's `to` is a list of Staff(...) or AtWork(...), where it is sent."""
        to = next((k.value for k in node.keywords if k.arg == "to"), None)
        if isinstance(to, ast.List | ast.Tuple):
            each: list[ast.expr] = list(to.elts)
        elif isinstance(to, ast.ListComp | ast.GeneratorExp | ast.SetComp):
            each = [to.elt]
        else:
            yield "sends a letter to something else than a list of Staff(...)"
            return
        staff = {name for name, full in self.imported.items() if full in RECIPIENTS}
        for one in each:
            if not (isinstance(one, ast.Call) and _last(one.func) in staff):
                yield "sends a letter to something else than a list of Staff(...)"

    def _is_send(self, node: ast.expr) -> bool:
        full = self.imported.get(ast.unparse(node).partition(".")[0], "")
        rest = ast.unparse(node).partition(".")[2]
        return ".".join(filter(None, (full, rest))) == f"{POST}.actions.send" or (
            ast.unparse(node) == f"{POST}.actions.send"
        )

    def _attribute(self, node: ast.Attribute) -> Iterator[str]:
        base = _last(node.value)
        if node.attr in CARRYING:
            yield f"sends by {node.attr}"
        if base == "reaching" and node.attr.startswith("_") and not self._is_gate():
            yield f"takes reaching.{node.attr}"
        is_taken = node.attr in VALUES and isinstance(node.ctx, ast.Load)
        if is_taken and (self.of_contact or re.search(r"point|contact", base)):
            yield f"takes .{node.attr}"

    def _text(self, text: str) -> Iterator[str]:
        if TABLES.search(text):
            yield "reads contact points by SQL"
        if CALENDARS.search(text) and f"{GATE}.calendar_title" not in self.full:
            yield "writes a calendar without calendar_title()"
        if re.match(r"(django\.core\.mail|smtplib)\b", text):
            yield f"names {text}"

    def _is_gate(self) -> bool:
        return self.path == "people/reaching.py"


def _last(node: ast.AST) -> str:
    """The last name of `a.b.c`, of a call the name of what is called."""
    if isinstance(node, ast.Call):
        return _last(node.func)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _texts(node: ast.AST) -> Iterator[str]:
    """Every text that stands somewhere in a call."""
    for one in ast.walk(node):
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.value


def _below(name: str, tops: frozenset[str] | tuple[str, ...]) -> bool:
    """Whether `name` is one of `tops` or stands below one."""
    parts = name.split(".")
    return any(".".join(parts[:n]) in tops for n in range(1, len(parts) + 1))
