"""What the euros did: the page of a financier, monthly releases, packs, and pictures.

A financier reads what was released, frozen per month, never the rows of today; people are told
in fives, and fewer than five stand with others. A pack that was handed in stays as it was, but
for a story that was taken back.
"""
