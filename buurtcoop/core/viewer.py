"""Who is looking: plain values only, so that it can be passed anywhere."""

from dataclasses import dataclass, field

DUTCH = "nl"


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """Somebody who looks or acts, with what they may do at this moment.

    `acting_as` is the role the page is shown for; `permissions` are those of all roles together.
    """

    person_id: int | None = None
    name: str = ""
    initials: str = ""
    tint: str = ""
    language: str = DUTCH
    roles: tuple[str, ...] = ()
    acting_as: str = ""
    permissions: frozenset[str] = field(default_factory=frozenset)
    session_id: int | None = None

    @property
    def signed_in(self) -> bool:
        """Whether we know who this is."""
        return self.person_id is not None

    def may(self, permission: str) -> bool:
        """Whether any of the roles gives this permission."""
        return permission in self.permissions

    @property
    def id(self) -> int:
        """The person behind an act. Raises LookupError for a stranger."""
        if self.person_id is None:
            raise LookupError("A stranger has no person.")
        return self.person_id


STRANGER = Viewer()
