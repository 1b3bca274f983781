"""Terms of agreements in versions, tranches, conditions, reports, goals and budgets."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db
from buurtcoop.core.guards import append_only, forbid, lift, lift_append_only

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

CHECKS = {
    "funding_agreement_asked_not_negative": "asked IS NULL OR asked >= 0",
    "funding_agreement_ranks_from_one": "rank > 0",
}
# Goals are counted one after another.
GOAL_TURN = "pg_advisory_xact_lock(6002)"
GUARDS = [
    {
        "name": "terms_follow_each_other",
        "table": "agreement_terms",
        "event": "INSERT",
        "locking": "pg_advisory_xact_lock(6004)",
        "when": "new.version <> (SELECT coalesce(max(version), 0) + 1 FROM agreement_terms"
        " WHERE agreement_id = new.agreement_id)",
        "why": "Each version of the terms follows the one before",
    },
    {
        "name": "no_goal_above_six",
        "table": "goal",
        "event": "INSERT",
        "locking": GOAL_TURN,
        "when": "(SELECT count(*) FROM goal WHERE agreement_id = new.agreement_id"
        " AND ended_on IS NULL) >= 6 OR EXISTS (SELECT 1 FROM goal WHERE id = new.id)",
        "why": "An agreement has at most six goals at once",
    },
    {
        "name": "goal_only_ends",
        "table": "goal",
        "event": "UPDATE",
        "when": "old.ended_on IS NOT NULL OR new.ended_on IS NULL OR new.id <> old.id"
        " OR new.agreement_id <> old.agreement_id OR new.number <> old.number"
        " OR new.words <> old.words OR new.target <> old.target OR new.unit <> old.unit"
        " OR new.counts <> old.counts OR new.chosen_by <> old.chosen_by"
        " OR coalesce(new.service_id, -1) <> coalesce(old.service_id, -1)"
        " OR new.tells_not <> old.tells_not OR new.made_at <> old.made_at",
        "why": "A goal changes once: when it ends",
    },
    {
        "name": "goal_remains",
        "table": "goal",
        "event": "DELETE",
        "why": "A goal that ended remains",
    },
    {
        "name": "goal_count_is_only_taken_back",
        "table": "goal_count",
        "event": "UPDATE",
        "when": "old.withdrawn_at IS NOT NULL OR new.withdrawn_at IS NULL OR new.id <> old.id"
        " OR new.goal_id <> old.goal_id OR new.number <> old.number"
        " OR new.on_day <> old.on_day OR new.evidence <> old.evidence",
        "why": "A count changes once: when it is taken back",
    },
    {
        "name": "goal_count_remains",
        "table": "goal_count",
        "event": "DELETE",
        "why": "A count that was taken back remains",
    },
    {
        "name": "decided_budget_takes_no_line",
        "table": "budget_line",
        "event": "INSERT",
        "locking": "1 FROM budget WHERE id = new.budget_id FOR SHARE",
        "when": "EXISTS (SELECT 1 FROM budget WHERE id = new.budget_id AND decided_on IS NOT NULL)",
        "why": "A budget that was decided on stays as it is",
    },
    {
        "name": "decided_budget_keeps_its_lines",
        "table": "budget_line",
        "event": "DELETE",
        "locking": "1 FROM budget WHERE id = old.budget_id FOR SHARE",
        "when": "EXISTS (SELECT 1 FROM budget WHERE id = old.budget_id AND decided_on IS NOT NULL)",
        "why": "A budget that was decided on stays as it is",
    },
    {
        "name": "budget_line_is_replaced_whole",
        "table": "budget_line",
        "event": "UPDATE",
        "why": "A line of a budget is taken out and written anew",
    },
    {
        "name": "decided_budget_stays",
        "table": "budget",
        "event": "UPDATE",
        "when": "old.decided_on IS NOT NULL",
        "why": "A budget that was decided on stays as it is",
    },
    {
        "name": "decided_budget_remains",
        "table": "budget",
        "event": "DELETE",
        "when": "old.decided_on IS NOT NULL",
        "why": "A budget that was decided on stays as it is",
    },
    {
        "name": "helping_definitions_follow",
        "table": "helping_definition",
        "event": "INSERT",
        "locking": "pg_advisory_xact_lock(6006)",
        "when": "new.version <> (SELECT coalesce(max(version), 0) + 1 FROM helping_definition)",
        "why": "Each definition of helping follows the one before",
    },
    {
        "name": "old_helping_takes_no_part",
        "table": "helping_part",
        "event": "INSERT",
        "when": "new.definition_id <> (SELECT max(id) FROM helping_definition)",
        "why": "Only the newest definition of helping is written",
    },
]
FIXED = (
    "agreement_terms",
    "cost_category",
    "category_terms",
    "category_account",
    "terms_activity",
    "helping_definition",
    "helping_part",
)


def upgrade() -> None:
    op.add_column("funding_agreement", sa.Column("asked", db.Cents(), nullable=True))
    op.add_column("funding_agreement", sa.Column("asked_on", sa.Date(), nullable=True))
    op.add_column("funding_agreement", sa.Column("awarded_on", sa.Date(), nullable=True))
    op.add_column(
        "funding_agreement",
        sa.Column("programme", sa.String(), nullable=False, server_default=""),
    )
    op.add_column(
        "funding_agreement", sa.Column("rank", sa.Integer(), nullable=False, server_default="1")
    )
    with op.batch_alter_table("funding_agreement") as agreement:
        agreement.alter_column("programme", server_default=None)
        agreement.alter_column("rank", server_default=None)
        for name, rule in CHECKS.items():
            agreement.create_check_constraint(op.f(name), rule)
    op.create_index(
        op.f("funding_agreement_programme_index"), "funding_agreement", ["programme"], unique=False
    )
    op.create_table(
        "budget",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(decided_on IS NULL) = (decided_by = '')", name=op.f("budget_decided_by_somebody")
        ),
        sa.CheckConstraint("version > 0", name=op.f("budget_numbered_from_one")),
        sa.CheckConstraint("year BETWEEN 2000 AND 2200", name=op.f("budget_known_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("budget_key")),
        sa.UniqueConstraint("year", "version", name=op.f("budget_year_version_once")),
        sqlite_strict=True,
    )
    op.create_table(
        "scenario",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("scenario_has_name")),
        sa.PrimaryKeyConstraint("id", name=op.f("scenario_key")),
        sa.UniqueConstraint("year", "name", name=op.f("scenario_year_name_once")),
        sqlite_strict=True,
    )
    op.create_table(
        "budget_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("budget_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("amount", db.Cents(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("budget_line_more_than_nothing")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["ledger_account.id"],
            name=op.f("budget_line_account_id_of_ledger_account"),
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("budget_line_activity_id_of_activity")
        ),
        sa.ForeignKeyConstraint(
            ["budget_id"], ["budget.id"], name=op.f("budget_line_budget_id_of_budget")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["funding_source.id"],
            name=op.f("budget_line_source_id_of_funding_source"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("budget_line_key")),
        sa.UniqueConstraint(
            "budget_id",
            "activity_id",
            "account_id",
            "source_id",
            name=op.f("budget_line_budget_id_activity_id_account_id_source_id_once"),
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "scenario_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "source",
                "hours",
                "cost",
                name="known_change",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("minutes_a_week", sa.Integer(), nullable=True),
        sa.Column("from_month", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'source') = (source_id IS NOT NULL)"
            " AND (kind = 'cost') = (account_id IS NOT NULL)"
            " AND (kind = 'hours') = (minutes_a_week IS NOT NULL)"
            " AND (kind = 'hours') = (points IS NULL)",
            name=op.f("scenario_change_of_one_thing"),
        ),
        sa.CheckConstraint(
            "coalesce(minutes_a_week, 0) BETWEEN 0 AND 10080",
            name=op.f("scenario_change_within_a_week"),
        ),
        sa.CheckConstraint(
            "coalesce(points, 0) BETWEEN -10000 AND 10000",
            name=op.f("scenario_change_part_of_the_whole"),
        ),
        sa.CheckConstraint(
            "from_month BETWEEN 1 AND 12", name=op.f("scenario_change_month_of_the_year")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["ledger_account.id"],
            name=op.f("scenario_change_account_id_of_ledger_account"),
        ),
        sa.ForeignKeyConstraint(
            ["scenario_id"], ["scenario.id"], name=op.f("scenario_change_scenario_id_of_scenario")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["funding_source.id"],
            name=op.f("scenario_change_source_id_of_funding_source"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("scenario_change_key")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("scenario_change_scenario_id_index"), "scenario_change", ["scenario_id"], unique=False
    )
    op.create_table(
        "helping_definition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("helping_minutes", sa.Integer(), nullable=False),
        sa.Column("all_minutes", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("helping_definition_numbered_from_one")),
        sa.CheckConstraint("decided_by <> ''", name=op.f("helping_definition_decided_by_somebody")),
        sa.CheckConstraint(
            "helping_minutes BETWEEN 0 AND all_minutes", name=op.f("helping_definition_part_of_all")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("helping_definition_key")),
        sa.UniqueConstraint("version", name=op.f("helping_definition_version_once")),
        sqlite_strict=True,
    )
    op.create_table(
        "helping_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("definition_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column(
            "counts",
            sa.Enum(
                "whole",
                "by_hours",
                "none",
                name="known_helping",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(account_id IS NULL) <> (activity_id IS NULL)", name=op.f("helping_part_of_one_thing")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["ledger_account.id"],
            name=op.f("helping_part_account_id_of_ledger_account"),
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("helping_part_activity_id_of_activity")
        ),
        sa.ForeignKeyConstraint(
            ["definition_id"],
            ["helping_definition.id"],
            name=op.f("helping_part_definition_id_of_helping_definition"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("helping_part_key")),
        sa.UniqueConstraint(
            "definition_id", "account_id", name=op.f("helping_part_definition_id_account_id_once")
        ),
        sa.UniqueConstraint(
            "definition_id", "activity_id", name=op.f("helping_part_definition_id_activity_id_once")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "agreement_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "cost_share",
                "lump",
                "performance",
                "deficit",
                "match",
                name="known_mode",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("share_points", sa.Integer(), nullable=False),
        sa.Column("vat_counts", sa.Boolean(), nullable=False),
        sa.Column("own_points", sa.Integer(), nullable=False),
        sa.Column(
            "own_rule",
            sa.Enum(
                "reduce",
                "proportional",
                "none",
                name="known_ownrule",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("others_count_as_own", sa.Boolean(), nullable=False),
        sa.Column("hours_count_as_own", sa.Boolean(), nullable=False),
        sa.Column("in_kind_rate", db.Cents(), nullable=True),
        sa.Column("in_kind_most_points", sa.Integer(), nullable=False),
        sa.Column("no_profit", sa.Boolean(), nullable=False),
        sa.Column("public_money", sa.Boolean(), nullable=False),
        sa.Column("public_most_points", sa.Integer(), nullable=True),
        sa.Column("units_agreed", sa.Integer(), nullable=False),
        sa.Column("unit_words", sa.String(), nullable=False),
        sa.Column("full_from_points", sa.Integer(), nullable=False),
        sa.Column("unit_goal_number", sa.Integer(), nullable=True),
        sa.Column("per_household", db.Cents(), nullable=True),
        sa.Column("reserve_points", sa.Integer(), nullable=True),
        sa.Column("programme_counts", sa.Boolean(), nullable=False),
        sa.Column("at_once_up_to", db.Cents(), nullable=True),
        sa.Column("auditor_from", db.Cents(), nullable=True),
        sa.Column("decision_weeks", sa.Integer(), nullable=True),
        sa.Column("not_promised", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(mode = 'cost_share') = (share_points > 0)",
            name=op.f("agreement_terms_share_of_costs"),
        ),
        sa.CheckConstraint(
            "(mode = 'performance') = (units_agreed > 0)",
            name=op.f("agreement_terms_units_of_performance"),
        ),
        sa.CheckConstraint(
            "per_household IS NULL OR mode = 'match'", name=op.f("agreement_terms_gifts_of_match")
        ),
        sa.CheckConstraint(
            "reason <> '' OR version = 1", name=op.f("agreement_terms_change_has_a_reason")
        ),
        sa.CheckConstraint(
            "coalesce(in_kind_rate, 0) >= 0 AND coalesce(per_household, 0) >= 0"
            " AND coalesce(at_once_up_to, 0) >= 0 AND coalesce(auditor_from, 0) >= 0"
            " AND coalesce(decision_weeks, 0) >= 0 AND units_agreed >= 0",
            name=op.f("agreement_terms_nothing_below_nothing"),
        ),
        sa.CheckConstraint(
            "share_points BETWEEN 0 AND 10000 AND own_points BETWEEN 0 AND 10000"
            " AND in_kind_most_points BETWEEN 0 AND 10000"
            " AND coalesce(public_most_points, 0) BETWEEN 0 AND 10000"
            " AND coalesce(reserve_points, 0) BETWEEN 0 AND 10000"
            " AND full_from_points BETWEEN 0 AND 10000",
            name=op.f("agreement_terms_points_of_the_whole"),
        ),
        sa.CheckConstraint("version > 0", name=op.f("agreement_terms_numbered_from_one")),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["funding_agreement.id"],
            name=op.f("agreement_terms_agreement_id_of_funding_agreement"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("agreement_terms_made_by_id_of_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("agreement_terms_key")),
        sa.UniqueConstraint(
            "agreement_id", "version", name=op.f("agreement_terms_agreement_id_version_once")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "cost_category",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["funding_agreement.id"],
            name=op.f("cost_category_agreement_id_of_funding_agreement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("cost_category_key")),
        sa.UniqueConstraint(
            "agreement_id", "name", name=op.f("cost_category_agreement_id_name_once")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "funding_condition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column(
            "whose",
            sa.Enum(
                "we",
                "they",
                name="known_promiser",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("met_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(met_on IS NULL) = (evidence = '')", name=op.f("funding_condition_met_with_evidence")
        ),
        sa.CheckConstraint("words <> ''", name=op.f("funding_condition_has_words")),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["funding_agreement.id"],
            name=op.f("funding_condition_agreement_id_of_funding_agreement"),
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["attachment.id"], name=op.f("funding_condition_photo_id_of_attachment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_condition_key")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("funding_condition_agreement_id_index"),
        "funding_condition",
        ["agreement_id"],
        unique=False,
    )
    op.create_index(
        op.f("funding_condition_due_on_index"), "funding_condition", ["due_on"], unique=False
    )
    op.create_table(
        "goal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column(
            "counts",
            sa.Enum(
                "evenings",
                "hours",
                "people",
                "meals",
                "by_hand",
                "people_by_hand",
                name="known_counts",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("chosen_by", sa.String(), nullable=False),
        sa.Column("tells_not", sa.String(), nullable=False),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_why", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(ended_on IS NULL) = (ended_why = '')", name=op.f("goal_ends_with_a_reason")
        ),
        sa.CheckConstraint(
            "words <> '' AND tells_not <> '' AND chosen_by <> ''", name=op.f("goal_has_story")
        ),
        sa.CheckConstraint("target > 0", name=op.f("goal_more_than_nothing")),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["funding_agreement.id"],
            name=op.f("goal_agreement_id_of_funding_agreement"),
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("goal_service_id_of_service")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("goal_key")),
        sa.UniqueConstraint("agreement_id", "number", name=op.f("goal_agreement_id_number_once")),
        sqlite_strict=True,
    )
    op.create_table(
        "report_date",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("handed_in_on", sa.Date(), nullable=True),
        sa.CheckConstraint("words <> ''", name=op.f("report_date_has_words")),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["funding_agreement.id"],
            name=op.f("report_date_agreement_id_of_funding_agreement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("report_date_key")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("report_date_agreement_id_index"), "report_date", ["agreement_id"], unique=False
    )
    op.create_index(op.f("report_date_due_on_index"), "report_date", ["due_on"], unique=False)
    op.create_table(
        "tranche",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("amount", db.Cents(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("condition", sa.String(), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=True),
        sa.Column("dropped_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("tranche_more_than_nothing")),
        sa.CheckConstraint("number > 0", name=op.f("tranche_numbered_from_one")),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["funding_agreement.id"],
            name=op.f("tranche_agreement_id_of_funding_agreement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("tranche_key")),
        sa.UniqueConstraint(
            "agreement_id", "number", name=op.f("tranche_agreement_id_number_once")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "category_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("terms_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("most", db.Cents(), nullable=True),
        sa.Column("most_points", sa.Integer(), nullable=True),
        sa.CheckConstraint("coalesce(most, 0) >= 0", name=op.f("category_terms_not_negative")),
        sa.CheckConstraint(
            "coalesce(most_points, 0) BETWEEN 0 AND 10000",
            name=op.f("category_terms_part_of_the_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["cost_category.id"],
            name=op.f("category_terms_category_id_of_cost_category"),
        ),
        sa.ForeignKeyConstraint(
            ["terms_id"],
            ["agreement_terms.id"],
            name=op.f("category_terms_terms_id_of_agreement_terms"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("category_terms_key")),
        sa.UniqueConstraint(
            "terms_id", "category_id", name=op.f("category_terms_terms_id_category_id_once")
        ),
        sa.UniqueConstraint("terms_id", "number", name=op.f("category_terms_terms_id_number_once")),
        sqlite_strict=True,
    )
    op.create_table(
        "goal_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("evidence <> ''", name=op.f("goal_count_has_evidence")),
        sa.CheckConstraint("number > 0", name=op.f("goal_count_more_than_nothing")),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("goal_count_goal_id_of_goal")),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["attachment.id"], name=op.f("goal_count_photo_id_of_attachment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("goal_count_key")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("goal_count_goal_id_on_day_index"), "goal_count", ["goal_id", "on_day"], unique=False
    )
    op.create_table(
        "terms_activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("terms_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("terms_activity_activity_id_of_activity")
        ),
        sa.ForeignKeyConstraint(
            ["terms_id"],
            ["agreement_terms.id"],
            name=op.f("terms_activity_terms_id_of_agreement_terms"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("terms_activity_key")),
        sa.UniqueConstraint(
            "terms_id", "activity_id", name=op.f("terms_activity_terms_id_activity_id_once")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "tranche_payment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tranche_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("amount", db.Cents(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("tranche_payment_more_than_nothing")),
        sa.ForeignKeyConstraint(
            ["line_id"], ["line.id"], name=op.f("tranche_payment_line_id_of_line")
        ),
        sa.ForeignKeyConstraint(
            ["tranche_id"], ["tranche.id"], name=op.f("tranche_payment_tranche_id_of_tranche")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("tranche_payment_key")),
        sa.UniqueConstraint(
            "tranche_id", "line_id", name=op.f("tranche_payment_tranche_id_line_id_once")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("tranche_payment_line_id_index"), "tranche_payment", ["line_id"], unique=False
    )
    op.create_table(
        "category_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("terms_id", sa.Integer(), nullable=False),
        sa.Column("category_terms_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["ledger_account.id"],
            name=op.f("category_account_account_id_of_ledger_account"),
        ),
        sa.ForeignKeyConstraint(
            ["category_terms_id"],
            ["category_terms.id"],
            name=op.f("category_account_category_terms_id_of_category_terms"),
        ),
        sa.ForeignKeyConstraint(
            ["terms_id"],
            ["agreement_terms.id"],
            name=op.f("category_account_terms_id_of_agreement_terms"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("category_account_key")),
        sa.UniqueConstraint(
            "terms_id", "account_id", name=op.f("category_account_terms_id_account_id_once")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("category_account_category_terms_id_index"),
        "category_account",
        ["category_terms_id"],
        unique=False,
    )
    for guard in GUARDS:
        forbid(op, **guard)
    for table in FIXED:
        append_only(op, table)


def downgrade() -> None:
    for table in reversed(FIXED):
        lift_append_only(op, table)
    for guard in reversed(GUARDS):
        lift(op, guard["name"], table=guard["table"])
    op.drop_index(op.f("category_account_category_terms_id_index"), table_name="category_account")
    op.drop_table("category_account")
    op.drop_index(op.f("tranche_payment_line_id_index"), table_name="tranche_payment")
    op.drop_table("tranche_payment")
    op.drop_table("terms_activity")
    op.drop_index(op.f("goal_count_goal_id_on_day_index"), table_name="goal_count")
    op.drop_table("goal_count")
    op.drop_table("category_terms")
    op.drop_table("tranche")
    op.drop_index(op.f("report_date_due_on_index"), table_name="report_date")
    op.drop_index(op.f("report_date_agreement_id_index"), table_name="report_date")
    op.drop_table("report_date")
    op.drop_table("goal")
    op.drop_index(op.f("funding_condition_due_on_index"), table_name="funding_condition")
    op.drop_index(op.f("funding_condition_agreement_id_index"), table_name="funding_condition")
    op.drop_table("funding_condition")
    op.drop_table("cost_category")
    op.drop_table("agreement_terms")
    op.drop_table("helping_part")
    op.drop_table("helping_definition")
    op.drop_index(op.f("scenario_change_scenario_id_index"), table_name="scenario_change")
    op.drop_table("scenario_change")
    op.drop_table("budget_line")
    op.drop_table("scenario")
    op.drop_table("budget")
    op.drop_index(op.f("funding_agreement_programme_index"), table_name="funding_agreement")
    with op.batch_alter_table("funding_agreement") as agreement:
        for name in CHECKS:
            agreement.drop_constraint(op.f(name), type_="check")
        for name in ("rank", "programme", "awarded_on", "asked_on", "asked"):
            agreement.drop_column(name)
