"""Euros: accounts, funds, periods, entries and lines, in double entry.

Always holds, in the database: an entry is born as a draft and posts only with two lines or more
that sum to zero per fund; what is posted never changes, it is reversed once by a counter-entry;
an entry's date lies in an open period; lines of income and expense carry an activity; a key
books once. Balances are computed from lines, never stored.
"""
