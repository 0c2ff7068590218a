"""Taking documents in: choose files, see what they say and would change, then take them in or leave them."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from geomon.errors import GeomonError
from geomon.text import for_page
from geomon.ui import door, intake_labels, markup
from geomon.ui.changes import change_list, summary
from geomon.ui.parts import empty, esc, head, sym
from geomon.ui.words import nt, pick, said, t

if TYPE_CHECKING:
    from geomon.service import Preview, Service

LONGEST_NAME = 100
"""Letters of a file's name; a file system takes 255 bytes, and a Chinese letter is three."""
SUFFIXES = "txt, md, html, docx, pdf, xlsx, csv"


def draw(service: Service) -> bool:
    """Draw the intake; return whether chosen files wait for an answer."""
    head(t("Take documents in"), SUFFIXES)
    number = st.session_state.setdefault("intake_number", 0)
    markup.style(words_of_uploader("intake", t("Choose files"), t("or drop them here; several at once, 50 MB each")))
    files = st.file_uploader(t("Choose documents"), accept_multiple_files=True, key=f"files_{number}", label_visibility="collapsed")
    if not files:
        if done := st.session_state.get("intake_done"):
            markup.show(f'<p class="lead" role="status">{sym("check_circle")} {esc(done)}</p>')
        return False
    st.session_state.pop("intake_done", None)
    try:
        preview = seen(service, files)
    except GeomonError as error:
        door.show(error)
        return True
    report(preview)
    intake_labels.draw(service, [(file.file_id, safe_name(file.name)) for file in files], preview,
                       lambda ident: on_disk([file for file in files if file.file_id == ident]))
    answer(service, files, preview)
    return True


def seen(service: Service, files: Sequence[Any]) -> Preview:
    """Return what taking these files in would do; read once for the same files and the same register."""
    key = tuple(file.file_id for file in files), service.version()
    kept = st.session_state.get("preview")
    if kept is None or kept[0] != key:
        with on_disk(files) as paths, progress(t("Reading")) as tell:
            st.session_state["preview"] = kept = key, service.preview(paths, tell)
    found: Preview = kept[1]
    return found


def report(preview: Preview) -> None:
    """Draw what was read: counts, faults, notes, and the differences."""
    documents, changes = len(preview.documents), len(preview.differences)
    figures = [(documents, nt("document", "documents", documents)), (preview.tasks, nt("task", "tasks", preview.tasks)),
               (preview.doubts, nt("doubt", "doubts", preview.doubts)), (changes, nt("difference", "differences", changes))]
    markup.show('<div class="figures">' + "".join(f"<div><b>{n:,}</b><small>{esc(words)}</small></div>" for n, words in figures) + "</div>")
    rows = [_read(document.title, document.source, len(document.tasks), replaces=document.id in preview.replaces)
            for document in preview.documents]
    rows += [f'<li>{sym("done")}<span lang="zh">{esc(name)}</span><small>{esc(t("is in the register already"))}</small></li>'
             for name in preview.known]
    rows += [f'<li class="bad">{sym("error")}<span><b>{esc(name)}</b> {esc(_why(error))}</span></li>'
             for name, error in preview.refused]
    rows += [f'<li>{sym("info")}<span><b lang="zh">{esc(name)}</b> {esc(text)}</span></li>' for name, text in preview.warnings]
    markup.show(f'<ul class="reading">{"".join(rows)}</ul>')


def _why(error: GeomonError) -> str:
    """Return why a file was refused and what to do; its name stands before that already."""
    what, _, how = said(error)
    return f"{what}{pick('', ' ')}{how}"


def _read(title: str, source: str, tasks: int, *, replaces: bool) -> str:
    words = [source, nt("{n} task", "{n} tasks", tasks)]
    words += [t("takes the place of the version in the register")] if replaces else []
    return f'<li>{sym("description")}<span lang="zh"><b>{esc(title)}</b></span><small>{esc(" · ".join(words))}</small></li>'


def answer(service: Service, files: Sequence[Any], preview: Preview) -> None:
    """Draw the two answers, and below them what would change."""
    count = len(preview.documents)
    with st.container(horizontal=True, key="answers"):
        words = (nt("Take in the other {n}", "Take in the other {n}", count) if preview.refused
                 else nt("Take in {n} document", "Take in {n} documents", count))
        yes = st.button(words, key="intake_yes", type="primary", icon=":material/check:", disabled=not count)
        st.button(t("Cancel"), key="intake_no", on_click=leave)
    if yes:
        take(service, files, preview)
    if not count:
        return
    with st.container(key="foreseen"):
        head(t("What this would change"), summary(preview.differences))
        if preview.differences:
            change_list(preview.differences, "seen", None, lambda _: False)
        else:
            empty("done_all", t("No difference"), t("The tasks stand as they stood before."))


def take(service: Service, files: Sequence[Any], preview: Preview) -> None:
    """Take in what could be read, say so, and clear the choice; on a fault nothing is taken in and the choice stays."""
    wanted = {document.source for document in preview.documents}
    try:
        with on_disk(files) as paths, progress(t("Taking in")) as tell:
            first = {path.name: path for path in reversed(paths)}  # a second file of one name was refused
            done = service.import_documents([first[name] for name in sorted(wanted)], tell)
    except GeomonError as error:
        door.show(error)
        return
    leave()
    taken, changes = len(done.taken), len(done.differences)
    st.session_state["intake_done"] = " · ".join([nt("{n} document taken in", "{n} documents taken in", taken),
                                                  nt("{n} difference", "{n} differences", changes)])
    st.rerun()


def leave() -> None:
    """Forget the chosen files; another key is an empty uploader."""
    st.session_state["intake_number"] = st.session_state.get("intake_number", 0) + 1
    st.session_state.pop("preview", None)
    for name in ("seen_most", "change_most"):
        st.session_state.pop(name, None)


@contextlib.contextmanager
def on_disk(files: Sequence[Any]) -> Iterator[list[Path]]:
    """Write uploaded files, each into a folder of its own, where the readers find them; all of it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="geomon-") as folder:
        paths = []
        for n, file in enumerate(files):
            path = Path(folder) / str(n) / safe_name(file.name)
            path.parent.mkdir()
            path.write_bytes(file.getbuffer())
            paths.append(path)
        yield paths


def safe_name(name: str) -> str:
    """Return the last part of a file's name, printable and not too long, whatever a browser sent."""
    last = "".join(c for c in name.replace("\\", "/").rpartition("/")[2] if c.isprintable() and c not in '<>:"|?*').strip()
    path = Path(last if last.strip(".") else "document")
    return f"{path.stem[:LONGEST_NAME]}{path.suffix[:12]}"


@contextlib.contextmanager
def progress(words: str) -> Iterator[Callable[[int, int, str], None]]:
    """Show how far the work is while it lasts."""
    bar = st.progress(0.0, text=words)

    def tell(done: int, total: int, what: str) -> None:
        bar.progress(min(1.0, done / max(total, 1)), text=f"{words}: {for_page(what)}")
    try:
        yield tell
    finally:
        bar.empty()


def words_of_uploader(container: str, say: str, hint: str) -> str:
    """Return CSS that puts our words over Streamlit's English ones, in the container of this key."""
    zone = f'.st-key-{container} [data-testid="stFileUploaderDropzone'
    return (f'{zone}"] button [data-testid="stMarkdownContainer"] p::after {{ content: "{say}"; }}'
            f'{zone}Instructions"]::after {{ content: "{hint}"; }}')
