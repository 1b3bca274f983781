"""The sums of the demo cooperative come out of the rooms' own queries, to the cent and the hour.

The document of the demo has them; what its rooms can't tell yet is not here.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from buurtcoop.access.queries import people_in_roles, viewer_of
from buurtcoop.access.rules import RoleName
from buurtcoop.checks import broken
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding.queries import costs_of, figures, overview
from buurtcoop.hours.queries import spent
from buurtcoop.ledger.queries import accounts_by_code, balances, funds, trial_balance
from buurtcoop.ledger.rules import BANK, LENT
from buurtcoop.members.models import Membership
from buurtcoop.members.queries import how_many, members_for
from buurtcoop.members.rules import age_on
from buurtcoop.payments.models import Charge, ChargeState
from buurtcoop.qualifications.queries import people_with, skills_on_list
from buurtcoop.services.queries import leads_of, offered
from buurtcoop.shifts.models import Side
from buurtcoop.shifts.queries import week_for
from buurtcoop.shifts.seen import ShiftSeen

pytestmark = pytest.mark.usefixtures("demo")

YEAR = 2026
LAST_DAY = date(YEAR, 12, 31)
WEEK = timedelta(days=7)
# Of each service: shifts, places, hours, euros members pay
SERVICES = {
    "veilig-op-straat": (104, 208, 416, 0),
    "speelmiddag": (40, 120, 360, 0),
    "oppaskring": (80, 80, 240, 0),
    "eettafel": (46, 230, 920, 4_416),
    "formulierenuur": (48, 96, 192, 0),
    "klussen-en-tuin": (260, 260, 390, 1_950),
    "samen-op-pad": (310, 310, 465, 930),
    "zon-op-ons-dak": (54, 54, 108, 1_350),
}
COLUMNS = {
    "Contributie": 6_060,
    "Eigen bijdragen": 8_646,
    "Fonds Buurtkeuken": 12_500,
    "Stichting Wilgenfonds": 7_500,
    "Woonstichting De Rietdijk": 9_000,
    "Drie bedrijven": 3_250,
    "Gemeente Waterveen": 32_000,
}
# Of each account: euros by source.
ROWS: dict[str, dict[str, float]] = {
    "Loon": {
        "Contributie": 740,
        "Fonds Buurtkeuken": 3_850,
        "Stichting Wilgenfonds": 3_900,
        "Woonstichting De Rietdijk": 6_600,
        "Drie bedrijven": 2_110,
        "Gemeente Waterveen": 32_000,
    },
    "Eten en drinken": {"Eigen bijdragen": 4_135.40},
    "Keuken": {"Fonds Buurtkeuken": 3_600},
    "Reiskosten": {"Eigen bijdragen": 784.30},
    "Vergoeding voor vrijwilligers": {"Fonds Buurtkeuken": 2_900},
    "Gereedschap en materiaal": {"Eigen bijdragen": 1_950, "Drie bedrijven": 500},
    "Spullen voor de buurtronde": {"Drie bedrijven": 640},
    "Cursus en training": {"Stichting Wilgenfonds": 3_600},
    "Verzekering": {"Contributie": 1_180},
    "Huur": {"Woonstichting De Rietdijk": 2_400},
    "Administratie": {"Contributie": 1_960},
    "Drukwerk en vertaling": {"Fonds Buurtkeuken": 2_150},
    "Vergaderingen en kwartaaltafels": {"Contributie": 1_320},
}
LINES = {
    "Loon": 49_200.00,
    "Eten en drinken": 4_135.40,
    "Keuken": 3_600.00,
    "Reiskosten": 784.30,
    "Vergoeding voor vrijwilligers": 2_900.00,
    "Gereedschap en materiaal": 2_450.00,
    "Spullen voor de buurtronde": 640.00,
    "Cursus en training": 3_600.00,
    "Verzekering": 1_180.00,
    "Huur": 2_400.00,
    "Administratie": 1_960.00,
    "Drukwerk en vertaling": 2_150.00,
    "Vergaderingen en kwartaaltafels": 1_320.00,
}


def euros(amount: float) -> Money:
    return Money(round(amount * 100))


# --- People ---


def test_120_members_live_in_85_households() -> None:
    for day in (date(YEAR, 1, 1), LAST_DAY, clock.today()):
        counted = how_many(day)
        assert (counted.members, counted.households) == (120, 85)


def test_members_give_and_receive_as_told() -> None:
    assert Counter((member.gives, member.receives) for member in members()) == {
        (True, True): 62,
        (True, False): 21,
        (False, True): 29,
        (False, False): 8,
    }


def test_members_live_in_six_streets() -> None:
    homes = [member.person.household for member in members()]
    assert Counter(home.street for home in homes if home) == {
        "Wilgenlaan": 28,
        "Essenpad": 24,
        "Kruisbeslaan": 22,
        "Molenwerf": 19,
        "Lisdodde": 15,
        "Oude Sluis": 12,
    }


def test_members_are_of_all_ages() -> None:
    born = [member.person.birth_date for member in members()]
    ages = [age_on(day, clock.today()) for day in born if day]
    bands = ((18, 29), (30, 44), (45, 59), (60, 74), (75, 120))
    assert [sum(low <= age <= high for age in ages) for low, high in bands] == [14, 31, 27, 33, 15]


def test_members_speak_six_languages() -> None:
    spoken = Counter(member.person.language for member in members())
    assert spoken == {"nl": 91, "en": 8, "tr": 7, "ar": 6, "pl": 5, "uk": 3}


def test_members_are_reached_in_four_ways() -> None:
    channels = Counter(member.person.channel.value for member in members())
    assert channels == {"mail": 71, "text": 22, "phone": 17, "paper": 10}


def test_roles_are_held_by_who_should() -> None:
    held = people_in_roles(tuple(RoleName))
    counted = Counter(role for role, _person in held)
    board = {person.id for role, person in held if role is RoleName.BOARD}

    assert counted == {
        RoleName.MEMBER: 120,
        RoleName.COORDINATOR: 1,
        RoleName.DEPUTY: 2,
        RoleName.BOARD: 5,
        RoleName.TREASURER: 1,
        RoleName.SECRETARY: 1,
        RoleName.AUDIT_COMMITTEE: 2,
    }
    for role, person in held:
        assert role not in (RoleName.TREASURER, RoleName.SECRETARY) or person.id in board


def test_eight_people_lead_the_eight_services() -> None:
    leads = leads_of([service.id for service in offered(clock.today())], clock.today())

    assert len(leads) == 8
    assert len({person.id for people in leads.values() for person in people}) == 8


# --- Shifts ---


def test_each_service_had_its_shifts_places_and_hours() -> None:
    counted = {slug: [0, 0, 0.0] for slug in SERVICES}
    for shift in shifts_of_the_year():
        one = counted[shift.service_slug]
        one[0] += 1
        one[1] += places(shift)
        one[2] += hours(shift)

    assert {slug: tuple(one) for slug, one in counted.items()} == {
        slug: (shifts, taken, worked) for slug, (shifts, taken, worked, _) in SERVICES.items()
    }
    assert [sum(one[column] for one in counted.values()) for column in range(3)] == [
        942,
        1_358,
        3_091,
    ]


def test_every_place_and_seat_of_the_year_was_taken() -> None:
    assert all(line.left == 0 for shift in shifts_of_the_year() for line in shift.lines)


def test_each_quarter_had_its_hours() -> None:
    quarters = [0.0] * 4
    for shift in shifts_of_the_year():
        quarters[(clock.local(shift.starts_at).month - 1) // 3] += hours(shift)

    assert quarters == [742, 801, 655, 893]


def test_the_hours_of_helpers_are_recorded() -> None:
    quarters = [
        sum(one.minutes for one in spent(first, last)) / 60
        for first, last in (
            (date(YEAR, 1, 1), date(YEAR, 3, 31)),
            (date(YEAR, 4, 1), date(YEAR, 6, 30)),
            (date(YEAR, 7, 1), date(YEAR, 9, 30)),
            (date(YEAR, 10, 1), LAST_DAY),
        )
    ]
    services = {service.activity_id: service.slug for service in offered(clock.today())}
    year = {
        services[one.activity_id]: one.minutes / 60 for one in spent(date(YEAR, 1, 1), LAST_DAY)
    }

    assert quarters == [742, 801, 655, 893]
    assert year == {slug: hours for slug, (_shifts, _places, hours, _pay) in SERVICES.items()}


def test_44_members_have_a_vog_and_3_must_renew_it() -> None:
    vog = next(skill for skill in skills_on_list() if skill.name == "VOG")
    have = people_with(vog.id, clock.today())
    later = people_with(vog.id, clock.today() + timedelta(days=60))

    assert (len(later), len(have - later)) == (44, 3)


# --- Money ---


def test_every_seat_with_a_price_was_charged() -> None:
    charged = (
        db().scalars(select(Charge).where(Charge.on_day.between(date(YEAR, 1, 1), LAST_DAY))).all()
    )

    assert sum((charge.amount for charge in charged), NOTHING) == euros(8_646)
    assert {charge.state for charge in charged} == {ChargeState.OPEN}


def test_members_paid_for_their_seats_what_the_seats_cost() -> None:
    names = {service.activity_id: service.slug for service in offered(clock.today())}
    own = accounts_by_code({"8010"})["8010"].id
    paid = {
        names[balance.activity_id]: -balance.amount
        for balance in balances(until=LAST_DAY)
        if balance.account_id == own and balance.activity_id is not None
    }
    seats: dict[str, Money] = {}
    for shift in shifts_of_the_year():
        taken = sum(line.taken for line in shift.lines_of(Side.RECEIVE))
        seats[shift.service_slug] = seats.get(shift.service_slug, NOTHING) + shift.price * taken

    assert paid == {slug: euros(pay) for slug, (*_, pay) in SERVICES.items() if pay}
    assert {slug: amount for slug, amount in seats.items() if amount} == paid
    assert sum(paid.values(), NOTHING) == euros(8_646)


def test_each_source_promised_and_gave_its_column() -> None:
    found = {source.name: source for source in overview(figures(YEAR)).sources}

    assert {name: source.promised for name, source in found.items()} == {
        name: euros(amount) for name, amount in COLUMNS.items()
    }
    assert {name: source.received for name, source in found.items()} == {
        name: euros(amount) for name, amount in COLUMNS.items()
    }


def test_each_source_paid_its_part_of_each_row() -> None:
    paid: dict[str, dict[str, Money]] = {}
    for source in figures(YEAR):
        for cost in costs_of(source.fund_id, YEAR):
            row = paid.setdefault(cost.account, {})
            row[source.name] = row.get(source.name, NOTHING) + cost.amount

    assert paid == {
        account: {source: euros(amount) for source, amount in parts.items()}
        for account, parts in ROWS.items()
    }
    assert {account: sum(parts.values(), NOTHING) for account, parts in paid.items()} == {
        account: euros(amount) for account, amount in LINES.items()
    }


def test_what_was_left_went_to_the_reserve() -> None:
    left = {source.name: source.received - source.spent for source in figures(YEAR)}
    reserve = next(fund for fund in funds() if fund.name == "Reserve")
    ours = {account.id for account in accounts_by_code({BANK, LENT}).values()}
    before, after = (
        sum(
            (
                balance.amount
                for balance in balances(until=day)
                if balance.fund_id == reserve.id and balance.account_id in ours
            ),
            NOTHING,
        )
        for day in (date(YEAR, 1, 1), LAST_DAY)
    )

    assert {name: amount for name, amount in left.items() if amount} == {
        "Contributie": euros(860),
        "Eigen bijdragen": euros(1_776.30),
    }
    assert (before, after) == (euros(11_240), euros(13_876.30))


def test_the_year_adds_up_to_its_totals() -> None:
    year = overview(figures(YEAR))

    assert year.promised == year.received == euros(78_956)
    assert year.spent == euros(76_319.70)
    assert sum((balance.amount for balance in trial_balance()), NOTHING) == NOTHING


def test_the_municipality_is_largest_and_each_of_its_euros_brings_more() -> None:
    year = overview(figures(YEAR))

    assert year.largest is not None
    assert (year.largest.name, year.largest.share) == ("Gemeente Waterveen", 405)
    assert year.beside_each_euro == euros(1.47)
    assert {source.name: source.share for source in year.sources} == {
        "Contributie": 77,
        "Eigen bijdragen": 110,
        "Fonds Buurtkeuken": 158,
        "Stichting Wilgenfonds": 95,
        "Woonstichting De Rietdijk": 114,
        "Drie bedrijven": 41,
        "Gemeente Waterveen": 405,
    }


def test_what_is_given_in_kind_stands_outside_the_sums() -> None:
    in_kind = overview(figures(YEAR)).in_kind

    assert [(source.name, source.promised) for source in in_kind] == [
        ("Kantoorruimte van De Rietdijk", euros(4_800))
    ]


def test_the_running_year_has_the_same_promises() -> None:
    assert overview(figures(YEAR + 1)).promised == euros(78_956)


# --- The whole house ---


def test_nothing_is_broken() -> None:
    assert list(broken()) == []


def coordinator() -> Viewer:
    (found,) = people_in_roles((RoleName.COORDINATOR,))
    return viewer_of(found[1], proven=True)


def members() -> list[Membership]:
    """All pages of the list of members."""
    found: list[Membership] = []
    after = None
    while True:
        page = members_for(coordinator(), after=after)
        found.extend(page.rows)
        if page.after is None:
            return found
        after = page.after


def shifts_of_the_year() -> Iterator[ShiftSeen]:
    """All pages of all weeks, without the days of other years."""
    seen_by = coordinator()
    monday = date(YEAR, 1, 1) - timedelta(days=date(YEAR, 1, 1).weekday())
    while monday <= LAST_DAY:
        after = None
        while True:
            page = week_for(seen_by, monday, after=after)
            yield from (one for one in page if clock.local(one.starts_at).year == YEAR)
            if page.next is None:
                break
            after = page.next
        monday += WEEK


def places(shift: ShiftSeen) -> int:
    return sum(line.taken for line in shift.lines_of(Side.GIVE))


def hours(shift: ShiftSeen) -> float:
    return places(shift) * (shift.ends_at - shift.starts_at) / timedelta(hours=1)
