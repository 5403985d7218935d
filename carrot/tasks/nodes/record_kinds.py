"""The kinds of records: which fields a class has, and how one of it is taken apart and made."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, InitVar, dataclass, fields, is_dataclass, replace
from functools import lru_cache
from typing import Annotated, Any, get_args, get_origin

import typing_extensions
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from carrot.exceptions import Path
from carrot.tasks.docstrings import documentation
from carrot.tasks.nodes.context import type_name
from carrot.tasks.nodes.field import EMPTY, label_of
from carrot.tasks.nodes.hints import hints_of
from carrot.tasks.nodes.records import Maker, not_of

_EMPTY_FACTORIES = (list, dict, set, frozenset, tuple)
"""Factories whose value is known: nothing."""

_MARKS = (typing_extensions.Required, typing_extensions.NotRequired, typing_extensions.ReadOnly)


@dataclass(frozen=True, kw_only=True)
class Member:
    """A field of a record, as its class declares it.

    A `default` that is EMPTY on a member that is not required is made anew for each record.
    """

    name: str
    annotation: Any
    required: bool = True
    default: Any = EMPTY
    label: str = ""
    help: str = ""


Found = tuple[list[Member], Maker]


@lru_cache(maxsize=2048)
def read_record(kind: type[Any]) -> Found | None:
    """The fields of a class; None if it is no record. A class does not change once it is made."""
    for read in (_typed_dict, _pydantic, _dataclass, _attrs, _msgspec, _named_tuple):
        found = read(kind)
        if found is not None:
            members, maker = found
            told = documentation(kind).parameters
            helped = (replace(each, help=each.help or told.get(each.name, "")) for each in members)
            return list(helped), maker
    return None


def _dataclass(kind: Any) -> Found | None:
    if not is_dataclass(kind):
        return None
    hints = hints_of(kind)
    if any(isinstance(each, InitVar) for each in hints.values()):
        return None
    members = [
        Member(
            name=each.name,
            annotation=hints.get(each.name, each.type),
            **_default(each.default, each.default_factory, MISSING),
        )
        for each in fields(kind)
        if each.init
    ]
    return members, _maker(kind, members)


def _pydantic(kind: Any) -> Found | None:
    if not issubclass(kind, BaseModel) or kind is BaseModel:
        return None
    members = [
        Member(
            name=name,
            annotation=_annotated(info),
            label=info.title or "",
            help=info.description or "",
            **_default(EMPTY if info.is_required() else info.default, info.default_factory, EMPTY),
        )
        for name, info in kind.model_fields.items()
        if not info.exclude
    ]

    def read(value: Any) -> Mapping[str, Any]:
        if type(value) is not kind or value.model_extra:
            raise not_of(type_name(kind), value)
        return {each.name: getattr(value, each.name) for each in members}

    def make(values: dict[str, Any]) -> Any:
        return kind.model_validate(values, by_alias=False, by_name=True)

    return members, Maker(name=type_name(kind), read=read, make=make, faults=_located)


def _annotated(info: FieldInfo) -> Any:
    return Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation


def _attrs(kind: Any) -> Found | None:
    attributes = getattr(kind, "__attrs_attrs__", None)
    library = sys.modules.get("attr")
    if attributes is None or library is None:
        return None
    hints = hints_of(kind)
    members, names = [], {}
    for each in attributes:
        if not each.init:
            continue
        factory = each.default.factory if isinstance(each.default, library.Factory) else None
        default = EMPTY if factory or each.default is library.NOTHING else each.default
        annotation = hints.get(each.name, each.type)
        members.append(
            Member(
                name=each.name,
                annotation=Any if annotation is None else annotation,
                label=label_of(each.alias),
                **_default(default, factory, EMPTY),
            )
        )
        names[each.name] = each.alias

    def make(values: dict[str, Any]) -> Any:
        return kind(**{names[name]: value for name, value in values.items()})

    return members, _maker(kind, members, make)


def _msgspec(kind: Any) -> Found | None:
    library = sys.modules.get("msgspec")
    if library is None or not issubclass(kind, library.Struct):
        return None
    members = [
        Member(
            name=each.name,
            annotation=each.type,
            **_default(each.default, each.default_factory, library.NODEFAULT),
        )
        for each in library.structs.fields(kind)
    ]
    return members, _maker(kind, members)


def _named_tuple(kind: Any) -> Found | None:
    if not issubclass(kind, tuple) or not hasattr(kind, "_fields"):
        return None
    hints = hints_of(kind)
    members = [
        Member(
            name=name,
            annotation=hints.get(name, Any),
            required=name not in kind._field_defaults,
            default=kind._field_defaults.get(name, EMPTY),
        )
        for name in kind._fields
    ]
    return members, _maker(kind, members)


def _typed_dict(kind: Any) -> Found | None:
    if not _is_typed_dict(kind):
        return None
    members = [
        Member(name=name, annotation=_bare(each), required=_is_required(kind, name, each))
        for name, each in hints_of(kind).items()
    ]
    names = {each.name for each in members}
    required = {each.name for each in members if each.required}

    def read(value: Any) -> Mapping[str, Any]:
        if type(value) is not dict or not required <= value.keys() <= names:
            raise not_of(type_name(kind), value)
        return value

    return members, Maker(name=type_name(kind), read=read, make=dict)


# -- what they share -----------------------------------------------------------------------------


def _maker(
    kind: Any, members: Iterable[Member], make: Callable[[dict[str, Any]], Any] | None = None
) -> Maker:
    names = [each.name for each in members]

    def read(value: Any) -> Mapping[str, Any]:
        if type(value) is not kind:
            raise not_of(type_name(kind), value)
        return {name: getattr(value, name) for name in names}

    called = make or (lambda values: kind(**values))
    return Maker(name=type_name(kind), read=read, make=called, faults=_located)


def _default(default: Any, factory: Any, missing: Any) -> dict[str, Any]:
    """`required` and `default` of a member."""
    if factory is not None and factory is not missing:
        return {"required": False, "default": factory() if factory in _EMPTY_FACTORIES else EMPTY}
    return {"required": default is missing, "default": EMPTY if default is missing else default}


def _located(error: Exception) -> Mapping[Path, str]:
    """What pydantic found, by the field."""
    if not isinstance(error, ValidationError):
        return {}
    found: dict[Path, str] = {}
    for each in error.errors(include_url=False, include_context=False, include_input=False):
        found.setdefault(tuple(each["loc"]), f"{each['msg']}.")
    return found


def _is_required(kind: Any, name: str, annotation: Any) -> bool:
    # Python cannot see the marks while annotations are texts, and then takes all for required.
    marks = get_origin(annotation)
    if marks in (typing_extensions.Required, typing_extensions.NotRequired):
        return marks is typing_extensions.Required
    return name in kind.__required_keys__


def _bare(annotation: Any) -> Any:
    """The annotation of a key without what says whether it must be there."""
    while get_origin(annotation) in _MARKS:
        annotation = get_args(annotation)[0]
    return annotation


def _is_typed_dict(kind: Any) -> bool:
    return typing_extensions.is_typeddict(kind)
