"""Where the money comes from: sources, what they promised, and what is left of it.

A `FundingSource` has a fund of its own, so a ledger line's fund tells its source. A
`FundingAgreement` is what a source awarded or is expected to give for a period. Always holds:
received, spent and left come from ledger lines; only promises are stored here.
"""
