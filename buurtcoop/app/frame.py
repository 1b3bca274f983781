"""What every page shows from the rooms: name, contact person, menu, trouble.

The only upward wiring of the house (law 4): made once per page, when the template asks for it.
Contact person: who holds the coordinator role, else the deputy. Who is that person sees the next.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask, g, request

from buurtcoop.access.queries import people_in_roles
from buurtcoop.access.rules import RoleName
from buurtcoop.coop.models import Coop
from buurtcoop.coop.queries import this_coop
from buurtcoop.core import clock
from buurtcoop.core.viewer import Viewer
from buurtcoop.core.words import N_, NAMES, RIGHT_TO_LEFT, languages, phone
from buurtcoop.demo.views import trial_is_here
from buurtcoop.people.models import Person
from buurtcoop.reminders.health import trouble
from buurtcoop.web.pages import _, language, viewer

ROLE_LABELS = {
    RoleName.MEMBER: N_("als lid"),
    RoleName.COORDINATOR: N_("als coördinator"),
    RoleName.DEPUTY: N_("als vervanger"),
    RoleName.TREASURER: N_("als penningmeester"),
    RoleName.SECRETARY: N_("als secretaris"),
    RoleName.BOARD: N_("als bestuurslid"),
    RoleName.AUDIT_COMMITTEE: N_("als kascommissie"),
}
CONTACT_LABELS = {RoleName.COORDINATOR: N_("coördinator"), RoleName.DEPUTY: N_("vervanger")}

Entry = tuple[str, str, str]
VISITOR: list[Entry] = [
    (N_("Start"), "/", "home"),
    (N_("Aanbod"), "/aanbod", "heart-handshake"),
    (N_("Rooster"), "/rooster", "calendar-event"),
    (N_("Lid worden"), "/lid-worden", "user"),
]
WITHOUT_ROLE: list[Entry] = [
    (N_("Uw geld"), "/financier", "coin-euro"),
    *(entry for entry in VISITOR if entry[1] != "/lid-worden"),
]
MENUS: dict[str, list[Entry]] = {
    RoleName.MEMBER: [
        (N_("Mijn"), "/mijn", "user"),
        (N_("Rooster"), "/rooster", "calendar-event"),
        (N_("Aanbod"), "/aanbod", "heart-handshake"),
        (N_("Start"), "/", "home"),
    ],
    RoleName.COORDINATOR: [
        (N_("Vandaag"), "/vandaag", "list-check"),
        (N_("Rooster"), "/rooster", "calendar-event"),
        (N_("Geld"), "/geld", "coin-euro"),
        (N_("Leden"), "/leden", "users"),
    ],
    RoleName.TREASURER: [
        (N_("Geld"), "/geld", "coin-euro"),
        (N_("Boek"), "/geld/boek", "file-text"),
        (N_("Leden"), "/leden", "users"),
        (N_("Mijn"), "/mijn", "user"),
    ],
    RoleName.BOARD: [
        (N_("Aanmel\N{SOFT HYPHEN}dingen"), "/leden/aanmeldingen", "user"),
        (N_("Leden"), "/leden", "users"),
        (N_("Geld"), "/geld", "coin-euro"),
        (N_("Mijn"), "/mijn", "user"),
    ],
    RoleName.AUDIT_COMMITTEE: [
        (N_("Geld"), "/geld", "coin-euro"),
        (N_("Boek"), "/geld/boek", "file-text"),
        (N_("Mijn"), "/mijn", "user"),
        (N_("Start"), "/", "home"),
    ],
}
MENUS[RoleName.DEPUTY] = MENUS[RoleName.COORDINATOR]
MENUS[RoleName.SECRETARY] = MENUS[RoleName.BOARD]


@dataclass(frozen=True)
class Contact:
    """A person with a face and a phone number, on every page."""

    person_id: int
    name: str
    role: str
    phone: str
    email: str
    hours: str
    initials: str
    tint: str

    @property
    def phone_display(self) -> str:
        """06 12 34 56 78."""
        return phone(self.phone)


@dataclass(frozen=True)
class NavItem:
    """One entry of the main menu."""

    label: str
    path: str
    icon: str
    current: bool
    wide: bool = False


@dataclass(frozen=True)
class Reader:
    """Who is looking, as the header shows it."""

    signed_in: bool
    name: str
    role_label: str
    initials: str
    tint: str


@dataclass(frozen=True)
class Banner:
    """One line above every page."""

    text: str
    kind: str


@dataclass(frozen=True)
class Frame:
    """All that stands round a page."""

    coop_name: str
    coop_kind: str
    legal_line: str
    contact: Contact | None
    deputy: Contact | None
    nav: list[NavItem]
    menu: list[tuple[str, str, str | None]]
    viewer: Reader
    outsider: bool
    staff: bool
    banner: Banner | None
    trial: bool
    language: str
    direction: str


def hang(app: Flask) -> None:
    """Give every template of this app its frame."""

    @app.context_processor
    def with_frame() -> dict[str, Frame]:
        if "frame" not in g:
            g.frame = frame(viewer())
        return {"frame": g.frame}


def frame(seen_by: Viewer) -> Frame:
    """What stands round a page for this viewer."""
    coop = this_coop()
    contacts = contacts_of(coop, people_in_roles((RoleName.COORDINATOR, RoleName.DEPUTY)))
    others = [contact for contact in contacts if contact.person_id != seen_by.person_id]
    return Frame(
        coop_name=coop.short_name,
        coop_kind=coop.kind_name,
        legal_line=_legal_line(coop),
        contact=others[0] if others else None,
        deputy=others[0] if others else None,
        nav=_nav(seen_by),
        menu=_menu(seen_by),
        viewer=_reader(seen_by),
        outsider=_without_role(seen_by),
        staff=seen_by.may("members.read"),
        banner=_banner(seen_by),
        trial=coop.demo and trial_is_here(),
        language=language(),
        direction="rtl" if language() in RIGHT_TO_LEFT else "ltr",
    )


def _banner(seen_by: Viewer) -> Banner | None:
    """What does not work by itself any more, for who can do something about it."""
    sentence = trouble(clock.now()) if seen_by.may("today.read") else None
    return Banner(_(sentence), "warn") if sentence else None


def contacts_of(coop: Coop, found: Sequence[tuple[RoleName, Person]]) -> list[Contact]:
    """These people as contacts; without a phone of their own the coop's number stands there."""
    return [
        Contact(
            person_id=person.id,
            name=person.full_name,
            role=_(CONTACT_LABELS[role]),
            phone=person.phone or coop.phone,
            email=person.email or coop.email,
            hours=coop.opening_hours,
            initials=person.initials,
            tint=person.tint,
        )
        for role, person in found
    ]


def _nav(seen_by: Viewer) -> list[NavItem]:
    entries = MENUS.get(seen_by.acting_as, VISITOR)
    if _without_role(seen_by):
        entries = WITHOUT_ROLE
    paths = [path for _label, path, _icon in entries]
    inside = [path for path in paths if _inside(request.path, path)]
    current = max(inside, key=len, default="")
    return [NavItem(_(label), path, icon, path == current) for label, path, icon in entries]


def _inside(here: str, path: str) -> bool:
    return here == path or (path != "/" and here.startswith(path + "/"))


def _menu(seen_by: Viewer) -> list[tuple[str, str, str | None]]:
    entries: list[tuple[str, str, str | None]] = [
        (_("Start"), "/", None),
        (_("Aanbod"), "/aanbod", None),
        (_("Rooster"), "/rooster", None),
        (_("Verhalen"), "/verhalen", None),
        *(() if seen_by.signed_in else ((_("Lid worden"), "/lid-worden", None),)),
        *(((_("Mijn pagina"), "/mijn", None),) if seen_by.roles else ()),
        *(((_("Voor financiers"), "/financier", None),) if _without_role(seen_by) else ()),
        *(((_("Vandaag"), "/vandaag", None),) if seen_by.may("today.read") else ()),
        *(((_("Leden"), "/leden", None),) if seen_by.may("members.read") else ()),
        *(((_("Geld"), "/geld", None),) if seen_by.may("money.read") else ()),
        *(((_("Rollen"), "/beheer/rollen", None),) if seen_by.may("roles.change") else ()),
        *(((_("Kijk in een andere rol"), "/rol", None),) if len(seen_by.roles) > 1 else ()),
        (_("Lidmaatschap opzeggen"), "/lidmaatschap-opzeggen", None),
        (_("Privacy"), "/privacy", None),
        (_("Werkt alles?"), "/gezondheid", None),
    ]
    others = [(NAMES[code], f"/taal/{code}", code) for code in languages() if code != language()]
    return entries + others


def _without_role(seen_by: Viewer) -> bool:
    """Whether this is somebody with an account and nothing else, such as a financier."""
    return seen_by.signed_in and not seen_by.roles


def _reader(seen_by: Viewer) -> Reader:
    role = ROLE_LABELS.get(RoleName(seen_by.acting_as)) if seen_by.acting_as else None
    several = len(seen_by.roles) > 1 or seen_by.acting_as not in ("", RoleName.MEMBER)
    return Reader(
        signed_in=seen_by.signed_in,
        name=seen_by.name,
        role_label=_(role) if role and several else "",
        initials=seen_by.initials,
        tint=seen_by.tint,
    )


def _legal_line(coop: Coop) -> str:
    registered = _("KvK %(number)s", number=coop.kvk) if coop.kvk else ""
    parts = (coop.name, coop.street, coop.city, registered)
    return ", ".join(part for part in parts if part)
