"""The card: the evidence of one site or task, in the order in which it is asked for, as one escaped fragment of markup.

State (light, name, days), why (tinted line), who (units), what is left (measures, milestones), until when, who says so (the sentence marked
in its context), where and how sure.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from geomon.layers import Layer
from geomon.model import Measure, Milestone, Site, Task, Units
from geomon.text import shortened
from geomon.ui.parts import about_place, esc, lamp, layer_name, sym
from geomon.ui.review_words import FIELD_NAMES, NONE_OF, STATES, value_words
from geomon.ui.visits import visits_part
from geomon.ui.words import METHODS, PROGRESS, WHERE, language, light_name, nt, pick, place, t

if TYPE_CHECKING:
    from geomon.service import SiteCard, TaskCard

LONG = 96  # characters; a longer measure folds


def site_card(card: SiteCard, layer: Layer | None, as_of: dt.date) -> str:
    """Return the card of a site and all its tasks."""
    site = card.site
    kind = f"{sym(layer.icon)} {esc(layer_name(layer))}" if layer else esc(site.layer)
    under = " · ".join(
        filter(None, [kind, esc(place(site.county)), nt("{n} task", "{n} tasks", len(card.tasks)) if len(card.tasks) != 1 else ""])
    )
    body = [top(card.light, site.name, under, card.days), why(card.light, pick(card.reason, card.reason_en))]
    if len(card.tasks) == 1:
        body.append(_task(card.tasks[0], as_of, alone=True))
    if len(card.tasks) > 1:
        body += [_folded(task, as_of, first=n == 0) for n, task in enumerate(card.tasks)]
    body += [visits_part(card.visits, card.clashes), _place(site, card)]
    if not card.tasks:
        body.append(f'<p class="mute note">{esc(t("No task names this site."))}</p>')
    return f'<article class="gm {esc(card.light)}">{"".join(body)}</article>'


def task_card(card: TaskCard, as_of: dt.date, sites: tuple[str, ...] = ()) -> str:
    """Return the card of one task, `sites` being the names of its places."""
    task, status = card.task, card.status
    name = f"{task.label or task.number} {task.title or shortened(task.problem, 40)}"
    known = (
        esc("、".join(sites[:6]) + (" …" if len(sites) > 6 else "")) if sites else esc(t("The text names no place better than the county."))
    )
    return (
        f'<article class="gm {esc(status.light)}">{top(status.light, name, esc(task.section), status.days_left)}'
        f"{why(status.light, pick(status.reason, status.reason_en))}{_task(card, as_of, alone=False)}"
        f'<h4><span>{esc(t("Places"))}</span></h4><p class="last">{known}</p></article>'
    )


def top(light: str, name: str, under: str, days: float | None) -> str:
    """Return the head of a card: the light, the name, and how long is left."""
    if light == "green":
        big, small = sym("verified"), esc(light_name("green"))
    elif days is None or days != days:
        big, small = "—", esc(t("no date"))
    else:
        big, small = f"{abs(round(days))}<small> {esc(t('d'))}</small>", esc(t("past due") if days < 0 else t("left"))
    return (
        f'<div class="top">{lamp(light, "big")}<div><h3 lang="zh">{esc(name)}</h3><small>{under}</small></div>'
        f'<div class="days">{big}<br><small>{small}</small></div></div>'
    )


def why(light: str, reason: str) -> str:
    """Return the light and its reason as a tinted line."""
    return f'<div class="why">{esc(light_name(light))} · {esc(reason)}</div>'


def _folded(card: TaskCard, as_of: dt.date, *, first: bool) -> str:
    task = card.task
    title = f"{task.label or task.number} {task.title or shortened(task.problem, 40)}"
    return (
        f'<details class="task {esc(card.status.light)}"{" open" if first else ""}><summary>{lamp(card.status.light)}'
        f'<span lang="zh">{esc(title)}</span></summary>{why(card.status.light, pick(card.status.reason, card.status.reason_en))}'
        f"{_task(card, as_of, alone=False)}</details>"
    )


def _task(card: TaskCard, as_of: dt.date, *, alone: bool) -> str:
    task = card.task
    title = f'<p class="title" lang="zh">{esc(task.label or task.number)} {esc(task.title)}</p>' if alone and task.title else ""
    goal = f'<dt>{esc(t("Goal"))}</dt><dd lang="zh">{_folding(task.goal)}</dd>' if task.goal else ""
    return f"{title}<dl>{_units(task.units)}{_deadline(task)}{_claim(card)}{goal}</dl>{_steps(task, as_of)}{quote(card)}{_corrected(card)}"


def _units(units: Units) -> str:
    rest = tuple(name for name in units.responsible if name not in units.lead)
    rows = [
        (t("Lead"), units.lead),
        (t("Responsible"), rest),
        (t("Carries out"), units.implementing),
        (t("Cooperates"), units.cooperating),
        (t("Accepts"), units.acceptance),
    ]
    found = "".join(f'<dt>{esc(label)}</dt><dd lang="zh">{_names(names)}</dd>' for label, names in rows if names)
    return found or f"<dt>{esc(t('Responsible'))}</dt><dd>{esc(t('the text names nobody'))}</dd>"


def _names(names: tuple[str, ...]) -> str:
    if len(names) <= 4:
        return esc("、".join(names))
    first, rest = esc("、".join(names[:3])), esc("、".join(names[3:]))
    return f'<details class="more"><summary>{first} <em>+{len(names) - 3}</em></summary>{rest}</details>'


def _deadline(task: Task) -> str:
    words, due = task.deadline.text, task.deadline.due
    if not words and due is None:
        return f"<dt>{esc(t('Deadline'))}</dt><dd>{esc(t('the text gives none'))}</dd>"
    stood = f' <span class="mute">{esc(due.isoformat())}</span>' if due else ""
    if task.deadline.kind == "ongoing":
        stood += f' <span class="mute">{esc(t("long-term duty"))}</span>'
    return f'<dt>{esc(t("Deadline"))}</dt><dd><span lang="zh">{esc(words)}</span>{stood}</dd>'


def _claim(card: TaskCard) -> str:
    said = t(PROGRESS.get(card.status.progress or "none", PROGRESS["none"]))
    words = card.task.status.text
    quoted = f' <span class="mute" lang="zh">“{esc(shortened(words, 60))}”</span>' if words else ""
    return f"<dt>{esc(t('Claimed'))}</dt><dd>{esc(said)}{quoted}</dd>"


def _steps(task: Task, as_of: dt.date) -> str:
    if not task.measures and not task.milestones:
        return ""
    dated = len(task.milestones)
    right = nt("{n} milestone", "{n} milestones", dated) if dated else ""
    rows = [
        _step(measure, [m for m in task.milestones if m.measure is not None and m.measure == measure.number], as_of)
        for measure in task.measures
    ]
    numbers = {m.number for m in task.measures}
    rows += [_step(Measure(None, m.text), [m], as_of) for m in task.milestones if m.measure not in numbers or m.measure is None]
    return f'<h4><span>{esc(t("Measures and milestones"))}</span><span>{esc(right)}</span></h4><ul class="steps">{"".join(rows)}</ul>'


def _step(measure: Measure, milestones: list[Milestone], as_of: dt.date) -> str:
    passed = [m for m in milestones if m.due < as_of]
    icon = "event" if milestones and len(passed) < len(milestones) else "event_available" if milestones else "radio_button_unchecked"
    coming = min((m.due for m in milestones if m.due >= as_of), default=max((m.due for m in milestones), default=None))
    when = f"<time>{coming.isoformat()}</time>" if coming else ""
    number = f"{measure.number}. " if measure.number else ""
    note = f"<small>{esc(nt('{n} date has passed', '{n} dates have passed', len(passed)))}</small>" if passed else ""
    return f'<li>{sym(icon)}<span lang="zh">{_folding(number + measure.text)}</span>{when}{note}</li>'


def _folding(text: str) -> str:
    """Return `text` escaped; a long one shows its beginning and unfolds."""
    if len(text) <= LONG:
        return esc(text)
    return f'<details class="more"><summary>{esc(text[: LONG - 16])}…</summary>{esc(text[LONG - 16 :])}</details>'


def quote(card: TaskCard) -> str:
    """Return the sentence of the document, marked between what stands around it, and where it stands."""
    before, sentence, after = card.context
    gloss = f'<div class="mute">{esc(t("The document speaks Chinese; it is quoted as it stands."))}</div>' if language() == "en" else ""
    where = t(WHERE[card.match.where]) if card.match is not None and card.match.where in WHERE else ""
    page = t("p. {page}", page=card.task.page) if card.task.page else ""
    number = card.task.label or t("no. {number}", number=card.task.number)
    right = " · ".join(filter(None, [number, page, where]))
    return (
        f"<h4><span>{esc(t('Source sentence'))}</span><span>{esc(right)}</span></h4>"
        f'<blockquote class="quote" lang="zh">{esc(before)}<mark>{esc(sentence)}</mark>{esc(after)}</blockquote>{gloss}'
        f'<div class="mute doc" lang="zh">{sym("description")} {esc(card.title)} <span>{esc(card.source)}</span></div>'
    )


def _corrected(card: TaskCard) -> str:
    """Return what people said of the reading, each with the value that was read before."""
    rows = []
    for one in card.corrections:
        name = t(FIELD_NAMES[one.field])
        who = t("{state} by {who} on {day}", state=t(STATES[one.kind]), who=one.actor, day=one.at)
        if one.kind == "confirmed":
            words = f'<b lang="zh">{esc(value_words(one.field, one.new))}</b>'
        else:
            was = "" if one.kind == "added" else f'<s lang="zh">{esc(value_words(one.field, one.old)[:LONG])}</s> '
            now = NONE_OF.get(one.field, "") if one.kind == "rejected" else ""
            words = f'{was}→ <b lang="zh">{esc(t(now) if now else value_words(one.field, one.new)[:LONG])}</b>'
        rows.append(f'<div class="said">{sym("check")}<div>{esc(name)} {words}<small>{esc(who)}</small></div></div>')
    return f'<div class="corrected">{"".join(rows)}</div>' if rows else ""


def _place(site: Site, card: SiteCard) -> str:
    where = site.location
    match = next((task.match for task in card.tasks if task.match is not None), None)
    sure = t("match {share}", share=f"{match.confidence:.2f}") if match else ""
    lines = [about_place(site) or t(METHODS["county" if where.method == "county" else "none"])]
    how = [t(METHODS[where.method])] if about_place(site) else []
    how += [where.why] if where.why else []
    how += [t("source: {source}", source=where.source)] if where.source else []
    how += [t("datum of the source: {datum}", datum=where.datum)] if where.datum and where.datum != "CGCS2000" else []
    how += [match.reason] if match and match.reason else []
    area = f"<div>{esc(t('{area} ha', area=f'{site.area_ha:,.1f}'))}</div>" if site.area_ha else ""
    return (
        f"<h4><span>{esc(t('Where, and how sure'))}</span><span>{esc(sure)}</span></h4><div>{esc(lines[0])}</div>{area}"
        f'<div class="mute last">{"<br>".join(esc(line) for line in how)}</div>'
    )
