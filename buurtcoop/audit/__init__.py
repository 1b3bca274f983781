"""Who did what, and who read about whom.

Always holds: entries are only added, never changed or removed; they carry ids without foreign
keys, so they outlive the persons; a sensitive text is decrypted only after its reading is
logged and committed (`reveal`). The words of an entry stand apart, where retention may erase
them; the entry keeps their fingerprint.
"""
