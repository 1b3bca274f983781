"""Cover: somebody for a place that is empty, or another day for who can't come.

An `Ask` asks one member for one place: the least recently asked first, who have what it takes,
are free and have not reached the number they chose themselves. A `Swap` is offered by one member
and taken by another, in one transaction. A `Watch` is "tell me when something changes here".

Always holds: a member is asked once for a place of a shift as it stands; no more say yes and get
it than are missing, because the line is held and its places decide; a swap changes both promises
or neither.
"""
