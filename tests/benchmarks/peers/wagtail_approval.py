"""One approval by Wagtail: a page's workflow of two tasks, each of another group."""

from approvals import arguments, tell
from django_project import set_up

file, synchronous, times = arguments()
set_up(
    file,
    synchronous,
    [
        *(f"wagtail.{name}" for name in ("users", "images", "documents", "search")),
        *("wagtail.admin", "wagtail", "taggit", "modelcluster", "django_tasks"),
        "django.contrib.sessions",
    ],
    ROOT_URLCONF="approvals",
    STATIC_URL="/static/",
    WAGTAIL_SITE_NAME="",
    WAGTAILADMIN_BASE_URL="http://localhost",
)

# Models can be imported only once Django is set up.
from django.contrib.auth.models import Group, Permission, User  # noqa: E402
from django.db import transaction  # noqa: E402
from wagtail.models import (  # noqa: E402
    GroupApprovalTask,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowState,
    WorkflowTask,
)

people = [User.objects.create_user(name) for name in ("house", "chancellery")]
root = Page.objects.get(depth=1)
may_publish = Permission.objects.get(codename="publish_page")
workflow = Workflow.objects.create(name="approval")
for order, person in enumerate(people):
    group = Group.objects.create(name=person.username)
    person.groups.add(group)
    GroupPagePermission.objects.create(group=group, page=root, permission=may_publish)
    task = GroupApprovalTask.objects.create(name=person.username)
    task.groups.add(group)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)


def approve() -> None:
    """Make one approval, of three transactions; the page is published at its end."""
    with transaction.atomic():
        page = root.add_child(title="A day at the fire station", live=False)
        page.save_revision(user=people[0])
        state = workflow.start(page, people[0])
    for person in people:
        with transaction.atomic():
            found = WorkflowState.objects.get(pk=state.pk)
            found.current_task_state.specific.approve(user=person)
    state.refresh_from_db()
    assert state.status == WorkflowState.STATUS_APPROVED, state.status


tell(file, approve, times)
