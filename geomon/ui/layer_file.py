"""One file under the lens: what it is, what is wrong in it, what its numbers may mean, and a repaired copy."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from geomon.errors import GeomonError, InputError
from geomon.people import WORKSPACE
from geomon.ui import door, markup, sign_in_page, state
from geomon.ui.intake import progress, safe_name
from geomon.ui.layer_readings import readings
from geomon.ui.layer_words import GEOMETRY, change_words, fault_words
from geomon.ui.parts import esc, head, layer_name, sym
from geomon.ui.words import nt, pick, t

if TYPE_CHECKING:
    from geomon.service import Service
    from geomon.service.checking import Checked
    from geomon.service.layer_desk import LayerLine, Picture

MOST = 40
"""Faults of one kind that are listed."""
ENCODINGS: tuple[str, ...] = ("UTF-8", "GB18030", "Big5", "UTF-16LE", "UTF-16BE")
COPY = ".gpkg"
SHOWN = ("Feature ", "It does not say its CRS;", "If it was read off a web map")
"""Beginnings of warnings that the page says in another form: as a list of faults, and as readings to choose from."""


@dataclasses.dataclass(frozen=True, slots=True)
class Sample:
    """Files from outside: they live in the session and on the disk only while they are read; `token` tells one choice from another."""

    files: tuple[tuple[str, bytes], ...]
    token: int


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A file that was looked over, kept until it, the language or the register is another."""

    checked: Checked
    pictures: tuple[Picture, ...]
    sha256: str = ""


def sample_of() -> Sample | None:
    """Return the files from outside that are looked at."""
    found = st.session_state.get("layer_sample")
    return found if isinstance(found, Sample) else None


def keep_upload(files: Sequence[Any]) -> None:
    """Look at uploaded files; none forgets those before."""
    forget()
    if files:
        token = st.session_state["layer_tokens"] = st.session_state.get("layer_tokens", 0) + 1
        st.session_state["layer_sample"] = Sample(tuple((safe_name(f.name), f.getvalue()) for f in files), token)


def forget() -> None:
    """Forget what was looked at; another key is an empty uploader."""
    if sample_of() is not None:
        st.session_state["layer_number"] = st.session_state.get("layer_number", 0) + 1
    for name in ("layer_sample", "layer_seen", "layer_copy", "layer_taken", "layer_encoding", "layer_part", "layer_chosen"):
        st.session_state.pop(name, None)


# ---- which file ---------------------------------------------------------------------------------------------------------

def draw_upload(service: Service) -> None:
    """Draw a file from outside."""
    sample = sample_of()
    assert sample is not None
    try:
        with on_disk(sample) as path:
            seen = look(service, ("sample", sample.token, decided()), path)
            facts(path.name, seen)
            with st.container(horizontal=True, key="layeracts"):
                repair(service, seen, path)
                st.button(t("Close"), key="layer_close", icon=":material/close:", on_click=forget)
            copy()
            readings(seen, taken=st.session_state.get("layer_taken"), take=_take, undo=_untake)
    except GeomonError as error:
        door.show(error)


def _take(n: int) -> None:
    st.session_state["layer_taken"] = n
    st.session_state.pop("layer_copy", None)


def _untake() -> None:
    st.session_state.pop("layer_taken", None)
    st.session_state.pop("layer_copy", None)


def draw_layer(service: Service, line: LayerLine) -> None:
    """Draw the file of a layer; what a person confirms is kept."""
    layer = line.layer
    try:
        path = service.layer_desk.path_of(layer.id)
        seen = look(service, (layer.id, service.layer_desk.stamp(path), service.version(), decided()), path, layer.id)
        facts(layer_name(layer), seen)
        with st.container(horizontal=True, key="layeracts"):
            repair(service, seen, path, confirmed=line)
        copy()
        held = line.confirmation if line.known == "confirmed" else None
        if held is not None:
            words = t("Confirmed by {who} on {day}: {crs}. The map uses it at once, the tasks' places with the next build.", who=held.actor,
                      day=held.at, crs=held.crs)
            markup.show(f'<p class="lead aside" role="status">{sym("verified")} {esc(words)}</p>')
        number = next((n for n, one in enumerate(seen.checked.readings)
                       if held and (one.crs, one.swapped, one.packed) == (held.crs, held.swapped, held.packed)), None)

        def confirm(n: int) -> None:
            act(lambda: service.layer_desk.confirm(layer.id, seen.checked.readings[n], seen.sha256, service.actor()))

        def undo() -> None:
            if held is not None:
                act(lambda: service.layer_desk.undo(held.seq, service.actor()))

        if fault := st.session_state.pop("layer_fault", None):
            door.show(fault)
        readings(seen, taken=number, take=confirm, undo=undo, kept=True, held=held is not None,
                 allowed=sign_in_page.allowed(service, "confirm_layer", WORKSPACE))
    except GeomonError as error:
        door.show(error)


def act(what: Any) -> None:
    """Do something with the register; a fault is shown by the next run."""
    try:
        what()
    except GeomonError as error:
        st.session_state["layer_fault"] = error


def decided() -> tuple[str, str]:
    """Return the encoding and the part of the file that a person chose."""
    return st.session_state.get("layer_encoding", ""), st.session_state.get("layer_part", "")


def look(service: Service, key: tuple[Any, ...], path: Path, layer_id: str = "") -> Seen:
    """Return what a file is; looked over once for the same file, told how far it is meanwhile."""
    from geomon.service.meanings import sha256_of

    kept = st.session_state.get("layer_seen")
    if kept is None or kept[0] != key:
        encoding, part = decided()
        with progress(t("Looking at the file")) as tell:
            tell(0, 3, path.name)
            desk = service.layer_desk
            sha256 = sha256_of(path)
            plain = layer_id and not encoding and not part
            checked = desk.check_layer(layer_id) if plain else desk.look_over(path, layer=part, encoding=encoding)
            tell(2, 3, path.name)
            pictures = desk.pictures(checked, [one.title for one in checked.readings])
        st.session_state["layer_seen"] = kept = key, Seen(checked, pictures, sha256)
        st.session_state.pop("layer_copy", None)
    found: Seen = kept[1]
    return found


class on_disk:  # noqa: N801 - read as a verb: with on_disk(sample) as path
    """Files from outside in a folder that is wiped; gives the one that is opened: the .shp of several."""

    def __init__(self, sample: Sample) -> None:
        self._sample, self._folder = sample, tempfile.TemporaryDirectory(prefix="geomon-", ignore_cleanup_errors=True)

    def __enter__(self) -> Path:
        folder = Path(self._folder.name)
        for name, data in self._sample.files:
            (folder / name).write_bytes(data)
        names = [name for name, _ in self._sample.files]
        first = [name for name in names if name.lower().endswith(".shp")] or names
        if len(first) > 1:
            self._folder.cleanup()
            raise InputError(t("several files were chosen."), where=first[1], how=t("Choose one, or a shapefile with its other files."))
        return folder / first[0]

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()


# ---- what it is ---------------------------------------------------------------------------------------------------------

def facts(name: str, seen: Seen) -> None:
    """Draw what the file is: format, count, text with its sample, CRS; then its faults by feature."""
    answer = seen.checked.answer
    head(name, str(answer["file"]) if answer["file"] != name else "")
    count = nt("{n} feature", "{n} features", answer["features"])
    geometry = t(GEOMETRY[answer["geometry"]]) if answer["geometry"] in GEOMETRY else t("no shapes")
    rows = [(t("Format"), esc(f"{answer['format'] or t('not readable')} · {count} · {geometry}"))]
    if answer["encoding"]:
        sample = f" <q>{esc(answer['sample'])}</q>" if answer.get("sample") else ""
        rows.append((t("Text"), esc(t("proved to be {encoding}; it then reads", encoding=answer["encoding"])) + sample))
    elif answer["format"]:
        rows.append((t("Text"), esc(t("its encoding is open"))))
    rows.append((t("CRS"), esc(_crs_words(seen))))
    markup.show('<dl class="facts">' + "".join(f"<dt>{esc(a)}</dt><dd>{b}</dd>" for a, b in rows) + "</dl>")
    if answer["problem"] and not _asks_for_reading(seen):
        markup.show(f'<ul class="reading"><li class="bad">{sym("error")}<span>{esc(answer["problem"])}</span></li></ul>')
    choices(answer)
    fault_list(answer)
    notes(answer)


def _asks_for_reading(seen: Seen) -> bool:
    """Tell whether all that is missing is a person's choice among the readings below."""
    return bool(seen.checked.readings) and "--crs" in str(seen.checked.answer["problem"] or "")


def _crs_words(seen: Seen) -> str:
    answer = seen.checked.answer
    if _asks_for_reading(seen):
        against = t("the file says {crs}; the evidence is against it", crs=answer["declared"]) if answer.get("declared") else ""
        said = against or t("the file does not say it")
        return t("{said}: choose a reading below", said=said)
    if answer.get("shift"):
        return t("{crs}, shifted by parameters of the user ({who})", crs=answer["crs"], who=answer["shift"]["source"])
    if answer.get("declared"):
        return t("{crs}, the file says so", crs=answer["crs"])
    if answer["crs"]:
        return t("{crs}, inferred; the file does not say it: please confirm below", crs=answer["crs"])
    return t("not known")


def choices(answer: dict[str, Any]) -> None:
    """Draw what only a person can decide: the encoding where it is open, the layer where there are several."""
    if answer["format"] and not answer["encoding"]:
        rivals = [name for name in answer.get("rivals", []) if name in ENCODINGS] or list(ENCODINGS)
        choice("layer_encoding", t("Encoding of the text"), rivals, t("not chosen"))
    if len(answer.get("layers", [])) > 1:
        choice("layer_part", t("Which layer of the file"), answer["layers"], t("the first"))


def choice(name: str, title: str, options: Sequence[str], none: str) -> None:
    """Draw one choice; it is kept apart from its widget, which is gone while the file is looked at anew."""
    every = ["", *options]
    held = st.session_state.get(name, "")
    key = state.fill(f"w_{name}", held if held in every else "")

    def take() -> None:
        st.session_state[name] = st.session_state[key]

    st.selectbox(title, every, key=key, format_func=lambda one: one or none, on_change=take)


def fault_list(answer: dict[str, Any]) -> None:
    """Draw faults of shapes, by feature and place, and wrong codes, by feature and character."""
    rows = [_row("polyline", _feature(fault), esc(fault_words(fault["fault"])) + _at(fault)) for fault in answer.get("faults", [])[:MOST]]
    rows += [_row("pin", " · ".join(filter(None, (_feature(code), code["column"]))), esc(pick(code["why"], code["why_en"])))
             for code in answer.get("codes", [])[:MOST]]
    if rows:
        n = len(answer.get("faults", [])) + len(answer.get("codes", []))
        head(t("Faults"), nt("{n} found", "{n} found", n))
        markup.show(f'<ul class="reading">{"".join(rows)}</ul>')


def _at(fault: dict[str, Any]) -> str:
    return f" ({fault['at'][0]:.9g}, {fault['at'][1]:.9g})" if fault["at"] else ""


def _feature(fault: dict[str, Any]) -> str:
    number = t("Feature {n}", n=fault["feature"])
    return f"{number} ({fault['name']})" if fault["name"] else number


def _row(icon: str, title: str, words: str) -> str:
    return f"<li>{sym(icon)}<span><b>{esc(title)}</b> {words}</span></li>"


def notes(answer: dict[str, Any]) -> None:
    """Draw what else a reader should know, in the reader's own words."""
    told = [w for w in answer["warnings"] if not w.startswith(SHOWN) and " more " not in w]
    if told:
        items = "".join(f"<li>{esc(text)}</li>" for text in told)
        title = nt("{n} note of the reader", "{n} notes of the reader", len(told))
        markup.show(f'<details class="notes lead"><summary>{esc(title)}</summary><ul lang="en">{items}</ul></details>')


# ---- a repaired copy ----------------------------------------------------------------------------------------------------

def repair(service: Service, seen: Seen, path: Path, confirmed: LayerLine | None = None) -> None:
    """Draw the button that makes a repaired copy in the session; the file itself is only read."""
    one = None
    if (n := st.session_state.get("layer_taken")) is not None and n < len(seen.checked.readings):
        one = seen.checked.readings[n]
    if confirmed is not None and confirmed.known == "confirmed" and confirmed.confirmation is not None:
        one = confirmed.confirmation.reading
    possible = seen.checked.reading is not None and (one is not None or seen.checked.meant is not None)
    help_ = t("Areas are rebuilt, everything is brought to CGCS2000; the file itself stays as it is.") if possible else t(
        "Choose a reading first: without a CRS nothing can be brought anywhere.")
    if not st.button(t("Repair a copy"), key="layer_repair", icon=":material/healing:", help=help_,
                     disabled=not possible or not sign_in_page.allowed(service, "download", WORKSPACE)):
        return
    with tempfile.TemporaryDirectory(prefix="geomon-", ignore_cleanup_errors=True) as folder, progress(t("Repairing a copy")) as tell:
        tell(0, 2, path.name)
        out = Path(folder) / f"{path.stem}-repaired{COPY}"
        try:
            done = service.layer_desk.repair(path, out, seen.checked, one)
        except GeomonError as error:
            st.session_state["layer_copy"] = error
            return
        st.session_state["layer_copy"] = out.name, out.read_bytes(), [dataclasses.asdict(change) for change in done.changes], done.features


def copy() -> None:
    """Draw the copy: what was changed in it, and its download."""
    found = st.session_state.get("layer_copy")
    if isinstance(found, GeomonError):
        door.show(found)
    elif found:
        name, data, changes, features = found
        head(t("Repaired copy"), nt("{n} feature changed", "{n} features changed", len(changes)))
        rows = "".join(f"<li><b>{esc(_feature(one))}</b> {esc(change_words(one))}</li>" for one in changes[:MOST])
        rest = nt("and {n} more", "and {n} more", len(changes) - MOST)
        more = f"<li>{esc(rest)}</li>" if len(changes) > MOST else ""
        none = f"<li>{esc(t('No shape had to be changed.'))}</li>" if not changes else ""
        markup.show(f'<ul class="changed" role="status">{rows}{more}{none}</ul>')
        with st.container(key="layercopy"):
            st.download_button(nt("Download the copy with {n} feature", "Download the copy with {n} features", features), data, name,
                               "application/geopackage+sqlite3", key="layer_download", icon=":material/download:", type="primary")
