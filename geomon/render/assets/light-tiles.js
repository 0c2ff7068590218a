/* light-tiles.js: a Leaflet GridLayer that only fetches; board.js draws. So marks are sharp at any zoom, never cut at a tile's edge,
 * and the most urgent lies on top of the whole map instead of its tile.
 *   new L.LightTiles(geomon.remote("/tiles/sites/{asOf}/{z}/{x}/{y}.pbf?run=…"), {source: "sites"}).addTo(map)
 * A provider is {tile(coords, query, signal) -> Promise of {version, layers}}; local-tiles.js has another one. */
(function () {
  "use strict";
  const geomon = window.geomon;
  const MOST = 64;                               // tiles in one answer, as server.py says too

  // Tiles that are asked for in one go (a screen's, after a filter) come in one answer where there is an address `many` for it: a browser
  // sends six requests at a time, and each costs the server more than its tile.
  geomon.remote = (url, many) => {
    const asking = ({ filter = "", version = 0 }) => `&${filter}${filter && "&"}v=${version}`;
    const one = async (coords, asked, signal) => {
      const answer = await fetch(L.Util.template(url, { ...coords, ...asked }) + asking(asked), { signal });
      if (!answer.ok) throw new Error(`tile: ${answer.status}`);
      const layers = answer.status === 204 ? {} : geomon.decode(await answer.arrayBuffer());
      return { version: Number(answer.headers.get("x-version")), layers };
    };
    const together = async jobs => {
      const [{ asked }] = jobs, stop = new AbortController();
      for (const { signal, failed } of jobs) signal.addEventListener("abort", () => {
        failed(signal.reason);
        if (jobs.every(job => job.signal.aborted)) stop.abort();
      });
      try {
        const names = jobs.map(({ coords: { z, x, y } }) => `${z}/${x}/${y}`).join(",");
        const answer = await fetch(`${L.Util.template(many, asked)}&tiles=${names}${asking(asked)}`, { signal: stop.signal });
        if (!answer.ok) throw new Error(`tiles: ${answer.status}`);
        const body = await answer.arrayBuffer(), view = new DataView(body), version = Number(answer.headers.get("x-version"));
        let at = 0;
        for (const { done } of jobs) {           // each with its length before it
          const size = view.getUint32(at, true);
          done({ version, layers: size ? geomon.decode(body.slice(at + 4, at + 4 + size)) : {} });
          at += 4 + size;
        }
      } catch (error) { jobs.forEach(({ failed }) => failed(error)); }
    };
    let waiting = [];
    const send = () => {
      const groups = new Map();
      for (const job of waiting) {
        if (job.signal.aborted) { job.failed(new DOMException("given up before it was asked for", "AbortError")); continue; }
        const key = JSON.stringify(job.asked);
        groups.set(key, [...(groups.get(key) || []), job]);
      }
      waiting = [];
      for (const jobs of groups.values()) {
        jobs.sort((a, b) => a.coords.z - b.coords.z || a.coords.x - b.coords.x || a.coords.y - b.coords.y);      // one address for one screen
        for (let i = 0; i < jobs.length; i += MOST) {
          const some = jobs.slice(i, i + MOST);
          if (some.length > 1) together(some);
          else one(some[0].coords, some[0].asked, some[0].signal).then(some[0].done, some[0].failed);
        }
      }
    };
    return {
      tile: many ? (coords, asked, signal) => new Promise((done, failed) => {
        if (!waiting.length) queueMicrotask(send);
        waiting.push({ coords, asked, signal, done, failed });
      }) : one,
    };
  };

  L.LightTiles = L.GridLayer.extend({
    options: { source: "sites", keepBuffer: 1, pane: "base", updateWhenIdle: false },
    initialize(provider, options) {
      L.setOptions(this, options);
      this.provider = provider;
      this.on("tileunload", e => e.tile.abort && e.tile.abort.abort());
    },
    createTile(coords, done) {
      const tile = document.createElement("div");
      Object.assign(tile, { coords, features: null, version: -1 });
      this.load(tile).then(() => done(null, tile), error => done(error, tile));
      return tile;
    },
    async load(tile) {                           // also for a tile on the map: what is drawn stays until the new one is here
      if (tile.abort) tile.abort.abort();
      const { signal } = tile.abort = new AbortController(), { board } = this._map, asked = board.query();
      if (!asked.asOf) return;                   // the first show() says the date, and asks again
      board.busy(1);
      try {
        const { version, layers } = await this.provider.tile(tile.coords, asked, signal);
        const features = arrange(layers), same = tile.asked === asked.filter + asked.asOf;
        if (same && tile.features) board.news(tile.features, features);
        Object.assign(tile, { features, version, asked: asked.filter + asked.asOf });
        board.loaded(this.options.source, version);
      } catch (error) {
        if (error.name === "AbortError") return;
        tile.version = -1;                       // the next news fetches it again
        board.trouble();
      } finally { board.busy(-1); }
    },
    each(visit) { for (const { el } of Object.values(this._tiles)) visit(el); },
    again(old = () => true) { this.each(tile => { if (old(tile)) this.load(tile); }); },
    missing() { let n = 0; this.each(tile => { n += tile.version < 0 ? 1 : 0; }); return n; },
  });

  function arrange({ areas = [], cells = [], sites = [] }) {
    for (const f of [...areas, ...cells, ...sites]) {
      [f.x, f.y] = f.parts[0];
      f.kind = f.props.n ? "cell" : f.props.light ? "site" : "area";
      if (f.type !== 3) continue;
      f.path = new Path2D();
      for (const ring of f.parts) {
        for (let i = 0; i < ring.length; i += 2) f.path[i ? "lineTo" : "moveTo"](ring[i], ring[i + 1]);
        f.path.closePath();
      }
    }
    fan(sites);
    return [...areas, ...cells, ...sites];
  }

  function fan(sites) {                          // sites at one and the same place stand around it, each to be seen and clicked
    const places = new Map();
    for (const f of sites) { const key = `${f.x}:${f.y}`; places.set(key, [...(places.get(key) || []), f]); }
    for (const group of places.values()) if (group.length > 1) group.forEach((f, i) => {
      const angle = 2 * Math.PI * i / group.length - Math.PI / 2, far = 8 + 2.2 * group.length;
      f.aside = [far * Math.cos(angle), far * Math.sin(angle)];
    });
  }
})();
