/* ground.js: a picture of the ground below everything: tiles that this server fetches or reads from a file, so no key is in the browser.
 * While none comes the map keeps its own land, water and borders; it says so once, quietly, and asks again after a minute. */
(function () {
  "use strict";
  const geomon = window.geomon, AGAIN = 60000, PATIENCE = 3;

  geomon.Ground = class {
    constructor(board, { url, credit, minZoom, maxZoom }) {
      const { map } = board;
      Object.assign(this, { board, map, credit: credit ? geomon.plain(credit) : "", failed: 0, came: false, opacity: 1 });
      map.createPane("ground").style.zIndex = 150;
      map.getPane("ground").style.pointerEvents = "none";
      this.tiles = L.tileLayer(url, { pane: "ground", minNativeZoom: minZoom, maxNativeZoom: maxZoom, minZoom: map.getMinZoom(), maxZoom: map.getMaxZoom(), keepBuffer: 1 });
      this.tiles.on("tileload", () => this.well()).on("tileerror", () => this.trouble());
    }
    show({ ground = 1 }) {                       // how strongly, 0 is off
      this.opacity = ground;
      this.tiles.setOpacity(ground);
      if (ground > 0 && !this.resting) this.tiles.addTo(this.map);
      else this.tiles.remove();
      this.below(ground > 0 && this.came);
    }
    well() {
      this.failed = 0;
      if (this.came || !this.opacity) return;
      this.came = true;
      this.below(true);
    }
    trouble() {
      this.failed += 1;
      if (this.failed < PATIENCE || this.resting) return;
      this.came = false;
      this.below(false);
      this.tiles.remove();
      if (!this.told) this.board.say(this.board.words.ground, 8000);
      this.told = true;
      this.resting = setTimeout(() => { this.resting = null; this.failed = 0; if (this.opacity > 0) this.tiles.addTo(this.map); }, AGAIN);
    }
    below(on) {                                  // the map's own land gives way, its lines and names stay
      if (this.board.below === on) return;
      this.board.below = on;
      if (this.credit) this.map.attributionControl[on ? "addAttribution" : "removeAttribution"](this.credit);
      if (this.board.base) this.board.base.paint();
    }
  };
})();
