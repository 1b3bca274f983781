"""One word for one thing: every model stands in the glossary."""

import re

from tests.house.files import ROOT, our_python
from tests.models import all_models

NAME = re.compile(r"`(\w+)`")
FORBIDDEN = re.compile(r"\b(Dienst|Lid|Taak|Intake|Dashboard)[A-Z]?\w*\(Model\)")


def named() -> set[str]:
    return set(NAME.findall((ROOT / "GLOSSARY.md").read_text(encoding="utf-8")))


def test_every_model_stands_in_the_glossary() -> None:
    lacking = {model.__name__ for model in all_models()} - named()

    assert lacking == set()


def test_no_model_has_a_name_that_clashes() -> None:
    assert [path for path, text in our_python() if FORBIDDEN.search(text)] == []
