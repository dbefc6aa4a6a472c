"""The approval as Viewflow has it: a post goes from a house to the chancellery."""

from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.models import Process
from viewflow.workflow.nodes.start import StartHandleActivation


def begun(activation: StartHandleActivation) -> Process:
    """Start with no form; return the process."""
    return activation.process


class Approval(flow.Flow):
    """A start, and two tasks of two people."""

    process_class = Process

    start = flow.StartHandle(begun).Next(this.endorse)
    endorse = flow.View(begun).Assign(username="house").Next(this.approve)
    approve = flow.View(begun).Assign(username="chancellery").Next(this.end)
    end = flow.End()
