"""Names and addresses in one spelling."""

import pytest

from buurtcoop.people.rules import (
    plain,
    sort_name,
    tidy,
    tidy_addition,
    tidy_postcode,
    tidy_street,
)


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("Çelik-Öztürk", "celik ozturk"),
        ("Wałęsa", "walesa"),
        ("d’Hondt", "d hondt"),
        ("Шевченко", "шевченко"),
        ("  Van   den Berg ", "van den berg"),
        ("İnan", "inan"),
        ("Ĳsbrand", "ijsbrand"),
    ],
)
def test_names_are_compared_without_marks_and_capitals(written: str, compared: str) -> None:
    assert plain(written) == compared


def test_lists_sort_on_the_main_name_and_then_on_the_call_name() -> None:
    people = [
        ("Tom", "", "Berg"),
        ("Anna", "", "Berg-Smit"),
        ("Anna", "van den", "Berg"),
        ("Bo", "", "Ångström"),
        ("Cas", "", "bergen"),
    ]

    in_order = sorted(people, key=lambda parts: sort_name(*parts))

    assert [" ".join(parts).replace("  ", " ") for parts in in_order] == [
        "Bo Ångström",
        "Anna van den Berg",
        "Tom Berg",
        "Anna Berg-Smit",
        "Cas bergen",
    ]


def test_an_address_has_one_spelling() -> None:
    assert tidy_postcode("1234ab") == tidy_postcode("1234 AB") == "1234 AB"
    assert tidy_addition(" a-2") == tidy_addition("A 2") == "A2"
    assert tidy_street("  wilgenlaan ") == "Wilgenlaan"
    assert tidy("Anna\u00a0  Bo") == "Anna Bo"
