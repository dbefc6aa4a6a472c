"""The form of an edit, filled in and sent as somebody at the dashboard."""


def send_edit(client, number, **typed):
    """Save what is typed, after a look at what comes of it where that is shown."""
    action = f"/posts/{number}/edit"
    fields = dict(client.see(action).form(action).fields)
    page = client.send(action, fields | typed)
    if any(form.action == action for form in page.forms) and page.status == 200:
        page = client.send(action, dict(page.form(action).fields))
    return page
