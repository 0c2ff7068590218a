/* pack.js: the page of the field pack: list by distance, map, card, the day's visits, and the file that goes back. Text goes through textContent. */
(async function () {
  "use strict";
  const geomon = window.geomon, { make } = geomon, data = JSON.parse(document.getElementById("data").textContent), SHOWN = 60, PART = geomon.PART || 30e6;
  const $ = id => document.getElementById(id), state = { lang: data.lang, view: "list", sort: "urgency", text: "", chosen: null, here: null, most: SHOWN };
  const words = () => data.words[state.lang], number = n => new Intl.NumberFormat(state.lang === "zh" ? "zh-CN" : "en").format(n);
  const pick = (zh, en) => (state.lang === "zh" ? zh : en || zh), byId = new Map(data.sites.map(site => [site.id, site]));
  const LETTERS = { red: "R", yellow: "Y", blue: "B", green: "G", grey: "" }, finding = key => data.findings.find(one => one.key === key);
  const mark = (light, parent) => make("i", `mark ${light}`, LETTERS[light], parent).setAttribute("aria-hidden", "true");
  const store = await geomon.openStore(`geomon-visits-${data.pack.workspace}`);
  let visits = await store.all("visits"), drafts = await store.all("drafts"), picking = null, watch = null;

  function days(site) {
    const w = words();
    return site.light === "green" || site.days === null ? "" : (site.days < 0 ? w.over : w.left).replace("{}", number(Math.abs(site.days)));
  }
  function metres(a, b) {                        // on the sphere: half a percent off at most, which an arrow does not show
    const r = Math.PI / 180, dy = (b.lat - a.lat) * r, dx = (b.lon - a.lon) * r;
    return 12742018 * Math.asin(Math.sqrt(Math.sin(dy / 2) ** 2 + Math.cos(a.lat * r) * Math.cos(b.lat * r) * Math.sin(dx / 2) ** 2));
  }
  const long = m => (m < 1000 ? `${Math.round(m)} m` : `${m < 10000 ? (m / 1000).toFixed(1) : Math.round(m / 1000)} km`);
  function arrow(a, b) {
    const turn = Math.atan2((b.lon - a.lon) * Math.cos(a.lat * Math.PI / 180), b.lat - a.lat);
    return "↑↗→↘↓↙←↖"[Math.round(turn / (Math.PI / 4) + 8) % 8];
  }
  const away = site => (state.here && site.lon !== null ? metres(state.here, site) : Infinity);
  function say(text) {
    $("toast").textContent = text;
    $("toast").hidden = false;
    clearTimeout(say.timer);
    say.timer = setTimeout(() => { $("toast").hidden = true; }, 4000);
  }

  // ---- where am I ----
  function locate() {                            // -> the first position, or null; later ones keep the distances fresh
    return new Promise(done => {
      if (!navigator.geolocation) { say(words().no_place); done(null); return; }
      if (watch !== null) navigator.geolocation.clearWatch(watch);
      $("where").textContent = words().locating;
      watch = navigator.geolocation.watchPosition(({ coords }) => {
        const moved = !state.here || metres(state.here, { lon: coords.longitude, lat: coords.latitude }) > 20;
        state.here = { lon: coords.longitude, lat: coords.latitude, accuracy_m: Math.round(coords.accuracy), how: "device" };
        if (moved) { state.sort = "distance"; update(); }
        done(state.here);
      }, () => { say(words().no_place); update(); done(null); }, { enableHighAccuracy: true, maximumAge: 15000, timeout: 20000 });
    });
  }
  function pickOnMap(site) {
    return new Promise(done => {
      const back = state.view;
      picking = at => { picking = null; go(back, false); done(at); };
      go("map", false);
      if (site && site.lon !== null) map.setView([site.lat, site.lon], Math.max(map.getZoom(), 13));
    });
  }
  async function tapHere() { const at = await pickOnMap(null); if (at) { state.here = at; state.sort = "distance"; go("list"); } }

  // ---- the map ----
  const map = L.map("map", { zoomSnap: .25, zoomDelta: .5, minZoom: 4, maxZoom: 18, zoomControl: false, attributionControl: true });
  L.control.zoom({ position: "topright" }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  map.setView([38, 108], 6);
  const me = L.circleMarker([0, 0], { radius: 7, weight: 3, color: "#fff", fillColor: "#24506B", fillOpacity: 1, interactive: false });
  const local = new geomon.Local(data.sites), placed = data.sites.filter(site => site.lon !== null);
  const bounds = placed.length ? L.latLngBounds(placed.map(s => [s.lat, s.lon])).pad(.15) : data.bounds;
  const board = geomon.start(map, {
    key: `pack-${data.pack.id}`, bounds, words: data.words, tiles: [{ source: "sites", provider: local }], base: data.base, counts: () => ({}),
    onClick({ properties: p }) { if (!picking && p.kind === "site") choose(p.site); },
  });
  map.on("click", ({ latlng }) => { if (picking) picking({ lon: +latlng.lng.toFixed(6), lat: +latlng.lat.toFixed(6), accuracy_m: null, how: "map" }); });

  // ---- views ----
  function go(view, remember = true) {
    state.view = view;
    if (remember) try { history.pushState({ view, chosen: state.chosen }, ""); } catch { /* a page from a file may not be allowed to */ }
    update();
    if (view === "map") map.invalidateSize();
    window.scrollTo(0, 0);
  }
  window.addEventListener("popstate", ({ state: kept }) => {
    if (picking) picking(null);
    state.view = kept ? kept.view : "list";
    if (kept && kept.chosen) state.chosen = kept.chosen;
    update();
  });
  function choose(id) {
    state.chosen = id;
    go("card");
    const { lat, lon, light } = byId.get(id);
    board.show({ selected: id, chosen: lon === null ? null : { at: [lat, lon], light } });
    const title = $("v-card").querySelector("h2");
    if (title) title.focus({ preventScroll: true });
  }
  function update() {
    const w = words();
    document.documentElement.lang = state.lang === "zh" ? "zh-CN" : "en";
    document.body.dataset.view = state.view;
    document.title = $("title").textContent = pick(data.title, data.title_en);
    const at = state.here ? (state.here.accuracy_m === null ? w.here_tapped : w.here.replace("{}", number(state.here.accuracy_m))) : "";
    $("where").textContent = [`${w.as_of} ${data.as_of}`, at].filter(Boolean).join(" · ");
    $("offline").textContent = w.offline;
    $("lang").textContent = state.lang === "zh" ? "EN" : "中";
    $("q").placeholder = w.search;
    $("q").setAttribute("aria-label", w.search);
    if (state.here) me.setLatLng([state.here.lat, state.here.lon]).addTo(map);
    tabs(w);
    list(w);
    card(w);
    today(w);
    thumb(w);
    foot(w);
    board.show({ asOf: data.as_of, filter: state.text, lang: state.lang, selected: state.chosen });
  }
  function tabs(w) {
    $("tabs").replaceChildren();
    const unsent = visits.filter(v => v.sent < v.edits.length).length;
    for (const [view, icon, text] of [["list", "☰", w.list_tab], ["map", "◎", w.map_tab], ["today", "✎", unsent ? `${w.today_tab} ${unsent}` : w.today_tab]]) {
      const tab = make("button", "", null, $("tabs"));
      make("i", "", icon, tab).setAttribute("aria-hidden", "true");
      make("span", "", text, tab);
      tab.dataset.view = view;
      if (state.view === view || (view === "list" && state.view === "card")) tab.setAttribute("aria-current", "page");
      tab.onclick = () => go(view);
    }
  }
  const found = site => state.text.split(" ").every(word => site.search.includes(word));
  local.kept = found;
  function list(w) {
    $("sort").replaceChildren();
    for (const [sort, text] of [["distance", w.by_distance], ["urgency", w.by_urgency]]) {
      const button = make("button", "", text, $("sort"));
      button.setAttribute("aria-pressed", String(state.sort === sort));
      button.onclick = () => { state.sort = sort; if (sort === "distance" && !state.here) locate(); update(); };
    }
    const urgency = site => geomon.URGENCY.indexOf(site.light) * 1e7 + (site.days === null ? 1e6 : site.days);
    const some = data.sites.filter(found).sort((a, b) => (state.sort === "distance" && away(a) - away(b)) || urgency(a) - urgency(b));
    $("list").replaceChildren();
    for (const site of some.slice(0, state.most)) {
      const row = make("button", `row ${site.light}`, null, make("li", "", null, $("list")));
      row.dataset.site = site.id;
      row.setAttribute("aria-current", String(site.id === state.chosen));
      mark(site.light, row);
      make("strong", "", site.name, row);
      make("em", "", days(site), row);
      const far = away(site) < Infinity ? `${long(away(site))} ${arrow(state.here, site)}` : site.lon === null ? w.nothing_near : "";
      const been = visits.some(v => v.site === site.id && !geomon.fieldsOf(v).withdrawn) ? "✓" : "";
      make("span", "", [been, far, site.county, w.layers[site.layer] || site.layer].filter(Boolean).join(" · "), row);
      row.onclick = () => choose(site.id);
    }
    if (!some.length) make("li", "none", w.none, $("list"));
    if (some.length > state.most) make("button", "more", w.more.replace("{}", number(some.length - state.most)), make("li", "", null, $("list"))).onclick =
      () => { state.most += SHOWN; update(); };
    state.first = some[0];
  }
  $("list").addEventListener("keydown", e => {
    const rows = [...$("list").querySelectorAll("button")], to = rows[rows.indexOf(document.activeElement) + { ArrowDown: 1, ArrowUp: -1 }[e.key]];
    if (to) { to.focus(); e.preventDefault(); }
  });
  function thumb(w) {                            // the one thing to do next, where the thumb is
    const box = $("thumb"), site = byId.get(state.chosen), add = (id, text, run, kind = "primary") => { const b = make("button", kind, text, box); b.id = id; b.onclick = run; };
    box.replaceChildren();
    if (state.view === "list") {
      if (state.here && state.first) add("nearest", w.nearest, () => choose([...data.sites].sort((a, b) => away(a) - away(b))[0].id));
      else { add("locate", w.locate, () => locate()); add("tap", w.tap, tapHere, "second"); }
    } else if (state.view === "card" && site) {
      add("record", drafts.some(d => d.site === site.id && !d.visit) ? w.go_on : w.record, () => form.open(site, null));
    } else if (state.view === "today" && visits.length) {
      const unsent = visits.filter(v => v.sent < v.edits.length);
      add("send", unsent.length ? w.send.replace("{}", number(unsent.length)) : w.send_all, () => send(unsent.length ? unsent : visits));
    }
  }
  function foot(w) {
    const box = $("mapfoot");
    box.replaceChildren();
    if (picking) {
      make("strong", "", w.tap_now, box);
      make("button", "", w.cancel, box).onclick = () => picking(null);
    } else make("button", "", w.tap, box).onclick = tapHere;
  }
  function card(w) {
    const box = $("v-card"), site = byId.get(state.chosen);
    box.replaceChildren();
    if (!site) { make("p", "none", w.choose, box); return; }
    make("button", "back", `← ${w.back}`, box).onclick = () => go("list");
    const head = make("header", site.light, null, box);
    mark(site.light, head);
    const title = make("h2", "", site.name, head);
    title.tabIndex = -1;
    make("em", "", days(site), head);
    make("p", "", [w.layers[site.layer] || site.layer, site.city, site.county].filter(Boolean).join(" · "), head);
    if (site.lon === null) make("p", "where", w.nowhere, box);
    else {
      const where = make("div", "where", null, box), far = away(site) < Infinity ? `${long(away(site))} ${arrow(state.here, site)}` : "", text = `${site.lat.toFixed(5)}, ${site.lon.toFixed(5)}`;
      make("b", "", far, where);
      make("span", "", `${text} CGCS2000 · ±${number(site.accuracy)} m`, where);
      make("button", "", w.copy, where).onclick = () => copy(text);
      make("button", "", w.map_tab, where).onclick = () => { go("map"); map.setView([site.lat, site.lon], 13); };
    }
    make("p", `why ${site.light}`, `${w.lights[site.light]} · ${pick(site.reason, site.reason_en)}`, box);
    make("h3", "", w.checks, box);
    for (const [id, context] of site.tasks) task(w, data.tasks[id], context, box, site.tasks.length > 1);
    make("h3", "", w.last, box);
    if (!site.visits.length) make("p", "none", w.never, box);
    for (const v of site.visits) {
      const f = finding(v.finding);
      make("p", "visit", [v.day, f && `${f.shape} ${f[state.lang]}`, v.who, v.photos && w.photos.replace("{}", v.photos), v.note].filter(Boolean).join(" · "), box);
    }
  }
  function task(w, one, [before, sentence, after], box, several) {
    if (several || one.title) make("h4", one.light, `${one.label} ${one.title}`, box).lang = "zh-CN";
    if (several) make("p", `why ${one.light}`, `${w.lights[one.light]} · ${pick(one.reason, one.reason_en)}`, box);
    const items = make("ul", "steps", null, box);
    items.lang = "zh-CN";
    if (one.goal) { const goal = make("li", "", null, items); make("b", "", w.goal, goal); goal.append(` ${one.goal}`); }
    for (const step of one.checks) if (step.text !== one.goal) {
      const item = make("li", "", null, items);
      make("b", "", step.number ? w.step.replace("{}", step.number) : w.goal, item);
      item.append(` ${step.text}`);
      if (step.due) make("time", "", w.due_on.replace("{}", step.due), item);
    }
    if (!items.children.length) items.replaceWith(make("p", "none", w.no_checks));
    make("p", "facts", [one.deadline, one.units.join("、")].filter(Boolean).join(" · "), box).lang = "zh-CN";
    make("h4", "", w.quote, box);
    const quote = make("blockquote", "", before, box);
    quote.lang = "zh-CN";
    make("mark", "", sentence, quote);
    quote.append(after);
    make("p", "facts", one.source, box).lang = "zh-CN";
  }
  async function copy(text) { try { await navigator.clipboard.writeText(text); say(words().copied); } catch { say(text); } }

  // ---- visits ----
  function today(w) {
    const box = $("v-today"), day = geomon.iso(new Date()).slice(0, 10);
    box.replaceChildren();
    make("p", `kept ${store.kind}`, w[`kept_${store.kind}`], box);
    if (!visits.length) { make("p", "none", w.none_yet, box); make("p", "hint", w.none_hint, box); }
    const order = [...visits].sort((a, b) => (a.edits[0].at < b.edits[0].at ? 1 : -1));
    for (const [title, some] of [[w.today, order.filter(v => v.day === day)], [w.earlier, order.filter(v => v.day !== day)]]) {
      if (!some.length) continue;
      make("h3", "", title, box);
      for (const visit of some) entry(w, visit, box);
    }
    const files = make("div", "pair", null, box);
    if (visits.length) make("button", "", w.download, files).onclick = async () => download(await filesOf(visits));
  }
  function entry(w, visit, box) {
    const fields = geomon.fieldsOf(visit), site = byId.get(visit.site), f = finding(fields.finding), row = make("article", fields.withdrawn ? "gone" : "", null, box);
    row.dataset.visit = visit.visit;
    make("strong", "", site ? site.name : visit.site, row);
    make("em", "", fields.withdrawn ? w.withdrawn : visit.sent < visit.edits.length ? w.unsent : w.sent, row);
    const photos = Object.keys(fields).filter(key => key.startsWith("photo:") && fields[key]).length;
    make("p", "", [visit.edits[0].at.slice(11, 16), f && `${f.shape} ${f[state.lang]}`, visit.edits[0].by, photos && w.photos.replace("{}", photos), fields.note].filter(Boolean).join(" · "), row);
    const acts = make("div", "pair", null, row);
    if (site && !fields.withdrawn) make("button", "edit", w.edit, acts).onclick = () => form.open(site, visit);
    make("button", "undo", fields.withdrawn ? w.redo : w.undo, acts).onclick = async () => {
      try { await form.write(visit, { withdrawn: !fields.withdrawn }, visit.edits[0].by, geomon.iso(new Date())); } catch { say(w.full); }
      update();
    };
  }
  const form = new geomon.Form({
    box: $("form"), data, words, lang: () => state.lang, store, here: () => state.here, near: (a, b) => long(metres(a, b)), locate, pickOnMap, say,
    async saved(visit) {
      if (!visits.some(v => v.visit === visit.visit)) visits.push(visit);
      drafts = await store.all("drafts");
      say(words().saved);
      go("today");
    },
  });
  $("form").addEventListener("close", async () => { drafts = await store.all("drafts"); thumb(words()); });

  async function filesOf(some) {                 // -> [{name, text}]: the form of docs/contract.md, in parts that an office takes
    const parts = [], now = new Date(), stamp = geomon.iso(now).slice(0, 19).replace(/[-:]/g, "").replace("T", "-");
    let part = null;
    for (const { visit, site, day, pack, base, edits, made } of some) {
      const photos = {};
      for (const { fields } of edits) for (const [key, there] of Object.entries(fields)) {
        const kept = key.startsWith("photo:") && there && await store.get("photos", key.slice(6));
        if (kept) photos[key.slice(6)] = kept;
      }
      const size = Object.values(photos).reduce((all, text) => all + text.length, 0);
      if (!part || part.size + size > PART) parts.push(part = { size: 0, visits: [], photos: {}, made: data.pack.made, by: edits[0].by });
      part.size += size;
      part.visits.push({ visit, site, day, pack, base, edits });
      Object.assign(part.photos, photos);
      if (made && made < part.made) part.made = made;
    }
    return parts.map(({ visits, photos, made, by }, n) => ({
      name: `visits-${by.replace(/[^\p{L}\p{N}]+/gu, "")}-${stamp}${parts.length > 1 ? `-${n + 1}` : ""}.json`,
      text: JSON.stringify({ format: "geomon-visits", version: 1, sent: geomon.iso(now), pack: { ...data.pack, made }, visits, photos }),
    }));
  }
  async function download(files) {
    for (const { name, text } of files) {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      await new Promise(done => setTimeout(done, 300));                // a browser drops downloads that come all at once
    }
    say(words().made_file.replace("{}", files.map(({ name }) => name).join(" ")));
  }
  async function send(some) {
    const made = await filesOf(some), as = (end, type) => made.map(({ name, text }) => new File([text], name + end, { type }));
    const files = matchMedia("(pointer: coarse)").matches && navigator.canShare &&          // most browsers share text, few share JSON
      [as("", "application/json"), as(".txt", "text/plain")].find(one => navigator.canShare({ files: one }));
    try {
      if (files) await navigator.share({ files });
      else await download(made);
    } catch (error) {
      if (error.name === "AbortError") return;
      await download(made);
    }
    for (const visit of some) {
      visit.sent = visit.edits.length;
      try { await store.put("visits", visit.visit, visit); } catch { say(words().full); }
    }
    update();
  }

  $("q").oninput = e => { state.text = e.target.value.toLowerCase().trim().replace(/\s+/g, " "); state.most = SHOWN; update(); };
  $("lang").onclick = () => { state.lang = state.lang === "zh" ? "en" : "zh"; update(); };
  try { history.replaceState({ view: "list" }, ""); } catch { /* as above */ }
  update();
  try { if ((await navigator.permissions.query({ name: "geolocation" })).state === "granted") locate(); } catch { /* asked for when wanted */ }
  document.body.dataset.ready = "1";
})();
