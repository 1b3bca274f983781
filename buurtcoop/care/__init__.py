"""What a helper must know of who comes: children and their guardians, diets, allergies.

A child is a `Person` without an account, with one or more guardians (`Guardianship`). A
`CareNote` is what somebody does not eat, is allergic to, or who may fetch a child. Always holds:
the words are locked, and whoever reads them stands in the read log.
"""
