"""How an address and a phone number are kept: one spelling, whoever typed it."""

import phonenumbers
from email_validator import EmailNotValidError, validate_email


class ContactUnclear(ValueError):
    """This is no address or number that can reach anybody."""


def read_email(written: str) -> str:
    """An e-mail address in lower case. Raises ContactUnclear."""
    try:
        validate_email(written.strip(), check_deliverability=False)
    except EmailNotValidError as error:
        raise ContactUnclear(written) from error
    return written.strip().lower()


def read_phone(written: str) -> str:
    """A phone number as +31…; a foreign one with + is fine. Raises ContactUnclear."""
    try:
        number = phonenumbers.parse(written, "NL")
    except phonenumbers.NumberParseException as error:
        raise ContactUnclear(written) from error
    if not phonenumbers.is_valid_number(number):
        raise ContactUnclear(written)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
