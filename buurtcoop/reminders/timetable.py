"""Every automatic message and every timed job: read this to know all of them.

A room lists its rules in `messages.py`, what is due in `reminders.py` and its jobs in `jobs.py`;
here they stand together. Jobs of the night are done once a day, from their hour on; what a
stopped machine missed is done when it runs again.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time

from buurtcoop.access import jobs as access_jobs
from buurtcoop.access import messages as access_messages
from buurtcoop.access import reminders as access_reminders
from buurtcoop.afterwards import jobs as afterwards_jobs
from buurtcoop.afterwards import messages as afterwards_messages
from buurtcoop.afterwards import reminders as afterwards_reminders
from buurtcoop.agreements import jobs as agreements_jobs
from buurtcoop.agreements import messages as agreements_messages
from buurtcoop.agreements import reminders as agreements_reminders
from buurtcoop.attendance import messages as attendance_messages
from buurtcoop.attendance import reminders as attendance_reminders
from buurtcoop.briefing import jobs as briefing_jobs
from buurtcoop.briefing import messages as briefing_messages
from buurtcoop.briefing import reminders as briefing_reminders
from buurtcoop.care import jobs as care_jobs
from buurtcoop.cover import jobs as cover_jobs
from buurtcoop.cover import messages as cover_messages
from buurtcoop.cover import reminders as cover_reminders
from buurtcoop.funding import messages as funding_messages
from buurtcoop.funding import reminders as funding_reminders
from buurtcoop.insight import jobs as insight_jobs
from buurtcoop.ledger import jobs as ledger_jobs
from buurtcoop.members import jobs as members_jobs
from buurtcoop.members import messages as members_messages
from buurtcoop.messaging import jobs as messaging_jobs
from buurtcoop.messaging.rules import Due, Rule
from buurtcoop.obligations import jobs as obligations_jobs
from buurtcoop.obligations import messages as obligations_messages
from buurtcoop.obligations import reminders as obligations_reminders
from buurtcoop.purchases import jobs as purchases_jobs
from buurtcoop.purchases import messages as purchases_messages
from buurtcoop.purchases import reminders as purchases_reminders
from buurtcoop.qualifications import jobs as qualifications_jobs
from buurtcoop.qualifications import messages as qualifications_messages
from buurtcoop.qualifications import reminders as qualifications_reminders
from buurtcoop.reminders import jobs as reminders_jobs
from buurtcoop.services import jobs as services_jobs
from buurtcoop.services import messages as services_messages
from buurtcoop.services import reminders as services_reminders
from buurtcoop.shifts import jobs as shifts_jobs
from buurtcoop.shifts import messages as shifts_messages
from buurtcoop.shifts import reminders as shifts_reminders

NIGHT = time(4, 15)


@dataclass(frozen=True, kw_only=True)
class DueRoom:
    """A room that says things because time passes.

    `by_the_wall`: its moments are those of the clock on the wall, so it rests in the hour in
    which that clock jumps; a room that answers somebody who waits does not.
    """

    name: str
    due: Callable[[datetime], Iterable[Due]]
    by_the_wall: bool = True


@dataclass(frozen=True, kw_only=True)
class Job:
    """Work because time passes. `daily_at`: once a day from this hour on; None: every round."""

    name: str
    run: Callable[[datetime], int]
    daily_at: time | None = NIGHT


@dataclass(frozen=True, kw_only=True)
class Timetable:
    """All that happens by itself."""

    rules: tuple[Rule, ...]
    due: tuple[DueRoom, ...]
    jobs: tuple[Job, ...]

    def rule(self, name: str) -> Rule:
        """The rule of this name. Raises LookupError when no room has it any more."""
        for rule in self.rules:
            if rule.name == name:
                return rule
        raise LookupError(f"no rule is called {name}")

    def may_double(self, name: str) -> bool:
        """Whether a message of this rule may go out twice when it is unsure that it left."""
        return any(rule.name == name and not rule.harm_if_doubled for rule in self.rules)


TIMETABLE = Timetable(
    rules=(
        *access_messages.RULES,
        *members_messages.RULES,
        *qualifications_messages.RULES,
        *agreements_messages.RULES,
        *services_messages.RULES,
        *shifts_messages.RULES,
        *attendance_messages.RULES,
        *afterwards_messages.RULES,
        *briefing_messages.RULES,
        *cover_messages.RULES,
        *purchases_messages.RULES,
        *obligations_messages.RULES,
        *funding_messages.RULES,
    ),
    due=(
        DueRoom(name="access", due=access_reminders.due, by_the_wall=False),
        DueRoom(name="qualifications", due=qualifications_reminders.due),
        DueRoom(name="agreements", due=agreements_reminders.due),
        DueRoom(name="services", due=services_reminders.due),
        DueRoom(name="shifts", due=shifts_reminders.due),
        DueRoom(name="attendance", due=attendance_reminders.due),
        DueRoom(name="afterwards", due=afterwards_reminders.due),
        DueRoom(name="obligations", due=obligations_reminders.due),
        DueRoom(name="briefing", due=briefing_reminders.due),
        DueRoom(name="purchases", due=purchases_reminders.due),
        DueRoom(name="funding", due=funding_reminders.due),
        DueRoom(name="cover", due=cover_reminders.due, by_the_wall=False),
    ),
    jobs=(
        Job(name="access.clean_up", run=access_jobs.clean_up),
        Job(name="afterwards.erase_stories", run=afterwards_jobs.erase_stories),
        Job(name="afterwards.forget_stories", run=afterwards_jobs.forget_stories),
        Job(
            name="afterwards.forget_lessons_and_thanks",
            run=afterwards_jobs.forget_lessons_and_thanks,
        ),
        Job(name="afterwards.forget_loose_photos", run=afterwards_jobs.forget_loose_photos),
        Job(name="agreements.end_agreements", run=agreements_jobs.end_agreements),
        Job(name="agreements.forget_signatures", run=agreements_jobs.forget_signatures),
        Job(name="briefing.erase_notes", run=briefing_jobs.erase_notes),
        Job(name="briefing.forget_rides", run=briefing_jobs.forget_rides),
        Job(name="care.forget_who_left", run=care_jobs.forget_who_left),
        Job(name="care.let_go_of_age", run=care_jobs.let_go_of_age),
        Job(name="cover.close_offers", run=cover_jobs.close_offers, daily_at=None),
        Job(name="cover.end_watches", run=cover_jobs.end_watches),
        Job(name="cover.forget_cover", run=cover_jobs.forget_cover),
        Job(name="insight.forget_ways_in", run=insight_jobs.forget_ways_in),
        Job(name="insight.keep_packs", run=insight_jobs.keep_packs, daily_at=None),
        Job(name="insight.release_month", run=insight_jobs.release_month),
        Job(name="ledger.prepare_recurring", run=ledger_jobs.prepare_recurring),
        Job(name="members.end_roles", run=members_jobs.end_roles),
        Job(name="members.forget_applications", run=members_jobs.forget_applications),
        Job(name="members.forget_email_changes", run=members_jobs.forget_email_changes),
        Job(name="members.forget_former_members", run=members_jobs.forget_former_members),
        Job(name="messaging.forget_messages", run=messaging_jobs.forget_messages),
        Job(name="messaging.forget_links", run=messaging_jobs.forget_links),
        Job(name="messaging.erase_files", run=messaging_jobs.erase_files),
        Job(name="messaging.forget_work", run=messaging_jobs.forget_work),
        Job(name="obligations.keep_in_touch", run=obligations_jobs.keep_in_touch),
        Job(name="obligations.forget_reasons", run=obligations_jobs.forget_reasons),
        Job(name="obligations.forget_rows", run=obligations_jobs.forget_rows),
        Job(
            name="purchases.lapse_orders_of_leavers",
            run=purchases_jobs.lapse_orders_of_leavers,
        ),
        Job(name="purchases.end_missed_rounds", run=purchases_jobs.end_missed_rounds),
        Job(name="purchases.plan_turns", run=purchases_jobs.plan_turns),
        Job(name="purchases.forget_wishes", run=purchases_jobs.forget_wishes),
        Job(name="purchases.forget_buyers", run=purchases_jobs.forget_buyers),
        Job(
            name="qualifications.forget_qualifications",
            run=qualifications_jobs.forget_qualifications,
        ),
        Job(name="reminders.forget_runs", run=reminders_jobs.forget_runs),
        Job(name="services.forget_wishes", run=services_jobs.forget_wishes),
        Job(name="shifts.extend_all_series", run=shifts_jobs.extend_all_series),
        Job(name="shifts.free_places_of_leavers", run=shifts_jobs.free_places_of_leavers),
        Job(name="shifts.send_children_home", run=shifts_jobs.send_children_home),
        Job(name="shifts.forget_lists", run=shifts_jobs.forget_lists),
        Job(name="shifts.forget_reasons", run=shifts_jobs.forget_reasons),
        Job(name="shifts.pass_on_offers", run=shifts_jobs.pass_on_offers, daily_at=None),
    ),
)
