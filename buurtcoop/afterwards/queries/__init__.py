"""Questions about lessons, thanks, stories, and what was given and received."""

from buurtcoop.afterwards.queries.after import after_for, thanks_for, was_thanked
from buurtcoop.afterwards.queries.given import given_and_received
from buurtcoop.afterwards.queries.lessons import how_it_went, lessons_of
from buurtcoop.afterwards.queries.stories import (
    photo_for,
    readable,
    stories_for,
    stories_for_financiers,
    stories_of,
    story_for,
)

__all__ = [
    "after_for",
    "given_and_received",
    "how_it_went",
    "lessons_of",
    "photo_for",
    "readable",
    "stories_for",
    "stories_for_financiers",
    "stories_of",
    "story_for",
    "thanks_for",
    "was_thanked",
]
