"""Rules of a service, the needs round, opening and trials; hours that count."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db
from buurtcoop.core.guards import forbid, lift

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


NO_CHILDREN = "children_per_carer IS NULL"
TWO_MODES = (
    "(CASE WHEN mode_provide = '' THEN 0 ELSE 1 END"
    " + CASE WHEN mode_teach = '' THEN 0 ELSE 1 END"
    " + CASE WHEN mode_carry = '' THEN 0 ELSE 1 END"
    " + CASE WHEN mode_alternative = '' THEN 0 ELSE 1 END) >= 2"
)
CHECKS = {
    "children_come_free": f"{NO_CHILDREN} OR price = 0 OR pack = ''",
    "children_are_no_duty": f"{NO_CHILDREN} OR NOT counts_for_duty",
    "two_with_children": f"{NO_CHILDREN} OR helpers_at_least >= 2",
    "consent_for_children": f"NOT asks_consent OR NOT ({NO_CHILDREN})",
    "floor_sane": "helpers_at_least BETWEEN 0 AND 20",
    "besides_sane": "adults_besides BETWEEN 0 AND 5",
    "helpers_age_sane": "give_from_age BETWEEN 12 AND 99",
    "ages_in_order": "child_from_age BETWEEN 0 AND child_to_age AND child_to_age < 18",
    "log_kept_shortly": "log_days BETWEEN 1 AND 366",
    "log_has_an_end": "(log_kinds = '') = (log_days IS NULL)",
    "price_was_decided": "pack = '' OR price_decided_by <> ''",
    "both_promise": "pack = '' OR (give_promise <> '' AND receive_promise <> '')",
    "says_limits": "pack = '' OR (not_promised <> '' AND instead <> '')",
    "two_modes_or_why": f"pack = '' OR one_mode_why <> '' OR {TWO_MODES}",
    "usual_minimum_fits": "usual_helpers >= usual_minimum",
    "usual_not_negative": "usual_minimum >= 0 AND usual_seats >= 0",
}
WORDS = (
    "stop_reason",
    "opening_decided_by",
    "pack",
    "asked_by",
    "price_decided_by",
    "give_promise",
    "receive_promise",
    "not_promised",
    "instead",
    "mode_provide",
    "mode_teach",
    "mode_carry",
    "mode_alternative",
    "one_mode_why",
    "card",
    "log_kinds",
)
NUMBERS = {
    "helpers_at_least": "0",
    "adults_besides": "0",
    "usual_helpers": "1",
    "usual_minimum": "0",
    "usual_seats": "0",
}
EMPTY_NUMBERS = ("give_from_age", "child_from_age", "child_to_age", "log_days")
FLAGS = {
    "counts_for_duty": sa.true(),
    "asks_diet": sa.false(),
    "asks_consent": sa.false(),
    "asks_kilometres": sa.false(),
}
ALL = (*WORDS, *NUMBERS, *EMPTY_NUMBERS, *FLAGS, "opened_on", "skill_id")
WITH_CHILDREN = (
    "UPDATE time_entry SET counts = false WHERE activity_id IN"
    " (SELECT activity_id FROM service WHERE children_per_carer IS NOT NULL)"
)
UNDECIDED = (
    "new.opened_on IS NOT NULL AND new.opening_decided_by = '' AND EXISTS"
    " (SELECT 1 FROM opening_check WHERE service_id = new.id)"
)
EMPTIED = (
    "new.answered_on IS NULL AND EXISTS"
    " (SELECT 1 FROM service WHERE id = new.service_id AND opened_on IS NOT NULL)"
)
WISH_ENDED = "EXISTS (SELECT 1 FROM wish WHERE id = new.wish_id AND state <> 'open')"
LEADS_TWICE = (
    "EXISTS (SELECT 1 FROM service_lead AS other WHERE other.service_id = new.service_id"
    " AND other.person_id = new.person_id{but_itself}"
    " AND (other.ends_on IS NULL OR other.ends_on > new.starts_on)"
    " AND (new.ends_on IS NULL OR new.ends_on > other.starts_on))"
)
UNANSWERED = (
    "new.opened_on IS NOT NULL AND EXISTS (SELECT 1 FROM opening_check"
    " WHERE service_id = new.id AND answered_on IS NULL)"
)


def upgrade() -> None:
    _rules_of_services()
    _hours_that_count()
    op.create_table(
        "opening_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("outside", sa.Boolean(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(answered_on IS NULL) = (answer = '')"
            " AND (answered_on IS NULL) = (answered_by_id IS NULL)",
            name=op.f("opening_check_answered_with_date"),
        ),
        sa.CheckConstraint("question <> ''", name=op.f("opening_check_asks_something")),
        sa.CheckConstraint(
            "NOT outside OR answered_on IS NULL OR (said_by <> '' AND owner_id IS NOT NULL)",
            name=op.f("opening_check_outside_has_a_name"),
        ),
        sa.CheckConstraint(
            "(owner_id IS NULL) = (due_on IS NULL)", name=op.f("opening_check_owned_until_a_day")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("opening_check_answered_by_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("opening_check_owner_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("opening_check_service_id_of_service")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("opening_check_key")),
        sa.UniqueConstraint(
            "service_id", "position", name=op.f("opening_check_service_id_position_once")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "trial",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "goes_on",
                "stops",
                "again",
                name="known_trialoutcome",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column("learned", sa.String(), nullable=False),
        sa.Column("ended_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(outcome IS NULL) = (learned = '') AND (outcome IS NULL) = (ended_at IS NULL)",
            name=op.f("trial_ends_with_lesson"),
        ),
        sa.CheckConstraint("question <> ''", name=op.f("trial_asks_something")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("trial_in_order")),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["person.id"], name=op.f("trial_ended_by_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("trial_service_id_of_service")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("trial_key")),
        sqlite_strict=True,
    )
    op.create_index(
        "one_running_trial",
        "trial",
        ["service_id"],
        unique=True,
        sqlite_where=sa.text("outcome IS NULL"),
        postgresql_where=sa.text("outcome IS NULL"),
    )
    op.create_table(
        "wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "started",
                "closed",
                "withdrawn",
                name="known_wishstate",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("erased_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'open') = (ended_at IS NULL)", name=op.f("wish_ends_with_moment")
        ),
        sa.CheckConstraint(
            "(state = 'started') = (service_id IS NOT NULL)", name=op.f("wish_started_as")
        ),
        sa.CheckConstraint(
            "state <> 'closed' OR answer <> ''", name=op.f("wish_closed_with_answer")
        ),
        sa.CheckConstraint(
            "state <> 'withdrawn' OR words = ''", name=op.f("wish_withdrawn_without_words")
        ),
        sa.CheckConstraint("words <> '' OR erased_at IS NOT NULL", name=op.f("wish_has_words")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("wish_person_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("wish_service_id_of_service")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("wish_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("wish_person_id_index"), "wish", ["person_id"], unique=False)
    op.create_index(op.f("wish_service_id_index"), "wish", ["service_id"], unique=False)
    op.create_index(op.f("wish_state_index"), "wish", ["state"], unique=False)
    op.create_table(
        "wish_support",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wish_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("gives", sa.Boolean(), nullable=False),
        sa.Column("receives", sa.Boolean(), nullable=False),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("gives OR receives", name=op.f("wish_support_on_some_side")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("wish_support_person_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["wish_id"], ["wish.id"], name=op.f("wish_support_wish_id_of_wish")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("wish_support_key")),
        sa.UniqueConstraint(
            "wish_id", "person_id", name=op.f("wish_support_wish_id_person_id_once")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("wish_support_person_id_index"), "wish_support", ["person_id"], unique=False
    )
    forbid(
        op,
        "service_opens_answered",
        table="service",
        event="UPDATE OF opened_on",
        when=UNANSWERED,
        why="A service opens when every question before it has an answer",
    )
    forbid(
        op,
        "service_opens_decided",
        table="service",
        event="UPDATE OF opened_on",
        when=UNDECIDED,
        why="Somebody decides that a service with questions before it may open",
    )
    _guards_of_opening_and_wishes()
    _guards_of_leads()


def downgrade() -> None:
    for event in ("insert", "update"):
        lift(op, f"service_lead_{event}_once", table="service_lead")
        lift(op, f"wish_support_{event}_open", table="wish_support")
        lift(op, f"opening_check_{event}_answered", table="opening_check")
    lift(op, "service_opens_decided", table="service")
    lift(op, "service_opens_answered", table="service")

    op.drop_index(op.f("wish_support_person_id_index"), table_name="wish_support")
    op.drop_table("wish_support")
    op.drop_index(op.f("wish_state_index"), table_name="wish")
    op.drop_index(op.f("wish_service_id_index"), table_name="wish")
    op.drop_index(op.f("wish_person_id_index"), table_name="wish")
    op.drop_table("wish")
    op.drop_index(
        "one_running_trial",
        table_name="trial",
        sqlite_where=sa.text("outcome IS NULL"),
        postgresql_where=sa.text("outcome IS NULL"),
    )
    op.drop_table("trial")
    op.drop_table("opening_check")
    with op.batch_alter_table("time_entry") as entry:
        entry.drop_column("counts")
    with op.batch_alter_table("service") as service:
        for name in CHECKS:
            service.drop_constraint(op.f(f"service_{name}"), type_="check")
        service.drop_constraint(op.f("service_skill_id_of_skill"), type_="foreignkey")
        for name in ALL:
            service.drop_column(name)


def _guards_of_opening_and_wishes() -> None:
    for event in ("insert", "update"):
        forbid(
            op,
            f"opening_check_{event}_answered",
            table="opening_check",
            event=event.upper(),
            when=EMPTIED,
            why="A service that opened keeps its answers",
            locking="1 FROM service WHERE id = new.service_id FOR SHARE",
        )
        forbid(
            op,
            f"wish_support_{event}_open",
            table="wish_support",
            event=event.upper(),
            when=WISH_ENDED,
            why="Only a wish that is open takes support",
            locking="1 FROM wish WHERE id = new.wish_id FOR SHARE",
        )


def _guards_of_leads() -> None:
    """Last and first day may be one: somebody stops today and goes on after all."""
    for event, but_itself in (("insert", ""), ("update", " AND other.id <> new.id")):
        forbid(
            op,
            f"service_lead_{event}_once",
            table="service_lead",
            event=event.upper(),
            when=LEADS_TWICE.format(but_itself=but_itself),
            why="Nobody leads a service twice at once",
            locking="1 FROM service WHERE id = new.service_id FOR NO KEY UPDATE",
        )


def _rules_of_services() -> None:
    with op.batch_alter_table("service") as service:
        for name in WORDS:
            service.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        for name, value in NUMBERS.items():
            service.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default=value))
        for name in EMPTY_NUMBERS:
            service.add_column(sa.Column(name, sa.Integer(), nullable=True))
        for name, flag in FLAGS.items():
            service.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=flag))
        service.add_column(sa.Column("opened_on", sa.Date(), nullable=True))
        service.add_column(sa.Column("skill_id", sa.Integer(), nullable=True))
        service.create_foreign_key(op.f("service_skill_id_of_skill"), "skill", ["skill_id"], ["id"])
    # What was offered before was open; with children nobody is alone.
    op.execute("UPDATE service SET opened_on = starts_on")
    op.execute(
        "UPDATE service SET helpers_at_least = 2, counts_for_duty = false,"
        " usual_helpers = 2, usual_minimum = 2"
        " WHERE children_per_carer IS NOT NULL"
    )
    with op.batch_alter_table("service") as service:
        for name in (*WORDS, *NUMBERS, *FLAGS):
            service.alter_column(name, server_default=None)
        for name, rule in CHECKS.items():
            service.create_check_constraint(op.f(f"service_{name}"), rule)


def _hours_that_count() -> None:
    with op.batch_alter_table("time_entry") as entry:
        entry.add_column(
            sa.Column("counts", sa.Boolean(), nullable=False, server_default=sa.true())
        )
    _let_change("DISABLE")
    op.execute(WITH_CHILDREN)
    _let_change("ENABLE")
    with op.batch_alter_table("time_entry") as entry:
        entry.alter_column("counts", server_default=None)


def _let_change(how: str) -> None:
    """Hours are only added; PostgreSQL keeps its guards on during a migration."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE time_entry {how} TRIGGER time_entry_stays")
