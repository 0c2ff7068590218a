/* print.js: the printer on the map: what it shows, as a sheet with title, legend, scale, grid and source, in a page of its own. */
(function () {
  "use strict";
  const geomon = window.geomon, ICON = "M7 8V3h10v5M7 17H4V9h16v8h-3M7 14h10v7H7z";

  geomon.Printer = class {
    constructor(board) {
      Object.assign(this, { board, map: board.map });
      const box = board.box.querySelector(".gm-rulers");
      this.button = L.DomUtil.create("button", "", box);
      this.button.type = "button";
      this.button.append(geomon.icon(ICON));
      this.button.onclick = () => window.open(this.address(), "_blank", "noopener");
    }
    name() { this.button.title = this.board.words.print; this.button.setAttribute("aria-label", this.board.words.print); }
    address() {
      const { state } = this.board, { lat, lng } = this.map.getCenter().wrap(), bounds = this.map.getBounds();
      const side = y => geomon.geodesy.metres({ lat: y, lng: 0 }, { lat: y, lng: Math.min(bounds.getEast() - bounds.getWest(), 170) });
      const query = new URLSearchParams({ at: `${lng.toFixed(6)}/${lat.toFixed(6)}/${Math.round(side(lat))}`, on: state.asOf, lang: state.lang, layers: state.areas.join(",") });
      try {
        const area = new URL(window.parent.location.href).searchParams.get("area");
        if (area && state.planned) query.set("area", area);
      } catch { /* a frame that may not look: the sheet is without the area */ }
      return `/print/view?${query}`;
    }
  };
})();
