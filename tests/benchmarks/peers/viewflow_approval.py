"""One approval by Viewflow: a start, and two tasks of two people."""

from approvals import arguments, tell
from django_project import set_up

file, synchronous, times = arguments()
apps = ["viewflow", "viewflow.workflow", "post_flow"]
set_up(file, synchronous, apps, ROOT_URLCONF="approvals")

# Models can be imported only once Django is set up.
from django.contrib.auth.models import User  # noqa: E402
from django.db import transaction  # noqa: E402
from post_flow.flows import Approval  # noqa: E402


def decide(node: object) -> None:
    """Do what is open at this node, in one transaction."""
    with transaction.atomic():
        task = node.flow_class.task_class.objects.filter(
            flow_task=node, finished__isnull=True
        ).latest("pk")
        activation = node.activation_class(task)
        activation.start(None)
        activation.execute()


def approve() -> None:
    """Make one approval, of three transactions."""
    with transaction.atomic():
        process = Approval.start.run()
    decide(Approval.endorse)
    decide(Approval.approve)
    process.refresh_from_db()
    assert process.status == "DONE", process.status


for name in ("house", "chancellery"):
    User.objects.create_user(name)
tell(file, approve, times)
