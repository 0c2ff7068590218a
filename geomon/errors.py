"""What can go wrong, as one tree; every error says what, where, and how to go on.

::

    GeomonError                 what + where + how to go on
    ├── InputError              the file or form is at fault
    │   ├── UnreadableFile      no reader could open it
    │   ├── UnsafeFile          it asks for something outside itself
    │   ├── TooLarge            over a limit in the settings
    │   ├── NoTasks             a readable document in which no task was found
    │   ├── LayerFileError      a file under layers/ is not well formed
    │   └── SettingsError       geomon.toml or a profile is not well formed
    ├── MissingCRS              a measure was asked of unplaced data
    ├── Conflict                someone else saved first; holds both versions
    ├── NotAllowed              this role may not do this
    ├── Busy                    a port or a lock is taken by another process
    └── MissingDependency       an optional package is not installed
"""

from __future__ import annotations

from pathlib import Path


class GeomonError(Exception):
    """A fault that a person can act on.

    Parameters
    ----------
    what : one clause, user values shown with `!r`.
    where : file, task, or key that it concerns; empty when there is none.
    how : what to do next.
    """

    def __init__(self, what: str, *, where: str | Path = "", how: str = "") -> None:
        self.what, self.where, self.how = what, str(where), how
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """The three parts as one line."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head} {self.how}".strip()


class InputError(GeomonError):
    """The file or form is at fault."""


class UnreadableFile(InputError):
    """No reader could open the file."""


class UnsafeFile(InputError):
    """The file asks for something outside itself."""


class TooLarge(InputError):
    """The file is over a limit in the settings."""


class NoTasks(InputError):
    """The document was read, but no remediation task was found in it."""


class LayerFileError(InputError):
    """A file under layers/ is not well formed."""


class SettingsError(InputError):
    """geomon.toml or a profile is not well formed."""


class MissingCRS(GeomonError):
    """A measure was asked of data whose coordinate reference system is unknown."""


class Conflict(GeomonError):
    """Someone else saved first.

    Parameters
    ----------
    mine, theirs : what was to be saved, and what stands there now, as text; empty where there are no two texts to compare.
    """

    def __init__(self, what: str, *, where: str | Path = "", how: str = "", mine: str = "", theirs: str = "") -> None:
        self.mine, self.theirs = mine, theirs
        super().__init__(what, where=where, how=how)


class NotAllowed(GeomonError):
    """This role may not do this."""


class Busy(GeomonError):
    """A port or a lock is taken by another process."""


class MissingDependency(GeomonError):
    """An optional package is not installed."""
