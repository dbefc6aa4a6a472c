"""Words of rules: why a post cannot stay, or cannot go somewhere."""

from datetime import date

from states.messages import Channel, Message, msg
from vorlauf.plan.plans import Plan
from vorlauf.plan.proposals.problem import Rule, RuleKind
from vorlauf.plan.proposals.statement import most_of


def words_of(rule: Rule, plan: Plan) -> Message:
    """Return a rule that is in the way as a sentence."""
    house = rule.house.upper()
    match rule.kind:
        case RuleKind.LEAD_TIME:
            if not house:
                return msg("The lead times are longer.")
            return msg("{house} needs more time.", house=house)
        case RuleKind.BLACKOUT:
            blackout = rule.first and plan.directory.campaign.blackout_on(rule.first)
            reason = blackout.reason if blackout else ""
            return msg("Nothing is published then ({reason}).", reason=reason)
        case RuleKind.HOUSE_CLOSED:
            return msg("{house} is closed.", house=house)
        case RuleKind.SLOT:
            channel = Channel(rule.channel)
            return msg("Another post has this slot on {channel}.", channel=channel)
        case _:
            return _of_numbers(rule, house, plan)


def _of_numbers(rule: Rule, house: str, plan: Plan) -> Message:
    """Return the sentence of a rule that says how many there may be."""
    most = most_of(rule, plan) or 0
    if rule.kind is RuleKind.SPACING:
        most = plan.directory.campaign.house_spacing or 0
    if most == 1:
        return _of_one(rule, house)
    match rule.kind:
        case RuleKind.DAY:
            return msg("The day has {most} posts already.", most=most)
        case RuleKind.WEEK:
            return msg(
                "The week of {day} has {most} posts already.",
                day=_first(rule),
                most=most,
            )
        case RuleKind.LOAD:
            return msg(
                "{house} has {most} steps in the week of {day} already.",
                house=house,
                most=most,
                day=_first(rule),
            )
        case _:
            return msg(
                "{house} has another post within {days} working days.",
                house=house,
                days=most,
            )


def _of_one(rule: Rule, house: str) -> Message:
    match rule.kind:
        case RuleKind.DAY:
            return msg("The day has a post already.")
        case RuleKind.WEEK:
            return msg("The week of {day} has a post already.", day=_first(rule))
        case RuleKind.LOAD:
            return msg(
                "{house} has a step in the week of {day} already.",
                house=house,
                day=_first(rule),
            )
        case _:
            return msg("{house} has another post within a working day.", house=house)


def _first(rule: Rule) -> date:
    assert rule.first is not None  # noqa: S101 - weeks have a Monday
    return rule.first
