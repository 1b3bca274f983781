"""The books for others: audit file, Beancount text, general ledger and year accounts.

Each module has `write(year, to, tell)`: it writes the file of one book year into a binary file
and tells how far it is as `tell(done, of_all)`. The lines are read a few hundred entries at a
time. What is booked while a file is written is not in it, so the totals in front always agree.
"""
