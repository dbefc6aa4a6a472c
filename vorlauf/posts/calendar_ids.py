"""Calendar ids: by what calendar programs know a slot or a due date again.

An id says what it is about and never when: a date that moves keeps its id.
"""

from states.post import StepKind


def slot_id(post_id: int) -> str:
    """Return the id of the slot of a post."""
    return f"post-{post_id}-slot"


def due_id(post_id: int, kind: StepKind, house: str, *, retrospective: bool) -> str:
    """Return the id of a due date: the same for the post's next version, too.

    `house` is its first key: whoever has the date in a calendar need not know that a
    house was renamed since.
    """
    afterwards = "-afterwards" if retrospective else ""
    return f"post-{post_id}-{kind.value}-{house}{afterwards}"
