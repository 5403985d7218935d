"""Its action changes something, and then raises."""

from carrot.plugins import Action, hookimpl


@hookimpl
def register_actions():
    yield Action(name="break-off", label="Break off", run=break_off)


def break_off(request, messages):
    messages.update(task="changed")
    raise RuntimeError("<script>half way</script>")
