"""What members owe each other, where the statutes say so: the member duty.

A `MemberDuty` is so many minutes a month from one date to another, with the article of the
statutes it stands in (BW 2:34a). Always holds: no fines, no scores, no ranking; who is exempt or
paused may still help; hours with children never count; each step to a member has an owner.
"""
