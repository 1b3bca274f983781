"""What a member and the cooperative agree on, per service.

An `AgreementText` says what one may ask, what one owes, how one gives notice and what happens
when either side does not come; each change is a new version. An `Agreement` is a member's yes to
one version, on a day. Always holds: a text never changes; a running agreement keeps its version;
one runs per person, service and kind, and per child.
"""
