"""Days that are not like others: public holidays, school holidays, and days we are closed.

They are read from a calendar file, or put in by hand. Series go round them; a day that is closed
takes nothing at all.

Always holds: a stretch of days of one kind stands here once, also when its file is read again.
"""
