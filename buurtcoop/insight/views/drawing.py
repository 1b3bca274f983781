"""Pictures of money and goals, from plain values; a page that shows one has its table too."""

from collections.abc import Iterable, Sequence
from datetime import date

from markupsafe import Markup

from buurtcoop.core import words
from buurtcoop.core.money import Money
from buurtcoop.web.pages import _, language
from buurtcoop.web.pictures import SMALL, Level, Paint, Say, Told, bars, euros, steps


def cents(amount: int) -> str:
    """An amount to the cent, where euros say too little."""
    return str(Money(amount))


def goal_picture(
    name: str, goal: str, unit: str, target: int, so_far: Sequence[tuple[date, int | None]]
) -> Markup:
    """How a goal came nearer: what there was in all at the end of each month, beside its target.

    `name` is its own on the page. A month without a number is not drawn: it is still to come, or
    it may not be told. Nothing without any number.
    """
    known = [number for _month, number in so_far if number is not None]
    if not known:
        return Markup("")
    said = _(
        "Er zijn er nu %(number)s van de %(target)s: %(unit)s.",
        number=known[-1],
        target=target,
        unit=unit,
    )
    return steps(
        Told(name=name, title=goal, said=said),
        _months(so_far),
        str,
        level=Level(target, _("doel: %(target)s", target=target)),
        sheets=SMALL,
    )


def compared(
    name: str,
    title: str,
    series: Sequence[tuple[str, Paint]],
    rows: Sequence[tuple[str, Sequence[Money | None]]],
    say: Say = euros,
) -> Markup:
    """Amounts beside one another for each name, with the figures in words for who hears them."""
    said = "; ".join(
        _said_row(row, [label for label, _paint in series], values, say) for row, values in rows
    )
    drawn = [
        (row, [None if value is None else value.cents for value in values]) for row, values in rows
    ]
    return bars(Told(name=name, title=title, said=said), series, drawn, say)


def _said_row(name: str, labels: Iterable[str], values: Sequence[Money | None], say: Say) -> str:
    told = [
        f"{label} {say(value.cents)}"
        for label, value in zip(labels, values, strict=True)
        if value is not None
    ]
    return f"{name}: {', '.join(told)}"


def _months(values: Sequence[tuple[date, int | None]]) -> list[tuple[str, int | None]]:
    spoken = language()
    return [(words.short_month(month, spoken), value) for month, value in values]
