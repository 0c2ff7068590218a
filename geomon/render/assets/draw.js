/* draw.js: an area drawn corner by corner, the asked area with corners that can be moved, and what of it lies in protected areas.
 * Pointer: click, drag. Keyboard: Space sets a corner at the centre, Backspace takes one off, Enter ends, Escape gives up.
 * What is drawn goes to Python as one click of kind "drawn"; the answer comes back as `planned`. */
(function () {
  "use strict";
  const geomon = window.geomon, coarse = matchMedia("(pointer: coarse)"), MOST_HANDLES = 60, RADIUS = 6371007;

  geomon.Draw = class {
    constructor(board) {
      const { map } = board;
      Object.assign(this, { board, map, on: false, corners: [], handles: [], token: "", shown: null });
      map.createPane("planned").style.zIndex = 460;                            // above areas and marks, below what is said of them
      map.getPane("planned").style.pointerEvents = "none";
      this.shape = L.layerGroup().addTo(map);                                   // the asked area
      this.line = L.layerGroup().addTo(map);                                    // what is being drawn
      map.on("click", e => { if (this.on) this.add(e.latlng); });
      map.on("dblclick", () => { if (this.on) this.finish(); });
      map.on("mousemove", e => { if (this.on) { this.at = e.latlng; this.sketch(); } });
      map.getContainer().addEventListener("keydown", e => this.key(e), true);
      this.bar = this.toolbar();
    }
    get words() { return this.board.words.draw; }

    show({ draw, planned, lang }) {
      if (lang !== this.lang) this.name(this.lang = lang);
      if (draw && draw !== this.token) this.start();
      if (!draw && this.on) { this.stop(); this.shown = null; }
      this.token = draw || "";
      const next = planned ? planned.token : "";
      if (next !== this.shown) {
        this.shown = next;
        this.area(planned);
      }
    }

    // ---- drawing ----
    start() {
      this.stop();
      this.on = true;
      this.shape.clearLayers();
      this.map.doubleClickZoom.disable();
      this.board.box.classList.add("gm-drawing");
      this.bar.hidden = false;
      this.say();
      this.board.box.focus({ preventScroll: true });
    }
    stop() {
      this.on = false;
      this.corners = [];
      this.at = null;
      this.line.clearLayers();
      this.map.doubleClickZoom.enable();
      this.board.box.classList.remove("gm-drawing");
      this.bar.hidden = true;
    }
    add(latlng) {
      const near = corner => this.map.latLngToContainerPoint(corner).distanceTo(this.map.latLngToContainerPoint(latlng));
      if (this.corners.length > 2 && near(this.corners[0]) < (coarse.matches ? 22 : 12)) { this.finish(); return; }
      if (this.corners.length && near(this.corners.at(-1)) < 4) return;          // the second click of a double click
      this.corners.push(latlng);
      this.sketch();
      this.say();
    }
    undo() { this.corners.pop(); this.sketch(); this.say(); }
    finish() {
      if (this.corners.length < 3) { this.say(this.words.few); return; }
      if (crossed(this.corners)) { this.say(this.words.crossed); return; }
      const ring = this.corners;
      this.stop();
      this.send(ring);
    }
    cancel() {
      this.stop();
      this.shown = null;
      this.board.send({ kind: "drawn", ring: [], metres: 0 }, this.map.getCenter());
    }
    send(ring) {
      const centre = L.latLngBounds(ring).getCenter(), metres = 40075016.7 * Math.cos(centre.lat * Math.PI / 180) / (256 * 2 ** this.map.getZoom());
      this.board.send({ kind: "drawn", metres, ring: ring.map(({ lat, lng }) => [+lng.toFixed(7), +lat.toFixed(7)]) }, centre);
      this.outline([[ring]], true);
    }
    sketch() {
      this.line.clearLayers();
      const { corners, at } = this, path = at ? [...corners, at] : corners;
      if (path.length > 2) L.polygon(path, { className: "gm-planned", stroke: false, interactive: false, pane: "planned" }).addTo(this.line);
      L.polyline(path, { className: "gm-planned-line", interactive: false, pane: "planned" }).addTo(this.line);
      corners.forEach((corner, i) => L.circleMarker(corner, { radius: i ? 5 : 7, className: "gm-planned-corner", interactive: false, pane: "planned" }).addTo(this.line));
    }
    say(text) {
      const { corners, words } = this, n = corners.length;
      const counted = n ? [words.corners.replace("{}", n), ...(n > 2 ? [words.about.replace("{}", hectares(corners))] : [])].join(" · ") : words.help;
      this.bar.firstChild.textContent = text || counted;
      this.buttons.undo.disabled = !n;
      this.buttons.done.disabled = n < 3;
    }
    toolbar() {
      const bar = L.DomUtil.create("div", "gm-draw", this.board.box);
      bar.hidden = true;
      L.DomUtil.create("span", "", bar).setAttribute("role", "status");
      this.buttons = {};
      for (const [name, run] of [["undo", () => this.undo()], ["done", () => this.finish()], ["cancel", () => this.cancel()]]) {
        this.buttons[name] = L.DomUtil.create("button", name === "done" ? "gm-main" : "", bar);
        this.buttons[name].type = "button";
        this.buttons[name].onclick = run;
      }
      L.DomEvent.disableClickPropagation(bar);
      return bar;
    }
    name() {
      for (const [name, button] of Object.entries(this.buttons)) button.textContent = this.words[name];
      if (this.on) this.say();
    }
    key(e) {
      if (!this.on || e.target.closest(".gm-draw")) return;
      const act = { Enter: () => this.finish(), Escape: () => this.cancel(), Backspace: () => this.undo(), " ": () => this.add(this.map.getCenter()) }[e.key];
      if (!act) return;
      e.preventDefault();
      e.stopPropagation();
      act();
    }

    // ---- the asked area ----
    area(planned) {
      this.shape.clearLayers();
      if (!planned) return;
      for (const { rings, strict } of planned.meets) {
        L.polygon(rings, { className: `gm-meets${strict ? " gm-strict" : ""}`, interactive: false, pane: "planned" }).addTo(this.shape);
      }
      this.outline(planned.rings, planned.edit);
    }
    outline(rings, edit) {
      const outer = L.polygon(rings, { className: "gm-planned", interactive: false, pane: "planned" }).addTo(this.shape);
      const [first] = rings;
      if (!edit || rings.length > 1 || first.length > 1 || first[0].length > MOST_HANDLES) return;
      const corners = first[0].map(c => L.latLng(c));
      corners.forEach((corner, i) => {
        const icon = L.divIcon({ className: "gm-corner", iconSize: coarse.matches ? [26, 26] : [14, 14] });
        const handle = L.marker(corner, { icon, draggable: true, keyboard: true, title: this.words.corner.replace("{}", i + 1) });
        handle.on("drag", () => { corners[i] = handle.getLatLng(); outer.setLatLngs([corners]); });
        handle.on("dragend", () => {
          if (crossed(corners)) {
            this.board.note.textContent = this.words.crossed;
            this.board.note.hidden = false;
            return;
          }
          this.board.note.hidden = true;
          this.shape.clearLayers();
          this.send(corners);
        });
        handle.addTo(this.shape);
      });
    }
  };

  function hectares(corners) {                   // of the sphere of equal area: half a percent off at most, the verdict has the ellipsoid's
    const rad = Math.PI / 180;
    let sum = 0;
    corners.forEach((a, i) => {
      const b = corners[(i + 1) % corners.length];
      sum += (b.lng - a.lng) * rad * (2 + Math.sin(a.lat * rad) + Math.sin(b.lat * rad));
    });
    const ha = Math.abs(sum * RADIUS * RADIUS / 2) / 10000;
    return new Intl.NumberFormat(undefined, { maximumSignificantDigits: 3 }).format(ha);
  }

  function crossed(corners) {                    // whether two sides that are no neighbours meet
    const n = corners.length, side = (a, b, c) => Math.sign((b.lng - a.lng) * (c.lat - a.lat) - (b.lat - a.lat) * (c.lng - a.lng));
    for (let i = 0; i < n; i++) for (let j = i + 2; j < n; j++) {
      if (!i && j === n - 1) continue;
      const [a, b, c, d] = [corners[i], corners[i + 1], corners[j], corners[(j + 1) % n]];
      if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) return true;
    }
    return false;
  }
})();
