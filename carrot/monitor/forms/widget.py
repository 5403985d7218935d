"""django-jsonform as a widget, and as nothing more."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django_jsonform.utils import ErrorMap
from django_jsonform.widgets import JSONFormWidget

from carrot.exceptions import ArgumentsError, Path
from carrot.monitor.forms.shape import showable
from carrot.tasks.json_text import load_json
from carrot.tasks.showing.documents import is_secret

COORDINATES = "§"
"""What django-jsonform puts between the steps of a path."""

# In this order: the focus goes to a new item once its controls are what they will be.
_SCRIPTS = ("core", "labels", "choices", "rows", "lists", "errors", "editor", "keep")

ASSETS = forms.Media(
    # Not its style sheet, which is the admin's: ours has all of its classes.
    css={"all": ["carrot/forms.css", "carrot/forms/controls.css"]},
    js=[
        "django_jsonform/vendor/react.production.min.js",
        "django_jsonform/vendor/react-dom.production.min.js",
        "django_jsonform/vendor/react-modal.min.js",
        "django_jsonform/react-json-form.js",
        "django_jsonform/index.js",
        "carrot/combobox.js",
        # The first of them knows all forms; the others mend each a part of every one.
        *(f"carrot/forms/{name}.js" for name in _SCRIPTS),
        "carrot/filter.js",
    ],
)


class ArgumentsWidget(JSONFormWidget):  # type: ignore[misc]
    """The controls made from a schema; plain JSON where they cannot show what was typed.

    Without JavaScript the JSON is what is shown. Errors stand beside their controls.
    """

    template_name = "carrot/forms/widget.html"
    raw_template_name = "carrot/forms/raw.html"

    def __init__(self, schema: Mapping[str, Any], *, as_json: bool = False) -> None:
        self.as_json = as_json
        # Its script finds a form again by the id: two on one page, even one after the other in
        # the same place, must not share it.
        super().__init__(schema=schema, attrs={"id": f"id_arguments_{uuid.uuid4().hex[:8]}"})

    def mark(self, errors: Mapping[Path, str]) -> None:
        """Show these errors beside their controls."""
        located = ErrorMap()
        for path, message in errors.items():
            located.append(path, message)
        self.add_error(located)

    def render(
        self,
        name: str,
        value: str | None,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,
    ) -> SafeString:
        if self.shows(value):
            rendered: SafeString = super().render(name, value, attrs, renderer)
            return rendered
        context = self.get_context(name, value, attrs)
        context["widget"]["as_json"] = self.as_json
        context["widget"]["has_secrets"] = has_secrets(self.get_schema())
        return SafeString(render_to_string(self.raw_template_name, context))

    def shows(self, text: str | None) -> bool:
        """Whether controls are to show the JSON text, and can; else the text itself is shown."""
        try:
            return not self.as_json and showable(self.get_schema(), load_json(text or ""))
        except ArgumentsError:
            return False

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        return data.get(name)

    @property
    def media(self) -> forms.Media:
        return ASSETS


def has_secrets(schema: Any) -> bool:
    """Whether a text of such data may hold what the browser must not keep."""
    if isinstance(schema, list):
        return any(map(has_secrets, schema))
    if not isinstance(schema, dict):
        return False
    names = schema.get("properties", {})
    secret = schema.get("format") == "password" or any(map(is_secret, names.keys() - {"key"}))
    return secret or any(map(has_secrets, schema.values()))


def coordinates(path: Path) -> str:
    """A path as the name of its control says it."""
    return COORDINATES.join(map(str, path))
