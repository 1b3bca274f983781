"""Who was there, on both sides, and what follows from it.

An `Attendance` is a word about one promise: by the lead of the service, by the code at the door,
or by a person about oneself. The lead's word and the code decide; one's own word decides once
somebody of the other side said to have been there as well; where there is one side, another
helper. The lead wins from a code, and both from one's own word, whatever came first; that
somebody sees it differently stays on the list until the lead says it again. What was decided
ends the promise, writes minutes of who gave and a charge for who received.

Always holds: words are only added; a promise ends in one state; the minutes of a claim are those
of its attendance, and a mistake is mended by a counter-entry.
"""
