/* local-tiles.js: tiles of sites that are in the page itself, cut as geomon/render/tiles.py cuts them; for the file that needs no server. */
(function () {
  "use strict";
  const geomon = window.geomon, { TILE } = geomon, CELL = 64, MOST = 8, UNCERTAIN = 1000;

  function unit({ lon, lat }) {                  // the place in the unit square of web mercator, y downwards
    return [(lon + 180) / 360, .5 - Math.log(Math.tan(Math.PI / 4 + lat * Math.PI / 360)) / (2 * Math.PI)];
  }
  const whole = v => Math.floor(v * 16) / 16;     // as in a tile: sixteenths of a pixel

  geomon.Local = class {
    constructor(sites) {
      this.kept = () => true;
      this.points = sites.filter(site => site.lon !== null).map((site, row) => ({ site, row, at: unit(site) }));
    }
    async tile({ x, y, z }) {
      const side = TILE * 2 ** z, cells = new Map();
      for (const { site, row, at } of this.points) {
        const px = at[0] * side - x * TILE, py = at[1] * side - y * TILE;
        if (px < 0 || py < 0 || px >= TILE || py >= TILE || !this.kept(site)) continue;
        const key = Math.floor(px / CELL) + 4 * Math.floor(py / CELL);
        if (!cells.has(key)) cells.set(key, []);
        cells.get(key).push({ site, row, px, py });
      }
      const layers = { cells: [], sites: [] };
      for (const [key, found] of cells) {
        if (found.length > MOST) layers.cells.push(disc(key, found, z));
        else for (const { site, row, px, py } of found) layers.sites.push({ id: row, type: 1, parts: [[whole(px), whole(py)]], props: props(site) });
      }
      return { version: 1, layers };
    }
  };

  function props({ id, name, light, layer, accuracy, standing }) {
    return { site: id, name, light, layer, accuracy, standing, uncertain: accuracy > UNCERTAIN };
  }
  function disc(key, found, z) {
    const mean = which => found.reduce((all, f) => all + f[which], 0) / found.length, counts = { n: found.length, zoom: z + 2 };
    for (const { site: { light } } of found) counts[light] = (counts[light] || 0) + 1;
    const [{ px, py }] = found;
    if (found.every(f => Math.abs(f.px - px) + Math.abs(f.py - py) < 1e-6)) counts.same = true;
    return { id: key, type: 1, parts: [[mean("px"), mean("py")]], props: { ...counts, sites: found.map(({ site }) => site.id) } };
  }
})();
