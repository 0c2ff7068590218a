"""Where a task stands on a date: pure functions of the task, its events, a profile and the date.

`profile` holds a province's rules as data, `rules` turns them into a light with its reason in words.
"""

from geomon.status.profile import Profile, Sign, Step, load_profile
from geomon.status.rules import DONE, task_status

__all__ = ["DONE", "Profile", "Sign", "Step", "load_profile", "task_status"]
