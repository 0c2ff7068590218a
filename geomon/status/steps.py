"""The steps that a profile knows, as data: the stages of its chain and the acts beside it, who takes each and what its gate asks."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from geomon.errors import SettingsError

KINDS = ("claim", "check", "acceptance", "notice", "closing")
OWN = ("claim", "check")
"""Kinds in which a unit speaks of its own work."""
JUDGING = ("acceptance", "closing")
"""Kinds that nobody takes for work of their own, and that imagery alone never carries."""
TEXTS = ("text", "reason", "paper", "opinion", "filing", "contact", "evidence", "imagery", "to")
DATES = ("start", "end", "due", "reply_by")
GIVEN = (*TEXTS, *DATES, "successor", "measures")
"""What a person gives with a step."""
OF_PLAN = ("goal", "plan_measures", "units", "deadline")
NEEDS = (*GIVEN, *OF_PLAN, "visit")
RISKS = ("returned", "rebounded", "extended", "letters")
"""What makes a closed task one that may come back: set back, given more time, or asked for by letter."""


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """One step of the acceptance chain: the stage reached, its names, who takes a task there, and what the gate asks.

    Attributes
    ----------
    by : the authority in words, as the profile prints it.
    kind : one of `KINDS`.
    may : rights (`geomon.people.ACTIONS`) of which one is enough; nobody takes a step that names none.
    needs : of `NEEDS`.
    days : a notice lasts so many days at least, its first and last counted in.
    before_due : whether the step asks for a reason once the deadline is over.
    wait_days : days after which a task waits for this step; 0 is never.
    """

    stage: str
    title: str
    title_en: str
    by: str
    kind: str = "acceptance"
    may: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    days: int = 0
    before_due: bool = False
    wait_days: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Act:
    """What can happen to a task besides its chain; the keys are those of `Step`."""

    name: str
    title: str
    title_en: str
    may: tuple[str, ...]
    needs: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class LookBack:
    """When a task is looked at again.

    Attributes
    ----------
    months, risky_months : so many after its closing; the second where one of `risks` holds of it.
    risks : of `RISKS`.
    """

    months: int = 12
    risky_months: int = 3
    risks: tuple[str, ...] = ("returned", "rebounded")


def _defaults() -> dict[str, dict[str, Any]]:
    return tomllib.loads((Path(__file__).parent / "steps.toml").read_text(encoding="utf-8"))


_DEFAULTS = _defaults()


def read_step(raw: object, where: str) -> Step:
    """Return one step of `[[chain]]`; what it leaves out is as in `steps.toml`, where that knows the stage.

    Raises
    ------
    SettingsError
        If a key is missing, not known, or of the wrong kind.
    """
    if not isinstance(raw, dict):
        raise SettingsError("is no table.", where=where, how="Write each step as [[chain]].")
    _only(raw, Step, where)
    whole = _DEFAULTS["stages"].get(str(raw.get("stage")), {}) | raw
    step = Step(**{name: _text(whole, name, where) for name in ("stage", "title", "title_en", "by")},
                kind=str(whole.get("kind", "acceptance")), may=_words(whole, "may", where), needs=_words(whole, "needs", where),
                days=_count(whole, "days", where), before_due=whole.get("before_due") is True, wait_days=_count(whole, "wait_days", where))
    if step.stage in _DEFAULTS["acts"]:
        raise SettingsError(f"the name {step.stage!r} is taken.", where=where, how="Call the stage otherwise.")
    if step.kind not in KINDS:
        raise SettingsError(f"kind = {step.kind!r} is not known.", where=where, how=f"Kinds: {', '.join(KINDS)}.")
    if "before_due" in raw and not isinstance(raw["before_due"], bool):
        raise SettingsError("before_due is neither true nor false.", where=where, how="Write before_due = true, or leave it out.")
    _check_needs(step.needs, where)
    if step.kind in JUDGING and "imagery" in step.needs and "visit" not in step.needs:
        raise SettingsError("imagery alone never closes a task.", where=where, how='Add "visit" to needs.')
    if step.kind == "notice" and not {"start", "end"} <= set(step.needs):
        raise SettingsError("a notice has a start and an end.", where=where, how='Add "start" and "end" to needs.')
    return step


def read_chain(raw: object, where: str) -> tuple[Step, ...]:
    """Return the steps of a chain in their order; see `read_step` for the errors, and no stage comes twice."""
    if not isinstance(raw, list):
        raise SettingsError("'chain' is not a list of steps.", where=where, how="Write each step as [[chain]].")
    steps = tuple(read_step(step, f"{where} [[chain]] {n}") for n, step in enumerate(raw, start=1))
    stages = [step.stage for step in steps]
    if twice := sorted({stage for stage in stages if stages.count(stage) > 1}):
        raise SettingsError(f"the stage {twice[0]!r} comes twice.", where=where, how="Give each step of the chain a stage of its own.")
    return steps


def read_acts(raw: object, where: str) -> Mapping[str, Act]:
    """Return all acts, those of `[acts]` changed as it says.

    Raises
    ------
    SettingsError
        If there is no such act, or a key is not known or of the wrong kind.
    """
    if not isinstance(raw, dict):
        raise SettingsError("has a value of the wrong kind.", where=f"{where} [acts]", how="Write each act as [acts.NAME].")
    known: dict[str, dict[str, Any]] = _DEFAULTS["acts"]
    if extra := sorted(raw.keys() - known.keys()):
        raise SettingsError(f"unknown key {extra[0]!r}.", where=f"{where} [acts]", how=f"Keys: {', '.join(known)}.")
    found = {}
    for name, default in known.items():
        own, here = raw.get(name, {}), f"{where} [acts.{name}]"
        if not isinstance(own, dict):
            raise SettingsError("is no table.", where=here, how="Write each act as [acts.NAME].")
        _only(own, Act, here, but=("name",))
        whole = default | own
        needs = _words(whole, "needs", here)
        _check_needs(needs, here)
        if lacking := [need for need in _ALWAYS.get(name, ()) if need not in needs]:
            raise SettingsError(f"this act cannot go without {lacking[0]!r}.", where=here, how="Add it to needs.")
        found[name] = Act(name, _text(whole, "title", here), _text(whole, "title_en", here), _words(whole, "may", here), needs)
    return MappingProxyType(found)


_ALWAYS = {"returned": ("reason",), "rebounded": ("reason",), "reviewed": ("visit",), "extended": ("due",), "merged": ("successor",)}
"""What no profile can take from a gate."""


def read_look_back(raw: object, where: str) -> LookBack:
    """Return when closed tasks are looked at again, from `[look_back]`; see `LookBack`."""
    here = f"{where} [look_back]"
    if not isinstance(raw, dict):
        raise SettingsError("is no table.", where=here, how="Write months, risky_months and risks under [look_back].")
    _only(raw, LookBack, here)
    default = LookBack()
    risks = _words(raw, "risks", here) if "risks" in raw else default.risks
    if unknown := [risk for risk in risks if risk not in RISKS]:
        raise SettingsError(f"risks names {unknown[0]!r}, which there is not.", where=here, how=f"Use some of {', '.join(RISKS)}.")
    return LookBack(_count(raw, "months", here, default.months), _count(raw, "risky_months", here, default.risky_months), risks)


def _check_needs(needs: tuple[str, ...], where: str) -> None:
    if unknown := [need for need in needs if need not in NEEDS]:
        raise SettingsError(f"needs {unknown[0]!r} is not known.", where=where, how=f"Needs: {', '.join(NEEDS)}.")


def _only(raw: Mapping[str, object], kind: Any, where: str, but: tuple[str, ...] = ()) -> None:
    known = {f.name for f in dataclasses.fields(kind)} - set(but)
    if extra := sorted(raw.keys() - known):
        raise SettingsError(f"unknown key {extra[0]!r}.", where=where, how=f"Keys: {', '.join(sorted(known))}.")


def _text(raw: Mapping[str, Any], key: str, where: str) -> str:
    value = raw.get(key)
    if not isinstance(value, str):
        raise SettingsError(f"{key!r} is missing or is no text.", where=where, how="Compare profiles/default.toml.")
    return value


def _words(raw: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = raw.get(key, [])
    if not (isinstance(value, list) and all(isinstance(word, str) and word for word in value)):
        raise SettingsError(f"{key} is no list of words.", where=where, how="Write a list of words as profiles/default.toml does.")
    return tuple(value)


def _count(raw: Mapping[str, Any], key: str, where: str, default: int = 0) -> int:
    value = raw.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise SettingsError(f"{key!r} is no whole number from 0 on.", where=where, how=f"Write for example {key} = 7.")
    return value
