"""Bounds and validators of Annotated, around any other node."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError as DjangoError
from django.utils.functional import Promise
from pydantic import TypeAdapter, ValidationError

from carrot.exceptions import ArgumentsError, Path
from carrot.tasks.nodes.base import INVALID, Errors, Node
from carrot.tasks.nodes.containers import joined
from carrot.tasks.nodes.wrapping import WrappingNode


@dataclass(frozen=True)
class CheckedNode(WrappingNode):
    """A node that asks more of the values of another one. The values stay as they are."""

    def encode(self, value: Any) -> Any:
        data = self.inner.encode(value)
        errors = Errors()
        if self._checked(value, (), errors) is INVALID:
            raise ArgumentsError(errors)
        return data

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        value = self.inner.decode(data, path, errors)
        return value if value is INVALID else self._checked(value, path, errors)

    def when_required(self) -> Node:
        return replace(self, inner=self.inner.when_required())

    def when_optional(self) -> Node:
        return replace(self, inner=self.inner.when_optional())

    @abstractmethod
    def _checked(self, value: Any, path: Path, errors: Errors) -> Any:
        """The value, or INVALID with the reason in `errors`."""


@dataclass(frozen=True)
class ValidatedNode(CheckedNode):
    """A node whose values must also please Django's validators."""

    validators: tuple[Callable[[Any], Any], ...] = field(default=(), compare=False)
    limits: tuple[str, ...] = ()

    @property
    def hint(self) -> str:
        return joined((self.inner.hint, *map(str, self.limits)))

    def _checked(self, value: Any, path: Path, errors: Errors) -> Any:
        for validate in self.validators:
            try:
                validate(value)
            except DjangoError as error:
                return errors.add(path, " ".join(error.messages))
            except Exception as error:  # a validator that was not made for such a value
                return errors.add(path, f"{type(error).__name__}: {error}")
        return value


@dataclass(frozen=True)
class ConstrainedNode(CheckedNode):
    """A node whose values must also please pydantic. The values themselves stay as they are."""

    adapter: TypeAdapter[Any] = field(kw_only=True, compare=False)
    keywords: tuple[tuple[str, Any], ...] = ()
    limits: tuple[str | Promise, ...] = ()

    @property
    def hint(self) -> str:
        return joined((self.inner.hint, *map(str, self.limits)))

    def schema(self) -> dict[str, Any]:
        return {**self.inner.schema(), **dict(self.keywords)}

    def _checked(self, value: Any, path: Path, errors: Errors) -> Any:
        try:
            self.adapter.validate_python(value)
        except ValidationError as error:
            for each in error.errors(include_url=False, include_context=False):
                errors.add(path, f"{each['msg']}.")
            return INVALID
        except Exception as error:  # a validator of the project's own
            return errors.add(path, f"{type(error).__name__}: {error}")
        return value
