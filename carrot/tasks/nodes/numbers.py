"""int, float and Decimal."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from carrot.exceptions import ArgumentsError, Path
from carrot.tasks.json_text import DIGITS, LARGEST
from carrot.tasks.nodes.base import Errors, Node, mismatch

SAFE_INTEGER = 2**53 - 1
"""The largest whole number that JavaScript keeps exact."""

# int() itself refuses texts of more than 4,300 digits.
_WHOLE = re.compile(r"\s*[+-]?[0-9]{1,1000}\s*", re.ASCII)
_DECIMAL = re.compile(r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,6})?\s*", re.ASCII)
_NOT_FINITE = ("nan", "inf", "-inf")


@dataclass(frozen=True)
class IntNode(Node):
    """Whole numbers. `exact` sends them as texts, which JavaScript does not round."""

    exact: bool = False

    def schema(self) -> dict[str, Any]:
        if self.exact:
            return {"type": "string", "format": "number"}
        return {"type": "integer"}

    def blank(self) -> Any:
        return "" if self.exact else None

    def encode(self, value: Any) -> Any:
        if not isinstance(value, int) or isinstance(value, bool):
            raise mismatch("an int", value)
        if abs(value) >= LARGEST:
            raise ArgumentsError(f"Takes an int of at most {DIGITS} digits")
        return int(value)

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        if isinstance(data, str) and _WHOLE.fullmatch(data):
            return int(data)
        if isinstance(data, float) and data.is_integer() and abs(data) <= SAFE_INTEGER:
            return int(data)
        if errors.reading.from_browser and _is_rounded(data):
            words = _("This number is too large for the field to keep exact; use the JSON view.")
            return errors.add(path, words)
        if not isinstance(data, int) or isinstance(data, bool) or abs(data) >= LARGEST:
            return errors.add(path, _("Enter a whole number."))
        return data

    def form(self, data: Any) -> Any:
        if isinstance(data, bool) or not isinstance(data, int):
            return super().form(data) or self.blank()
        return str(data) if self.exact or abs(data) > SAFE_INTEGER else data

    def fitting(self, data: Any) -> Node:
        large = isinstance(data, int) and abs(data) > SAFE_INTEGER
        return IntNode(exact=True) if large else self


@dataclass(frozen=True)
class FloatNode(Node):
    """Floating point numbers. Infinity and not-a-number, which JSON has not, travel as texts."""

    plain: bool = False

    def schema(self) -> dict[str, Any]:
        return {"type": "string" if self.plain else "number"}

    def blank(self) -> Any:
        return None

    def encode(self, value: Any) -> Any:
        if not isinstance(value, float | int) or isinstance(value, bool):
            raise mismatch("a float", value)
        try:
            number = float(value)
        except OverflowError as error:
            raise ArgumentsError("Too large for a float") from error
        return number if math.isfinite(number) else str(number)

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        if isinstance(data, str):
            return self._decode_text(data, path, errors)
        if not isinstance(data, float | int) or isinstance(data, bool):
            return errors.add(path, _("Enter a number."))
        try:
            number = float(data)
        except OverflowError:
            return errors.add(path, _("This number is too large."))
        if not math.isfinite(number):
            return errors.add(path, _("Enter a finite number."))
        return number

    def form(self, data: Any) -> Any:
        if isinstance(data, float | int) and not isinstance(data, bool):
            return data
        return super().form(data) or None

    def fitting(self, data: Any) -> Node:
        return FloatNode(plain=True) if data in _NOT_FINITE else self

    def _decode_text(self, text: str, path: Path, errors: Errors) -> Any:
        if text in _NOT_FINITE:
            return float(text)
        number = float(text) if _is_decimal(text) else math.nan
        if not math.isfinite(number):
            return errors.add(path, _("Enter a number."))
        return number


@dataclass(frozen=True)
class DecimalNode(Node):
    """Exact decimals, as texts all the way: a number control whose value is never a float."""

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "number"}

    def encode(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            raise mismatch("a decimal.Decimal", value)
        if not value.is_finite():
            raise ArgumentsError(f"Takes a finite decimal, not {value}")
        text = str(value)
        if not _is_decimal(text):
            raise ArgumentsError(f"Takes a decimal of at most {DIGITS} digits")
        return text

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        # str() of a float is its shortest exact spelling: 19.9 becomes Decimal("19.9").
        text = str(data) if type(data) in (int, float) and abs(data) < 10**300 else data
        if not isinstance(text, str) or not _is_decimal(text):
            return errors.add(path, _("Enter a decimal number."))
        try:
            return Decimal(text)
        except InvalidOperation:
            return errors.add(path, _("Enter a decimal number."))


def _is_rounded(data: Any) -> bool:
    """Whether it is a whole number that JavaScript does not keep: it makes 1e+30 of 30 digits."""
    return type(data) in (int, float) and abs(data) > SAFE_INTEGER


def _is_decimal(text: str) -> bool:
    return len(text) <= DIGITS + 10 and _DECIMAL.fullmatch(text) is not None
