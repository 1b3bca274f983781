"""The forms of the money: sources and their promises, and booking in words."""
