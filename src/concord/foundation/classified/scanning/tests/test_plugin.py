"""A small shop with planted leaks, in a run of pytest of its own."""

from __future__ import annotations

import re

import pytest

from concord.foundation.classified.scanning.leaving import Way

PLUGIN = "concord.foundation.classified.scanning.plugin"
SETTINGS = """
SECRET_KEY = "for-tests-only"
INSTALLED_APPS = ["shop"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "shop.pages"
ALLOWED_HOSTS = ["testserver"]
LOGGING_CONFIG = None
"""
MODELS = """
from django.db import models
from concord.foundation.classified import classified

@classified(personal="name email", location="street", internal="note")
class Customer(models.Model):
    name = models.CharField(max_length=80)
    email = models.EmailField(unique=True)
    street = models.CharField(max_length=80)
    note = models.CharField(max_length=80)
"""
PAGES = """
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path
from shop.models import Customer

def name():
    return Customer.objects.get().name

def fault(request):
    return HttpResponse(f"Sorry, {getattr(request, 'who', '')}", status=500)

handler500 = fault

def raises(request):
    raise ValueError(f"nothing known of {name()}")

def sorry(request):
    request.who = name()
    refused(request)

def refused(request):
    Customer.objects.create(email=Customer.objects.get().email)

urlpatterns = [
    path("find/", lambda request: HttpResponse("nobody")),
    path("sign-in/", lambda request: HttpResponse(str(len(request.POST)))),
    path("moved/", lambda request: HttpResponseRedirect(f"/find/?q={name()}")),
    path("title/", lambda request: HttpResponse(f"<title>{name()}</title>")),
    path("link/", lambda request: HttpResponse(f'<a href="/find/?q={name()}">x</a>')),
    path("raises/", raises),
    path("sorry/", sorry),
    path("refused/", refused),
    path("own/", lambda request: HttpResponse(f"<p>Hello {name()}</p>")),
]
"""
ARRANGE = """
import logging
import os
import sys
import warnings
from pathlib import Path

import pytest
from django.core.mail import send_mail
from django.db import IntegrityError, connection
from concord.foundation.observing import get_logger
from shop.models import Customer

NAME, EMAIL = "Quilla Teaselthorpe", "quilla@shop.example"
STREET = "14 Hidden Lane"
log = get_logger("concord.shop")

@pytest.fixture(autouse=True)
def customer(db):
    return Customer.objects.create(
        name=NAME, street=STREET, email=EMAIL, note="Likes blue wool"
    )
"""
LEAKS = """
def test_log():
    log.warning("customer_lost", kind=NAME.replace(" ", "."))

def test_log_of_another_handler():
    handler = logging.StreamHandler()
    logging.getLogger("elsewhere").addHandler(handler)
    logging.getLogger("elsewhere").warning("lost %s", NAME)
    logging.getLogger("elsewhere").removeHandler(handler)

def test_mail():
    send_mail("Hello", f"We come to {STREET}", None, [EMAIL])

def test_address(client):
    client.get("/find/", {"q": NAME})

def test_redirect(client):
    client.get("/moved/")

def test_link(client):
    client.get("/link/")

def test_title(client):
    client.get("/title/")

def test_error_page(client):
    client.raise_request_exception = False
    client.get("/sorry/")

def test_exception(client):
    with pytest.raises(ValueError):
        client.get("/raises/")

def test_warning():
    warnings.warn(NAME)

def test_printed():
    print(EMAIL.upper(), file=sys.stderr)

def test_database_log():
    with Path(os.environ["CONCORD_HOME"], "logs", "postgres.log").open("a") as log:
        log.write(f"2026-01-02 03:04:05.006 UTC [7] ERROR: no {NAME}\\n")

def test_updated_at_once():
    Customer.objects.update(street="29 Secret Mews")
    print("29 Secret Mews", file=sys.stderr)

def test_many_at_once():
    found = Customer(name="Blaik Burdockson", email="b@x.example")
    Customer.objects.bulk_create([found])
    print("Blaik Burdockson", file=sys.stderr)

def test_written_by_sql(customer):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE shop_customer SET street = '7 Quiet Wharf'")
    customer.refresh_from_db()
    print("7 Quiet Wharf", file=sys.stderr)

def test_password(client):
    client.post("/sign-in/", {"password": "correct horse battery"})
    print("correct-horse-battery", file=sys.stderr)

def test_never_written():
    print("rang 07700 900123", file=sys.stderr)
"""
FOUND = f"""
what was typed as password, by output of the process, in test_shop.py::test_password
a telephone number, by output of the process, in test_shop.py::test_never_written
an e-mail address, by output of the process, in test_shop.py::test_printed
shop.Customer.email, by output of the process, in test_shop.py::test_printed
shop.Customer.name, by address of a page, in test_shop.py::test_address
shop.Customer.name, by address of a page, in test_shop.py::test_link
shop.Customer.name, by address of a page, in test_shop.py::test_redirect
shop.Customer.name, by error page, in test_shop.py::test_error_page
shop.Customer.name, by exception, in test_shop.py::test_exception
shop.Customer.name, by log of the database, in after the last test
shop.Customer.name, by log, in test_shop.py::test_log
shop.Customer.name, by log, in test_shop.py::test_log_of_another_handler
shop.Customer.name, by {Way.PRINTED}, in test_shop.py::test_log_of_another_handler
shop.Customer.name, by output of the process, in test_shop.py::test_many_at_once
shop.Customer.name, by title of a page, in test_shop.py::test_title
shop.Customer.name, by warning, in test_shop.py::test_warning
shop.Customer.street, by e-mail, in test_shop.py::test_mail
shop.Customer.street, by output of the process, in test_shop.py::test_updated_at_once
shop.Customer.street, by output of the process, in test_shop.py::test_written_by_sql
"""
# Everything a shop may do: the customer's own page, an address on the envelope, what
# is internal in a log, and a refusal of the database that no page and no log quotes.
CLEAN = """
def test_fine(client):
    client.get("/own/")
    send_mail("Hello", "There is work to do", None, [EMAIL])
    log.warning("customer_lost", kind="Likes.blue.wool")
    with pytest.raises(IntegrityError):
        client.get("/refused/")
"""


@pytest.fixture
def shop(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """An empty shop: each test puts its own tests there."""
    pytester.mkpydir("shop")
    for name, text in {"settings": SETTINGS, "models": MODELS, "pages": PAGES}.items():
        (pytester.path / "shop" / f"{name}.py").write_text(text)
    pytester.makeconftest(f'pytest_plugins = ["{PLUGIN}"]')
    pytester.makeini("[pytest]\ntestpaths = .\npythonpath = .\n")
    (pytester.path / "home" / "logs").mkdir(parents=True)
    before = pytester.path / "home" / "logs" / "postgres.log"
    before.write_text("Quilla Teaselthorpe, of an earlier run\n")
    monkeypatch.setenv("CONCORD_HOME", str(pytester.path / "home"))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "shop.settings")
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    return pytester


def run(shop: pytest.Pytester, tests: str, *arguments: str) -> pytest.RunResult:
    shop.makepyfile(test_shop=ARRANGE + tests)
    return shop.runpytest_subprocess(*arguments, "-p", "no:cacheprovider")


def reported(result: pytest.RunResult) -> set[str]:
    return set(re.findall(r"^.+, by .+, in .+$", result.stdout.str(), re.MULTILINE))


@pytest.mark.parametrize("processes", [(), ("-n", "2")], ids=["one", "two"])
def test_a_leak_by_any_way_fails_the_run_and_is_told_without_the_value(
    shop: pytest.Pytester, processes: tuple[str, ...]
) -> None:
    result = run(shop, LEAKS, "test_shop.py", "-W", "default", *processes)
    assert reported(result) == set(FOUND.strip().splitlines())
    result.assert_outcomes(passed=17, warnings=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    report = result.stdout.str().partition("that left the program")[2]
    for value in ("Teaselthorpe", "Hidden Lane", "quilla@", "battery", "07700"):
        assert value not in report


def test_a_run_without_a_leak_passes_and_says_how_much_it_saw(
    shop: pytest.Pytester,
) -> None:
    result = run(shop, CLEAN, "test_shop.py")
    result.assert_outcomes(passed=1)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(
        ["Personal values: 3 looked for in * texts that left, 0 found"]
    )


def test_a_run_of_all_tests_that_saw_too_little_fails(shop: pytest.Pytester) -> None:
    result = run(shop, CLEAN)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        [
            "Personal values: only 3 values to look for, *",
            "(2 by log, *, 2 by address of a page, *, 1 by e-mail; 0 values*)",
        ]
    )


def test_a_process_that_ended_without_looking_fails_the_run(
    shop: pytest.Pytester,
) -> None:
    broken = "from concord.foundation.classified.scanning import plugin\n"
    broken += "plugin.OUTPUT = f'lost by {__import__(\"os\").getpid()}'\n"
    result = run(shop, broken + CLEAN, "test_shop.py", "-n", "1")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*a process has ended without looking*"])
