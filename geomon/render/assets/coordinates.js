/* coordinates.js: the place under the pointer (or the centre) in the system that a person chose; C copies it. A right click, a long touch
 * or I tells a place in every system, each to be copied. What was chosen is kept in the browser. */
(function () {
  "use strict";
  const geomon = window.geomon, KEY = "geomon:crs";

  geomon.Coordinates = class {
    constructor(board) {
      Object.assign(this, { board, map: board.map, at: null });
      const { SYSTEMS } = geomon.geodesy;
      try { this.system = localStorage.getItem(KEY); } catch { /* a frame that may not */ }
      if (!SYSTEMS[this.system]) this.system = "CGCS2000";
      const control = L.control({ position: "bottomleft" });
      control.onAdd = () => this.build();
      control.addTo(this.map);
      this.map.on("mousemove", e => this.show(e.latlng)).on("moveend mouseout", () => this.show(null)).on("contextmenu", e => this.pin(e.latlng));
      this.map.getContainer().addEventListener("keydown", e => this.key(e));
      this.show(null);
    }
    get words() { return this.board.words.xy; }
    build() {
      const box = L.DomUtil.create("div", "gm-xy");
      this.text = L.DomUtil.create("span", "", box);
      this.text.setAttribute("aria-hidden", "true");
      this.choice = L.DomUtil.create("select", "", box);
      for (const name of Object.keys(geomon.geodesy.SYSTEMS)) this.choice.add(new Option(name, name));
      this.choice.value = this.system;
      this.choice.onchange = () => {
        this.system = this.choice.value;
        try { localStorage.setItem(KEY, this.system); } catch { /* for this visit only */ }
        this.show(this.at);
      };
      this.button = L.DomUtil.create("button", "", box);
      this.button.type = "button";
      this.button.textContent = "⋯";
      this.button.onclick = () => this.pin(this.map.getCenter());
      L.DomEvent.disableClickPropagation(box);
      return box;
    }
    name() {
      const { words } = this;
      this.choice.setAttribute("aria-label", words.system);
      this.choice.title = `${words.system} · ${words.keys}`;
      this.button.title = words.all;
      this.button.setAttribute("aria-label", words.all);
      [...this.choice.options].forEach(option => { option.textContent = words.systems[option.value] || option.value; });
      this.show(this.at);
    }
    written(latlng, name = this.system) { return geomon.geodesy.SYSTEMS[name](latlng.wrap()) || this.words.none; }
    show(latlng) {
      this.at = latlng;
      this.text.textContent = this.written(latlng || this.map.getCenter());
    }
    key(e) {
      if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest("select, input, button") || !["c", "i"].includes(e.key.toLowerCase())) return;
      e.preventDefault();
      const place = this.at || this.map.getCenter();
      if (e.key.toLowerCase() === "i") this.pin(place);
      else geomon.copy(this.written(place)).then(done => this.board.say(done ? this.words.copied.replace("{}", this.written(place)) : this.words.not_copied));
    }
    pin(latlng) {                                // every system at one place, on a sheet above all else; Escape closes it
      this.unpin();
      const box = this.sheet = L.DomUtil.create("div", "gm-place", this.board.box), title = L.DomUtil.create("strong", "", box), { words } = this;
      this.cross = L.circleMarker(latlng, { radius: 6, className: "gm-ruler-point", interactive: false, pane: "planned" }).addTo(this.map);
      title.textContent = words.here;
      box.setAttribute("role", "dialog");
      box.setAttribute("aria-label", words.here);
      const close = L.DomUtil.create("button", "gm-close", box);
      Object.assign(close, { type: "button", textContent: "✕", title: words.close, onclick: () => this.unpin(true) });
      close.setAttribute("aria-label", words.close);
      for (const name of Object.keys(geomon.geodesy.SYSTEMS)) {
        const row = L.DomUtil.create("button", "", box), text = this.written(latlng, name);
        row.type = "button";
        L.DomUtil.create("small", "", row).textContent = name === "GK" ? geomon.geodesy.label(name, latlng) : words.systems[name] || name;
        L.DomUtil.create("span", "", row).textContent = text;
        const mark = L.DomUtil.create("em", "", row);
        mark.textContent = words.copy;
        row.onclick = () => geomon.copy(text).then(done => { mark.textContent = done ? words.done : words.not_copied; });
      }
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      L.DomEvent.on(box, "contextmenu", L.DomEvent.stopPropagation);
      box.addEventListener("keydown", e => { e.stopPropagation(); if (e.key === "Escape") this.unpin(true); });
      box.querySelectorAll("button")[1].focus({ preventScroll: true });
    }
    unpin(back) {
      if (!this.sheet) return;
      this.sheet.remove();
      this.cross.remove();
      this.sheet = null;
      if (back) this.board.box.focus({ preventScroll: true });
    }
  };

  geomon.copy = async function (text) {          // -> whether it worked; an old browser has only the second way
    try { await navigator.clipboard.writeText(text); return true; } catch { /* not allowed here */ }
    const area = document.createElement("textarea");
    area.value = text;
    area.style.cssText = "position:fixed;opacity:0";
    document.body.append(area);
    area.select();
    try { return document.execCommand("copy"); } catch { return false; } finally { area.remove(); }
  };
})();
