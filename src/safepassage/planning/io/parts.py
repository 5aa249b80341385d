"""Rows with faults: what of them is sound, so that the rest of the folder can still be checked against it."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Annotated, Any, NamedTuple, TypeVar, cast, get_args

from pydantic import create_model

from safepassage.planning.io.expectations import Location
from safepassage.planning.model import Row

R = TypeVar("R", bound=Row)


class Info(NamedTuple):
    """As much of pydantic's ValidationInfo as the models' checks of several fields ask for."""

    context: dict[str, Any]


def sound_part(model: type[R], item: Any, faulty: Iterable[Location], context: dict[str, Any]) -> R:
    """What is sound of a row with faults at the locations `faulty`: to ask it for a faulty field raises AttributeError.

    Of a list or table of rows it holds the sound part of each. Fields not given have their defaults.
    """
    if not isinstance(item, Mapping):
        nothing = cast(R, model.model_construct())
        nothing.__dict__.clear()
        return nothing
    below = _below(faulty)
    given = {name: value for name, value in item.items() if name not in below}
    sound = _lenient(model).model_validate(given, context=context)
    part = cast(R, model.model_construct(**{name: getattr(sound, name) for name in sound.model_fields_set}))
    for name, field in model.model_fields.items():
        key = field.alias or name
        if key in below:
            part.__dict__.pop(name, None)
            if (inner := _rows_in(field.annotation, item.get(key), below[key], context)) is not None:
                part.__dict__[name] = inner
    return part


def known(row: Any, name: str) -> Any:
    """A field of a row; None where it is not given, or faulty."""
    return getattr(row, name, None)


def wrong_across(part: Row, context: dict[str, Any]) -> Iterator[str]:
    """What the model's checks of several fields say of a row, each; one that asks for a faulty field is passed over."""
    for check in type(part).__pydantic_decorators__.model_validators.values():
        try:
            check.func(part, Info(context))
        except AttributeError:
            continue
        except ValueError as error:
            yield str(error)


def _below(locations: Iterable[Location]) -> dict[str | int, list[Location]]:
    """Locations by their first part, without it; that of the row itself is of a check of several fields."""
    below: dict[str | int, list[Location]] = {}
    for location in locations:
        if location:
            below.setdefault(location[0], []).append(location[1:])
    return below


@cache
def _lenient(model: type[Row]) -> type[Row]:
    """The model with no field required, and no check of several fields."""
    fields: dict[str, Any] = {
        name: (Annotated[field.annotation, field], None) for name, field in model.model_fields.items()
    }
    return create_model(model.__name__, __base__=Row, **fields)


def _rows_in(annotation: Any, value: Any, faulty: list[Location], context: dict[str, Any]) -> Any:
    """The sound parts of a row, or of a list or table of rows, that has faults; None where it is none of these."""
    if isinstance(annotation, type) and issubclass(annotation, Row):
        return sound_part(annotation, value, faulty, context) if isinstance(value, Mapping) else None
    model = next((kind for kind in get_args(annotation) if isinstance(kind, type) and issubclass(kind, Row)), None)
    if model is None or () in faulty:
        return None
    below = _below(faulty)
    if isinstance(value, Mapping):
        return {key: sound_part(model, inner, below.get(key, ()), context) for key, inner in value.items()}
    if isinstance(value, list):
        return tuple(sound_part(model, inner, below.get(n, ()), context) for n, inner in enumerate(value))
    return None
