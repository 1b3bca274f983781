"""Pictures of every page, in every state and at both widths, from a clock that stands still."""
