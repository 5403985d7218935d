"""Filling in a form as a person does, control after control, whatever the form has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Locator, Page, expect

STEP = "§"


class Filler:
    """Fills in the form of a page; `schema` is the one that the form was made from."""

    def __init__(self, page: Page, schema: Mapping[str, Any]) -> None:
        self._page = page
        self._schema = schema

    def fill(self, data: Mapping[str, Any]) -> None:
        """Make the form show this: what it would submit, by the keys of its fields."""
        for key, value in data.items():
            self._fill(key, self._schema["properties"][key], value)

    def _fill(self, place: str, schema: Mapping[str, Any], data: Any) -> None:
        if "$ref" in schema:
            schema = self._schema["$defs"][schema["$ref"].rpartition("/")[2]]
        if "oneOf" in schema:
            self._choose(place, schema["oneOf"], data)
        elif schema["type"] == "object":
            for name, inner in schema["properties"].items():
                if "const" not in inner:
                    self._fill(f"{place}{STEP}{name}", inner, data[name])
        elif schema["type"] == "array":
            self._list(place, schema["items"], data)
        else:
            self._scalar(place, data)

    def _choose(self, place: str, branches: list[Any], data: Any) -> None:
        tags = [branch["properties"]["__type__"]["const"] for branch in branches]
        number = tags.index(data["__type__"])
        selector = self._at(place).locator(".rjf-oneof-selector-input").first
        selector.select_option(str(number))
        self._fill(place, branches[number], data)

    def _list(self, place: str, items: Mapping[str, Any], data: list[Any]) -> None:
        here = self._at(place)
        if items.get("widget") == "multiselect":
            for box in here.locator("input[type=checkbox]").all():
                box.set_checked(box.get_attribute("value") in data)
            return
        number = 0
        while self._at(f"{place}{STEP}{number}").count():
            number += 1
        for last in reversed(range(number)):
            item = self._at(f"{place}{STEP}{last}")
            label = f"Remove: {here.get_attribute('aria-label')} {last + 1}"
            here.get_by_role("button", name=label, exact=True).first.click()
            expect(item).to_have_count(0)
        for number, each in enumerate(data):
            here.get_by_role("button", name="Add item: ").last.click()
            expect(self._at(f"{place}{STEP}{number}")).to_have_count(1)
            self._fill(f"{place}{STEP}{number}", items, each)

    def _scalar(self, place: str, data: Any) -> None:
        control = self._page.locator(f"[name='rjf{STEP}{place}']").first
        kind = control.evaluate("each => each.type || each.tagName")
        if control.is_disabled():  # there is nothing to fill in
            return
        if kind == "checkbox":
            control.set_checked(bool(data))
        elif kind.startswith("select"):
            if control.input_value() != (data or ""):
                control.select_option("" if data is None else str(data))
        else:
            control.fill("" if data is None else str(data))

    def _at(self, place: str) -> Locator:
        return self._page.locator(f"[data-place='{place}']").first
