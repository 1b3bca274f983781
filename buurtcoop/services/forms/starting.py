"""Starting something new: what it is called, where, for what price, and who asked for it."""

from collections.abc import Sequence
from typing import Any, Self

from buurtcoop.coop.models import Activity
from buurtcoop.core.money import NOTHING
from buurtcoop.core.words import N_
from buurtcoop.services.forms.catalogue import (
    FIVE_YEARS_IN_DAYS,
    OWNER,
    activity_field,
    decided_by,
    first_day_field,
    name_field,
    place_field,
    price_field,
    summary_field,
)
from buurtcoop.services.packs import RulePack
from buurtcoop.services.queries.wishes import WishSeen
from buurtcoop.services.rules import in_short
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import _


class StartForm(BaseForm):
    """What a pack does not know."""

    wish = fields.picked(
        N_("Van welke wens komt dit?"),
        hint=N_("Wie dit wenste of steunde, krijgt bericht als het open is."),
        why=N_("Aanbod begint bij wat buren vragen."),
        owner=OWNER,
        optional=True,
    )
    asked_by = fields.line(
        N_("Of wie vroeg erom?"),
        hint=N_("Bijvoorbeeld: bewoners van de Wilgenlaan. Een wens gekozen? Laat het leeg."),
        why=N_("Later weten we waarom we dit begonnen."),
        owner=OWNER,
        optional=True,
        longest=120,
    )
    name = name_field()
    summary = summary_field()
    place = place_field()
    price = price_field()
    price_decided_by = decided_by()
    activity_id = activity_field()
    starts_on = first_day_field()
    trial_ends_on = fields.day(
        N_("Wilt u het eerst proberen? Tot welke dag?"),
        hint=N_("Geen proef? Laat het vak leeg."),
        why=N_("Op die dag kijkt u terug. Stoppen is dan even goed als doorgaan."),
        owner=OWNER,
        optional=True,
        checks=(ranges.ahead(FIVE_YEARS_IN_DAYS),),
    )
    trial_question = fields.line(
        N_("Wat wilt u dan weten?"),
        hint=N_("1 vraag die u op die dag kunt beantwoorden."),
        why=N_("Zonder vraag weet u achteraf niet of het lukte."),
        owner=OWNER,
        optional=True,
    )

    @classmethod
    def about(
        cls,
        pack: RulePack,
        activities: Sequence[Activity],
        wishes: Sequence[WishSeen],
        chosen: WishSeen | None,
    ) -> Self:
        """The form with what the pack suggests, and the wish somebody came from."""
        form = cls.sent(
            name=pack.name,
            summary=pack.summary,
            place=pack.place,
            price=pack.columns()["price"] or None,
            wish=str(chosen.id) if chosen else "",
            trial_question=pack.trial_question,
            activity_id=next((str(each.id) for each in activities if each.code == pack.code), ""),
        )
        listed = {wish.id: wish for wish in ([chosen] if chosen else []) + list(wishes)}
        form.wish.choices = [
            ("", _(N_("Geen wens van de lijst"))),
            *((str(wish.id), in_short(wish.words)) for wish in listed.values()),
        ]
        form.activity_id.choices = [
            ("", _(N_("Kies een activiteit"))),
            *((str(each.id), each.name) for each in activities),
        ]
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every answer has the right shape, and somebody asked for it."""
        right = bool(super().validate(extra_validators))
        if not (self.wish.data or self.asked_by.data or self.wish.errors):
            right = self._wrong_together(
                self.asked_by, _(N_("Kies een wens, of schrijf op wie erom vroeg."))
            )
        if self.trial_ends_on.data and not self.trial_question.data:
            right = self._wrong_together(
                self.trial_question, _(N_("Schrijf op wat u met deze proef wilt weten."))
            )
        return right

    @staticmethod
    def _wrong_together(field: Any, sentence: str) -> bool:
        field.errors = [*field.errors, sentence]
        return False

    @property
    def wish_id(self) -> int | None:
        """The wish that becomes this."""
        return int(self.wish.data) if self.wish.data else None

    def facts(self) -> dict[str, Any]:
        """What was filled in, as the operations take it."""
        plain = ("name", "summary", "place", "price_decided_by", "starts_on")
        return {
            **{name: self[name].data for name in plain},
            "asked_by": self.asked_by.data or "",
            "price": self.price.data or NOTHING,
            "activity_id": int(self.activity_id.data),
        }
