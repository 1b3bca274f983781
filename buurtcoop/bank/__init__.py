"""The files of the bank: read, matched to the book, reconciled to the bank's own balance.

Words: a statement is what one file says of one account; a bank line is one movement on it; a
match says which entry books it. Always holds, in the database: the same movement comes in once
(account and identity), what the bank said never changes, and the matches of a line or an entry
together are never more than the line or the entry itself.
"""
