"""The terms of an agreement as somebody writes them down, and which of them clash."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from buurtcoop.core.money import WHOLE, Money
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_
from buurtcoop.funding.settlement import (
    Category,
    Contradiction,
    InKind,
    Mode,
    OwnPart,
    Performance,
    Terms,
    contradictions_in,
)

# Who changes an agreement, puts something on it, pays a tranche or hands in waits for who does:
# on PostgreSQL a turn to the end of the transaction. The triggers wait for the same.
AGREEMENT_TURN = 6001


class UnitsUnused(Contradiction):
    """A number of units, and a mode that pays for none."""

    between = ("mode", "performance")
    sentence = N_("Een aantal hoort bij een afspraak over wat u doet. Kies 1 van de 2.")


class ReserveUnused(Contradiction):
    """Something is in a reserve, and nothing may stay in one."""

    between = ("reserve_points", "reserve_begins")
    sentence = N_("Er zit al geld in een reserve, maar er mag geen reserve zijn. Kies 1 van de 2.")


class AccountTwice(Contradiction):
    """Costs of one account are of two kinds."""

    between = ("categories", "categories.accounts")
    sentence = N_("%(account)s staat bij %(first)s en bij %(second)s. Kies 1 van de 2.")


class ThresholdsCross(Contradiction):
    """What is determined at once is more than what an auditor looks at."""

    between = ("at_once_up_to", "auditor_from")
    sentence = N_(
        "Tot %(at_once)s vragen ze geen verslag. Maar vanaf %(auditor)s kijkt een accountant. "
        "Welke van de 2 klopt niet?"
    )


class TermsSame(Refusal):
    """A new version that says what the one before says."""

    sentence = N_("Er is niets veranderd. Pas eerst iets aan.")


@dataclass(frozen=True, kw_only=True)
class CategoryDraft:
    """A kind of cost in the letter: codes of the accounts, cents and basis points at most."""

    name: str
    accounts: tuple[str, ...] = ()
    most: Money | None = None
    most_points: int | None = None


@dataclass(frozen=True, kw_only=True)
class TermsDraft:
    """The terms of an agreement without its amount and days; see `settlement.Terms`.

    share_points, own_part, in_kind, no_profit, public_most_points, performance, per_household and
    reserve_points are what they are there.
    reserve_begins    cents in the egalisation reserve at the beginning; None: what the settlement
                      of the source before this one left in it
    activities        whose costs count, by number; none named means that those of all do
    public_money      whether this is money of a public body
    unit_words        what is counted, such as meal evenings; unit_goal_number is the goal for it
    programme_counts  whether costs claimed on others of its programme count here too
    at_once_up_to, auditor_from  cents: up to this no report, from this an auditor
    decision_weeks    weeks they take to decide on a report
    not_promised      what we do not promise, in our words
    """

    mode: Mode
    share_points: int = 0
    categories: tuple[CategoryDraft, ...] = ()
    activities: tuple[int, ...] = ()
    vat_counts: bool = True
    own_part: OwnPart | None = None
    in_kind: InKind | None = None
    no_profit: bool = True
    public_money: bool = False
    public_most_points: int | None = None
    performance: Performance | None = None
    unit_words: str = ""
    unit_goal_number: int | None = None
    per_household: Money | None = None
    reserve_points: int | None = None
    reserve_begins: Money | None = None
    programme_counts: bool = False
    at_once_up_to: Money | None = None
    auditor_from: Money | None = None
    decision_weeks: int | None = None
    not_promised: str = ""

    def in_order(self) -> "TermsDraft":
        """The same terms, so that two that say the same are equal."""
        return replace(
            self,
            categories=tuple(
                replace(each, accounts=tuple(sorted(each.accounts))) for each in self.categories
            ),
            activities=tuple(sorted(self.activities)),
        )

    def valued(self, maximum: Money, first_day: date, last_day: date) -> Terms:
        """The terms as the settlement reckons with them. Raises ValueError as `Terms` does."""
        return Terms(
            mode=self.mode,
            maximum=maximum,
            first_day=first_day,
            last_day=last_day,
            share_points=self.share_points,
            categories=tuple(
                Category(name=each.name, most=each.most, most_points=each.most_points)
                for each in self.categories
            ),
            vat_counts=self.vat_counts,
            own_part=self.own_part,
            in_kind=self.in_kind,
            no_profit=self.no_profit,
            public_most_points=self.public_most_points,
            performance=self.performance,
            per_household=self.per_household,
            reserve_points=self.reserve_points,
        )


def clashes_in(
    draft: TermsDraft, maximum: Money, first_day: date, last_day: date
) -> list[Contradiction]:
    """Every two terms that can't both hold, under this amount and these days."""
    found = contradictions_in(draft.valued(maximum, first_day, last_day))
    if draft.performance is not None and draft.mode is not Mode.PERFORMANCE:
        found.append(UnitsUnused())
    if draft.reserve_begins is not None and draft.reserve_points is None:
        found.append(ReserveUnused())
    if draft.at_once_up_to and draft.auditor_from and draft.at_once_up_to > draft.auditor_from:
        found.append(ThresholdsCross(at_once=draft.at_once_up_to, auditor=draft.auditor_from))
    return [*found, *_accounts_twice(draft)]


def _accounts_twice(draft: TermsDraft) -> list[Contradiction]:
    told = Counter(code for each in draft.categories for code in each.accounts)
    twice = sorted(code for code, times in told.items() if times > 1)
    found: list[Contradiction] = []
    for code in twice:
        names = [each.name for each in draft.categories if code in each.accounts]
        first, second = names[0], names[-1]
        found.append(AccountTwice(account=code, first=first, second=second))
    return found


def points_of(percent: str) -> int | None:
    """Basis points of a percentage as people write it: 60, 12,5 or 12.50; None when unclear."""
    whole, _comma, behind = percent.replace("%", "").strip().replace(".", ",").partition(",")
    written = whole.isascii() and whole.isdigit() and len(whole) <= len(str(WHOLE))
    if not written or len(behind) > 2 or (behind and not (behind.isascii() and behind.isdigit())):
        return None
    points = int(whole) * 100 + int(behind.ljust(2, "0"))
    return points if points <= WHOLE else None
