"""Methods that tell when they are called: the recorder must call none of the user's."""

from __future__ import annotations

called: list[str] = []
"""What has been called; conftest asserts after each test that nothing was."""


def tells(name, result=None):
    def tell(*args, **kwargs):
        called.append(name)
        if result is None:
            raise AssertionError(name)
        return result

    return tell
