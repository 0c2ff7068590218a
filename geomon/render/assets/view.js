/* view.js: where the map looks. The browser remembers it, so no run of the page moves the map; only a new area, a link or "centre on map" does. */
(function () {
  "use strict";
  const geomon = window.geomon;

  geomon.View = class {
    constructor(board, { key, bounds, link }) {
      Object.assign(this, { board, map: board.map, key: `geomon:${key}`, link, written: [] });
      this.kept = this.start = this.read();
      this.fit = this.kept ? this.kept.fit : undefined;
      this.home = bounds;
      this.settle();
      const hands = () => { this.touched = true; };
      for (const what of ["pointerdown", "wheel", "keydown"]) this.map.getContainer().addEventListener(what, hands, { passive: true });
      this.map.on("resize", () => {              // the frame finds its size late, and on a phone twice: what was fitted before is worth nothing
        if (!this.touched) this.settle();
      });
      this.map.on("moveend", () => this.write());
      if (link) setInterval(() => this.address(), 1000);
      if (!geomon.Coordinates) this.corner();     // the one file has no choice of systems
    }
    settle() {
      if (this.start) this.map.setView(this.start.centre, this.start.zoom, { animate: false });
      else this.map.fitBounds(this.home, { animate: false, padding: [12, 12], maxZoom: 14 });
    }
    show({ fit, go, view }) {
      if (fit && fit.token !== this.fit) {
        const first = this.fit === undefined && !this.kept, far = first || this.small();
        this.fit = fit.token;
        this.home = fit.bounds;
        this.map.fitBounds(fit.bounds, { animate: !far, padding: [12, 12], maxZoom: fit.near || 14 });
        this.start = null;
        this.write();
      }
      if (view && view !== this.asked && !this.written.includes(view)) {           // a link: zoom/lat/lon
        const [zoom, lat, lon] = view.split("/").map(Number);
        if ([zoom, lat, lon].every(Number.isFinite)) {
          this.start = { centre: [lat, lon], zoom, fit: this.fit };
          this.settle();
        }
      }
      this.asked = view;
      if (go && go.token !== this.gone) {
        this.map.setView(go.at, Math.max(this.map.getZoom(), go.zoom || 0));
        this.gone = go.token;
        this.touched = true;
      }
    }
    small() { const { x, y } = this.map.getSize(); return Math.min(x, y) < 50; }
    read() {
      try { return JSON.parse(sessionStorage.getItem(this.key)); } catch { return null; }
    }
    write() {
      if (this.small()) return;
      const { lat, lng } = this.map.getCenter(), zoom = this.map.getZoom(), view = `${+zoom.toFixed(2)}/${lat.toFixed(4)}/${lng.toFixed(4)}`;
      this.kept = { centre: [lat, lng], zoom, fit: this.fit };
      this.written = [...this.written.slice(-50), view];
      try { sessionStorage.setItem(this.key, JSON.stringify(this.kept)); } catch { /* a frame that may not: the view is kept in the map alone */ }
      this.address();
    }
    address() {                                  // so a copied address opens on the same view; again each second, for a run of the page rewrites it
      const view = this.written.at(-1);
      if (!this.link || !view || window.parent === window) return;
      try {
        const page = new URL(window.parent.location.href);
        if (page.searchParams.get("view") === view) return;
        page.searchParams.set("view", view);
        const plain = page.href.replace(encodeURIComponent(view), view);            // slashes may stand in a query as they are
        window.parent.history.replaceState(window.parent.history.state, "", plain);
      } catch { this.link = false; }
    }
    corner() {                                   // coordinates under the pointer, or of the centre, with the system that they are in
      const control = L.control({ position: "bottomleft" });
      let box;
      const show = ({ lat, lng }) => { box.textContent = `${lat.toFixed(5)}, ${lng.toFixed(5)} CGCS2000`; };
      control.onAdd = () => { box = L.DomUtil.create("div", "gm-xy"); box.setAttribute("aria-hidden", "true"); return box; };
      control.addTo(this.map);
      this.map.on("mousemove", e => show(e.latlng)).on("moveend mouseout", () => show(this.map.getCenter()));
      show(this.map.getCenter());
    }
  };
})();
