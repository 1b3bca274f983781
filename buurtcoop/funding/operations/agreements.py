"""What an agreement says, in versions; what was asked and awarded; who pays for the same work.

Who changes an agreement waits for who does, puts something on it or hands it in.
"""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import in_turn, insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, WHOLE, Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding.models import (
    AgreementTerms,
    CategoryAccount,
    CategoryTerms,
    Certainty,
    CostCategory,
    FundingAgreement,
    TermsActivity,
)
from buurtcoop.funding.queries import activities_of, draft_of, is_settled, terms_of, tranches_of
from buurtcoop.funding.queries.claims import claimed_on
from buurtcoop.funding.rules import (
    AGREEMENT_TURN,
    FIXED,
    CategoryDraft,
    DayToCome,
    FixedBelowClaims,
    PromiseExists,
    Share,
    TermsDraft,
    TermsSame,
    clashes_in,
    no_longer_fit,
    refuse_amount,
)
from buurtcoop.funding.rules.claims import AgreementSettled, ReasonMissing
from buurtcoop.funding.settlement import Mode, OwnRule
from buurtcoop.ledger.queries import accounts_by_code


def take_turn() -> None:
    """Wait for who changes an agreement; SQLite has one writer at a time."""
    in_turn(db(), AGREEMENT_TURN)


def open_agreement(agreement_id: int) -> FundingAgreement:
    """An agreement that may change, and the turn to do it.

    Raises AgreementSettled; LookupError when there is none.
    """
    take_turn()
    found = db().get(FundingAgreement, agreement_id, populate_existing=True)
    if found is None:
        raise LookupError(f"There is no agreement {agreement_id}.")
    if is_settled(agreement_id):
        raise AgreementSettled
    return found


def set_terms(agreement_id: int, terms: TermsDraft, *, reason: str, by: Viewer) -> AgreementTerms:
    """Write down the terms of an agreement: its first version, or the next with why it changed.

    Holds afterwards: versions are 1, 2, 3, and none before it changed. Raises AgreementSettled,
    ReasonMissing for a next version without one, TermsSame when it says what the newest says, the
    first Contradiction in them, FixedBelowClaims when it becomes a fixed amount and more stands on
    it, and LookupError for an account, activity or agreement not there.
    """
    agreement = open_agreement(agreement_id)
    before = terms_of(agreement_id)
    if before is not None:
        _refuse_same(before, terms)
        if not reason.strip():
            raise ReasonMissing
    for clash in clashes_in(terms, agreement.amount, agreement.starts_on, agreement.ends_on):
        raise clash
    _refuse_below_claims(agreement, terms.mode, agreement.amount)
    made = AgreementTerms(
        agreement_id=agreement_id,
        version=before.version + 1 if before else 1,
        reason=reason.strip() if before else "",
        made_by_id=by.person_id,
        made_at=clock.now(),
        **_columns_of(terms),
    )
    db().add(made)
    db().flush()
    _add_categories(made, terms)
    for activity_id in dict.fromkeys(terms.activities):
        db().add(TermsActivity(terms_id=made.id, activity_id=activity_id))
    db().flush()
    record(by, "funding.set_terms", made, made.reason)
    return made


def _refuse_same(before: AgreementTerms, terms: TermsDraft) -> None:
    there = draft_of(before, activities_of([before.id]).get(before.id, []))
    if there.in_order() == terms.in_order():
        raise TermsSame


def _columns_of(terms: TermsDraft) -> dict[str, object]:
    own, hours, performance = terms.own_part, terms.in_kind, terms.performance
    asked = own is not None and own.points > 0
    return {
        "mode": terms.mode,
        "share_points": terms.share_points,
        "vat_counts": terms.vat_counts,
        "own_points": own.points if own else 0,
        "own_rule": own.rule if own and asked else OwnRule.NONE,
        "others_count_as_own": bool(own and asked and own.others_count),
        "hours_count_as_own": bool(own and asked and own.hours_count),
        "in_kind_rate": hours.rate if hours else None,
        "in_kind_most_points": hours.most_points if hours else WHOLE,
        "no_profit": terms.no_profit,
        "public_money": terms.public_money,
        "public_most_points": terms.public_most_points,
        "units_agreed": performance.agreed if performance else 0,
        "unit_words": terms.unit_words,
        "full_from_points": performance.full_from_points if performance else WHOLE,
        "unit_goal_number": terms.unit_goal_number,
        "per_household": terms.per_household,
        "reserve_points": terms.reserve_points,
        "reserve_begins": terms.reserve_begins,
        "programme_counts": terms.programme_counts,
        "at_once_up_to": terms.at_once_up_to,
        "auditor_from": terms.auditor_from,
        "decision_weeks": terms.decision_weeks,
        "not_promised": terms.not_promised,
    }


def _add_categories(made: AgreementTerms, terms: TermsDraft) -> None:
    codes = {code for each in terms.categories for code in each.accounts}
    numbers = {code: each.id for code, each in accounts_by_code(codes).items()}
    for number, each in enumerate(terms.categories, start=1):
        category = CategoryTerms(
            terms_id=made.id,
            category_id=_category_named(made.agreement_id, each.name),
            number=number,
            most=each.most,
            most_points=each.most_points,
        )
        db().add(category)
        db().flush()
        _add_accounts(category, each, numbers)


def _add_accounts(
    category: CategoryTerms, draft: CategoryDraft, numbers: Mapping[str, int]
) -> None:
    for code in draft.accounts:
        db().add(
            CategoryAccount(
                terms_id=category.terms_id,
                category_terms_id=category.id,
                account_id=numbers[code],
            )
        )
    db().flush()


def _category_named(agreement_id: int, name: str) -> int:
    """The kind of cost of this agreement with this name, the same one in every version."""
    made = insert_once(db(), CostCategory, agreement_id=agreement_id, name=name)
    if made is not None:
        return made
    same = select(CostCategory.id).filter_by(agreement_id=agreement_id, name=name)
    return db().scalars(same).one()


def ask(agreement_id: int, amount: Money, *, asked_on: date | None, by: Viewer) -> FundingAgreement:
    """Write down what we asked, and when. Raises AgreementSettled, AmountOutside, DayToCome."""
    refuse_amount(amount, lowest=NOTHING)
    _refuse_to_come(asked_on)
    agreement = open_agreement(agreement_id)
    agreement.asked, agreement.asked_on = amount, asked_on
    db().flush()
    record(by, "funding.ask", agreement, f"{amount} {asked_on or ''}")
    return agreement


def award(
    agreement_id: int, amount: Money, *, awarded_on: date, reference: str, by: Viewer
) -> list[Share]:
    """The letter came: what they give, perhaps less than we asked. Returns parts that do not fit.

    What was asked stays; when nobody wrote that down, it is what we expected until now. The parts
    stay as they are until `share_again`. Raises AgreementSettled, AmountOutside, DayToCome,
    PromiseExists when another agreement of these days has this letter, the first Contradiction of
    the terms with the new amount, and FixedBelowClaims when more stands on a fixed amount.
    """
    refuse_amount(amount, lowest=NOTHING)
    _refuse_to_come(awarded_on)
    agreement = open_agreement(agreement_id)
    refuse_twin(agreement, reference)
    refuse_clash(agreement, amount)
    if agreement.asked is None and agreement.certainty is Certainty.EXPECTED:
        agreement.asked = agreement.amount
    agreement.certainty, agreement.amount = Certainty.AWARDED, amount
    agreement.awarded_on, agreement.reference = awarded_on, reference
    db().flush()
    record(by, "funding.award", agreement, f"{amount} {reference}")
    return no_longer_fit(amount, [each.share for each in tranches_of(agreement_id)])


def tag_programme(agreement_id: int, *, programme: str, rank: int, by: Viewer) -> FundingAgreement:
    """Say which agreements pay for the same work, and whose turn it is; an empty tag takes it off.

    Raises AgreementSettled.
    """
    agreement = open_agreement(agreement_id)
    agreement.programme = programme.strip()
    agreement.rank = rank if agreement.programme else 1
    db().flush()
    record(by, "funding.tag_programme", agreement, f"{agreement.programme} {agreement.rank}")
    return agreement


def refuse_clash(agreement: FundingAgreement, amount: Money) -> None:
    """Raises the first Contradiction of its terms under another amount, FixedBelowClaims."""
    terms = terms_of(agreement.id)
    if terms is None:
        return
    for clash in clashes_in(draft_of(terms), amount, agreement.starts_on, agreement.ends_on):
        raise clash
    _refuse_below_claims(agreement, terms.mode, amount)


def refuse_twin(agreement: FundingAgreement, reference: str) -> None:
    """Raises PromiseExists when another of its source and days has this letter."""
    twin = select(FundingAgreement.id).where(
        FundingAgreement.id != agreement.id,
        FundingAgreement.source_id == agreement.source_id,
        FundingAgreement.starts_on == agreement.starts_on,
        FundingAgreement.ends_on == agreement.ends_on,
        FundingAgreement.reference == reference,
    )
    if db().scalar(twin) is not None:
        raise PromiseExists


def _refuse_below_claims(agreement: FundingAgreement, mode: Mode, amount: Money) -> None:
    if mode not in FIXED:
        return
    claimed = claimed_on(agreement.id)
    if claimed > amount:
        raise FixedBelowClaims(claimed=claimed, over=claimed - amount)


def _refuse_to_come(day: date | None) -> None:
    if day is not None and day > clock.today():
        raise DayToCome
