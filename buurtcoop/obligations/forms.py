"""The forms of the duty, of being free, of asking and giving, and of what was said."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Self

from buurtcoop.core import clock, words
from buurtcoop.core.words import N_
from buurtcoop.obligations.models import DutyStep, ExemptionKind, HourAsk, MemberDuty, StepKind
from buurtcoop.obligations.operations import Next
from buurtcoop.obligations.rules import AHEAD_MONTHS, month_of, months_later
from buurtcoop.people.models import Person
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy, _, language

OWNER = "coordinator"
YEAR_IN_DAYS = 400
LEAST, MOST = 15, 1200
GIFTS = (30, 60, 90, 120, 180, 240)
NOW, AFTER = "now", "after"
DONE, TALK, PAUSE = "done", "talk", "pause"


class DutyForm(BaseForm):
    """A duty from the first of a month on."""

    minutes = fields.count(
        N_("Hoeveel minuten per maand?"),
        hint=N_("2 uur is 120 minuten."),
        why=N_("Elk lid ziet dit op de eigen pagina."),
        owner=OWNER,
        checks=(ranges.between(LEAST, MOST),),
    )
    month = fields.picked(
        N_("Vanaf welke maand?"),
        hint=N_("Alle leden krijgen er nu bericht over."),
        why=N_("Een maand vraagt altijd 1 ding, van begin tot eind."),
        owner=OWNER,
    )
    article = fields.line(
        N_("Welk artikel van de statuten?"),
        hint=N_("Bijvoorbeeld: artikel 7, lid 2."),
        why=N_("Zonder artikel in de statuten mag u dit niet vragen."),
        owner=OWNER,
        longest=60,
    )
    helping = fields.line(
        N_("Wat telt als meehelpen?"),
        hint=N_("Bijvoorbeeld: alles uit het rooster, behalve uren met kinderen."),
        why=N_("Dan weet elk lid wat meetelt."),
        owner=OWNER,
    )
    decided_by = fields.line(
        N_("Wie besliste dit, en wanneer?"),
        hint=N_("Bijvoorbeeld: de ledenvergadering van 3 maart 2027."),
        why=N_("Leden kunnen zo zien waar het vandaan komt."),
        owner=OWNER,
    )

    @classmethod
    def after(cls, running: MemberDuty | None) -> Self:
        """The form, with the words of what runs now."""
        known: dict[str, Any] = {}
        if running is not None:
            names = ("minutes", "article", "helping", "decided_by")
            known = {name: getattr(running, name) for name in names}
        form = cls.sent(**known)
        first = month_of(clock.today())
        months = [months_later(first, number) for number in range(1, AHEAD_MONTHS + 1)]
        form.month.choices = _choices(months)
        return form

    def facts(self) -> dict[str, Any]:
        """What was filled in, as the operation takes it."""
        return {
            "minutes": self.minutes.data,
            "month": date.fromisoformat(self.month.data),
            "article": self.article.data,
            "helping": self.helping.data,
            "decided_by": self.decided_by.data,
        }


class StopForm(BaseForm):
    """From when nothing is asked any more."""

    when = fields.one_of(
        N_("Wanneer stopt het?"),
        [(AFTER, Lazy(N_("Na deze maand"))), (NOW, Lazy(N_("Nu: deze maand telt niet meer")))],
        why=N_("Maanden die voorbij zijn, blijven zoals ze waren."),
        owner=OWNER,
    )


class FreeForm(BaseForm):
    """Somebody is free, by own word."""

    kind = fields.one_of(
        N_("Wat past het best?"),
        [
            (ExemptionKind.PAUSE, Lazy(N_("Een pauze: een paar maanden even niet"))),
            (ExemptionKind.EXEMPT, Lazy(N_("Vrij: nu vragen we niets"))),
        ],
        hint=N_("Meehelpen mag altijd, ook in een pauze."),
        why=N_("Niemand hoeft dit goed te keuren."),
        owner=OWNER,
    )
    starts_on = fields.day(
        N_("Vanaf welke dag?"),
        hint=N_("De hele maand van die dag telt."),
        why=N_("In die maanden vragen we niets."),
        owner=OWNER,
        checks=(ranges.near(YEAR_IN_DAYS),),
    )
    ends_on = fields.day(
        N_("Tot en met welke dag?"),
        hint=N_("Bij vrij mag dit leeg blijven: dan tot u het zegt."),
        why=N_("Daarna tellen de maanden weer mee."),
        owner=OWNER,
        optional=True,
        checks=(ranges.near(3 * YEAR_IN_DAYS),),
    )
    reason = fields.text(
        N_("Wilt u zeggen waarom?"),
        hint=N_("U hoeft geen reden te geven. Een ziekte hoeft u niet te noemen."),
        why=N_("Soms kunnen we helpen. Alleen de coördinator en de vervanger lezen dit."),
        owner=OWNER,
        optional=True,
        longest=500,
    )

    def facts(self) -> dict[str, Any]:
        """What was filled in, as the operation takes it."""
        return {
            "kind": ExemptionKind(self.kind.data),
            "starts_on": self.starts_on.data,
            "ends_on": self.ends_on.data,
            "reason": self.reason.data or "",
        }


class AskForm(BaseForm):
    """I would like to get time."""

    month = fields.picked(
        N_("Voor welke maand?"),
        why=N_("Tijd telt in 1 maand."),
        owner=OWNER,
    )
    named = fields.yes(
        N_("Wie wil geven, mag mijn voornaam lezen."),
        hint=N_("Anders staat er: een buur."),
        why=N_("Dit is uw keuze. Beide is goed."),
        owner=OWNER,
        optional=True,
    )

    @classmethod
    def among(cls, months: Sequence[date], *, fresh: bool = False) -> Self:
        """The form for one of these months."""
        form = cls.fresh() if fresh else cls.sent()
        form.month.choices = _choices(months)
        return form

    @property
    def chosen(self) -> date:
        """The first day of the month."""
        return date.fromisoformat(self.month.data)


class GiveForm(BaseForm):
    """Time for a neighbour who asked."""

    ask = fields.one_of(
        N_("Aan wie geeft u tijd?"),
        [],
        hint=N_("Wie het eerst vroeg, staat bovenaan."),
        why=N_("Deze buren vroegen erom."),
        owner=OWNER,
    )
    minutes = fields.picked(
        N_("Hoeveel tijd?"),
        [],
        why=N_("U kunt geven wat u die maand zelf hielp."),
        owner=OWNER,
    )
    named = fields.yes(
        N_("Die buur mag mijn voornaam lezen."),
        hint=N_("Anders staat er: een buur."),
        why=N_("Dit is uw keuze. Beide is goed."),
        owner=OWNER,
        optional=True,
    )

    @classmethod
    def among(cls, asks: Sequence[HourAsk], most: int) -> Self:
        """The form to give at most so many minutes to one of these."""
        form = cls.sent()
        form.ask.choices = [(str(each.id), _asker(each)) for each in asks]
        fitting = [each for each in GIFTS if each <= most]
        form.minutes.choices = [(str(each), words.lasting(each, language())) for each in fitting]
        return form


class StepForm(BaseForm):
    """What was said, in short, and what comes next."""

    note = fields.text(
        N_("Wat is er gezegd?"),
        hint=N_("Kort. Geen ziekte en geen oordeel."),
        why=N_("Dan hoeft niemand het nog eens te vragen. Na 30 dagen wissen we dit."),
        owner=OWNER,
        longest=500,
    )
    onward = fields.one_of(
        N_("Wat hebt u samen gekozen?"),
        [],
        why=N_("Er is altijd 1 volgende stap, of het is klaar."),
        owner=OWNER,
    )
    pause_until = fields.day(
        N_("Tot en met welke dag duurt de pauze?"),
        hint=N_("Alleen als u samen een pauze koos."),
        why=N_("Tot die dag vragen we niets."),
        owner=OWNER,
        optional=True,
        checks=(ranges.ahead(YEAR_IN_DAYS),),
    )

    @classmethod
    def about(cls, step: DutyStep) -> Self:
        """The form for this step."""
        form = cls.sent()
        choices = [(DONE, _(N_("Het is goed zo")))]
        if step.kind is StepKind.CALL:
            choices.append((TALK, _(N_("We praten nog een keer, rustig"))))
        if step.kind is StepKind.TALK:
            choices.append((PAUSE, _(N_("Een pauze"))))
        else:
            del form.pause_until
        form.onward.choices = choices
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every answer has the right shape; a pause has a last day."""
        if not super().validate(extra_validators):
            return False
        if self.onward.data == PAUSE and not self.pause_until.data:
            self.pause_until.errors = [_(N_("Vul bij een pauze ook de laatste dag in."))]
            return False
        return True

    @property
    def agreed(self) -> Next:
        """What comes next, as the operation takes it."""
        if self.onward.data == PAUSE:
            return Next(pause_until=self.pause_until.data)
        return Next(talk=self.onward.data == TALK)


class OwnerForm(BaseForm):
    """Somebody else of us does it."""

    owner = fields.picked(
        N_("Wie doet dit?"),
        why=N_("Elke stap heeft iemand die hem doet."),
        owner=OWNER,
    )

    @classmethod
    def among(cls, people: Sequence[Person], *, fresh: bool = False) -> Self:
        """The form to choose one of these."""
        form = cls.fresh() if fresh else cls.sent()
        form.owner.choices = [(str(person.id), person.full_name) for person in people]
        return form


def _choices(months: Sequence[date]) -> list[tuple[str, str]]:
    return [(each.isoformat(), words.month_year(each, language())) for each in months]


def _asker(ask: HourAsk) -> str:
    who = ask.person.call_name if ask.named else _(N_("Een buur"))
    return f"{who}, {words.month_year(ask.month, language())}"
