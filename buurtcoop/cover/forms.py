"""The forms of cover: how many are asked, and with whom one swaps."""

from collections.abc import Sequence
from typing import Self

from buurtcoop.core import words
from buurtcoop.core.words import N_
from buurtcoop.cover.rules import MOST_AT_ONCE
from buurtcoop.cover.seen import Place
from buurtcoop.web import fields
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import language

OWNER = "coordinator"
LONGEST_WORDS = 300


class AskForm(BaseForm):
    """How many members are asked, and what is said to them."""

    number = fields.picked(
        N_("Hoeveel mensen vragen we?"),
        [(str(number), str(number)) for number in range(1, MOST_AT_ONCE + 1)],
        hint=N_("We beginnen bij wie het langst niet is gevraagd."),
        why=N_("Zo vragen we niet steeds dezelfde mensen."),
        owner=OWNER,
    )
    words = fields.text(
        N_("Wilt u er iets bij zeggen?"),
        hint=N_("Dit staat in de mail."),
        why=N_("Een paar eigen woorden helpen vaak."),
        owner=OWNER,
        optional=True,
        longest=LONGEST_WORDS,
    )

    @property
    def many(self) -> int:
        """How many are asked."""
        return int(self.number.data)


class SwapForm(BaseForm):
    """Which place of another member one would like instead."""

    notes: dict[str, str]

    place = fields.one_of(
        N_("Welke dag neemt u over?"),
        [],
        hint=N_("De ander moet ook ja zeggen."),
        why=N_("Tot die tijd blijft alles zoals het is."),
        owner=OWNER,
    )

    @classmethod
    def among(cls, places: Sequence[Place]) -> Self:
        """The form for one of these places."""
        form = cls.sent()
        form.place.choices = [
            (str(each.claim_id), words.when(each.starts_at, language())) for each in places
        ]
        form.notes = {
            str(each.claim_id): f"{each.name}, {each.role}" if each.role else each.name
            for each in places
        }
        return form

    @property
    def claim_id(self) -> int:
        """The promise that was chosen."""
        return int(self.place.data)
