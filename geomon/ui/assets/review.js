// The document pane of the review: puts the text in, keeps its scroll, shows what is open, hands clicks and selections back, and gives
// keys to the page's buttons. Streamlit keeps R and C for itself, so its own shortcuts cannot be used; a button is found by its class.
const KEYS = {
  enter: "rv_confirm", s: "rv_later", e: "rv_edit", r: "rv_reject", u: "rv_undo", j: "rv_next", k: "rv_back",
  arrowdown: "rv_next", arrowup: "rv_back", escape: "rv_cancel",
};
const ANSWERS = /st-key-(opt_\d|rv_confirm|rv_reject|rv_undo|rv_save)/;
const WAIT = 4000;   // milliseconds after which an answer that nothing came of no longer holds up the next
const WRITING = 'input, textarea, select, [contenteditable="true"], [role="listbox"], [role="combobox"], [role="dialog"]';
const OPEN = '#stFloatingOverlayPortal > *, [data-baseweb="popover"]';   // Escape closes these first
// One state for all panes of the page: of two that come and go at once, the one that goes must not take the keys along.
const state = window.geomonReview ??= { stamp: "", busy: 0, pane: null, heard: false };

const button = name => [...document.querySelectorAll(`.st-key-${name} button:not([disabled])`)].find(one => one.offsetParent);
const isBusy = () => state.busy > performance.now();

// One answer at a time: a second press while the first is written would answer what nobody has seen yet.
function onClick(event) {
  const box = event.target.closest && event.target.closest('[class*="st-key-opt_"], [class*="st-key-rv_"]');
  if (!box || !ANSWERS.test(box.className) || !event.target.closest("button")) return;
  if (isBusy()) { event.stopImmediatePropagation(); event.preventDefault(); return; }
  begin();
}

// The pane says that an answer is being written, for as long as no second one is taken.
function begin() {
  const mine = state.busy = performance.now() + WAIT, box = state.pane && state.pane.box;
  if (!box) return;
  box.setAttribute("aria-busy", "true");
  setTimeout(() => { if (state.busy === mine) end(box); }, WAIT);
}

function end(box) {
  state.busy = 0;
  box.removeAttribute("aria-busy");
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !document.querySelector(".st-key-review")) return;
  const key = event.key.toLowerCase();
  const at = event.target.closest ? event.target : document.body;
  if (key === "escape" ? document.querySelector(OPEN) : at.closest(WRITING)) return;
  if (key === "enter" && at.closest("button, a, summary")) return;      // the focused button is what Enter means
  const name = /^[1-9]$/.test(key) ? `opt_${key}` : KEYS[key];
  if (!name) return;
  event.stopImmediatePropagation();                                      // R would run the page anew
  const found = button(name);
  if (!found) return;
  event.preventDefault();
  if (!event.repeat || name === "rv_next" || name === "rv_back") found.click();
}

// Offsets count characters as Python does, not UTF-16 units.
function offset(node, at) {
  const piece = (node.nodeType === 3 ? node.parentElement : node).closest("[data-at]");
  if (!piece) return null;
  return Number(piece.dataset.at) + (node.nodeType === 3 ? [...node.data.slice(0, at)].length : 0);
}

// A selection in the text can be marked as a place: a button stands under it.
function onSelect() {
  const chosen = document.getSelection();
  if (!state.pane) return;
  const { box, tip, parentElement, setTriggerValue } = state.pane;
  const inside = chosen.rangeCount && !chosen.isCollapsed && box.contains(chosen.anchorNode) && box.contains(chosen.focusNode);
  const range = inside && chosen.getRangeAt(0);
  const from = range && offset(range.startContainer, range.startOffset), to = range && offset(range.endContainer, range.endOffset);
  tip.hidden = !(range && from !== null && to !== null && to > from && to - from <= 60);
  if (tip.hidden) return;
  const place = range.getBoundingClientRect(), frame = parentElement.getBoundingClientRect();
  tip.style.left = `${Math.max(8, Math.min(place.left - frame.left, frame.width - 160))}px`;
  tip.style.top = `${place.bottom - frame.top + 6}px`;
  tip.onmousedown = event => event.preventDefault();
  tip.onclick = () => { tip.hidden = true; chosen.removeAllRanges(); setTriggerValue("marked", `${from}-${to}`); };
}

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  let box = parentElement.querySelector(".paperscroll");
  if (!box) {
    box = document.createElement("div");
    box.className = "paperscroll";
    box.tabIndex = 0;
    box.setAttribute("role", "document");
    const tip = document.createElement("button");
    tip.type = "button";
    tip.className = "marktip";
    tip.hidden = true;
    parentElement.append(box, tip);
  }
  const tip = parentElement.querySelector(".marktip");
  tip.textContent = data.words.mark;
  box.setAttribute("aria-label", data.words.document);
  if (data.stamp !== state.stamp) { state.stamp = data.stamp; end(box); }
  if (box.kept !== data.html) {
    const anchor = box.querySelector("[data-at]"), before = anchor && [anchor.dataset.at, anchor.getBoundingClientRect().top];
    const top = box.scrollTop;
    box.innerHTML = data.html;
    box.kept = data.html;
    box.scrollTop = top;
    const again = before && box.querySelector(`[data-at="${before[0]}"]`);
    if (again) box.scrollTop += again.getBoundingClientRect().top - before[1];   // text put in above moves nothing
  }
  const pieces = [...box.querySelectorAll("[data-at]")];
  const now = box.querySelector(".now") || pieces.findLast(piece => Number(piece.dataset.at) <= data.at);
  if (now && box.shown !== data.now) {
    const place = now.getBoundingClientRect(), frame = box.getBoundingClientRect();
    if (place.top < frame.top + 40 || place.bottom > frame.bottom - 60) {
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches || box.shown === undefined;
      box.scrollTo({ top: box.scrollTop + place.top - frame.top - frame.height / 3, behavior: still ? "auto" : "smooth" });
    }
    box.shown = data.now;
  }

  box.onclick = event => {
    const more = event.target.closest("[data-more]"), point = event.target.closest("[data-point]");
    if (more) setTriggerValue("more", more.dataset.more);
    else if (point && document.getSelection().isCollapsed) setTriggerValue("picked", point.dataset.point);
  };
  state.pane = { box, tip, parentElement, setTriggerValue };
  if (!state.heard) {                                                    // they do nothing where there is no review
    state.heard = true;
    document.addEventListener("selectionchange", onSelect);
    window.addEventListener("keydown", onKey, true);
    window.addEventListener("click", onClick, true);
  }
  return () => { if (state.pane && state.pane.box === box) state.pane = null; };
}
