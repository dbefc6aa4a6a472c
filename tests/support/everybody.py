"""Somebody of each role in the small campaign, and what others are to them."""

from states.post import Role

# The contact is that of `smi`.
PEOPLE = {
    Role.COORDINATOR: "ada",
    Role.GRAPHICS: "gero",
    Role.CONTACT: "ines",
    Role.APPROVER: "clara",
    Role.AUDITOR: "olga",
}
# What a post of another house, or another house, is to whoever sees only their own.
LIMITED = (Role.CONTACT, Role.GRAPHICS)
