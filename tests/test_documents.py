"""The documents say what is true: links, commands, settings, rights and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import click
import pytest
from django.db import connection

from concord.access.actor import PRINCIPALS
from concord.access.permit import GRANTED, JOBS, OWN_TEAM_ONLY, Verb
from concord.access.policies import EXEMPTION, RUNTIME
from concord.cli import main
from concord.config.env import Environment
from concord.examples.loading import PASSWORD
from concord.examples.reading import read_example
from concord.partnership.roles import Role

ROOT = Path(__file__).resolve().parents[1]
SECURITY = ROOT / "docs" / "security.md"
DOCUMENTS = sorted(
    chain(
        ROOT.glob("*.md"), (ROOT / "docs").rglob("*.md"), (ROOT / "src").rglob("*.md")
    )
)
every_document = pytest.mark.parametrize(
    "document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT))
)

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```[^\n]*\n.*?^```", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"^(?: {4}|\t).*$", re.MULTILINE)
SPAN = re.compile(r"`([^`\n]+)`")
IN_THE_HOUSE = re.compile(r"(?:src|docs|tests|bench|\.ci)/[\w./*{},-]+")
TARGET = re.compile(r"(?:^ *|&& |; )make(?: -C \S+)? ([a-z]+)", re.MULTILINE)
COMMAND = re.compile(
    r"(?:(?<=\.venv/bin/)|(?:^ *|&& |; |\$\())concord"
    r"((?: [a-z][a-z-]+){1,3})([^\n`|;&]*)",
    re.MULTILINE,
)
SETTING = re.compile(r"\b(?:CONCORD_[A-Z_]+|DATABASE_URL)\b")
# Read by the Makefile, the test run or the supervisor; they are no settings.
NOT_SETTINGS = {
    "CONCORD_POSTGRES_BIN",
    "CONCORD_TEST_PROCESSES",
    "CONCORD_STRATEGIES",
}
MACHINE = re.compile(r"/(?:root|work|home|Users|tmp)/|\bpypi\.org\b|\bnpmjs\.")


def prose(text: str) -> str:
    """The text without what stands in fences, where brackets mean other things."""
    return FENCED.sub("", text)


def code(text: str) -> str:
    """Everything that stands as code, a piece a line."""
    blocks = [found.group() for found in FENCED.finditer(text)]
    rest = prose(text)
    blocks += [found.group() for found in INDENTED.finditer(rest)]
    blocks += SPAN.findall(rest)
    return "\n".join(blocks)


def anchors(document: Path) -> set[str]:
    """The anchors of a document's headings, as code hosts make them."""
    found = re.findall(r"^#+ (.+)$", prose(document.read_text()), re.MULTILINE)
    return {
        re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in found
    }


def wrong_links(document: Path) -> Iterator[str]:
    for link in LINK.findall(prose(document.read_text())):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        there = (document.parent / path).resolve() if path else document
        if not there.exists() or (
            anchor and there.suffix == ".md" and anchor not in anchors(there)
        ):
            yield link


@every_document
def test_every_link_leads_somewhere(document: Path) -> None:
    assert list(wrong_links(document)) == []


@every_document
def test_every_path_in_the_house_exists(document: Path) -> None:
    for span in SPAN.findall(prose(document.read_text())):
        if IN_THE_HOUSE.fullmatch(span):
            assert list(ROOT.glob(span.rstrip("/"))), span


@every_document
def test_every_target_of_make_exists(document: Path) -> None:
    there = set(
        re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    )
    assert set(TARGET.findall(code(document.read_text()))) <= there


def complaint(words: list[str], rest: str) -> str:
    """What is wrong with a command line of `concord`, or nothing."""
    command: click.Command = main
    for word in words:
        if not isinstance(command, click.Group):
            break
        found = command.commands.get(word)
        if found is None:
            return f"there is no command {' '.join(words)}"
        command = found
    known = {
        option
        for parameter in command.params
        for option in (*parameter.opts, *parameter.secondary_opts)
    } | {"--help", "--version"}
    wrong = set(re.findall(r"(?<!\S)--[a-z][a-z-]*", rest)) - known
    return f"{command.name} does not know {sorted(wrong)}" if wrong else ""


@every_document
def test_every_command_exists_with_its_options(document: Path) -> None:
    lines = COMMAND.findall(code(document.read_text()))
    found = [complaint(words.split(), rest) for words, rest in lines]
    assert [said for said in found if said] == []


def test_a_wrong_command_would_be_found() -> None:
    assert complaint(["plan", "import"], "FILE --dry-run --json") == ""
    assert complaint(["plan", "export"], "") != ""
    assert complaint(["plan", "import"], "FILE --quickly") != ""


@every_document
def test_every_setting_exists(document: Path) -> None:
    known = {name.upper() for name in Environment.model_fields} | NOT_SETTINGS
    assert set(SETTING.findall(document.read_text())) <= known


@every_document
def test_nothing_tells_of_one_machine(document: Path) -> None:
    assert MACHINE.findall(document.read_text()) == []


@every_document
def test_pictures_have_words_and_are_small(document: Path) -> None:
    for words, path in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", document.read_text()):
        assert words.strip(), path
        assert (document.parent / path).stat().st_size < 300_000, path


def test_the_sign_ins_of_the_readme_are_those_of_the_example() -> None:
    example = read_example("bromley")
    roles = {label: role for role, label in Role.choices}
    found = re.findall(
        r"^\| ([A-Z][\w ]+) \| `(\S+@bromley\.example)` \|$",
        (ROOT / "README.md").read_text(),
        re.MULTILINE,
    )
    assert [label for label, _ in found] == [label for _, label in Role.choices]
    for label, email in found:
        person = next(one for one in example.people if one.email == email)
        assert roles[label] in {hat.role for hat in person.hats}, (label, email)
    assert f"`{PASSWORD}`" in (ROOT / "README.md").read_text()


def between(mark: str) -> str:
    """What security.md says between `<!-- mark -->` and `<!-- end of mark -->`."""
    text = SECURITY.read_text()
    _, _, rest = text.partition(f"<!-- {mark} -->\n")
    found, _, _ = rest.partition(f"<!-- end of {mark} -->")
    return found.strip()


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def rights() -> str:
    """Verbs by roles: yes, own (what the own team answers for), or not at all."""

    def cell(verb: Verb, role: Role) -> str:
        if verb not in GRANTED[role]:
            return "-"
        own = verb in OWN_TEAM_ONLY and Verb.UPDATE_ON_BEHALF not in GRANTED[role]
        return "own" if own else "yes"

    return table(
        ["May", *(role.label for role in Role)],
        [[verb.value, *(cell(verb, role) for role in Role)] for verb in Verb],
    )


def jobs() -> str:
    """What each named job may do."""
    return table(
        ["Job", "What for", "May"],
        [
            [
                f"`{name}`",
                what,
                "everything"
                if JOBS[name] == frozenset(Verb)
                else "; ".join(verb.value for verb in Verb if verb in JOBS[name]),
            ]
            for name, what in PRINCIPALS.items()
        ],
    )


def exemptions() -> str:
    """Tables without a row policy, from their comments in the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT n.nspname, c.relname, obj_description(c.oid, 'pg_class'),
                   array_remove(ARRAY[
                       CASE WHEN has_table_privilege(%(role)s, c.oid, 'SELECT')
                            THEN 'read' END,
                       CASE WHEN has_table_privilege(%(role)s, c.oid, 'INSERT')
                            THEN 'add' END,
                       CASE WHEN has_table_privilege(%(role)s, c.oid, 'UPDATE')
                            THEN 'change' END,
                       CASE WHEN has_table_privilege(%(role)s, c.oid, 'DELETE')
                            THEN 'delete' END], NULL)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p')
              AND obj_description(c.oid, 'pg_class') LIKE %(exempt)s
            ORDER BY n.nspname, c.relname
            """,
            {"role": RUNTIME, "exempt": EXEMPTION + "%"},
        )
        found = cursor.fetchall()
    return table(
        ["Table", "Why it has no row policy", f"`{RUNTIME}` may"],
        [
            [
                f"`{name}`" if schema == "public" else f"`{schema}.{name}`",
                comment.removeprefix(EXEMPTION),
                ", ".join(may) or "nothing",
            ]
            for schema, name, comment, may in found
        ],
    )


def test_the_table_of_rights_is_that_of_the_code() -> None:
    assert between("rights") == rights(), f"put this there:\n{rights()}"


def test_the_table_of_jobs_is_that_of_the_code() -> None:
    assert set(JOBS) == set(PRINCIPALS)
    assert between("jobs") == jobs(), f"put this there:\n{jobs()}"


@pytest.mark.django_db
def test_the_table_of_exemptions_is_that_of_the_database() -> None:
    assert between("exemptions") == exemptions(), f"put this there:\n{exemptions()}"


def test_every_test_that_the_threat_model_names_exists() -> None:
    named = set(
        re.findall(r"`(test_\w+)`", (ROOT / "docs" / "security.md").read_text())
    )
    there: set[str] = set()
    for folder in ("src", "tests"):
        for file in (ROOT / folder).glob("**/test_*.py"):
            there |= set(re.findall(r"^def (test_\w+)", file.read_text(), re.MULTILINE))
    assert len(named) > 30
    assert named - there == set()
