"""Messages: the outbox, its deliveries, and the links that let people act from a mail.

A `Message` is written in the same transaction as its cause and is unique per rule, subject,
occurrence and recipient. A `Delivery` is one try through one channel. `LongWork` is a file that
somebody asked for and the scheduler makes. Always holds: every message has a reason, an expiry
and an end state a human can look up; only the fingerprint of a link is stored, and it works
once; a file is made by who holds its lease, and is seen by who asked for it alone.
"""
