"""Whatever reaches a person passes the gate: nothing in the house goes round it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gate.scanning import Finding, in_house, in_python, in_template

SOURCE = Path(__file__).resolve().parents[2] / "src" / "concord"

# Who may do what, and why. What is no longer needed fails too.
POST = "letters to staff; the database refuses any other address"
LOCAL = "asks whether a port of this machine answers"
GATE = "is the gate"
OWN_PAGE = "its own page, folded away, and never printed"
COMPARES = "compares what the hat may read, and shows none of it"
KEPT_SECRET = "asks whether a place is kept secret, and tells nothing else of it"
SCANNER = "foundation/classified/scanning/taps.py"
LISTENS = "reads in tests what leaves, for values that must not"
A_POINT = "of a point of a chart, made from a series of figures"
NOWHERE = "stands in where no mail server is set, and sends nothing"
ALLOWED: dict[tuple[str, str], str] = {
    ("website/templates/website/public/service.html", "prints .postcode"): (
        "where a published service is: the database refuses a refuge's"
    ),
    ("foundation/post/delivery.py", "imports django.core.mail.EmailMessage"): POST,
    ("foundation/post/delivery.py", "imports django.core.mail.get_connection"): POST,
    ("foundation/post/delivery.py", "imports smtplib"): POST,
    ("foundation/post/delivery.py", "sends by EmailMessage"): POST,
    ("config/settings.py", "names django.core.mail.backends.smtp.EmailBackend"): POST,
    ("config/settings.py", "names django.core.mail.backends.console.EmailBackend"): (
        "prints letters where e-mail is off"
    ),
    (SCANNER, "imports django.core.mail.EmailMessage"): LISTENS,
    (SCANNER, "sends by EmailMessage"): LISTENS,
    (SCANNER, "imports concord.foundation.post.delivery.composed"): LISTENS,
    (SCANNER, "imports concord.foundation.post.models.Message"): LISTENS,
    ("foundation/post/no_server.py", "imports django.core.mail.EmailMessage"): NOWHERE,
    (
        "foundation/post/no_server.py",
        "imports django.core.mail.backends.base.BaseEmailBackend",
    ): NOWHERE,
    ("foundation/post/no_server.py", "sends by EmailMessage"): NOWHERE,
    ("access/sql_unusual.py", "reads contact points by SQL"): (
        "compares postcodes in the database, and tells none"
    ),
    ("cli/doctor.py", "imports socket"): "asks whether the mail server answers",
    ("cli/doctor.py", "sends by create_connection"): (
        "asks whether the mail server answers"
    ),
    ("cli/running/ports.py", "imports http.client"): LOCAL,
    ("cli/running/ports.py", "imports socket"): LOCAL,
    ("cli/running/supervisor.py", "imports socket"): LOCAL,
    ("people/reaching.py", "takes .value"): GATE,
    ("people/reaching.py", "takes .postcode"): GATE,
    ("people/queries/contact.py", "takes .value"): "masks it",
    ("people/queries/matching.py", "takes .value"): COMPARES,
    ("people/queries/matching.py", "takes .postcode"): COMPARES,
    ("people/models/about.py", "takes .value"): "of an NHS number or a reference",
    ("people/walls_of_matching.py", "reads contact points by SQL"): (
        "makes hashes of them, which lead to ids only"
    ),
    ("people/walls_of_merging.py", "reads contact points by SQL"): (
        "gives a rule to the person of its contact point"
    ),
    ("people/forms/rules.py", "takes .value"): "of a field of the form",
    ("people/templates/people/point.html", "prints .value"): OWN_PAGE,
    ("people/templates/people/point.html", "prints .postcode"): OWN_PAGE,
    ("people/templates/people/places.html", "prints .where"): (
        "its own page, opened for a reason that is kept, and never printed"
    ),
    ("frontdoor/actions/referring.py", "takes .postcode"): (
        "writes down what a referrer said, and checks its shape"
    ),
    ("frontdoor/templates/frontdoor/parts/referral_form.html", "prints .postcode"): (
        "a box of a form, with what its own writer types"
    ),
    ("frontdoor/templates/frontdoor/parts/named.html", "prints .postcode"): OWN_PAGE,
    ("foundation/documents/control_chart.py", "takes .value"): A_POINT,
    ("cli/commands/stats.py", "takes .value"): A_POINT,
    ("directory/walls.py", "reads contact points by SQL"): KEPT_SECRET,
    ("directory/walls_of_places.py", "reads contact points by SQL"): KEPT_SECRET,
    (
        "directory/actions/providers.py",
        "sends a letter to something else than a list of Staff(...)",
    ): "to the listed address of a service, with a link; the database refuses others",
    **{
        ("directory/fetching.py", f"imports {what}"): (
            "reads the feed that somebody named, in bounds, and sends nothing"
        )
        for what in (
            "http.client.HTTPException",
            "socket",
            "urllib.request.HTTPRedirectHandler",
            "urllib.request.Request",
            "urllib.request.build_opener",
        )
    },
    ("people/walls.py", "reads contact points by SQL"): "policies; compares, tells no",
    ("cases/walls.py", "reads contact points by SQL"): "keeps what is verified",
}
# Rooms that may not import people or cases (a contract of import-linter): a value
# there is a figure, a postcode that of a service.
KNOW_NOBODY = (
    "evidence/",
    "returns/",
    "directory/",
    "website/",
    "foundation/statistics/",
)
OF_A_FIGURE = ("takes .", "prints .")


def _knows_nobody(finding: Finding) -> bool:
    return finding.path.startswith(KNOW_NOBODY) and finding.how.startswith(OF_A_FIGURE)


def test_nothing_goes_round_the_gate() -> None:
    found = [
        f
        for f in in_house(SOURCE)
        if (f.path, f.how) not in ALLOWED and not _knows_nobody(f)
    ]
    assert not found, (
        "This reaches or prints people past the gate. Use concord.people.reaching:\n"
        + "\n".join(map(str, found))
    )


def test_every_allowance_is_needed_and_has_a_reason() -> None:
    there = {(finding.path, finding.how) for finding in in_house(SOURCE)}
    assert set(ALLOWED) <= there
    assert all(ALLOWED.values())


# The scan finds what is planted ---------------------------------------------------

SEND = "from concord.foundation.post.actions import send\n"
STAFF = "from concord.foundation.post import Staff\n"
POINTS = "from concord.people.models import ContactPoint\n"

OFFENDERS = {
    "import smtplib": "imports smtplib",
    "from smtplib import SMTP": "imports smtplib.SMTP",
    "import requests as r": "imports requests",
    "from django.core import mail": "imports django.core.mail",
    "from django.core.mail import EmailMessage": "imports django.core.mail",
    "from twilio.rest import Client": "imports twilio.rest",
    "from urllib.request import urlopen": "imports urllib.request",
    "import http.client": "imports http.client",
    "def f():\n    import socket": "imports socket",
    'import importlib\nimportlib.import_module("smtplib")': "imports smtplib",
    'import_string("django.core.mail.send_mail")': "imports django.core.mail",
    "account.email_user('x', 'y')": "sends by email_user",
    "from django import core\ncore.mail.send_mail()": "sends by send_mail",
    'subprocess.run(["/usr/sbin/sendmail", "-t"])': "runs sendmail",
    'os.system("curl https://sms.example")': "runs curl",
    "from concord.foundation.post.models import Message": "imports concord",
    "from concord.foundation.post.jobs import deliver": "imports concord",
    'apps.get_model("post", "Message")': "takes the model of messages",
    SEND + "send(letter=L, to=[point.email], key='k', context={})": "something else",
    SEND + "send(letter=L, to=addresses, key='k', context={})": "something else",
    SEND + "send(**everything)": "something else",
    SEND + "send(letter=L, to=[Staff(x)], key='k', context={})": "something else",
    SEND + STAFF + "send(to=[Staff(x), y], letter=L)": "something else",
    SEND + STAFF + "send(to=[str(x) for x in y], letter=L)": "something else",
    "from concord.foundation.post.actions import send as s\ns(to=x)": "something else",
    "from concord.foundation.post import actions\nactions.send(to=x)": "something else",
    "import concord.foundation.post.actions\n"
    "concord.foundation.post.actions.send(to=x)": "something else",
    "class Note(Letter): pass": "derives from Letter",
    "class Everybody(post.Staff): pass": "derives from Staff",
    "class Anybody(post.AtWork): pass": "derives from AtWork",
    "class Mine(Cleared): pass": "derives from Cleared",
    "Letter('x', 'y', 'z', frozenset())": "makes a Letter",
    "Cleared(key=None)": "makes a Cleared",
    "object.__new__(Cleared)": "makes a Cleared",
    "from concord.people.reaching import _KEY": "imports concord.people.reaching._KEY",
    "from concord.people import reaching\nreaching._cleared()": "takes reaching._",
    "number = point.value": "takes .value",
    "number = self.contact_point.value": "takes .value",
    POINTS + "[one.value for one in ContactPoint.objects.all()]": "takes .value",
    "from concord.people.queries.contact import line_of\nx = line.p.postcode": (
        "takes .postcode"
    ),
    "from concord.people.models import ConfidentialLocation\nx = it.where": (
        "takes .where"
    ),
    'cursor.execute("SELECT value FROM people_contactpoint")': "by SQL",
    'q = "select * from public.people_confidentiallocation"': "by SQL",
    'body = "BEGIN:VCALENDAR"': "without calendar_title",
    'name = "meeting.ics"': "without calendar_title",
    POINTS + "import docx": "without printable",
    POINTS + "from concord.foundation.documents import typesetting": "printable",
    POINTS + 'n = Column("Number", "value")': 'a column of "value"',
    POINTS + 'n = Column("Number", "point.value")': 'a column of "point.value"',
}


@pytest.mark.parametrize("code", OFFENDERS, ids=lambda code: code[-60:])
def test_a_sender_that_goes_round_is_found(code: str) -> None:
    found = [finding.how for finding in in_python("marac/letters.py", code)]
    assert any(OFFENDERS[code] in how for how in found), found


@pytest.mark.parametrize(
    "code",
    [
        "from urllib.parse import quote",
        SEND + STAFF + "send(letter=L, to=[Staff(hat.account.email)], key='k')",
        SEND + STAFF + "send(letter=L, to=[Staff(a) for a in accounts], key='k')",
        "def send_mail(self): pass",
        "letters.send(to=x)",
        "status.value",
        'subprocess.run(["pdftoppm"])',
        "from concord.people.reaching import Cleared, calendar_title\n"
        "x = 'BEGIN:VCALENDAR'",
        POINTS + "from concord.people.reaching import printable\nimport docx",
    ],
)
def test_what_keeps_to_the_gate_is_left_alone(code: str) -> None:
    assert in_python("marac/letters.py", code) == []


@pytest.mark.parametrize(
    "text",
    [
        "{{ point.value }}",
        "{{ line.point.value|default:'-' }}",
        "{% include 'x.html' with number=contact_point.value %}",
        "{{ address.postcode }}",
        "{% if place.where %}{% endif %}",
        "{{ one.value }}",
    ],
)
def test_a_template_that_prints_a_value_is_found(text: str) -> None:
    [found] = in_template("marac/templates/marac/agenda.html", f"\n{text}")
    assert found.line == 2


@pytest.mark.parametrize("text", ["{{ status.value }}", "{{ field.value }}", "a.value"])
def test_a_template_that_prints_something_else_is_left_alone(text: str) -> None:
    assert in_template("plan/templates/plan/action.html", text) == []


def test_a_planted_offender_in_the_house_is_found(tmp_path: Path) -> None:
    room = tmp_path / "marac"
    (room / "templates" / "marac").mkdir(parents=True)
    (room / "tests").mkdir()
    (room / "sender.py").write_text("import smtplib\n")
    (room / "tests" / "test_it.py").write_text("import smtplib\n")
    (room / "templates" / "marac" / "a.html").write_text("{{ point.value }}")
    assert in_house(tmp_path) == [
        Finding("marac/sender.py", 1, "imports smtplib"),
        Finding("marac/templates/marac/a.html", 1, "prints .value"),
    ]
