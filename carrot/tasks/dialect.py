"""The part of JSON Schema that the browser's form can show, and a form's data can be held to.

django-jsonform shows nothing at all, or keeps a browser busy for ever, where a schema leaves
this part: a fault found here is a form that nobody could use.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from carrot.exceptions import Path
from carrot.tasks.json_text import faults as json_faults
from carrot.tasks.nodes.keys import COORDINATES, safe_keys
from carrot.tasks.nodes.unions import TAG
from carrot.tasks.shape import SCALARS

_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_TEXTS = ("helpText", "placeholder", "readonly", "format", "widget", "choices", "const")
_WORDS: dict[str, frozenset[str]] = {
    "object": frozenset(("properties", "description", "$defs")),
    "array": frozenset(("items", "description", "minItems", "maxItems", "uniqueItems", "readonly")),
    "string": frozenset((*_TEXTS, "required", "minLength", "maxLength", "handler")),
    "integer": frozenset((*_TEXTS, *_BOUNDS, "required")),
    "number": frozenset((*_TEXTS, *_BOUNDS, "required")),
    "boolean": frozenset(("helpText", "readonly", "choices", "widget")),
}
_WIDGETS = (
    "textarea",
    "radio",
    "hidden",
    "autocomplete",
    "multiselect",
    "multiselect-autocomplete",
)


def faults(schema: Any, root: Mapping[str, Any] | None = None) -> Iterator[tuple[Path, str]]:
    """What is wrong with a schema, and where; nothing if the browser's form can show it.

    `root` has the `$defs` that it refers to.
    """
    found = list(json_faults(schema))
    if not found:
        definitions = (schema if root is None else root).get("$defs", {}) if schema else {}
        found = [*_faults(schema, (), definitions)]
        for name, inner in definitions.items():
            found += _faults(inner, ("$defs", name), definitions)
        if not found:
            found = [*_endless(definitions)]
    yield from found


def _faults(schema: Any, path: Path, definitions: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    if not isinstance(schema, dict):
        yield path, f"it is a {type(schema).__name__}; give a dict"
    elif "$ref" in schema:
        yield from _reference(schema, path, definitions)
    elif "oneOf" in schema:
        yield from _union(schema, path, definitions)
    elif schema.get("type") not in _WORDS:
        kinds = ", ".join(_WORDS)
        yield path, f"its type is {schema.get('type')!r}; give one of {kinds}, or oneOf"
    else:
        yield from _typed(schema, path)
        if schema["type"] == "object":
            yield from _object(schema, path, definitions)
        elif schema["type"] == "array":
            yield from _array(schema, path, definitions)
        else:
            yield from _scalar(schema, path)


def _reference(
    schema: dict[str, Any], path: Path, definitions: Mapping[str, Any]
) -> Iterator[tuple[Path, str]]:
    start, _, name = str(schema["$ref"]).rpartition("/")
    if start != "#/$defs" or name not in definitions:
        yield path, f"nothing is at {schema['$ref']!r}"


def _typed(schema: dict[str, Any], path: Path) -> Iterator[tuple[Path, str]]:
    known = _WORDS[schema["type"]] | {"type", "title"}
    for word in schema.keys() - known:
        yield path, f"{word!r} means nothing for the type {schema['type']!r}"
    if not isinstance(schema.get("title", ""), str):
        yield path, "its title is no text"
    if schema.get("required", True) is not True:
        yield path, "required is True, or not there"


def _object(
    schema: dict[str, Any], path: Path, definitions: Mapping[str, Any]
) -> Iterator[tuple[Path, str]]:
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        yield path, "it has no properties"
        return
    named = [name for name in properties if name != TAG]
    for name, key in safe_keys(named).items():
        if name != key or COORDINATES in name:
            yield (*path, name), "the browser's form cannot have a property of this name"
    for name, inner in properties.items():
        yield from _faults(inner, (*path, name), definitions)


def _array(
    schema: dict[str, Any], path: Path, definitions: Mapping[str, Any]
) -> Iterator[tuple[Path, str]]:
    if "items" not in schema:
        yield path, "it has no items"
        return
    if not schema.get("maxItems"):
        yield path, "it has no maxItems; without it nothing can be added after the hundredth"
    yield from _faults(schema["items"], (*path, "items"), definitions)


def _union(
    schema: dict[str, Any], path: Path, definitions: Mapping[str, Any]
) -> Iterator[tuple[Path, str]]:
    for word in schema.keys() - {"oneOf", "title"}:
        yield path, f"{word!r} means nothing beside oneOf"
    branches = schema["oneOf"]
    if not isinstance(branches, list) or not branches:
        yield path, "its oneOf has no branches"
        return
    tags = []
    for number, branch in enumerate(branches):
        here = (*path, "oneOf", number)
        inner = branch.get("properties", {}) if isinstance(branch, dict) else {}
        tag = inner.get(TAG, {})
        tags.append(tag.get("const"))
        if not isinstance(tags[-1], str) or tag.get("widget") != "hidden":
            yield here, f"it has no hidden text {TAG!r} that tells it from the others"
        yield from _faults(branch, here, definitions)
    if any(one == other for one, other in pairwise(sorted(map(str, tags)))):
        yield path, f"two of its branches have the same {TAG!r}"


def _scalar(schema: dict[str, Any], path: Path) -> Iterator[tuple[Path, str]]:
    kinds = SCALARS[schema["type"]]
    if schema.get("widget", "textarea") not in _WIDGETS:
        yield path, f"there is no widget {schema['widget']!r}"
    if schema.get("format") in ("uri", "uri-reference"):
        yield path, f"the format {schema['format']!r} makes a link of whatever is typed"
    if "choices" in schema:
        yield from _choices(schema["choices"], kinds, path)
    elif schema.get("widget") == "radio":
        yield path, "the widget radio needs choices"


def _choices(choices: Any, kinds: tuple[type, ...], path: Path) -> Iterator[tuple[Path, str]]:
    if not isinstance(choices, list) or not all(
        isinstance(each, dict) and each.keys() == {"title", "value"} for each in choices
    ):
        yield path, "its choices are no list of {'title': …, 'value': …}"
        return
    values = [each["value"] for each in choices]
    if any(type(value) not in kinds for value in values):
        yield path, f"the values of its choices are not all of the type {kinds[0].__name__}"
    elif len(set(values)) < len(values):
        yield path, "two of its choices have the same value"


def _endless(definitions: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """What is drawn inside itself without anybody asking for it: a browser never ends that."""
    drawn = {name: set(_drawn(schema)) for name, schema in definitions.items()}
    for name in definitions:
        reached: set[str] = set()
        waiting = [name]
        while waiting:
            new = drawn[waiting.pop()] - reached
            reached |= new
            waiting.extend(new)
        if name in reached:
            yield ("$defs", name), "it is drawn inside itself, and so without an end"


def _drawn(schema: Mapping[str, Any]) -> Iterator[str]:
    """The definitions that are drawn at once: an item is when it is added, a branch if chosen."""
    if "$ref" in schema:
        yield schema["$ref"].rpartition("/")[2]
    inner = [*schema.get("properties", {}).values(), *schema.get("oneOf", [])[:1]]
    for each in inner:
        yield from _drawn(each)
