"""What the pages of the bank say in words: why something is suggested, why money came back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from buurtcoop.audit.operations import reading
from buurtcoop.bank.forms import AcceptForm
from buurtcoop.bank.matching import Part, Suggestion, Why, suggest
from buurtcoop.bank.models import BankAccount, BankLine
from buurtcoop.bank.queries import OpenLine, known_for, people_named
from buurtcoop.coop.queries import activities
from buurtcoop.core.words import N_
from buurtcoop.funding.queries import open_tranches, sources_to_book
from buurtcoop.ledger.queries import accounts
from buurtcoop.web.pages import _, viewer

WHY_READ = N_("Iemand zocht op bij welke boeking een bedrag van de bank hoort.")
WHY_SUGGESTED = {
    Why.RETURNED: N_("Dit bedrag kwam terug. We zetten er hetzelfde tegenover."),
    Why.IN_BOOK: N_("Dit bedrag staat al in het boek."),
    Why.TRANCHE: N_("Dit lijkt een deel van een afspraak dat nog moest komen."),
    Why.REFERENCE: N_("Het kenmerk van de toezegging staat erbij."),
    Why.RULE: N_("Zo boekt u deze rekening altijd."),
    Why.BEFORE: N_("De vorige keer was het hetzelfde bedrag. U boekte het zo."),
    Why.OWN_ACCOUNT: N_("De andere rekening is ook van ons. Het geld is onderweg."),
    Why.BANK_COSTS: N_("Dit lijken kosten van de bank."),
}
# Reasons of a bank by their code (ISO 20022, ExternalReturnReason); others say nothing to people.
REASONS = {
    "AM04": N_("er was die dag te weinig geld op de rekening"),
    "AC01": N_("het rekeningnummer klopt niet of de rekening is dicht"),
    "AC04": N_("het rekeningnummer klopt niet of de rekening is dicht"),
    "MD01": N_("de bank kent de machtiging niet"),
}
NO_REASON = N_("de bank zei niet waarom")


@dataclass(frozen=True)
class Names:
    """How sources, accounts, activities and parts of agreements are called."""

    sources: dict[int, str]
    accounts: dict[str, str]
    activities: dict[int, str]
    tranches: dict[int, str]

    @classmethod
    def read(cls) -> "Names":
        """All of them, in four statements."""
        return cls(
            {source.id: source.name for source in sources_to_book()},
            {account.code: account.name for account in accounts()},
            {activity.id: activity.name for activity in activities()},
            {each.id: _("deel %(number)s", number=each.number) for each in open_tranches()},
        )

    def of(self, part: Part) -> str:
        """Huur · Gemeente Waterveen · Samen eten."""
        said = [
            self.accounts.get(part.account, ""),
            self.sources.get(part.source_id or 0, ""),
            self.activities.get(part.activity_id or 0, ""),
            self.tranches.get(part.tranche_id or 0, ""),
        ]
        return " · ".join(word for word in said if word)


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A suggestion as a page shows it, with the form of its one press when that is enough."""

    suggestion: Suggestion
    why: str
    parts: Sequence[tuple[str, Part]]
    form: AcceptForm | None


def title_of(line: BankLine) -> str:
    """Who is on the other side, else what was written with it."""
    return line.counterparty or line.words[:60] or _("Zonder naam")


def reason_of(line: BankLine) -> str:
    """Why it came back, in words; empty when it is no return."""
    if not line.return_reason:
        return ""
    return _(REASONS.get(line.return_reason, NO_REASON))


def suggestions(lines: Sequence[OpenLine]) -> dict[int, Suggestion]:
    """{movement: the best suggestion for what is open of it}, account by account."""
    by_account: dict[BankAccount, list[OpenLine]] = {}
    for each in lines:
        if each.amount:
            by_account.setdefault(each.line.bank_account, []).append(each)
    found = {}
    for account, of_account in by_account.items():
        known = known_for(account, [each.seen for each in of_account])
        for each in of_account:
            suggestion = suggest(each.seen, known)
            if suggestion is not None:
                found[each.line.id] = suggestion
    return found


def offered(suggestion: Suggestion, names: Names, *, may_change: bool) -> Offered:
    """A suggestion in words, with its press for who may."""
    form = None
    if may_change and suggestion.complete:
        form = AcceptForm.fresh(shown=mark_of(suggestion))
    return Offered(
        suggestion=suggestion,
        why=_(WHY_SUGGESTED[suggestion.why]),
        parts=[(names.of(part), part) for part in suggestion.parts],
        form=form,
    )


def mark_of(suggestion: Suggestion) -> str:
    """Which suggestion this is: another one has another mark."""
    return sha256(repr(suggestion).encode()).hexdigest()[:24]


def log_reading(lines: Iterable[BankLine]) -> None:
    """Write down whose name may stand on this page, before it is made."""
    reading(viewer(), WHY_READ, people_named(line.counterparty for line in lines))
