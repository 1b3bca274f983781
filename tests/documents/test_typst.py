"""Papers: a value is text whatever stands in it, and no sign in it breaks a paper."""

import re
from io import BytesIO

import pypdf

from buurtcoop.documents.typst import UNSHOWN, render

# No letter of it, one that ends the process, one of a plane further on, and an instruction.
ODD = ("\x01\ufffe", "\u0627\u0644 ( \u05d0", "\U0001f331 tuin", "\u6f22", "#panic() $x$ @y")


def paper(*names: str) -> str:
    """What stands in year accounts that only name these funds."""
    plain = {"title": "Jaarrekening", "coop": names[0], "address": "", "state": "", "year": "2027"}
    lists = ("balance", "result", "movements", "loans", "notes", "chain")
    file = render(
        "year_accounts",
        {
            **plain,
            **{name: [] for name in lists},
            **{name: ["1", "2"] for name in ("years", "ends", "other_side")},
            "funds": [{"name": name, "lines": [name]} for name in names],
        },
    )
    return " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(file)).pages)


def test_a_sign_no_font_has_is_a_question_mark_and_the_paper_is_made() -> None:
    said = paper(*ODD)

    assert "? tuin" in said
    assert "#panic() $x$ @y" in said


def test_letters_of_europe_stay() -> None:
    written = "Zoë Łukasz Șerban Ελένη Юлия “x” – € 5 →"

    assert UNSHOWN.search(written) is None
    assert re.sub(r"\s", "", written) in re.sub(r"\s", "", paper(written))
