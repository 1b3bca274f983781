"""What every room stands on: clock, money, database, instance, viewer, encryption, words.

Always holds: no Flask here, no knowledge of any room, and nothing of one coop in module state.
"""
