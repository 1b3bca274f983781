"""Applications and memberships.

An `Application` waits until the board or the coordinator admits, or refuses after a talk that is
written down. A `Membership` runs from one date to another and carries a number that is never
used again. Always holds: one running membership per person; giving and receiving are set by the
member; nobody is refused without a personal contact.
"""
