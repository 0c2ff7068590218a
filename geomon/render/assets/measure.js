/* measure.js: a distance or an area by clicks, in metres and hectares on the ellipsoid. Nothing is sent to Python: it is the map's own ruler.
 * Pointer: click, double click ends. Keyboard: Space sets a point at the centre, Backspace takes one off, Enter ends, Escape puts the ruler away. */
(function () {
  "use strict";
  const geomon = window.geomon, ICONS = {
    line: "M3 15 15 3l6 6L9 21zM8 10l2 2M11 7l2 2M5 13l2 2M14 4l2 2", area: "M4 7 13 4l7 6-3 9-11 1z",
  };

  geomon.Measure = class {
    constructor(board) {
      const { map } = board;
      Object.assign(this, { board, map, on: "", ended: false, points: [], at: null });
      this.drawn = L.layerGroup().addTo(map);
      const control = L.control({ position: "topright" });
      control.onAdd = () => this.buttons();
      control.addTo(map);
      this.bar = this.toolbar();
      map.on("click", e => { if (this.on && !this.ended) this.add(e.latlng); });
      map.on("dblclick", () => { if (this.on) this.finish(); });
      map.on("mousemove", e => { if (this.on && !this.ended) { this.at = e.latlng; this.sketch(); } });
      map.getContainer().addEventListener("keydown", e => this.key(e), true);
    }
    get words() { return this.board.words.measure; }
    get taking() { return !!this.on && !this.ended; }

    buttons() {
      const box = L.DomUtil.create("div", "leaflet-bar gm-rulers");
      this.kinds = {};
      for (const [kind, path] of Object.entries(ICONS)) {
        const button = this.kinds[kind] = L.DomUtil.create("button", "", box);
        button.type = "button";
        button.append(geomon.icon(path));
        button.onclick = () => (this.on === kind ? this.stop() : this.start(kind));
      }
      L.DomEvent.disableClickPropagation(box);
      return box;
    }
    toolbar() {
      const bar = L.DomUtil.create("div", "gm-draw gm-measure", this.board.box);
      bar.hidden = true;
      L.DomUtil.create("span", "", bar).setAttribute("role", "status");
      this.acts = {};
      for (const [name, run] of [["undo", () => this.undo()], ["copy", () => this.copy()], ["close", () => this.stop()]]) {
        const button = this.acts[name] = L.DomUtil.create("button", "", bar);
        button.type = "button";
        button.onclick = run;
      }
      L.DomEvent.disableClickPropagation(bar);
      return bar;
    }
    name() {
      for (const [kind, button] of Object.entries(this.kinds)) { button.title = this.words[kind]; button.setAttribute("aria-label", this.words[kind]); }
      for (const [name, button] of Object.entries(this.acts)) button.textContent = this.words[name];
      this.say();
    }
    start(kind) {
      if (this.board.drawer && this.board.drawer.on) return;                     // one hand at a time
      this.stop();
      this.on = kind;
      this.map.doubleClickZoom.disable();
      this.board.box.classList.add("gm-drawing", "gm-measuring");
      this.bar.hidden = false;
      this.press();
      this.say();
      this.board.box.focus({ preventScroll: true });
    }
    stop() {
      if (!this.on) return;
      Object.assign(this, { on: "", ended: false, points: [], at: null });
      this.drawn.clearLayers();
      this.map.doubleClickZoom.enable();
      this.board.box.classList.remove("gm-drawing", "gm-measuring");
      this.bar.hidden = true;
      this.press();
    }
    press() { for (const [kind, button] of Object.entries(this.kinds)) button.setAttribute("aria-pressed", String(this.on === kind)); }
    add(latlng) {
      const pixel = p => this.map.latLngToContainerPoint(p), last = this.points.at(-1);
      if (last && pixel(last).distanceTo(pixel(latlng)) < 4) return;             // the second click of a double click
      if (this.on === "area" && this.points.length > 2 && pixel(this.points[0]).distanceTo(pixel(latlng)) < 12) { this.finish(); return; }
      this.points.push(latlng);
      this.sketch();
      this.say();
    }
    undo() {
      this.points.pop();
      this.ended = false;
      this.board.box.classList.add("gm-drawing");
      this.sketch();
      this.say();
    }
    finish() {
      if (this.points.length < (this.on === "area" ? 3 : 2)) { this.say(this.words.few); return; }
      this.ended = true;
      this.at = null;
      this.board.box.classList.remove("gm-drawing");
      this.sketch();
      this.say();
    }
    sketch() {
      const path = this.at ? [...this.points, this.at] : this.points, options = { interactive: false, pane: "planned" };
      this.drawn.clearLayers();
      const Shape = this.on === "area" && path.length > 2 ? L.polygon : L.polyline;
      new Shape(path, { ...options, className: "gm-ruler" }).addTo(this.drawn);
      for (const point of this.points) L.circleMarker(point, { ...options, radius: 4, className: "gm-ruler-point" }).addTo(this.drawn);
      if (this.at) this.say();
    }
    told() {                                     // what is measured, with the point under the pointer
      const path = this.at ? [...this.points, this.at] : this.points, { geodesy } = geomon, lang = this.board.box.lang;
      if (path.length < 2) return this.words[`${this.on}_help`] || "";
      const one = geomon.distance(geodesy.length(path, this.on === "area" && path.length > 2), lang);
      if (this.on === "line") {
        const last = path.length > 2 ? ` · ${this.words.last.replace("{}", geomon.distance(geodesy.metres(path.at(-2), path.at(-1)), lang))}` : "";
        return one + last;
      }
      return path.length < 3 ? one : `${geomon.surface(geodesy.squareMetres(path), lang)} · ${this.words.round.replace("{}", one)}`;
    }
    say(text) {
      if (!this.on) return;
      this.bar.firstChild.textContent = text || this.told();
      this.acts.undo.disabled = !this.points.length;
      this.acts.copy.disabled = this.points.length < 2;
    }
    copy() { geomon.copy(this.told()).then(done => { this.acts.copy.textContent = done ? this.words.copied : this.words.copy; }); }
    key(e) {
      if (!this.on || e.target.closest(".gm-draw, .gm-rulers")) return;
      const act = { Enter: () => this.finish(), Escape: () => this.stop(), Backspace: () => this.undo(), " ": () => this.taking && this.add(this.map.getCenter()) }[e.key];
      if (!act) return;
      e.preventDefault();
      e.stopPropagation();
      act();
    }
  };

  geomon.icon = function (path) {
    const make = (name, values) => { const el = document.createElementNS("http://www.w3.org/2000/svg", name); for (const [k, v] of Object.entries(values)) el.setAttribute(k, v); return el; };
    const svg = make("svg", { viewBox: "0 0 24 24", width: 20, height: 20, "aria-hidden": "true" });
    svg.append(make("path", { d: path, fill: "none", stroke: "currentColor", "stroke-width": 1.8, "stroke-linejoin": "round" }));
    return svg;
  };

  geomon.distance = (m, lang) => (m < 10000 ? `${new Intl.NumberFormat(lang, { maximumFractionDigits: m < 100 ? 1 : 0 }).format(m)} m`
    : `${new Intl.NumberFormat(lang, { maximumFractionDigits: 2, minimumFractionDigits: 2 }).format(m / 1000)} km`);
  geomon.surface = (m2, lang) => `${new Intl.NumberFormat(lang, { maximumFractionDigits: m2 < 1e5 ? 3 : m2 < 1e7 ? 2 : 1 }).format(m2 / 1e4)} ha`;
})();
