"""Where the money comes from and what it may do: sources, agreements, settlements and budgets.

A `FundingSource` has a fund of its own, so a ledger line's fund tells its source. A
`FundingAgreement` is what a source awarded or is expected to give for a period. Always holds:
received, spent and left come from ledger lines; only promises are stored here.

What a letter says is a version of `AgreementTerms`; costs stand on an agreement by `CostClaim`.
`settlement` reckons with plain values and knows no database: `queries.facts_of` gives it what
the books say, and a `Settlement` freezes what was handed in.
"""
