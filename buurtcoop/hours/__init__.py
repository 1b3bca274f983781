"""Hours: minutes of a person for an activity, of one kind, on a day.

An hour stands by itself: it keeps its own words, day and activity, so what it came from may go.

Always holds: rows are only added; a mistake is mended by a counter-entry; one cause counts once;
the activity and the kind are never empty.
"""
