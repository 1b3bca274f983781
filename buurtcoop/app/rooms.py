"""The rooms that have pages, hung in one place."""

from flask import Flask

from buurtcoop.access import views as access
from buurtcoop.afterwards import views as afterwards
from buurtcoop.agreements.views import papers, starting, texts
from buurtcoop.app import views as house
from buurtcoop.attendance import views as attendance
from buurtcoop.bank.views import closing, desk, importing, line
from buurtcoop.briefing import views as briefing
from buurtcoop.care import views as care
from buurtcoop.core.instance import Instance
from buurtcoop.cover import views as cover
from buurtcoop.days import views as days
from buurtcoop.demo import views as demo
from buurtcoop.desks.views import calendar
from buurtcoop.desks.views import pages as desks
from buurtcoop.funding import views as funding
from buurtcoop.insight.views import coming_in, giving, packs, pictures, reading
from buurtcoop.ledger import views as ledger
from buurtcoop.members import views as members
from buurtcoop.obligations import views as obligations
from buurtcoop.payments import views as payments
from buurtcoop.purchases import views as purchases
from buurtcoop.qualifications import views as qualifications
from buurtcoop.reminders import views as reminders
from buurtcoop.services import views as services
from buurtcoop.services.views import leading, opening, trials, wishes
from buurtcoop.shifts.views import (
    agenda,
    away_for,
    children,
    coverage,
    fixed_helpers,
    offer,
    others,
    planning,
    promises,
    rota,
    series,
    standing,
    stopping,
    waiting,
)


def hang(app: Flask, instance: Instance) -> None:
    """Give this app the pages of every room."""
    app.register_blueprint(desks.bp)
    app.register_blueprint(calendar.bp)
    app.register_blueprint(house.bp)
    app.register_blueprint(access.bp)
    app.register_blueprint(members.bp)
    app.register_blueprint(qualifications.bp)
    app.register_blueprint(care.bp)
    app.register_blueprint(services.bp)
    app.register_blueprint(starting.bp)
    app.register_blueprint(papers.bp)
    app.register_blueprint(texts.bp)
    app.register_blueprint(wishes.bp)
    app.register_blueprint(leading.bp)
    app.register_blueprint(opening.bp)
    app.register_blueprint(trials.bp)
    app.register_blueprint(obligations.bp)
    app.register_blueprint(days.bp)
    app.register_blueprint(rota.bp)
    app.register_blueprint(coverage.bp)
    app.register_blueprint(promises.bp)
    app.register_blueprint(children.bp)
    app.register_blueprint(planning.bp)
    app.register_blueprint(series.bp)
    app.register_blueprint(others.bp)
    app.register_blueprint(agenda.bp)
    app.register_blueprint(waiting.bp)
    app.register_blueprint(standing.bp)
    app.register_blueprint(fixed_helpers.bp)
    app.register_blueprint(away_for.bp)
    app.register_blueprint(stopping.bp)
    app.register_blueprint(offer.bp)
    app.register_blueprint(cover.bp)
    app.register_blueprint(briefing.bp)
    app.register_blueprint(attendance.bp)
    app.register_blueprint(afterwards.bp)
    app.register_blueprint(reminders.bp)
    app.register_blueprint(desk.bp)
    app.register_blueprint(importing.bp)
    app.register_blueprint(line.bp)
    app.register_blueprint(closing.bp)
    app.register_blueprint(funding.bp)
    app.register_blueprint(pictures.bp)
    app.register_blueprint(packs.bp)
    app.register_blueprint(reading.bp)
    app.register_blueprint(coming_in.bp)
    app.register_blueprint(giving.bp)
    app.register_blueprint(payments.bp)
    app.register_blueprint(purchases.bp)
    app.register_blueprint(ledger.bp)
    app.register_blueprint(demo.bp)
