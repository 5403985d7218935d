"""Plugins that are to guard something, each wrong in its own way."""

from carrot.plugins import hookimpl


class FormatRaises:
    @hookimpl
    def format_argument(self, task, name, value):
        raise RuntimeError("<b>no answer</b>")


class FormatNumber:
    @hookimpl
    def format_argument(self, task, name, value):
        return 1042


class FormatYields:
    @hookimpl
    def format_argument(self, task, name, value):
        yield "shown"


class AllowRaises:
    @hookimpl
    def allow(self, request, permission, obj):
        raise RuntimeError("<b>no answer</b>")


class AllowNumber:
    @hookimpl
    def allow(self, request, permission, obj):
        return 1


class AllowYields:
    @hookimpl
    def allow(self, request, permission, obj):
        yield True


BAD_FORMATS = [FormatRaises, FormatNumber, FormatYields]
BAD_ALLOWS = [AllowRaises, AllowNumber, AllowYields]
