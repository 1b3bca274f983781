"""The catalogue: every Dutch sentence of the program, and its English.

make words          brings buurtcoop/translations/en/messages.po up to date
"""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

# A fixed date, so that only a changed sentence changes the file.
FIRST = datetime(2026, 11, 21, tzinfo=UTC)
TREE = Path(__file__).parent.parent
ENGLISH = TREE / "buurtcoop" / "translations" / "en" / "messages.po"
KEYWORDS = {"_": None, "N_": None, "Lazy": None, "gettext": None, "ngettext": (1, 2), "say": None}
KEYWORDS |= {"say_many": (1, 2)}
PLACES = (
    ("buurtcoop", "**/*.py", "python"),
    ("templates", "**/*.html", "jinja2.ext:babel_extract"),
    ("templates", "**/*.jinja", "jinja2.ext:babel_extract"),
)
OPTIONS = {"trimmed": "true", "silent": "false", "encoding": "utf-8"}


def dutch() -> Catalog:
    """All sentences as the code and the templates say them now."""
    found = Catalog(
        locale="en",
        project="buurtcoop",
        version="1",
        header_comment="# The English of buurtcoop. The Dutch sentence is the id.",
        creation_date=FIRST,
        revision_date=FIRST,
        last_translator="",
        language_team="",
        msgid_bugs_address="",
        fuzzy=False,
    )
    for folder, pattern, method in PLACES:
        for path in sorted((TREE / folder).glob(pattern)):
            file = BytesIO(path.read_bytes())
            for _line, message, _comments, _context in extract(
                method, file, KEYWORDS, options=dict(OPTIONS)
            ):
                found.add(message, locations=[(str(path.relative_to(TREE)), 0)])
    return found


def english() -> Catalog:
    """The English catalogue as it is."""
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def update() -> list[str]:
    """Bring the English catalogue up to date. Returns the sentences that have no English yet."""
    kept, fresh = english(), dutch()
    for message in fresh:
        known = kept.get(message.id[0] if isinstance(message.id, tuple) else message.id)
        if known is not None and message.id:
            message.string = known.string
    with ENGLISH.open("wb") as file:
        write_po(file, fresh, sort_output=True, no_location=True, omit_header=False, width=100)
    return untranslated(fresh)


def untranslated(catalogue: Catalog) -> list[str]:
    """The sentences of this catalogue without English."""
    return [
        str(message.id)
        for message in catalogue
        if message.id
        and not (all(message.string) if isinstance(message.string, tuple) else message.string)
    ]


if __name__ == "__main__":
    for sentence in update():
        print("no English yet:", sentence)
