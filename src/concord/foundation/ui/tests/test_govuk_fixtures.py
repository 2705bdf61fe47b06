"""Our templates give the HTML that GOV.UK Frontend's own fixtures ask for."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.utils.safestring import SafeString
from lxml import etree, html

from concord.foundation.ui import components

FOLDER = Path(__file__).parent / "fixtures"


def fixtures() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.json")):
        for fixture in json.loads(path.read_text())["fixtures"]:
            name = fixture["name"]
            found.append(pytest.param(path.stem, fixture, id=f"{path.stem}: {name}"))
    return found


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def ours(value: Any, key: str = "") -> Any:
    """Options in our spelling; HTML of a fixture is trusted."""
    if key in ("attributes", "values") or key.endswith("_attributes"):
        return value
    if isinstance(value, dict):
        return {snake(name): ours(item, snake(name)) for name, item in value.items()}
    if isinstance(value, list):
        return [ours(item) for item in value]
    if isinstance(value, str) and (key == "html" or key.endswith("_html")):
        return SafeString(value)
    return value


def tree(markup: str) -> list[Any]:
    return [
        canonical(node)
        for node in html.fragments_fromstring(markup)
        if not isinstance(node, str) or node.strip()
    ]


def canonical(node: Any) -> Any:
    """Tag, attributes as a mapping, classes as a set, text without idle space."""
    if isinstance(node, str):
        return text(node)
    if isinstance(node, etree._Comment):
        return ""
    attributes = dict(node.attrib)
    if "class" in attributes:
        attributes["class"] = " ".join(sorted(attributes["class"].split()))
    children: list[Any] = [text(node.text)]
    for child in node:
        children += [canonical(child), text(child.tail)]
    return (node.tag, attributes, [child for child in children if child])


def text(value: str | None) -> str:
    return re.sub(r"\s+", " ", value or "").strip()


@pytest.mark.parametrize(("component", "fixture"), fixtures())
def test_a_component_is_the_same_as_the_official_one(
    component: str, fixture: dict[str, Any]
) -> None:
    made = components.render(component, ours(fixture["options"]))
    assert tree(made) == tree(fixture["html"])


def test_html_that_nobody_marked_safe_is_escaped() -> None:
    made = components.render("inset-text", {"html": "<script>alert(1)</script>"})
    assert "<script>" not in made
    assert "&lt;script&gt;" in made
    assert isinstance(made, SafeString)
