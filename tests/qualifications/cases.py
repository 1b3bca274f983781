"""Skills on the list, as the tests of this room begin with."""

from buurtcoop.qualifications.models import Skill
from buurtcoop.qualifications.operations import add_skill
from tests.cast import Cast, seen_by

MONTHS = 36


def a_vog(cast: Cast, name: str = "VOG", *, months: int | None = MONTHS) -> Skill:
    """A skill of which one of us must have seen a proof."""
    return add_skill(
        name,
        explanation="Een verklaring dat mensen bij u veilig zijn.",
        proven=True,
        valid_months=months,
        by=seen_by(cast.coor),
    )


def cooking(cast: Cast, name: str = "Koken voor een groep") -> Skill:
    """A skill for which one's own word counts."""
    return add_skill(
        name,
        explanation="U kookt graag voor 20 mensen of meer.",
        proven=False,
        valid_months=None,
        by=seen_by(cast.coor),
    )
