"""Waiting for what other processes do, as long as a busy machine may need."""

import time

import pytest

PATIENCE = 240.0  # seconds


def until(answer, patience=PATIENCE):
    """Ask again and again until the answer is true; return it, or fail."""
    ends = time.monotonic() + patience
    while time.monotonic() < ends:
        if found := answer():
            return found
        time.sleep(0.3)
    pytest.fail(f"It was waited for in vain: {answer}")
