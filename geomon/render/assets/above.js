/* above.js: a picture of the ground from above, between the land and the names, in the bounds where it truly lies. */
(function () {
  "use strict";
  const geomon = window.geomon;

  geomon.Above = class {
    constructor(board) {
      Object.assign(this, { board, map: board.map, url: null, layer: null });
      board.map.createPane("above").style.zIndex = 250;
      board.map.getPane("above").style.pointerEvents = "none";
    }
    show({ above }) {
      const url = above ? above.url : null;
      if (url === this.url) return;
      if (this.layer) this.layer.remove();
      if (this.credit) this.map.attributionControl.removeAttribution(this.credit);
      Object.assign(this, { url, layer: null, credit: "" });
      if (!above) return;
      this.layer = L.imageOverlay(url, above.bounds, { pane: "above", alt: above.words, className: "gm-above" }).addTo(this.map);
      this.layer.on("error", () => this.board.trouble());
      this.credit = above.credit ? geomon.plain(above.credit) : "";
      if (this.credit) this.map.attributionControl.addAttribution(this.credit);
    }
  };
})();
