"""GOV.UK Frontend's components as Django templates: `render("button", {...})`.

Options have the names of GOV.UK Frontend's macros in snake case, nested values too:
`{"text": "Save", "prevent_double_click": True}`. `html` is used as it is only when it
is marked safe; anything else is escaped. Templates are in `templates/ui/govuk/`; the
official fixtures are the tests.
"""

from __future__ import annotations

from collections.abc import Callable

from django.template.loader import get_template
from django.utils.safestring import SafeString

from concord.foundation.ui.components import fields, furniture
from concord.foundation.ui.components.params import (
    Options,
    Params,
    attributes,
    content,
    params,
)

__all__ = ["Options", "Params", "attributes", "content", "params", "render"]

PREPARE: dict[str, Callable[[Params], None]] = {
    "breadcrumbs": furniture.breadcrumbs,
    "checkboxes": fields.choices,
    "date-input": fields.date_input,
    "error-message": furniture.error_message,
    "file-upload": fields.file_upload,
    "input": fields.text_input,
    "notification-banner": furniture.banner,
    "pagination": furniture.pagination,
    "password-input": fields.password_input,
    "radios": fields.radios,
    "select": fields.select,
    "summary-list": furniture.summary_list,
    "tabs": furniture.tabs,
    "textarea": fields.plain_field,
}


def render(name: str, options: Options) -> SafeString:
    """One component as HTML."""
    given = params(options)
    prepare = PREPARE.get(name)
    if prepare:
        prepare(given)
    template = get_template(f"ui/govuk/{name.replace('-', '_')}.html")
    return SafeString(template.render({"p": given}))
