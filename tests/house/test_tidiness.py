"""What no file of the project may hold, and how long a file and a function may be."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.files import our_python, texts

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
# path, or path:function -> the reason why it may be longer
MAY_BE_LONGER: dict[str, str] = {}

THIS_FILE = Path("tests/house/test_tidiness.py")
MACHINE = re.compile(
    r"(?<![\w./])(/work/|/root/|/home/\w+/|/Users/\w+/|/tmp/\w+/|/opt/(?:wheels|pypi)|file:///)"
)
REGISTRY = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs|npmjs\.com/package|deb\.debian\.org|index-url"
)
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError|[Ll]orem ipsum")
SILENCED = re.compile(r"#\s*(noqa|type:\s*ignore|nosec)\b")
REASON = re.compile(r"#\s*(noqa|type:\s*ignore|nosec)\S*( [A-Z]+\d+,?)*\s+(-|#)\s+(a |\w{2,})")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    assert lines_with(MACHINE) == []


def test_no_file_names_a_package_registry() -> None:
    # The command that makes the locks asks to leave the address out, and so names the option.
    found = [line for line in lines_with(REGISTRY) if "--no-emit-index-url" not in line]
    assert found == []


def test_nothing_is_left_unfinished() -> None:
    assert lines_with(UNFINISHED) == []


def test_a_silenced_warning_says_why() -> None:
    found = [
        f"{path}:{number}: {line.strip()}"
        for path, number, line in every_line(".py")
        if SILENCED.search(line) and not REASON.search(line)
    ]
    assert found == []


def test_no_file_is_longer_than_one_can_read_at_a_sitting() -> None:
    found = [
        f"{path} has {size} lines"
        for path, text in texts(".py", ".html")
        if (size := text.count("\n")) > LONGEST_FILE
        and path.parts[:2] != ("migrations", "versions")
        and str(path) not in MAY_BE_LONGER
    ]
    assert found == []


def test_no_function_is_longer_than_a_screen() -> None:
    found = [
        f"{path}:{node.lineno} {node.name} has {size} lines"
        for path, node in every_function()
        if (size := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
        and f"{path}:{node.name}" not in MAY_BE_LONGER
    ]
    assert found == []


def test_an_exception_to_the_sizes_still_needs_to_be_one() -> None:
    known = {str(path) for path, _ in texts(".py", ".html")}
    known |= {f"{path}:{node.name}" for path, node in every_function()}
    assert MAY_BE_LONGER.keys() - known == set()
    assert all(MAY_BE_LONGER.values())


def test_an_import_inside_a_function_says_why() -> None:
    """Only a slow and rarely used library may wait; a module of ours never does."""
    found: list[str] = []
    for path, text in our_python():
        if path.parts[0] != "buurtcoop":
            continue
        lines = text.splitlines()
        for statement in late_imports(ast.parse(text)):
            around = lines[statement.lineno - 2 : statement.lineno]
            ours = "buurtcoop" in lines[statement.lineno - 1]
            if ours or not any("#" in line for line in around):
                found.append(f"{path}:{statement.lineno}: {lines[statement.lineno - 1].strip()}")
    assert found == []


def every_line(*endings: str) -> Iterator[tuple[Path, int, str]]:
    for path, text in texts(*endings):
        if path == THIS_FILE:
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            yield path, number, line


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()}"
        for path, number, line in every_line()
        if pattern.search(line)
    ]


def every_function() -> Iterator[tuple[Path, Function]]:
    for path, text in our_python():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, Function):
                yield path, node


def late_imports(tree: ast.Module) -> Iterator[ast.Import | ast.ImportFrom]:
    for node in ast.walk(tree):
        if isinstance(node, Function):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Import | ast.ImportFrom):
                    yield inner
