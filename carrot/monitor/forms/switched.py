"""From the controls of a form to JSON and back, by the codec: what does not fit is not lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from carrot.exceptions import ArgumentsError, Path
from carrot.monitor.forms.arguments import ArgumentsField, field_for
from carrot.monitor.forms.document import loose, pretty, written
from carrot.monitor.forms.shape import showable
from carrot.tasks import Task
from carrot.tasks.json_text import dump_json, load_json
from carrot.tasks.nodes.reading import Reading
from carrot.tasks.nodes.secrets import kept_in, token_of

_NO_FIELDS = "The fields of the form cannot show this. It can be saved as it is here, as JSON."


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A field of the arguments, and the text that it shows."""

    field: ArgumentsField
    text: str

    @property
    def raw(self) -> bool:
        """Whether it is shown as JSON, chosen or not."""
        return not self.field.widget.shows(self.text)


def switched(task: Task, text: str, reading: Reading, *, as_json: bool, to_json: bool) -> Shown:
    """What was typed `as_json` or in the controls, shown the one way or the other.

    JSON that the controls cannot show whole stays JSON, with what is wrong with it.
    """
    if as_json == to_json:
        return Shown(field=field_for(task, text, reading, as_json=as_json), text=text)
    return _json(task, text, reading) if to_json else _controls(task, text, reading)


def _json(task: Task, text: str, reading: Reading) -> Shown:
    field = ArgumentsField(task, task.arguments.schema(), reading, as_json=True)
    data = load_json(text or "{}")
    if not isinstance(data, dict):
        raise ArgumentsError("A form is a JSON object.")
    document, faults = loose(task, data, reading)
    # What JavaScript has rounded is wrong only as long as it comes from there.
    field.mark({**_faults(task, document, reading), **faults})
    veiled = codec_veiled(task, document, reading)
    return Shown(field=field, text=pretty(veiled))


def codec_veiled(task: Task, document: Mapping[str, Any], reading: Reading) -> dict[str, Any]:
    """The document with the token of each secret that was stored before; what is new is seen."""

    def veil(text: str) -> str:
        token = token_of(text)
        return token if token in reading.kept else text

    return task.arguments.veiled(document, veil)


def _controls(task: Task, text: str, reading: Reading) -> Shown:
    codec = task.arguments
    faults: Mapping[Path, str]
    try:
        document = load_json(text or "{}")
        if not isinstance(document, dict):
            raise ArgumentsError("The arguments of a call are a JSON object.")
        faults = _faults(task, document, reading)
        keys = {each.name: key for key, each in codec.keys.items()}
        if not document.keys() <= keys.keys():
            faults = faults or {(): _NO_FIELDS}
            raise ArgumentsError(dict(faults))
    except ArgumentsError as error:
        return _unchanged(task, text, reading, error.errors)
    wrong = {path[0] for path in faults}
    fitting = {name: value for name, value in document.items() if name not in wrong}
    schema, data = codec.schema(fitting), _typed(codec.initial(fitting), fitting, reading)
    # What a type cannot read it cannot turn into what its control shows: it is shown as it is.
    data.update({keys[name]: document[name] for name in document.keys() & wrong})
    if () in faults or not showable(schema, data):
        return _unchanged(task, text, reading, faults or {(): _NO_FIELDS})
    field = ArgumentsField(task, schema, reading)
    field.mark({(keys[str(path[0])], *path[1:]): said for path, said in faults.items()})
    return Shown(field=field, text=dump_json(data))


def _typed(data: Any, document: Any, reading: Reading) -> Any:
    """The form's data with secrets that were only typed so far: nothing keeps these by a token."""
    new = {
        token: text for token, text in kept_in((), document).items() if token not in reading.kept
    }

    def shown(here: Any) -> Any:
        if isinstance(here, dict):
            return {name: shown(each) for name, each in here.items()}
        if isinstance(here, list):
            return [shown(each) for each in here]
        return new.get(here, here) if isinstance(here, str) else here

    return shown(data)


def _unchanged(task: Task, text: str, reading: Reading, faults: Mapping[Path, str]) -> Shown:
    field = ArgumentsField(task, task.arguments.schema(), reading, as_json=True)
    field.mark(faults)
    return Shown(field=field, text=text)


def _faults(task: Task, document: Mapping[str, Any], reading: Reading) -> dict[Path, str]:
    """What is wrong with what is there. That something is missing can wait for the saving."""
    try:
        written(task, dump_json(document), reading)
    except ArgumentsError as error:
        return {
            path: said for path, said in error.errors.items() if not path or path[0] in document
        }
    return {}
