"""`FORM_RENDERER = "concord.foundation.ui.forms.Renderer"`: forms as GOV.UK markup."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Whole forms, single fields and formsets by the kit's templates.

    `{{ form }}` gives the hidden and the visible fields, each with label, hint and
    error. The error summary is the layout's business, because it stands above the
    heading.
    """

    form_template_name = "ui/forms/form.html"
    formset_template_name = "ui/forms/formset.html"
    field_template_name = "ui/forms/field.html"
