"""Every column says what it is for and when it goes; every form field why it is asked."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import buurtcoop
from buurtcoop.access.rules import RoleName
from buurtcoop.audit.rotation import sensitive_columns
from buurtcoop.core.labels import Class, Label
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.kinds import DAY_WRITTEN, DayField
from tests.house.files import our_python
from tests.models import all_models

SEPARATE = frozenset({"core/encryption.py", "audit/operations.py", "audit/rotation.py"})


def test_every_column_carries_a_label() -> None:
    lacking = [
        f"{model.__name__}.{column.key}"
        for model in all_models()
        for column in model.__table__.columns
        if not isinstance(column.info.get("label"), Label)
    ]

    assert lacking == []


def test_every_label_says_what_for() -> None:
    purposes = {
        f"{model.__name__}.{column.key}": column.info["label"].purpose
        for model in all_models()
        for column in model.__table__.columns
    }

    assert [name for name, purpose in purposes.items() if len(purpose) < 4] == []


def test_no_column_is_for_a_citizen_number() -> None:
    names = {column.key for model in all_models() for column in model.__table__.columns}

    assert names & {"bsn", "religion", "origin", "ethnicity"} == set()


def test_who_a_person_is_ends_some_day() -> None:
    forever = [
        f"{model.__name__}.{column.key}"
        for model in all_models()
        for column in model.__table__.columns
        if column.info["label"].kind in (Class.PERSONAL, Class.SENSITIVE)
        and column.info["label"].ends.name == "WITH_COOP"
    ]

    assert forever == []


def test_a_sensitive_column_is_a_text_that_may_be_empty_and_not_searched() -> None:
    """What is locked differs every time: an index or a unique key over it would do nothing."""
    for mapper, name in sensitive_columns():
        column = mapper.local_table.columns[name]
        assert column.nullable, f"{mapper.class_.__name__}.{name}"
        assert not column.index
        assert not column.unique


def test_locked_texts_are_opened_in_one_place_only() -> None:
    """`audit.reveal` logs who reads before it opens; nobody goes round it."""
    found = [
        f"{path}:{node.lineno}"
        for path, text in our_python()
        if path.parts[0] == "buurtcoop" and "/".join(path.parts[1:]) not in SEPARATE
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute) and node.attr == "unlock"
    ]

    assert found == []


def test_locked_texts_are_written_through_the_lock() -> None:
    """A sensitive column is set by `audit.seal`, or emptied."""
    names = {name for _mapper, name in sensitive_columns()}
    found = [
        f"{path}:{node.lineno}"
        for path, text in our_python()
        if path.parts[0] == "buurtcoop"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Assign | ast.Call)
        for name, value in written(node)
        if name in names and not empty(value)
    ]

    assert found == []


def written(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """What is assigned to a name of a row: `row.name = value`, or `Model(name=value)`."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Attribute):
                yield target.attr, node.value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
        called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        if called[:1].isupper() or called in ("values", "insert_once"):
            yield from ((word.arg, word.value) for word in node.keywords if word.arg)


def empty(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def forms() -> list[type[BaseForm]]:
    """Every form of every room."""
    for module in pkgutil.walk_packages(buurtcoop.__path__, "buurtcoop."):
        if ".views" in module.name or module.name.endswith(".forms"):
            importlib.import_module(module.name)
    return sorted(below(BaseForm), key=lambda form: form.__name__)


def below(form: type[BaseForm]) -> set[type[BaseForm]]:
    found = {kind for kind in form.__subclasses__() if kind.__module__.startswith("buurtcoop.")}
    return found.union(*(below(kind) for kind in found)) if found else set()


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.__name__)
def test_every_field_says_why_it_is_asked_and_whose_it_is(form: type[BaseForm]) -> None:
    for name, made in vars(form).items():
        if not hasattr(made, "field_class") or name in form.plain:
            continue
        ours = made.kwargs.get("ours")
        assert ours, f"{form.__name__}.{name} is not made with web.fields"
        assert len(ours["why"].message.split()) > 2, f"{form.__name__}.{name} says not why"
        assert ours["owner"] in set(RoleName), f"{form.__name__}.{name} has no owner"


def test_every_day_is_asked_with_the_same_example() -> None:
    days = {
        f"{form.__name__}.{name}": made.kwargs["description"].message
        for form in forms()
        for name, made in vars(form).items()
        if hasattr(made, "field_class") and issubclass(made.field_class, DayField)
    }
    born = {name: hint for name, hint in days.items() if name.endswith(".birth_date")}

    assert born
    assert {hint for name, hint in days.items() if name not in born} == {DAY_WRITTEN}
    assert [hint for hint in born.values() if not hint.startswith("Schrijf hem zo: 21-11-")] == []
