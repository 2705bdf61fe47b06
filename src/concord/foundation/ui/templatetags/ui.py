"""`{% load ui %}`: GOV.UK components, status tags, dates and page furniture."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from concord.foundation.ui import components, shapes, stackbar, words
from concord.foundation.ui.forms import describing, summary

register = template.Library()


# GOV.UK components ---------------------------------------------------------------


@register.simple_tag
def govuk(
    name: str, options: Mapping[str, Any] | None = None, **more: Any
) -> SafeString:
    """Any component: `{% govuk "warning-text" text="This cannot be undone" %}`."""
    return components.render(name, {**(options or {}), **more})


@register.simple_tag
def button(text: str, href: str = "", kind: str = "", **more: Any) -> SafeString:
    """A button, or a link that looks like one.

    `kind`: "" filled (one per page), "second", "danger"; `small=True` for rows.
    """
    classes = " ".join(
        f"cc-btn--{word}"
        for word in (kind, "small" if more.pop("small", 0) else "")
        if word
    )
    classes = f"cc-btn {classes} {more.pop('classes', '')}".strip()
    return components.render(
        "button", {"text": text, "href": href, "classes": classes, **more}
    )


@register.simple_tag
def field(bound: BoundField, **options: Any) -> SafeString:
    """One form field with label, hint and error: `{% field form.title width=20 %}`."""
    return describing.render(bound, options)


@register.simple_tag(takes_context=True)
def error_summary(context: Context, *forms: Any) -> SafeString:
    """What is wrong, linked to the fields; nothing when all is well.

    Without arguments: the `form`, `forms`, `formset` and `errors` of the context.
    """
    problems = summary.problems(forms or summary.from_context(context))
    return summary.render(problems, str(context.get("errors_kept") or ""))


@register.simple_tag(takes_context=True)
def error_prefix(context: Context) -> str:
    """ "Error: " for the title when a form of the page has errors."""
    return "Error: " if summary.problems(summary.from_context(context)) else ""


@register.simple_tag
def notification(message: Message) -> SafeString:
    """One of Django's messages as a notification banner."""
    level = str(message.level_tag or "info")
    titles = {"success": "Done", "warning": "Note", "error": "There is a problem"}
    return components.render(
        "notification-banner",
        {
            "type": level if level == "success" else "",
            "classes": f"govuk-notification-banner--{level}"
            if level in ("warning", "error")
            else "",
            "role": "alert" if level in ("success", "error") else "region",
            "title_text": titles.get(level, "Information"),
            "title_id": f"message-{id(message)}",
            "text": str(message),
        },
    )


@register.simple_block_tag
def details(content: str, summary: str, *, open: bool = False) -> SafeString:
    """`{% details "How this was counted" %}...{% enddetails %}`."""
    return components.render(
        "details", {"summary_text": summary, "html": content, "open": open}
    )


@register.simple_block_tag
def inset(content: str) -> SafeString:
    """`{% inset %}...{% endinset %}`."""
    return components.render("inset-text", {"html": content})


@register.filter
def attrs(value: Any) -> SafeString:
    """A mapping as HTML attributes."""
    return components.attributes(value)


@register.filter("content")
def words_of(item: Any, name: str = "") -> SafeString:
    """A component's words: its safe `html`, or its `text` escaped."""
    return (
        components.content(item, name) if isinstance(item, Mapping) else SafeString("")
    )


@register.filter
def escaped(value: Any) -> SafeString:
    """HTML that was marked safe as it is; anything else escaped."""
    return SafeString(conditional_escape(value))


# Status ---------------------------------------------------------------------------


@register.simple_tag
def icon(shape: str, name: str = "", classes: str = "") -> SafeString:
    """A shape of the sprite: `{% icon "clock" %}`; with a name it speaks."""
    return shapes.icon(shape, name, classes)


@register.simple_tag
def status_tag(kind: str, words: str = "") -> SafeString:
    """`{% status_tag "at_risk" %}`; other words: `{% status_tag x "Green" %}`."""
    return shapes.tag(kind, words)


@register.simple_tag
def status_plain(kind: str, words: str = "") -> SafeString:
    """Shape and words without the tint."""
    return shapes.plain(kind, words)


@register.simple_tag
def tag(words: str, kind: str = "quiet") -> SafeString:
    """A tag with your words: `{% tag "Date moved" "info" %}`."""
    return shapes.tag(kind, words)


@register.simple_tag
def status_dots(history: Iterable[Any]) -> SafeString:
    """The history of a status, oldest first: kinds, or pairs of kind and period."""
    dots, spoken = [], []
    for entry in history:
        name, when_ = (entry, "") if isinstance(entry, str) else (entry[0], entry[1])
        of = shapes.kind(name or "none")
        dots.append(
            format_html(
                '<span class="cc-{}">{}</span>', of.tone, shapes.icon(of.shape or "dot")
            )
        )
        spoken.append(f"{when_}: {of.word}" if when_ else of.word)
    if not dots:
        return SafeString('<span class="cc-muted">-</span>')
    return format_html(
        '<span class="cc-dots">{}<span class="cc-vh">{}</span></span>',
        SafeString("".join(dots)),
        ", ".join(spoken),
    )


@register.simple_tag
def stack_bar(counts: Any, label: str = "", unit: str = "action") -> SafeString:
    """Counts by status as one bar with a key: see `stackbar.StackBar`."""
    return stackbar.render(counts, label=label, unit=unit)


# Dates and words --------------------------------------------------------------------


@register.simple_tag
def when(moment: dt.date | dt.datetime | None, form: str = "short") -> SafeString:
    """A date for lists (Thu 19 Nov) or `"long"` for text (19 November 2026)."""
    if not moment:
        return SafeString("-")
    said = (words.long_date if form == "long" else words.short_date)(moment)
    if form == "time" and isinstance(moment, dt.datetime):
        said = f"{words.short_date(moment)}, {words.clock(moment)}"
    return format_html(
        '<time class="cc-nowrap" datetime="{}">{}</time>', moment.isoformat(), said
    )


@register.filter
def long_date(moment: dt.date | dt.datetime | None) -> str:
    """19 November 2026."""
    return words.long_date(moment) if moment else "-"


@register.filter
def short_date(moment: dt.date | dt.datetime | None) -> str:
    """Thu 19 Nov; 19 Nov 2025 in another year."""
    return words.short_date(moment) if moment else "-"


@register.simple_tag
def days_over(due: dt.date | dt.datetime | None, suffix: str = "over") -> SafeString:
    """ "18 days over" in brick when a date has passed; nothing otherwise."""
    late = words.days_over(due) if due else 0
    if not late:
        return SafeString("")
    return format_html(
        '<span class="cc-late cc-nowrap">{} {}</span>', words.count(late, "day"), suffix
    )


@register.filter
def listed(names: Iterable[str], last: str = "and") -> str:
    """a, b and c."""
    return words.listed(names, last)


@register.simple_tag
def counted(number: int, one: str, many: str = "") -> str:
    """`{% counted 3 "action" %}`: 3 actions."""
    return words.count(number, one, many)


# Furniture --------------------------------------------------------------------------


@register.simple_tag
def back(url: str, label: str, here: str = "") -> SafeString:
    """The way back above the heading: `{% back url "Delivery plan" "Protect" %}`."""
    tail = format_html(" / {}", here) if here else SafeString("")
    return format_html('<p class="cc-back"><a href="{}">{}</a>{}</p>', url, label, tail)


@register.simple_block_tag
def card(content: str, title: str = "", kind: str = "", id: str = "") -> SafeString:
    """`{% card "Steps" %}...{% endcard %}`; `kind`: "well" (explains) or "watch"."""
    classes = f"cc-card cc-card--{kind}" if kind else "cc-card"
    name = format_html(' id="{}"', id) if id else SafeString("")
    head = format_html("<h2>{}</h2>", title) if title else SafeString("")
    return format_html(
        '<section class="{}"{}>{}{}</section>', classes, name, head, SafeString(content)
    )


@register.simple_block_tag
def empty_state(content: str, url: str = "", action: str = "") -> SafeString:
    """What would be here, why it is not, and the one thing to do."""
    link = components.render(
        "button", {"text": action, "href": url, "classes": "cc-btn cc-btn--second"}
    )
    return format_html(
        '<div class="cc-card cc-empty"><p>{}</p>{}</div>',
        SafeString(content.strip()),
        format_html('<div class="cc-actions">{}</div>', link) if url else "",
    )


@register.simple_block_tag
def banner(
    content: str, kind: str = "late", url: str = "", action: str = ""
) -> SafeString:
    """Something that cannot wait; one per page. `kind`: late, watch, quiet."""
    shape = {"late": "off-track", "watch": "at-risk"}.get(kind, "info")
    classes = "cc-banner" if kind == "late" else f"cc-banner cc-banner--{kind}"
    link = components.render(
        "button", {"text": action, "href": url, "classes": "cc-btn cc-btn--second"}
    )
    return format_html(
        '<div class="{}">{}<div>{}</div>{}</div>',
        classes,
        shapes.icon(shape),
        SafeString(content.strip()),
        link if url else "",
    )


@register.simple_tag
def tabs(items: Sequence[Mapping[str, Any]], label: str = "Views") -> SafeString:
    """The same things seen another way: items of `label`, `url`, `current`."""
    return SafeString(
        render_to_string("ui/tabs.html", {"items": items, "label": label})
    )


@register.simple_tag
def diff(label: str, old: Any, new: Any, reason: str = "") -> SafeString:
    """Changed wording, date or lead: old struck, new bold, and why."""
    return SafeString(
        render_to_string(
            "ui/diff.html", {"label": label, "old": old, "new": new, "reason": reason}
        )
    )


@register.simple_tag(takes_context=True)
def table(context: Context, table: Any) -> SafeString:
    """A `tables.Table` with filter, sort, pages and export."""
    request = context.get("request")
    return SafeString(render_to_string("ui/table.html", {"table": table}, request))


@register.simple_tag
def htmx() -> SafeString:
    """The htmx script, for the pages that need it: in the block `head_extra`."""
    # Its own style for indicators would be inline, and it must evaluate nothing.
    settings = (
        '{"includeIndicatorStyles": false, "allowEval": false, '
        '"allowScriptTags": false, "selfRequestsOnly": true, "historyCacheSize": 0}'
    )
    return format_html(
        '<meta name="htmx-config" content="{}"><script src="{}" defer></script>',
        settings,
        static("ui/vendor/htmx.min.js"),
    )


@register.simple_tag
def refresh(seconds: int = 5) -> SafeString:
    """Loads the page again without scripts: in `head_extra`, for a job under way."""
    return format_html(
        '<noscript><meta http-equiv="refresh" content="{}"></noscript>', seconds
    )


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """This page's address with other GET parameters: `?{% query page=2 %}`."""
    parameters = context["request"].GET.copy()
    for key, value in changes.items():
        if value in (None, ""):
            parameters.pop(key, None)
        else:
            parameters[key] = value
    return f"?{parameters.urlencode()}" if parameters else "?"
