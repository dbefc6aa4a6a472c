"""Showing: which pictures a post publishes, as the gate counts them."""

from vorlauf.posts.picture_checks import AS_MADE_OF, NOBODY, shown_pictures

__all__ = ["AS_MADE_OF", "NOBODY", "shown_pictures"]
