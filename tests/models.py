"""Every table of every room, for tests over the whole house."""

import importlib
import importlib.util
import pkgutil

import buurtcoop
from buurtcoop.core.database import Model


def load_models() -> None:
    """Import the models of every room, so that the metadata knows them."""
    for room in pkgutil.iter_modules(buurtcoop.__path__, "buurtcoop."):
        if not room.ispkg:
            continue
        found = importlib.util.find_spec(f"{room.name}.models")
        if found is not None:
            importlib.import_module(f"{room.name}.models")


def all_models() -> list[type[Model]]:
    """Every model class, by name."""
    load_models()
    mappers = sorted(Model.registry.mappers, key=lambda mapper: mapper.class_.__name__)
    return [mapper.class_ for mapper in mappers]
