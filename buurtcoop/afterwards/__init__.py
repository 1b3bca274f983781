"""What stays when it is over: a lesson, a thank-you, a story.

A `Lesson` is one tap of who was there. `Thanks` come from the receiving side, for all who gave.
A `Story` is in somebody's own words, told on wish, with a photo or without, and stands only as
far and as long as its teller agreed.

Always holds: one lesson and one thank-you per person and shift; a story that was taken back, or
whose time is over, is shown nowhere.
"""
