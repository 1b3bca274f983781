"""What members have to pay: one charge for one cause.

Nothing collects a charge yet; it stands open until it is waived.

Always holds: one cause makes one charge; an amount is above nothing and never changes; who waived
it, when and why stand with it.
"""
