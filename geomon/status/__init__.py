"""Where a task stands on a date: pure functions of the task, its events, a profile and the date.

`profile` holds a province's rules as data, `rules` turns them into a light with its reason in words. `steps` holds what can happen to a
task, `ladder` the letters to whom falls behind, `life` folds what did happen, `gates` says which steps are open to whom.
"""

from geomon.status.gates import NO, Facts, Offer, Who, offers_of, take_step
from geomon.status.ladder import Rung, letter_due
from geomon.status.life import LETTER, STEPS, Life, life_of, look_back_on, next_step, waiting_days
from geomon.status.profile import Profile, Sign, load_profile
from geomon.status.rules import DONE, task_status
from geomon.status.steps import Act, LookBack, Step

__all__ = ["DONE", "LETTER", "NO", "STEPS", "Act", "Facts", "Life", "LookBack", "Offer", "Profile", "Rung", "Sign", "Step", "Who",
           "letter_due", "life_of", "load_profile", "look_back_on", "next_step", "offers_of", "take_step", "task_status", "waiting_days"]
