"""Files of banks to test with: all invented, after the descriptions that `formats` names."""

from pathlib import Path

FILES = Path(__file__).parent.parent / "files"
OURS = "NL13TEST0123456789"
ANNA, GREENGROCER, BRAM = "NL67BANK0000000019", "NL45BANK0000000027", "NL23BANK0000000035"


def content(name: str) -> bytes:
    """The bytes of an invented file."""
    return (FILES / name).read_bytes()


def text(name: str) -> str:
    """Its text, to change something in."""
    return content(name).decode("utf-8")
