"""This cooperative: its one row, its activities and its dated rule values.

Always holds: there is exactly one `Coop`; it is a demo when it was made as one and never later;
a `RuleValue` counts from one date to another, and where none counts today nobody guesses.
"""
