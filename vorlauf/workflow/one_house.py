"""One house: whoever stands for several houses answers for each on its own."""

from dataclasses import replace

from states.messages import Several, msg
from states.post import STEPS, Trigger
from vorlauf.directory.model import Directory
from vorlauf.errors import BadInputError
from vorlauf.workflow.actors import Actor, AnswerableStep


def parts_of(
    actor: Actor, trigger: Trigger, directory: Directory
) -> list[tuple[AnswerableStep, ...]]:
    """Return what an actor answers with a trigger, by house, their own part first.

    What moves the post and what is asked for afterwards are parts of their own.
    """
    home = _home(actor, directory)
    answered = sorted(
        (one for one in actor.answerable if trigger in STEPS[one.step.kind].answers),
        key=lambda one: (
            one.step.retrospective,
            one.principal is not None,
            one.step.house != home,
            one.step.id,
        ),
    )
    parts: dict[tuple[bool, str], list[AnswerableStep]] = {}
    for one in answered:
        part = (one.step.retrospective, one.step.house)
        parts.setdefault(part, []).append(one)
    return [tuple(part) for part in parts.values()]


def for_one_house(actor: Actor, trigger: Trigger, directory: Directory) -> Actor:
    """Return the actor as they answer for one house: their own, or the only one.

    Raises `BadInputError` if they stand in for several others and do not say for which.
    """
    parts = parts_of(actor, trigger, directory)
    houses = list(dict.fromkeys(part[0].step.house for part in parts))
    if len(houses) <= 1:
        return actor
    first = parts[0][0]
    if first.principal is not None and first.step.house != _home(actor, directory):
        raise BadInputError(
            msg(
                "{name} stands in for {houses} here and answers for each on its own; "
                "name one of them.",
                name=actor.name,
                houses=Several(tuple(sorted(houses))),
            )
        )
    own = [one for one in actor.answerable if one.step.house == first.step.house]
    return replace(actor, answerable=tuple(own))


def _home(actor: Actor, directory: Directory) -> str:
    person = directory.people.get(actor.key)
    return person.house if person else ""
