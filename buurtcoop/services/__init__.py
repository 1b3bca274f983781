"""The catalogue: what the neighbourhood does together, and with which rules.

A `Service` is an offer such as Eettafel; its shifts stand one room higher. It begins with a wish
of members or somebody who asked, and with a rule pack: a file (`packs`) that is copied when a
service is made and never read after that. While it is prepared nobody is offered it; it opens
when every `OpeningCheck` has an answer. A `ServiceLead` leads it from one date to another, and a
`Trial` tries it out.

Always holds: a service takes shifts while it is open and runs, and says so when it stops; its
price is per seat, may be nothing, and somebody decided it; with children it is free, nobody is
alone, and no hour counts as owed.
"""
