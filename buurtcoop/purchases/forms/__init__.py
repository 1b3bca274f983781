"""The forms of buying together: for who joins, and for who leads a round."""
