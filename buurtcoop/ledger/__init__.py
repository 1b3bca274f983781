"""Euros: accounts, funds, periods, entries and lines, in double entry.

Always holds, in the database: an entry is born as a draft and posts only with two lines or more
that sum to zero per fund; what is posted never changes, it is reversed once by a counter-entry;
an entry's date lies in an open period; lines of income and expense carry an activity; a key
books once. Whoever posts takes the next place in one chain, with a number and a hash; months
close in order and for good. Figures are computed from lines, those of closed months from totals
that a check counts after.
"""
