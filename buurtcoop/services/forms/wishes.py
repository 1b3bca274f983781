"""The forms of the needs round."""

from buurtcoop.core.words import N_
from buurtcoop.web import fields
from buurtcoop.web.forms import BaseForm

OWNER = "coordinator"
LONGEST_WISH = 500
LONGEST_ANSWER = 1000


class WishForm(BaseForm):
    """One wish, in somebody's own words."""

    words = fields.text(
        N_("Wat zou u hier graag willen?"),
        hint=N_("Zeg het in uw eigen woorden. Schrijf geen namen van anderen op."),
        why=N_("Leden lezen uw wens, zonder uw naam. Zo zien we wat de buurt nodig heeft."),
        owner=OWNER,
        longest=LONGEST_WISH,
    )


class SupportForm(BaseForm):
    """What somebody would do for a wish; nothing at all takes it back."""

    gives = fields.yes(
        N_("Ik help mee"),
        why=N_("Zo weten we of er genoeg helpers zijn. U zit nergens aan vast."),
        owner=OWNER,
        optional=True,
    )
    receives = fields.yes(
        N_("Ik kom"),
        why=N_("Zo weten we voor hoeveel mensen het is. U zit nergens aan vast."),
        owner=OWNER,
        optional=True,
    )


class WishAnswerForm(BaseForm):
    """A sentence that closes a wish."""

    answer = fields.text(
        N_("Wat is ons antwoord?"),
        hint=N_("Wat kan niet, en waarom? Wat kan wel? Noem geen namen."),
        why=N_("Wie dit wenste en wie mee wilde doen, krijgen dit antwoord."),
        owner=OWNER,
        longest=LONGEST_ANSWER,
    )
