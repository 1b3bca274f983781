"""The pages of goals, of what both sides promised, and of reports."""

from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.funding.models import Condition, Counts, FundingAgreement, Goal, ReportDate
from buurtcoop.people.models import Person
from tests.pictures.shot import Shot, first


def aims_shots(coordinator: Person) -> list[Shot]:
    """Each page as the coordinator sees it, of last year and this. Needs an open transaction."""
    this_year = clock.today().replace(month=1, day=1)
    by_hand = select(Goal.id).where(Goal.counts == Counts.BY_HAND)
    of_this_year = select(FundingAgreement.id).where(FundingAgreement.starts_on == this_year)
    goal = first(by_hand.where(Goal.agreement_id.in_(of_this_year)).order_by(Goal.id))
    of_goal = first(select(Goal.agreement_id).where(Goal.id == goal))
    open_one = select(Condition.id).where(Condition.agreement_id == of_goal)
    promise = first(open_one.where(Condition.met_on.is_(None)).order_by(Condition.id))
    report = first(select(ReportDate.id).where(ReportDate.agreement_id == of_goal))
    here = f"/geld/afspraken/{of_goal}"
    ended = first(select(Goal.agreement_id).order_by(Goal.id))
    return [
        Shot("goals", f"/geld/afspraken/{ended}/doelen", coordinator),
        Shot("goals-begun", f"{here}/doelen", coordinator),
        Shot("goal-new", f"{here}/doelen/nieuw", coordinator),
        Shot("goal-count", f"{here}/doelen/{goal}/tel", coordinator),
        Shot("goal-end", f"{here}/doelen/{goal}/stop", coordinator),
        Shot("promised", f"{here}/beloofd", coordinator),
        Shot("promised-new", f"{here}/beloofd/nieuw", coordinator),
        Shot("promised-done", f"{here}/beloofd/{promise}/gedaan", coordinator),
        Shot("report-day", f"{here}/beloofd/verslag/{report}/dag", coordinator),
    ]
