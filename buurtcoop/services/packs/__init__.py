"""Rule packs: a good start for a service, as data.

A pack is a file in `config/coop/packs` or in the `packs` folder of a coop. It is a template:
making a service copies everything into the database, and nothing reads the pack after that.
"""

from buurtcoop.services.packs.pack import Check, RulePack, SkillWanted, Words
from buurtcoop.services.packs.reading import PackWrong, read_pack
from buurtcoop.services.packs.shelf import Shelf, all_packs, pack_named, shelf

__all__ = [
    "Check",
    "PackWrong",
    "RulePack",
    "Shelf",
    "SkillWanted",
    "Words",
    "all_packs",
    "pack_named",
    "read_pack",
    "shelf",
]
