"""Persons whom the register knows itself: who may sign in, who acted, and who was named in a field that asks for a person."""

from __future__ import annotations

import re
from collections.abc import Iterable

from geomon.model import Event
from geomon.publishing.personal import is_name
from geomon.publishing.titles import HAN

FIELDS = frozenset(("contact", "by", "who", "person", "visitor", "acceptor"))
"""Keys of an event's body that hold a person, often with a unit and a phone beside."""
_WORDS = re.compile(rf"[{HAN}·•]{{2,12}}|[A-Z][A-Za-z ·-]+")


def persons_known(events: Iterable[Event], people: Iterable[str] = ()) -> frozenset[str]:
    """Return the names of persons.

    Parameters
    ----------
    people : names of those who may sign in.
    """
    found = {name for name in people if is_name(name)}
    for event in events:
        found.add(event.actor)
        for field in FIELDS & event.body.keys():
            value = event.body[field]
            for text in value if isinstance(value, list | tuple) else (value,):
                found.update(word for word in _WORDS.findall(str(text)) if is_name(word.strip()))
    return frozenset(name for name in found if is_name(name))
