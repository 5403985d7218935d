"""`manage.py carrot_plugins` shows every plugin, broken ones first of all."""

from io import StringIO

from django.core.management import call_command


def listing() -> str:
    out = StringIO()
    call_command("carrot_plugins", stdout=out, no_color=True)
    return out.getvalue()


def test_each_plugin_is_listed_with_version_origin_hooks_and_tasks(connect, install):
    install("carrot_returns", "1.4", returns="tests.plugins.returns")
    connect(task_modules=["tests.project.tasks"])

    text = listing()

    assert (
        "returns 1.4 (active)\n"
        "    origin: package carrot_returns\n"
        "    hooks: overview_cards, register_actions, register_panels, register_tasks\n"
        "    tasks: 2\n"
    ) in text
    assert "tests.project.tasks (active)\n    origin: task module\n    tasks: " in text


def test_broken_and_disabled_plugins_are_listed_with_the_reason(connect, install):
    install("broken", broken="tests.plugins.import_error", off="tests.plugins.returns")
    connect(disabled_plugins=["off"])

    text = listing()

    assert "broken 1.0 (refused)" in text
    assert "    error: RuntimeError: SHOP_URL is not set\n" in text
    assert "off 1.0 (disabled)" in text
    assert "    disabled: CARROT['disabled_plugins'] names it\n" in text


def test_what_is_wrong_with_the_settings_is_said_too(connect):
    connect(task_module=["tests.project.tasks"])

    assert "CARROT has no task_module" in listing()


def test_no_plugins_at_all_is_said(connect):
    connect(plugin_autoload=False, disabled_plugins=[])

    text = listing()

    assert "(active)" not in text
