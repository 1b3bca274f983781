"""Which days, fund and activity a report is asked for, as they stand in its address."""

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from urllib.parse import urlencode

from flask import request

from buurtcoop.coop.queries import activities
from buurtcoop.core import clock, words
from buurtcoop.ledger import queries
from buurtcoop.ledger.rules import month_end
from buurtcoop.web.pages import _, gone, language, number_argument

WHOLE_YEAR = "jaar"
QUARTERS = {f"k{number}": number for number in range(1, 5)}
MONTHS = {f"m{number}": number for number in range(1, 13)}


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The days of a report, and the fund and activity it is narrowed down to; None is all."""

    year: int
    stretch: str = WHOLE_YEAR
    fund_id: int | None = None
    activity_id: int | None = None
    fund: str = ""
    activity: str = ""

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self._months()[0], 1)

    @property
    def last(self) -> date:
        """The last day."""
        return month_end(date(self.year, self._months()[1], 1))

    @property
    def runs(self) -> bool:
        """Whether these days are not over: the book may still get more of them."""
        return self.last >= clock.today()

    @property
    def said(self) -> str:
        """What was chosen, in words."""
        days = self.name_of(self.stretch)
        return " · ".join(filter(None, (days, self.fund, self.activity)))

    def name_of(self, stretch: str) -> str:
        """Days of this year in words."""
        if stretch in QUARTERS:
            return _("Kwartaal %(number)s van %(year)s", number=QUARTERS[stretch], year=self.year)
        if stretch in MONTHS:
            month = words.month(date(self.year, MONTHS[stretch], 1), language())
            return f"{month.capitalize()} {self.year}"
        return _("Heel %(year)s", year=self.year)

    def address(self, page: str, **changes: int | str | None) -> str:
        """Another page for the same, or for something else."""
        asked: dict[str, int | str | None] = {
            "jaar": self.year,
            "deel": self.stretch if self.stretch != WHOLE_YEAR else None,
            "bron": self.fund_id,
            "activiteit": self.activity_id,
        }
        kept = {name: value for name, value in (asked | changes).items() if value is not None}
        return f"/geld/cijfers{page}?{urlencode(kept)}"

    def lines(self, first: date | None, last: date | None, **wish: int | str | None) -> str:
        """Where the lines behind a figure are; of this fund and activity when one is chosen."""
        whole_year = last and (date(last.year, 1, 1), date(last.year, 12, 31))
        days: dict[str, object] = {"van": first, "tot": last}
        if last and (first, last) == whole_year:
            days = {"jaar": last.year}
        asked = {"bron": self.fund_id, "activiteit": self.activity_id} | wish | days
        kept = {name: value for name, value in asked.items() if value is not None}
        return f"/geld/boek?{urlencode(kept)}"

    def _months(self) -> tuple[int, int]:
        if self.stretch in QUARTERS:
            number = QUARTERS[self.stretch]
            return number * 3 - 2, number * 3
        if self.stretch in MONTHS:
            return MONTHS[self.stretch], MONTHS[self.stretch]
        return 1, 12


def chosen(*, with_activity: bool = False) -> Chosen:
    """What the address asks for; 404 for what can't be."""
    funds = {fund.id: fund.name for fund in queries.funds()}
    done_for = {each.id: each.name for each in activities()} if with_activity else {}
    fund_id, activity_id = number_argument("bron"), number_argument("activiteit")
    activity_id = activity_id if with_activity else None
    stretch = request.args.get("deel") or WHOLE_YEAR
    known = {WHOLE_YEAR, *QUARTERS, *MONTHS}
    if fund_id not in (None, *funds) or activity_id not in (None, *done_for):
        gone()
    if stretch not in known:
        gone()
    return Chosen(
        year=asked_year(),
        stretch=stretch,
        fund_id=fund_id,
        activity_id=activity_id,
        fund=funds.get(fund_id or 0, ""),
        activity=done_for.get(activity_id or 0, ""),
    )


def asked_year() -> int:
    """The year in the address, else this one."""
    year = number_argument("jaar")
    if year is None:
        return clock.today().year
    if not MINYEAR < year <= MAXYEAR:
        gone()
    return year


def years() -> list[int]:
    """The years of the book, newest first, this one among them."""
    this_year = clock.today().year
    first, last = queries.years_booked() or (this_year, this_year)
    return sorted({*range(first, last + 1), this_year}, reverse=True)
