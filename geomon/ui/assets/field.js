// What only the browser can do for an inspector: where he stands, copying, and a draft that outlives a reload. One instance is on the page,
// one in the sheet of a visit. Nothing is asked of any other machine; a position leaves the phone only towards this server.
const WAIT_MS = 20000, FRESH_MS = 30000, NOTE = '[class*="st-key-visit_note"]';
let asked = false;                                        // once a page load, and only where the person allowed it before

function read(key) { try { return localStorage.getItem(key); } catch { return null; } }
function write(key, text) { try { text ? localStorage.setItem(key, text) : localStorage.removeItem(key); } catch { /* private window: no drafts */ } }

function locate(tell, say) {
  if (!window.isSecureContext) { tell({ error: "insecure", at: Date.now() }); return; }
  if (!navigator.geolocation) { tell({ error: "missing", at: Date.now() }); return; }
  say(true);
  navigator.geolocation.getCurrentPosition(
    ({ coords, timestamp }) => { say(false); tell({ lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy, at: Math.round(timestamp) }); },
    fault => { say(false); tell({ error: ["", "denied", "unavailable", "timeout"][fault.code] || "unavailable", at: Date.now() }); },
    { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: FRESH_MS });
}

async function copy(button, words) {
  const text = button.dataset.copy, shown = button.textContent;
  try { await navigator.clipboard.writeText(text); } catch {
    const area = document.createElement("textarea");      // without https there is no clipboard
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  button.textContent = words.copied;
  setTimeout(() => { if (button.isConnected) button.textContent = shown; }, 1600);
}

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  let box = parentElement.querySelector(".fieldpart");
  if (!box) {
    box = document.createElement("div");
    box.className = "fieldpart";
    const status = document.createElement("p");
    status.className = "locating";
    status.setAttribute("role", "status");
    status.hidden = true;
    parentElement.append(box, status);
  }
  const status = parentElement.querySelector(".locating");
  if (box.kept !== data.html) {
    const open = [...box.querySelectorAll("details")].map(one => one.open);     // a new position must not fold what is being read
    box.innerHTML = data.html;
    box.kept = data.html;
    box.querySelectorAll("details").forEach((one, n) => { one.open = Boolean(open[n]); });
  }
  const say = on => { status.textContent = on ? data.words.locating : ""; status.hidden = !on; };
  const tell = found => setTriggerValue("position", JSON.stringify(found));

  const { draft, who, want } = data;
  if (draft) {                                            // what is being typed is newer than what the server heard
    const live = want && document.querySelector(`${NOTE} textarea`);
    write(draft.key, draft.text && live && live.value ? JSON.stringify({ ...JSON.parse(draft.text), note: live.value }) : draft.text);
  }
  if (who) write("geomon.who", who);
  if (want && box.wanted !== want) {                      // a draft of an earlier load of this page
    box.wanted = want;
    const found = { key: want, draft: read(want), who: read("geomon.who") };
    if (found.draft || found.who) setTriggerValue("found", JSON.stringify(found));
  }

  box.onclick = event => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button, data.words);
  };
  const onClick = event => {
    if (data.locate && event.target.closest && event.target.closest(`.st-key-${data.locate} button`)) locate(tell, say);
  };
  const onInput = event => {                              // Streamlit hears of a note when the field is left; a phone may not wait for that
    if (!want || !event.target.closest || !event.target.closest(NOTE)) return;
    let kept = {};
    try { kept = JSON.parse(read(want) || "{}"); } catch { /* not ours */ }
    write(want, JSON.stringify({ ...kept, note: event.target.value }));
  };
  document.addEventListener("click", onClick, true);
  document.addEventListener("input", onInput, true);
  if (data.ask && !asked && navigator.permissions) {
    asked = true;
    navigator.permissions.query({ name: "geolocation" }).then(found => { if (found.state === "granted") locate(tell, say); }, () => {});
  }
  return () => {
    document.removeEventListener("click", onClick, true);
    document.removeEventListener("input", onInput, true);
  };
}
