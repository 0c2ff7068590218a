// What a page must say to a screen reader and Streamlit does not: the language of the page, its heading, names in that language, and
// panes that scroll by keyboard. Streamlit's own words are English only; they are put into the page's language where they stand.
const NAMED = ["aria-label", "title", "placeholder", "alt"];
const OURS = ".stHtml, .gm, .paper, svg, canvas, script, style, textarea";     // data: its words are nobody's to change
const THEIRS = ["stFileUploader", "stFileChip", "stDateInput", "stSelectboxVirtualDropdown", "stMultiSelectDropdown", "stDataFrame",
  "stSkipToContent", "InputInstructions", "stTooltipContent", "stStatusWidget", "stAppSkeleton"].map(id => `[data-testid^="${id}"]`)
  .concat(".stApp > [role=dialog]", "[data-live-announcer]", "[role=log]", '[id^="react-aria-description"]').join(", ");
const SCROLLS = '.stMain [class*="st-key-"].stVerticalBlock, .legend, .paperscroll';
const REACH = 'a[href], button:not([disabled]), input, select, textarea, summary, iframe, [tabindex]:not([tabindex="-1"])';
const WAIT_MS = 120, MOST_MS = 800;

let words = {}, patterns = [];
const texts = new WeakMap(), names = new WeakMap();       // what Streamlit wrote: the switch of languages leads back to it

function learn(book) {
  words = book;
  const literal = text => text.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
  patterns = Object.entries(book).filter(([text]) => text.includes("{")).map(([text, said]) => ({
    ask: new RegExp(`^${literal(text).replace(/\{(\w+)\}/g, "(?<$1>.+)")}$`), said }));
}

function inWords(day) {
  const at = Date.parse(day);
  return Number.isNaN(at) ? "" : new Date(at).toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });
}

function say(text) {
  const plain = text.trim();
  if (!plain) return text;
  if (Object.hasOwn(words, plain)) return text.replace(plain, () => words[plain]);
  for (const { ask, said } of patterns) {
    const found = ask.exec(plain);
    if (found) return said.replace(/\{(\w+)\}/g, (_, name) => (name === "day" && inWords(found.groups.day)) || found.groups[name]);
  }
  return text;
}

function one(kept, key, now, put) {
  const known = kept[key];
  const theirs = known && known.ours === now ? known.theirs : now;
  const ours = say(theirs);
  kept[key] = { theirs, ours };
  if (ours !== now) put(ours);
}

function nameAll(element) {
  if (element.closest(OURS)) return;
  for (const attribute of NAMED) {
    const now = element.getAttribute(attribute);
    if (!now) continue;
    if (!names.has(element)) names.set(element, {});
    one(names.get(element), attribute, now, text => element.setAttribute(attribute, text));
  }
}

function sayText(node) {
  const holder = node.parentElement;
  if (!holder || holder.closest(OURS) || !holder.closest(THEIRS)) return;
  if (!texts.has(node)) texts.set(node, {});
  one(texts.get(node), "text", node.nodeValue, text => { node.nodeValue = text; });
}

function visit(root) {
  if (root.nodeType === Node.TEXT_NODE) { sayText(root); return; }
  if (root.nodeType !== Node.ELEMENT_NODE) return;
  const chosen = NAMED.map(attribute => `[${attribute}]`).join(",");
  if (root.matches(chosen)) nameAll(root);
  root.querySelectorAll(chosen).forEach(nameAll);
  const parts = root.closest(THEIRS) ? [root] : [...root.querySelectorAll(THEIRS)];
  for (const part of parts) {
    const walk = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) sayText(walk.currentNode);
  }
}

function hideEmpty() {                                     // a chart names layers without a mark as pictures without a name
  for (const group of document.querySelectorAll(".stVegaLiteChart g[role^=graphics]:not([aria-label])")) {
    group.setAttribute("aria-hidden", String(!group.childElementCount));
  }
}

function reachScrolling() {
  for (const pane of document.querySelectorAll(SCROLLS)) {
    const style = getComputedStyle(pane);
    const scrolls = (pane.scrollHeight > pane.clientHeight + 1 && /auto|scroll/.test(style.overflowY))
      || (pane.scrollWidth > pane.clientWidth + 1 && /auto|scroll/.test(style.overflowX));
    const needed = scrolls && ![...pane.querySelectorAll(REACH)].some(each => each.getClientRects().length);
    if (needed && !pane.hasAttribute("tabindex")) { pane.tabIndex = 0; pane.dataset.reached = ""; }
    if (!needed && "reached" in pane.dataset) { pane.removeAttribute("tabindex"); delete pane.dataset.reached; }
  }
}

export default function (component) {
  const { parentElement, data } = component;
  let heading = parentElement.querySelector("h1");
  if (!heading) {
    heading = document.createElement("h1");
    parentElement.append(heading);
  }
  heading.textContent = data.heading;
  document.documentElement.lang = data.lang;
  learn(data.words);
  visit(document.body);
  let waits = 0, since = 0;
  const put = () => { since = 0; reachScrolling(); hideEmpty(); };
  const later = () => {                                    // once the page rests, but not for ever while it goes on changing
    since = since || performance.now();
    clearTimeout(waits);
    waits = setTimeout(put, performance.now() - since > MOST_MS ? 0 : WAIT_MS);
  };
  const watch = new MutationObserver(all => {
    for (const change of all) {
      if (change.type === "childList") change.addedNodes.forEach(visit);
      else if (change.type === "characterData") sayText(change.target);
      else nameAll(change.target);
    }
    later();
  });
  watch.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: NAMED });
  addEventListener("resize", later);
  later();
  return () => { watch.disconnect(); clearTimeout(waits); removeEventListener("resize", later); };
}
