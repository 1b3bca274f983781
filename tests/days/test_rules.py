"""Public holidays of a year, and which days are worked."""

from datetime import date

from buurtcoop.days.rules import easter_sunday, holidays, is_working_day, public_holidays


def test_easter_falls_where_the_church_says() -> None:
    assert [easter_sunday(year) for year in (2024, 2026, 2027, 2038, 2049)] == [
        date(2024, 3, 31),
        date(2026, 4, 5),
        date(2027, 3, 28),
        date(2038, 4, 25),
        date(2049, 4, 18),
    ]


def test_kings_day_is_a_day_earlier_on_a_sunday() -> None:
    assert date(2025, 4, 26) in holidays(2025)
    assert date(2025, 4, 27) not in holidays(2025)
    assert date(2027, 4, 27) in holidays(2027)
    assert not is_working_day(date(2027, 5, 5))
    assert not is_working_day(date(2027, 5, 6))  # Ascension Day


def test_most_people_are_free_on_these_days_of_2027() -> None:
    assert [(each.name, each.day) for each in public_holidays(2027)] == [
        ("Nieuwjaarsdag", date(2027, 1, 1)),
        ("Eerste paasdag", date(2027, 3, 28)),
        ("Tweede paasdag", date(2027, 3, 29)),
        ("Koningsdag", date(2027, 4, 27)),
        ("Bevrijdingsdag", date(2027, 5, 5)),
        ("Hemelvaartsdag", date(2027, 5, 6)),
        ("Eerste pinksterdag", date(2027, 5, 16)),
        ("Tweede pinksterdag", date(2027, 5, 17)),
        ("Eerste kerstdag", date(2027, 12, 25)),
        ("Tweede kerstdag", date(2027, 12, 26)),
    ]
