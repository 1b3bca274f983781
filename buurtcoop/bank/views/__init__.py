"""The pages of the bank, of matching, and of closing a month."""
