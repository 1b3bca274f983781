"""Persons, households and organisations: who they are and how to reach them.

A `Person` is anybody we know: member, applicant, child, donor, contact. What somebody is to the
cooperative stands in the rooms above, dated. Always holds: a person can be reached by at least
one way; a household has one address.
"""
