"""buurtcoop: the platform on which a neighbourhood cooperative runs.

One package per thing the cooperative does; DECISIONS.md says why it is laid out so,
and each room's docstring says what always holds in it.
"""
