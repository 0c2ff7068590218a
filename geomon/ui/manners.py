"""What Streamlit says of itself, in the language of the page, and what a page owes to a screen reader: language, heading, names.

Streamlit has no translations. Its words are few and are changed in the browser where they stand (`assets/manners.js`); a word that a
later version says differently stays English, nothing else happens. Words of documents are in no part that is changed.
"""

from __future__ import annotations

from geomon.ui import markup
from geomon.ui.words import N, language, t

OWN: dict[str, str] = {  # technical names, said in both languages
    "streamlit_folium.st_folium": N("The map; all that it shows is in the list too"),
    "Vega visualization": N("Chart; its rows are in the list too"),
    "chevron_left icon": N("Earlier rows"),
    "chevron_right icon": N("Later rows"),
}
STREAMLIT: tuple[str, ...] = (
    # the frame of the page
    N("Skip to main content"), N("App pages"), N("Logo"), N("Sidebar"), N("Sidebar Logo"), N("Expand sidebar"), N("Collapse sidebar"),
    N("Navigate to home page"), N("Close"), N("Stop"), N("Running..."), N("Connecting"), N("Main menu"), N("Dismiss"), N("Help"),
    N("Help for {name}"), N("Connection error"),
    # a field
    N("Press Enter to apply"), N("Press Ctrl+Enter to apply"), N("Press ⌘+Enter to apply"), N("Press Enter to submit form"),
    N("Open"), N("Clear value"), N("Clear all"), N("Choose an option"), N("Choose options"), N("No results"), N("No options to select"),
    N("Select all"), N("Select {n} matches"), N("Remove {name}"), N("{n} options available."), N("1 option available."),
    # a date
    N("Choose date"), N("Choose date, {month}"), N("Choose date range"), N("Clear date"), N("Next month"), N("Previous month"),
    N("Next"), N("Previous"), N("day, {name}"), N("month, {name}"), N("year, {name}"), N("Selected Date: {day}"), N("yyyy"), N("mm"),
    N("dd"), N("Use arrow keys to navigate dates. Enter to select. Escape to close."),
    # a file
    N("Upload"), N("Add files"), N("file upload"), N("Drag and drop a file here"), N("{size} per file"), N("{size} per file • {kinds}"),
    N("{kind} files are not allowed."), N("Only one file is allowed."), N("Upload failed"), N("Click to retry upload"),
    N("Cancel upload of {name}"), N("Error:"),
    # tools of a chart, a table, a piece of code
    N("Fullscreen"), N("Close fullscreen"), N("Show data"), N("Show chart"), N("Download as CSV"), N("Download as PNG"),
    N("Copy Vega-Lite spec"), N("Copy to clipboard"), N("Copied"), N("Search"), N("Show/hide columns"), N("(index)"), N("Close Search"),
    N("Next Result"), N("Previous Result"), N("Type to search"), N("Sort ascending"), N("Sort descending"), N("Format"), N("Autosize"),
    N("Pin column"), N("Unpin column"), N("Hide column"), N("Copy column name"), N("Statistics"), N("Clear selection"),
)


def put(page: str) -> None:
    """Say the language and the heading of the page, `page` in words, and put Streamlit's words into that language."""
    said = {theirs: t(ours) for theirs, ours in OWN.items()}
    if language() == "zh":
        said |= {text: t(text) for text in STREAMLIT}
    markup.manners(said, "zh-CN" if language() == "zh" else "en", page, key="manners")
