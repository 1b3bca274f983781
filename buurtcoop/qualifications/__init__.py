"""What members can do, and what was seen of it.

A `Skill` is on the coop's own list: cooking, first aid, a VOG. A `Qualification` says that a
member has it, from one day to another, and who saw it. Of a VOG we keep that it was seen, on
which day and by whom; never a copy, a number or a result.

Always holds: a member has a skill once at a time; renewing it ends the old row; what needs
proof is never put in by the member.
"""
