"""Where a round and an order may stand, the moves between, the terms, and how this room says no."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from buurtcoop.core import clock
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_

# Who may see rounds; who may join one; who runs any of them. The lead of a round runs that one.
READ = "purchases.read"
ORDER = "purchases.order"
CHANGE = "purchases.change"

PURCHASES = "/samen-kopen"
TAKEN_SLUGS = frozenset({"nieuw"})
# A round says at order_by; who may still want to is reminded this long before.
TOLD_WITHIN = timedelta(days=14)
REMINDED_BEFORE = timedelta(days=3)
INSPECTED_WITHIN = timedelta(days=14)
TURN_PLANNED_BEFORE = timedelta(days=90)
TURN_REMINDED_BEFORE = timedelta(days=14)
MOST_UNITS = 1_000
# Who changed an order when it was no person of ours: the round itself went on.
SOMEBODY = N_("Iemand")
# Why an order lapsed while the round went on.
LEFT = N_("Deze persoon is geen lid meer.")
NOT_AGREED = N_("Er kwam geen ja op de nieuwe offerte.")
# What did not become a contract goes a year after the round was fixed or ended.
KEPT = timedelta(days=365)


class RoundState(StrEnum):
    """Where a round stands."""

    INTEREST = "interest"
    QUOTES = "quotes"
    ORDERING = "ordering"
    FIXED = "fixed"
    IN_USE = "in_use"
    ENDED = "ended"


class OrderState(StrEnum):
    """Where an order stands; the first three are live."""

    PLACED = "placed"
    ASKED_AGAIN = "asked_again"
    FIXED = "fixed"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    RETURNED = "returned"
    RELEASED = "released"


class Because(StrEnum):
    """Why a round ended without cost."""

    TOO_FEW = "too_few"
    SUPPLIER = "supplier"
    STOPPED = "stopped"


# The trigger `group_purchase_moves` says the same.
MOVES: dict[RoundState, frozenset[RoundState]] = {
    RoundState.INTEREST: frozenset({RoundState.QUOTES, RoundState.ENDED}),
    RoundState.QUOTES: frozenset({RoundState.ORDERING, RoundState.ENDED}),
    RoundState.ORDERING: frozenset({RoundState.QUOTES, RoundState.FIXED, RoundState.ENDED}),
    RoundState.FIXED: frozenset({RoundState.QUOTES, RoundState.IN_USE, RoundState.ENDED}),
    RoundState.IN_USE: frozenset(),
    RoundState.ENDED: frozenset(),
}
# Nothing is owed yet, so a member may still go.
FREE = (OrderState.PLACED, OrderState.ASKED_AGAIN)
LIVE = (*FREE, OrderState.FIXED)
# There was a contract: units and price stay as they were.
PRICED = (OrderState.FIXED, OrderState.RETURNED, OrderState.RELEASED)
# Rounds in which somebody may still say how much they would want.
WISHING = (RoundState.INTEREST, RoundState.QUOTES)
RUNNING = (*WISHING, RoundState.ORDERING)


@dataclass(frozen=True)
class Threshold:
    """How many a round needs: units, households, or both."""

    units: int | None
    households: int | None

    def reached(self, units: int, households: int) -> bool:
        """Whether so many units of so many households are enough; never without any."""
        return units >= (self.units or 1) and households >= (self.households or 1)


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """A binding yes: the name as the member typed it, under these words."""

    name: str
    text: str


def may_order_on(day: date, order_by: date | None) -> bool:
    """Whether a member may order, change or go on this day; the last day counts too."""
    return order_by is not None and day <= order_by


def opened_late(opened_at: datetime | None, last_day: date) -> bool:
    """Whether ordering opened so shortly before its last day that who heard needs no reminder."""
    return opened_at is None or clock.local(opened_at).date() >= last_day - REMINDED_BEFORE


def told_until(now: datetime) -> datetime:
    """Until when something that happened now is worth telling."""
    return now + TOLD_WITHIN


def turn_told_until(due_on: date, now: datetime) -> datetime:
    """Until when somebody is told of a turn: its last day, or a while when that is past."""
    return max(clock.start_of(due_on + timedelta(days=1)), told_until(now))


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def next_turn_on(first_on: date, today: date) -> date:
    """The first yearly due day that is today or later."""
    years = max(0, today.year - first_on.year)
    due = years_after(first_on, years)
    return due if due >= today else years_after(first_on, years + 1)


class NotYourRound(Refusal):
    """Only who leads this round, or the coordinator, does this."""

    sentence = N_("Dit doet wie deze ronde leidt, of de coördinator.")


class NotForOthers(Refusal):
    """Somebody acts for another member."""

    sentence = N_("Dit kan iemand alleen zelf doen. U kunt wel met die persoon praten.")


class MembersOnly(Refusal):
    """This person is no member today."""

    sentence = N_("Samen kopen is voor leden. Bent u nog geen lid? Dan kunt u het worden.")


class AddressMissing(Refusal):
    """An order is of a household, and we know none."""

    sentence = N_("We weten uw adres nog niet. Zet het bij uw gegevens. Daarna kunt u bestellen.")


class RoundElsewhere(Refusal):
    """The round does not stand where this could be done."""

    sentence = N_("Deze ronde is intussen verder. Kijk wat er nu kan.")


class RoundExists(Refusal):
    """Another round has this name."""

    sentence = N_("Er is al een ronde met deze naam. Kies een andere naam.")


class RoundChanged(Refusal):
    """Somebody else changed the words of the round since they were shown."""

    sentence = N_("Iemand anders heeft deze ronde net ook veranderd. Kijk wat er nu staat.")


class TermsStand(Refusal):
    """Members said yes to this threshold and this deposit."""

    sentence = N_("Leden bestellen al met deze drempel en aanbetaling. Die blijven zoals ze zijn.")


class DepositStands(Refusal):
    """There was a contract with this deposit, and its prices are counted again from it."""

    sentence = N_("Er is al gekocht met deze aanbetaling. Die blijft zoals die is.")


class ThresholdMissing(Refusal):
    """Without a number nobody knows when it goes ahead."""

    sentence = N_("Vul in hoeveel er nodig zijn: een aantal, huishoudens of allebei.")


class UnitsWrong(Refusal):
    """Fewer than one, or more than anybody needs."""

    sentence = N_("Kies een aantal van 1 tot en met %(num)s.")


class NoQuote(Refusal):
    """Without a quote that stands nobody can choose or order."""

    sentence = N_("Er is nog geen offerte. Zet er eerst een in de lijst.")


class QuoteGone(Refusal):
    """The supplier took this quote back, or another is chosen."""

    sentence = N_("Deze offerte geldt niet meer. Kijk wat er nu staat.")


class QuoteOver(Refusal):
    """The quote does not hold until the last day to order."""

    sentence = N_("Deze offerte geldt tot en met %(day)s. Kies een eerdere laatste dag.")


class QuoteExpired(Refusal):
    """The supplier may not keep this price any more."""

    sentence = N_(
        "Deze offerte gold tot en met %(day)s. Vraag de leverancier of de prijs nog klopt."
    )


class QuoteShorter(Refusal):
    """A supplier may let a quote hold longer, not shorter."""

    sentence = N_("Deze offerte geldt al tot en met %(day)s. Kies een latere dag.")


class DayPast(Refusal):
    """The last day to order lies before today."""

    sentence = N_("Deze dag is al voorbij. Kies een latere dag.")


class DayToCome(Refusal):
    """Somebody says that something was done on a day that is still to come."""

    sentence = N_("Deze dag moet nog komen. Kies vandaag of een eerdere dag.")


class OrderingOver(Refusal):
    """The last day to order is past."""

    sentence = N_("Bestellen kon tot en met %(day)s. Bel ons als u vragen hebt.")


class StillFree(Refusal):
    """Members read that they can change or stop until the last day, so nothing is fixed before."""

    sentence = N_(
        "Leden mogen nog veranderen of stoppen tot en met %(day)s. Daarna kunt u alles vastzetten."
    )


class HouseholdOrdered(Refusal):
    """Somebody at this address has an order in this round."""

    sentence = N_("Op uw adres staat al een bestelling. Die kunt u samen veranderen.")


class OrderedBefore(Refusal):
    """This person has an order in this round, at an address from before."""

    sentence = N_("U hebt al een bestelling, voor een ander adres. Stop die eerst.")


class NameMissing(Refusal):
    """A binding yes is a typed name."""

    sentence = N_("Typ uw naam. Zo zegt u ja tegen deze bestelling.")


class EditConflict(Refusal):
    """Somebody else changed this order since it was shown."""

    sentence = N_(
        "%(other_name)s heeft deze bestelling net ook veranderd. "
        "Kijk wat er nu staat en kies opnieuw."
    )


class OrderFixed(Refusal):
    """The threshold was reached, so there is a contract with the supplier."""

    sentence = N_(
        "Deze bestelling staat vast. U hebt een koop met de leverancier. "
        "Bel ons, dan praten we mee."
    )


class OrderEnded(Refusal):
    """The order was cancelled, lapsed or went back."""

    sentence = N_("Deze bestelling is er niet meer. Kijk wat er nu kan.")


class TooFew(Refusal):
    """The threshold is not reached."""

    sentence = N_(
        "De drempel is nog niet gehaald. Nu besteld: %(units)s. Aantal adressen: %(households)s."
    )


class DepositFirst(Refusal):
    """The rest is paid after the deposit."""

    sentence = N_("Zet eerst de dag van de aanbetaling erbij.")


class DeliverFirst(Refusal):
    """What was not delivered can't be inspected."""

    sentence = N_("Zet eerst de dag van de levering erbij.")


class DaysCross(Refusal):
    """Nobody can look at what did not come yet."""

    sentence = N_("Nakijken kan pas na de levering. Welke van de 2 dagen klopt niet?")


class NotAllInspected(Refusal):
    """Some order was not delivered, or not found in order."""

    sentence = N_("Nog niet alles is nagekeken en goed. Dat moet eerst.")


class TurnGone(Refusal):
    """The turn was done, declined or taken by somebody else."""

    sentence = N_("Deze beurt is intussen veranderd. Kijk wie er nu aan de beurt is.")


class NoBuyer(Refusal):
    """Only who bought in this round takes a turn."""

    sentence = N_("Deze beurt is voor wie meekocht.")
