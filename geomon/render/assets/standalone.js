/* standalone.js: the page of the file that needs no server: filters, list, map, card. All text from data goes through textContent. */
(function () {
  "use strict";
  const geomon = window.geomon, data = JSON.parse(document.getElementById("data").textContent);
  const $ = id => document.getElementById(id), SHOWN = 100;
  const state = { lang: data.lang, lights: new Set(), layer: "", text: "", chosen: null, only: null, most: SHOWN };
  const words = () => data.words[state.lang], number = n => new Intl.NumberFormat(state.lang === "zh" ? "zh-CN" : "en").format(n);
  const byId = new Map(data.sites.map(site => [site.id, site]));
  const urgency = site => geomon.URGENCY.indexOf(site.light) * 1e7 + (site.days === null ? 1e6 : site.days);
  data.sites.sort((a, b) => urgency(a) - urgency(b));

  function make(tag, name, text, parent) {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text !== undefined && text !== null) element.textContent = text;
    if (parent) parent.append(element);
    return element;
  }
  const LETTERS = { red: "R", yellow: "Y", blue: "B", green: "G", grey: "" };
  const mark = (light, parent) => make("i", `mark ${light}`, LETTERS[light], parent).setAttribute("aria-hidden", "true");
  function days(site) {
    const w = words();
    if (site.light === "green" || site.days === null) return "";
    return (site.days < 0 ? w.over : w.left).replace("{}", number(Math.abs(site.days)));
  }
  const found = site => (!state.layer || site.layer === state.layer) && (!state.only || state.only.has(site.id)) &&
    state.text.split(" ").every(word => site.search.includes(word));
  const kept = site => found(site) && (!state.lights.size || state.lights.has(site.light));

  function counts() {                            // what stands on the counties' names: all tasks, and those without a place of their own
    const out = {};
    for (const { codes, light, placed } of data.tasks) for (const code of codes) {
      const one = out[code] = out[code] || { tasks: 0, done: 0, n: 0 };
      one.tasks += 1;
      one.done += light === "green" ? 1 : 0;
      if (placed || (state.lights.size && !state.lights.has(light))) continue;
      one.n += 1;
      one[light] = (one[light] || 0) + 1;
    }
    return out;
  }

  // ---- the map ----
  const map = L.map("map", { zoomSnap: .25, zoomDelta: .5, minZoom: 4, maxZoom: 18, zoomControl: false, attributionControl: true });
  L.control.zoom({ position: "topright" }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  map.setView([38, 108], 6);
  const local = new geomon.Local(data.sites);
  local.kept = kept;
  const board = geomon.start(map, {
    key: "file", bounds: data.bounds, words: data.words, tiles: [{ source: "sites", provider: local }], base: data.base, counts,
    onClick({ properties: p }) {
      if (p.kind === "site") choose(p.site);
      else if (p.kind === "cell") { state.only = new Set(p.sites); update(); }
      else if (p.kind === "county") card({ county: p.adcode });
    },
  });

  // ---- the page around it ----
  function update() {
    const w = words(), all = data.sites.filter(found), shown = all.filter(kept), tiles = $("tiles");
    document.documentElement.lang = state.lang === "zh" ? "zh-CN" : "en";
    $("title").textContent = state.lang === "zh" ? data.title : data.title_en;
    $("as_of").textContent = `${w.as_of} ${data.as_of}`;
    $("offline").textContent = w.offline;
    $("q").placeholder = w.search;
    $("q").setAttribute("aria-label", w.search);
    $("lang").textContent = state.lang === "zh" ? "EN" : "中";
    const used = new Set(["", ...data.sites.map(site => site.layer)]);
    $("layer").replaceChildren(...[["", w.all], ...Object.entries(w.layers)].filter(([key]) => used.has(key)).map(([key, title]) => {
      const option = make("option", "", title);
      option.value = key;
      option.selected = key === state.layer;
      return option;
    }));
    $("layer").setAttribute("aria-label", w.layers_title);
    tiles.replaceChildren();
    for (const light of geomon.LIGHTS) {
      const tile = make("button", `tile ${light}`, null, tiles);
      tile.setAttribute("aria-pressed", String(state.lights.has(light)));
      mark(light, tile);
      make("b", "", number(all.filter(site => site.light === light).length), tile);
      make("span", "", w.lights[light], tile);
      tile.onclick = () => { if (!state.lights.delete(light)) state.lights.add(light); update(); };
    }
    const every = make("button", "tile", null, tiles);
    every.setAttribute("aria-pressed", String(!state.lights.size && !state.only));
    make("b", "", number(all.length), every);
    make("span", "", w.all, every);
    every.onclick = () => { state.lights.clear(); state.only = null; update(); };
    rows(shown, all.length);
    const filter = JSON.stringify([[...state.lights], state.layer, state.text, [...(state.only || [])]]);
    board.show({ asOf: data.as_of, filter, lang: state.lang, selected: state.chosen });
    card({ site: state.chosen });
  }
  function rows(shown, total) {
    const w = words(), list = $("list");
    $("count").textContent = `${number(shown.length)} / ${number(total)}`;
    list.replaceChildren();
    for (const site of shown.slice(0, state.most)) {
      const row = make("button", `row ${site.light}`, null, make("li", "", null, list));
      row.setAttribute("aria-current", String(site.id === state.chosen));
      row.dataset.site = site.id;
      mark(site.light, row);
      make("strong", "", site.name, row);
      make("em", "", days(site), row);
      make("span", "", [site.county, w.layers[site.layer] || site.layer, ...site.units.slice(0, 1)].filter(Boolean).join(" · "), row);
      row.onclick = () => choose(site.id);
    }
    if (!shown.length) { make("li", "none", w.none, list); make("li", "hint", w.loosen, list); }
    if (shown.length <= state.most) return;
    const more = make("button", "more", `+${number(shown.length - state.most)}`, make("li", "", null, list));
    more.onclick = () => { state.most += SHOWN; update(); };
  }
  function choose(id) {
    state.chosen = id;
    const { lat, lon, light } = byId.get(id);
    for (const row of document.querySelectorAll(".row")) row.setAttribute("aria-current", String(row.dataset.site === id));
    board.show({ selected: id, chosen: lon === null ? null : { at: [lat, lon], light } });
    card({ site: id });
    if (matchMedia("(max-width: 900px)").matches) $("card").scrollIntoView({ block: "start" });
  }
  function card({ site: id, county }) {
    const w = words(), box = $("card"), site = byId.get(id), pick = (zh, en) => (state.lang === "zh" ? zh : en || zh);
    box.replaceChildren();
    if (county) {
      const label = board.base.labels.find(({ area }) => area.code === county);
      board.base.describe(label).forEach((line, i) => make(i ? "p" : "h2", "", line, box));
      return;
    }
    if (!site) { make("p", "none", w.choose, box); return; }
    const head = make("header", site.light, null, box);
    mark(site.light, head);
    make("h2", "", site.name, head);
    make("em", "", days(site), head);
    make("p", "", [w.layers[site.layer] || site.layer, site.city, site.county].filter(Boolean).join(" · "), head);
    make("p", `why ${site.light}`, `${w.lights[site.light]} · ${pick(site.reason, site.reason_en)}`, box);
    if (site.lon === null) make("p", "", w.nowhere, box);
    else {
      const sure = site.accuracy ? ` · ±${number(site.accuracy)} m` : "";
      const where = make("p", "where", `${site.lat.toFixed(5)}, ${site.lon.toFixed(5)} CGCS2000${sure}`, box);
      make("button", "", w.centre, where).onclick = () => map.setView([site.lat, site.lon], Math.max(map.getZoom(), 11));
    }
    for (const task of site.tasks) {
      const part = make("section", "", null, box);
      make("h3", "", task.label, part);
      make("p", `why ${task.light}`, `${w.lights[task.light]} · ${pick(task.reason, task.reason_en)}`, part);
      const facts = make("dl", "", null, part);
      for (const [key, value] of [[w.due, task.deadline], [w.units, task.units.join("、")], [w.source, task.source]]) if (value) {
        make("dt", "", key, facts);
        make("dd", "", value, facts);
      }
      if (!task.context) continue;
      const quote = make("blockquote", "", task.context[0], part);
      make("mark", "", task.context[1], quote);
      quote.append(task.context[2]);
      quote.lang = "zh-CN";
    }
  }
  $("q").oninput = e => { state.text = e.target.value.toLowerCase().trim().replace(/\s+/g, " "); state.most = SHOWN; update(); };
  $("layer").onchange = e => { state.layer = e.target.value; state.most = SHOWN; update(); };
  $("lang").onclick = () => { state.lang = state.lang === "zh" ? "en" : "zh"; update(); };
  update();
})();
