/* base-map.js: counties, city borders, water and names below the marks, from one file that the browser fetches once.
 * Beside a county's name stands how many tasks are known to the county only: they have no dot. A tint may say how much is done there. */
(function () {
  "use strict";
  const geomon = window.geomon;
  const SHADES = [0, .1, .17, .25, .34];         // of the palette's tint, by fifths of what is done: never a light's colour, nor the neighbours' grey
  const CITY_ZOOM = 7.6;                         // below it cities have names, above it counties
  const TOWN_ZOOM = 10.5;                        // from it on townships have names
  const BESIDE = [[0, 0], [0, -20], [0, 20], [30, -14], [-30, -14], [0, -36], [0, 36], [60, 0], [-60, 0], [70, -24], [-70, -24], [70, 24], [-70, 24],
    [0, -52], [0, 52]];                          // where a name may go to uncover marks, nearest first

  function unpack(line) {                        // whole ten-thousandths of a degree, each from the one before
    const out = [];
    for (let i = 0, x = 0, y = 0; i < line.length; i += 2) { x += line[i]; y += line[i + 1]; out.push([y / 1e4, x / 1e4]); }
    return out;
  }

  geomon.Base = class {
    constructor(board, { baseUrl, countiesUrl, base, counts }) {
      Object.assign(this, { board, map: board.map, countiesUrl, local: counts, counts: {}, shapes: [], labels: [] });
      this.renderer = L.canvas({ pane: "base", padding: .3 });
      Promise.resolve(base || fetch(baseUrl).then(answer => (answer.ok ? answer.json() : Promise.reject(new Error(`base: ${answer.status}`)))))
        .then(data => this.build(data)).catch(() => board.trouble());
    }
    build({ land, cities, city, water, places = [] }) {
      const options = { renderer: this.renderer, pane: "base", interactive: false, smoothFactor: .5 };
      const line = (points, more) => L.polyline(unpack(points), { ...options, ...more }).addTo(this.map);
      for (const county of land) this.shapes.push({ county, path: L.polygon(county.rings.map(part => part.map(unpack)), options).addTo(this.map) });
      for (const points of water) this.shapes.push({ water: 1, path: line(points, { weight: 2.5 }) });
      for (const points of city) this.shapes.push({ city: 1, path: line(points, { weight: 1.6, dashArray: "8 3 2 3" }) });
      for (const county of land) if (county.at) this.labels.push(this.label({ ...county, codes: [county.code] }));
      for (const [name, en] of Object.entries(cities)) {
        const ours = this.shapes.filter(({ county }) => county && county.ours && county.city === name);
        const bounds = ours.reduce((all, { path }) => all.extend(path.getBounds()), L.latLngBounds([])), { lat, lng } = bounds.getCenter();
        const far = ({ county: { at } }) => Math.hypot(at[0] - lng, at[1] - lat), middle = ours.reduce((a, b) => (far(b) < far(a) ? b : a));
        this.labels.push(this.label({ name, en, ours: true, bounds, at: middle.county.at, codes: ours.map(({ county }) => county.code) }));
      }
      for (const place of places) this.labels.push(this.label({ ...place, place: true, codes: [] }));
      this.paint();
      this.count();
    }
    label(area) {                                // the name lies below the marks, the number above them
      const text = L.DomUtil.create("span", `gm-name${area.ours ? "" : " gm-far"}${area.bounds ? " gm-city" : ""}${area.place ? " gm-town" : ""}`);
      const put = (html, pane) => L.marker([area.at[1], area.at[0]], { pane, interactive: false, keyboard: false,
        icon: L.divIcon({ html, className: "gm-holder", iconSize: [0, 0] }) }).addTo(this.map);
      const label = { area, text, marker: put(text, "names"), width: 0 };
      if (area.place) text.style.display = "none";
      if (!area.ours) return label;
      const badge = label.badge = L.DomUtil.create("button", "gm-badge");
      badge.type = "button";
      put(badge, "tags");
      L.DomEvent.disableClickPropagation(badge);
      const tell = () => this.board.tell(this.describe(label), label.marker.getLatLng(), 10), hide = () => this.board.tip.remove();
      Object.assign(badge, { onmouseenter: tell, onfocus: tell, onmouseleave: hide, onblur: hide });
      badge.onclick = () => {
        if (area.bounds) this.map.fitBounds(area.bounds);
        else this.board.send({ kind: "county", adcode: area.code, county: area.name }, label.marker.getLatLng());
      };
      return label;
    }
    called(area) { return this.board.state.lang === "zh" ? area.name : area.en || area.name; }
    sum(area, key) { return area.codes.reduce((all, code) => all + ((this.counts[code] || {})[key] || 0), 0); }
    describe({ area }) {
      const w = this.board.words, lines = [this.called(area)], [n, tasks, done] = ["n", "tasks", "done"].map(key => this.sum(area, key));
      if (tasks) lines.push(w.share.replace("{}", Math.round(100 * done / tasks)).replace("{}", done).replace("{}", tasks));
      const lights = geomon.LIGHTS.filter(k => this.sum(area, k)).map(k => `${w.lights[k]} ${this.sum(area, k)}`);
      if (n) lines.push(w.county_only.replace("{}", n), lights.join(" · "));
      return lines;
    }
    async count() {                              // again after every filter and every write
      const { asOf, filter, version } = this.board.query();
      if (!asOf) return;
      try {
        if (this.local) this.counts = this.local(filter);
        else {
          const answer = await fetch(`${L.Util.template(this.countiesUrl, { asOf })}&${filter}${filter && "&"}v=${version}`);
          if (!answer.ok) throw new Error(`counties: ${answer.status}`);
          const { counties } = await answer.json();
          if (this.board.query().filter !== filter || this.board.query().asOf !== asOf) return;        // a later one is on its way
          this.counts = counties;
        }
        this.paint();
        this.name();
      } catch { this.board.trouble(); }
    }
    paint() {
      const { palette, state } = this.board;
      for (const { county, city, path } of this.shapes) {
        if (!county) path.setStyle({ color: city ? palette.city : palette.water });
        else path.setStyle({ color: palette.county, weight: county.ours ? 1 : .6, opacity: county.ours ? 1 : .6, fillOpacity: this.board.below ? 0 : 1,
          fillColor: county.ours ? this.tint(county, state.shade) : palette.outside });
      }
    }
    tint({ code }, shade) {
      const { land, tint } = this.board.palette, { done = 0, tasks = 0 } = this.counts[code] || {};
      const alpha = shade && tasks ? SHADES[Math.min(4, Math.floor(5 * done / tasks))] : 0;
      const part = (colour, i) => parseInt(colour.slice(1 + 2 * i, 3 + 2 * i), 16);
      return `rgb(${[0, 1, 2].map(i => Math.round(part(land, i) * (1 - alpha) + part(tint, i) * alpha)).join()})`;
    }
    name() {
      for (const label of this.labels) {
        const { area, text, badge } = label, n = badge ? this.sum(area, "n") : 0;
        text.textContent = this.called(area);
        label.width = text.textContent.length * (this.board.state.lang === "zh" ? 13.8 : 8.2) * (area.bounds ? 1.1 : 1) + 4;
        label.n = n;
        if (!badge) continue;
        badge.textContent = `+${n}`;
        badge.setAttribute("aria-label", this.describe(label).join(", "));
      }
      this.place();
    }
    place() {                                    // names go round marks, and wait for a closer zoom where they would lie on another name
      const { map, board } = this, zoom = map.getZoom(), names = [], far = board.origin || L.point(0, 0);
      const marks = board.shown.map(({ x, y, r }) => ({ x: x + far.x, y: y + far.y, w: r + 1, h: r + 1 }));
      const hits = (all, b) => all.some(a => Math.abs(a.x - b.x) < a.w + b.w && Math.abs(a.y - b.y) < a.h + b.h);
      const weight = ({ area, n }) => (area.ours ? 2 : area.place ? -1 : 0) + (n ? 1 : 0);
      const seen = L.bounds(far, far.add(map.getSize().multiplyBy(1.4)));          // as far as the canvas of the marks
      const towns = zoom >= TOWN_ZOOM;
      if (!towns && this.towns) for (const { area, text } of this.labels) if (area.place) text.style.display = "none";
      this.towns = towns;
      for (const label of this.labels.filter(({ area }) => towns || !area.place).sort((a, b) => weight(b) - weight(a))) {
        const { area, text, badge, width, n } = label, wanted = area.ours ? !!area.bounds === zoom < CITY_ZOOM : area.place || zoom >= 7.5;
        const extra = n ? 26 + 7 * String(n).length : 0, { x, y } = map.latLngToLayerPoint(label.marker.getLatLng());
        const boxes = BESIDE.map(([dx, dy]) => ({ x: x + dx, y: y + dy, w: (width + extra) / 2, h: 9, dx, dy }));
        const free = wanted && seen.contains([x, y]) ? boxes.filter(b => !hits(names, b)) : [];
        const box = area.ours ? free.find(b => !hits(marks, b)) || free[0] : free.find(b => b === boxes[0] && !(area.place && hits(marks, b)));
        text.style.display = box ? "" : "none";
        if (badge) badge.style.display = box && n ? "" : "none";
        label.box = box;
        if (!box) continue;
        names.push(box);
        text.style.transform = `translate(calc(-50% + ${box.dx - extra / 2}px), calc(-50% + ${box.dy}px))`;
        if (badge) badge.style.transform = `translate(calc(-50% + ${box.dx + width / 2 + 2}px), calc(-50% + ${box.dy}px))`;
      }
    }
    at({ x, y }) { return this.labels.find(({ area, box }) => area.ours && box && Math.abs(box.x - x) < box.w && Math.abs(box.y - y) < 9) || null; }
  };
})();
