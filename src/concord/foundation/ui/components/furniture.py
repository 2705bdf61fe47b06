"""What the templates of other components could not work out by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from concord.foundation.ui.components.params import Params, content


def pagination(p: Params) -> None:
    p["items"] = [item for item in p["items"] or [] if item]
    p["is_block"] = not p["items"] and bool(p["next"] or p["previous"])


def summary_list(p: Params) -> None:
    p["rows"] = [row for row in p["rows"] or [] if row]
    for row in p["rows"]:
        actions = row["actions"]
        row["action_items"] = list(actions["items"] or []) if actions else []
        row["has_actions"] = bool(actions and actions["items"] != "")
    p["any_actions"] = any(row["action_items"] for row in p["rows"])
    card = p["card"]
    if card:
        actions = card["actions"]
        card["action_items"] = list(actions["items"] or []) if actions else []


def banner(p: Params) -> None:
    success = p["type"] == "success"
    p["type_class"] = "govuk-notification-banner--success" if success else ""
    p["role"] = p["role"] or ("alert" if success else "region")
    p["title"] = content(p, "title") or ("Success" if success else "Important")
    p["title_id"] = p["title_id"] or "govuk-notification-banner-title"
    p["level"] = p["title_heading_level"] or 2


def error_message(p: Params) -> None:
    p["hidden_text"] = p.get("visually_hidden_text", "Error")


def breadcrumbs(p: Params) -> None:
    p["items"] = list(p["items"] or [])


def tabs(p: Params) -> None:
    items: Iterable[Any] = p["items"] or []
    p["items"] = []
    for index, item in enumerate(items, start=1):
        if item:
            item["panel_id"] = item["id"] or f"{p['id_prefix']}-{index}"
            item["is_first"] = index == 1
            item["panel"] = item["panel"] or Params()
            p["items"].append(item)
