"""Who may do what: people with roles and limits, the one question asked of them, and how a sign-in becomes a person."""

from geomon.people.actor import APP, LOCAL, WORKSPACE, Actor, Limits, Thing
from geomon.people.register import FILE, People, Person, load_people
from geomon.people.rights import ACTIONS, ROLES, Right, allow, local_actor, may
from geomon.people.sign_in import Ended, Judge
from geomon.people.tokens import Token, Tokens, load_tokens

__all__ = ["ACTIONS", "APP", "FILE", "LOCAL", "ROLES", "WORKSPACE", "Actor", "Ended", "Judge", "Limits", "People", "Person", "Right",
           "Thing", "Token", "Tokens", "allow", "load_people", "load_tokens", "local_actor", "may"]
