"""How `{{ form }}` and `{{ field.as_field_group }}` are rendered everywhere."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class Forms(TemplatesSetting):
    """Django's forms in the design's fields, with an error summary that links to them."""

    form_template_name = "base/parts/form.html"
    field_template_name = "base/parts/field.html"
