"""Which data the browser's form can show, measured against what its script and controls do."""

from __future__ import annotations

import pytest

from carrot.monitor.forms.shape import showable
from carrot.tasks import registry
from tests.monitor.schedules import NEWSLETTER

TEXT = {"type": "string"}
CHOICE = {"type": "string", "choices": [{"title": "A", "value": "a"}]}
PAIR = {"type": "object", "properties": {"key": TEXT, "value": {"type": "integer"}}}
NONE = {"type": "object", "properties": {"__type__": {"type": "string", "const": "None"}}}
INT = {
    "type": "object",
    "properties": {
        "__type__": {"type": "string", "const": "int"},
        "value": {"type": "integer"},
    },
}

TICKED = {"type": "array", "items": {**CHOICE, "widget": "multiselect"}}
TREE = {
    "$defs": {
        "Tree": {
            "type": "object",
            "properties": {
                "name": TEXT,
                "inside": {"type": "array", "items": {"$ref": "#/$defs/Tree"}},
            },
        }
    },
    "$ref": "#/$defs/Tree",
}
LEAF = {"name": "leaf", "inside": []}


@pytest.mark.parametrize(
    ("schema", "data", "shown"),
    [
        (TEXT, "x", True),
        (TEXT, 7, False),
        (TEXT, None, True),
        ({"type": "boolean"}, True, True),
        ({"type": "boolean"}, "true", False),
        ({"type": "integer"}, 7, True),
        ({"type": "integer"}, "7", False),
        ({"type": "integer"}, True, False),
        ({"type": "integer"}, 2**53, False),
        ({"type": "number"}, 1e300, True),
        ({"type": "string", "format": "number"}, "12345678901234567890.01", True),
        ({"type": "string", "format": "number"}, "-.5e3", True),
        ({"type": "string", "format": "number"}, "12,5", False),
        ({"type": "string", "format": "number"}, "+1", False),
        ({"type": "string", "format": "date"}, "2030-12-31", True),
        ({"type": "string", "format": "date"}, "31.12.2030", False),
        ({"type": "string", "format": "time"}, "23:59:59.999", True),
        ({"type": "string", "format": "time"}, "24:00", False),
        ({"type": "string", "format": "datetime-local"}, "2030-12-31T10:00", True),
        ({"type": "string", "format": "datetime-local"}, "2030-12-31T10:00+01:00", False),
        (CHOICE, "a", True),
        (CHOICE, "b", False),
        (CHOICE, "", True),
        ({"type": "array", "items": TEXT}, ["a", "b"], True),
        ({"type": "array", "items": TEXT}, ["a", ["b"]], False),
        ({"type": "array", "items": TEXT}, None, False),
        ({"type": "array", "items": PAIR}, [{"key": "a", "value": 1}], True),
        ({"type": "array", "items": PAIR}, [{"key": "a"}], False),
        ({"type": "array", "items": PAIR}, [{"key": "a", "value": 1, "more": 2}], False),
        ({"oneOf": [NONE, INT]}, {"__type__": "None"}, True),
        ({"oneOf": [NONE, INT]}, {"__type__": "int", "value": 1}, True),
        ({"oneOf": [NONE, INT]}, {"__type__": "str", "value": "1"}, False),
        ({"oneOf": [NONE, INT]}, None, False),
        (TICKED, ["a"], True),
        (TICKED, [], True),
        (TICKED, [""], False),
        (TICKED, ["a", "a"], False),
        (TICKED, ["b"], False),
        (TREE, {"name": "top", "inside": [{"name": "", "inside": [LEAF]}, LEAF]}, True),
        (TREE, {"name": "top", "inside": [{"name": "", "inside": [{"name": "x"}]}]}, False),
        (TREE, {"name": "top", "inside": [None]}, False),
    ],
)
def test_data_is_shown_if_no_part_of_it_would_be_lost(schema, data, shown):
    assert showable(schema, data) is shown


def test_the_form_of_every_task_can_show_what_it_begins_with():
    for task in registry.every():
        assert showable(task.arguments.schema(), task.arguments.initial()), task.name
    assert registry.find(NEWSLETTER)
