"""Getting in: accounts, sessions, second factor, dated roles, throttling, and the guard.

Always holds: no account exists that nobody made; a session is a row that can be ended; a role
counts from one date to another; who sees other people's data proves a second factor; a known
and an unknown address get the same answer. Being a member is itself a dated role, granted by
the room `members`.
"""
