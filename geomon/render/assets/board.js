/* board.js: one per map. Draws all light tiles on one canvas, and is the map's hands: pointer, keyboard, clicks for Python, news, the view.
 * Text from data reaches the page through textContent and fillText, never as markup.
 *   geomon.start(map, options)      once
 *   map.board.show({asOf, filter, selected, chosen, lang, theme, fit, go, view, areas, shade, draw, planned, opacity, opacities,
 *   ground, above, compare})      as often as one likes;
 *   map, zoom, centre stay */
(function () {
  "use strict";
  const geomon = window.geomon, { TILE } = geomon;
  const PAD = .2;                                // the canvas reaches so far over each edge: a short drag shows no gap
  const WIDE = 20000;                            // metres
  const calm = matchMedia("(prefers-reduced-motion: reduce)"), coarse = matchMedia("(pointer: coarse)");
  const night = matchMedia("(prefers-color-scheme: dark)");

  class Board {
    constructor(map, options) {
      const state = { asOf: "", filter: "", selected: null, chosen: null, lang: "zh", theme: null, areas: [], shade: false, opacity: 1 };
      Object.assign(this, { map, options, state, box: map.getContainer(), layers: [], shown: [], areas: [], fresh: new Map() });
      Object.assign(this, { pending: 0, clicks: 0, version: 0 });
      for (const [name, z] of [["base", 200], ["names", 300], ["marks", 450], ["tags", 620]]) map.createPane(name).style.zIndex = z;
      map.getPane("marks").style.pointerEvents = map.getPane("names").style.pointerEvents = "none";
      this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated", map.getPane("marks"));
      this.canvas.setAttribute("aria-hidden", "true");
      this.box.classList.add("gm-map");
      this.tip = L.tooltip({ opacity: 1, className: "gm-tip" });              // never bound to a layer: a bound text is read as markup
      this.list = L.DomUtil.create("ul", "gm-list", this.box);
      this.list.setAttribute("role", "listbox");
      this.note = L.DomUtil.create("div", "gm-note", this.box);
      this.note.setAttribute("role", "status");
      this.note.hidden = true;
      this.listen();
      this.paint();
    }

    listen() {
      const { map } = this, later = run => { cancelAnimationFrame(this.moving); this.moving = requestAnimationFrame(run); };
      map.on("mousemove", e => later(() => this.point(e)));
      map.on("mouseout zoomstart movestart", () => later(() => this.hover(null)));
      map.on("click", e => {
        if (this.busyHand) return;                                            // a corner, not a choice
        const hit = this.pick(e.containerPoint);
        if (hit) this.choose(hit);
      });
      map.on("moveend viewreset", () => { this.draw(); this.relist(); });
      map.on("resize", () => this.redraw());
      map.on("zoomanim", e => this.follow(e.center, e.zoom));
      map.on("zoom", () => this.follow(map.getCenter(), map.getZoom()));
      this.list.addEventListener("keydown", e => this.key(e));
      this.box.addEventListener("pointerdown", () => this.box.classList.add("gm-pointed"), true);      // a pointer needs no focus ring
      this.box.addEventListener("keydown", () => this.box.classList.remove("gm-pointed"), true);
      night.addEventListener("change", () => this.paint());
    }

    // ---- what is shown ----
    get words() { return this.options.words[this.state.lang] || this.options.words.zh; }
    get busyHand() { return (this.drawer && this.drawer.on) || (this.measure && this.measure.taking); }
    strength(source) { return (this.state.opacities || {})[source] ?? this.state.opacity; }
    query() { return { asOf: this.state.asOf, filter: this.state.filter, version: this.version }; }
    show(change) {
      const old = this.state, now = this.state = { ...old, ...change };
      if (now.theme !== old.theme) this.paint();
      if (now.lang !== old.lang || !this.named) this.name();
      if (now.filter !== old.filter || now.asOf !== old.asOf) this.filter(now.filter);
      if (now.asOf !== old.asOf) this.layers.slice(1).forEach(layer => layer._map && layer.again());       // zones hold from a day to a day
      this.layers.slice(1).forEach(layer => (now.areas.includes(layer.options.source) ? layer.addTo(this.map) : layer.remove()));
      if (now.shade !== old.shade && this.base) this.base.paint();
      if (this.view) this.view.show(now);
      if (this.drawer) this.drawer.show(now);
      if (this.ground) this.ground.show(now);
      if (this.above) this.above.show(now);
      if (this.swipe) this.swipe.show(now);
      this.redraw();
      this.relist();
    }
    filter(filter) {
      this.state.filter = filter;
      const [sites] = this.layers;
      if (sites) sites.again();
      if (this.base) this.base.count();
    }
    name() {
      this.named = true;
      this.box.lang = this.state.lang === "zh" ? "zh-CN" : "en";
      this.box.setAttribute("aria-label", this.words.map);
      this.short = new Intl.NumberFormat(this.box.lang, { notation: "compact", maximumSignificantDigits: 3 });
      for (const [kind, text] of [["in", this.words.zoom_in], ["out", this.words.zoom_out]]) {
        const button = this.box.querySelector(`.leaflet-control-zoom-${kind}`);
        if (button) { button.title = text; button.setAttribute("aria-label", text); }
      }
      for (const part of [this.base, this.coordinates, this.measure, this.printer]) if (part) part.name();
      if (this.credit !== undefined) this.map.attributionControl.removeAttribution(this.credit);
      this.credit = geomon.plain(this.words.credit);
      this.map.attributionControl.addAttribution(this.credit);
    }
    paint() {
      const theme = this.state.theme || (night.matches ? "dark" : "light"), palette = this.palette = geomon.PALETTES[theme];
      for (const [name, value] of Object.entries(palette)) this.box.style.setProperty(`--${name}`, value);
      this.box.dataset.theme = theme;
      this.box.style.colorScheme = theme;
      if (this.base) this.base.paint();
      this.redraw();
    }
    hot(a, b) { return !!a && !!b && a.layer === b.layer && a.feature.kind === b.feature.kind && a.feature.id === b.feature.id; }
    chosen(f) { return f.kind === "site" && f.props.site === this.state.selected; }

    // ---- drawing ----
    redraw() { cancelAnimationFrame(this.frame); this.frame = requestAnimationFrame(() => this.draw()); }
    follow(centre, zoom) {
      if (!this.corner) return;
      L.DomUtil.setTransform(this.canvas, this.map._latLngToNewLayerPoint(this.corner, zoom, centre), this.map.getZoomScale(zoom, this.zoom));
    }
    collect(origin) {                            // -> items in canvas pixels; old zooms fill in where a tile is still on its way
      const { map } = this, pixels = map.getPixelOrigin(), items = [], areas = [];
      for (const layer of this.layers) {
        if (!layer._map) continue;
        const z = layer._tileZoom, here = map.getZoomScale(map.getZoom(), z);
        layer.each(tile => {
          if (!tile.features) return;
          const scale = map.getZoomScale(map.getZoom(), tile.coords.z);
          const left = tile.coords.x * TILE * scale - pixels.x - origin.x, top = tile.coords.y * TILE * scale - pixels.y - origin.y;
          if (tile.coords.z === z && tile.features.some(f => f.path)) areas.push({ layer, tile, scale, left, top });
          for (const feature of tile.features) {
            const x = left + feature.x * scale, y = top + feature.y * scale;
            if (tile.coords.z !== z) {
              const column = Math.floor((x + origin.x + pixels.x) / here / TILE), row = Math.floor((y + origin.y + pixels.y) / here / TILE);
              const over = layer._tiles[`${column}:${row}:${z}`];
              if (!over || over.el.features) continue;
            }
            const [right, down] = feature.aside || [0, 0];
            if (!feature.path) items.push({ layer, feature, x: x + right, y: y + down, at: [x, y] });
          }
        });
      }
      return { items, areas };
    }
    draw() {
      const { map, canvas, palette } = this, size = map.getSize(), ratio = window.devicePixelRatio || 1;
      if (!size.x || !size.y || map._animatingZoom) return;
      const pad = size.multiplyBy(PAD).round(), whole = size.add(pad.multiplyBy(2));
      const origin = map.containerPointToLayerPoint([0, 0]).subtract(pad).round();
      Object.assign(this, { origin, zoom: map.getZoom(), corner: map.layerPointToLatLng(origin) });
      L.DomUtil.setTransform(canvas, origin, 1);
      Object.assign(canvas, { width: whole.x * ratio, height: whole.y * ratio });
      Object.assign(canvas.style, { width: `${whole.x}px`, height: `${whole.y}px` });
      const c = canvas.getContext("2d"), { items, areas } = this.collect(origin);
      c.scale(ratio, ratio);
      areas.forEach(area => this.drawAreas(c, area));
      if (geomon.patchMarks) areas.forEach(area => geomon.patchMarks(c, this, area));
      const rank = f => (f.kind === "cell" ? 9 : geomon.DRAWN.indexOf(f.props.light)) + (this.chosen(f) ? 20 : 0);
      this.areas = areas;
      this.shown = (this.strength("sites") ? items : []).filter(i => i.x > -40 && i.y > -40 && i.x < whole.x + 40 && i.y < whole.y + 40);
      this.shown.sort((a, b) => rank(a.feature) - rank(b.feature));
      geomon.spread(this.shown);
      c.globalAlpha = this.strength("sites");                                   // of the marks; areas have their own
      for (const item of this.strength("sites") ? items : []) if (item.feature.props.uncertain) this.drawDoubt(c, item);
      for (const item of this.shown) this.drawItem(c, item, ratio);
      c.globalAlpha = 1;
      this.drawHidden(c, ratio);
      if (this.base) this.base.place();
      if (this.fresh.size) this.pulse(c);
    }
    drawItem(c, item, ratio) {
      const { feature: f, x, y } = item, { palette } = this, pointed = this.hot(item, this.hit);
      if (f.kind === "cell") {
        item.r = geomon.discRadius(f.props.n);
        geomon.drawDisc(c, x, y, f.props, this.short.format(f.props.n), pointed, palette);
      } else if (f.kind === "area" && f.props.patch && geomon.drawPatch) {
        item.r = 9;
        geomon.drawPatch(c, x, y, geomon.patchVerdict(f.props, this.state.patches), this.state.lang, palette);
      } else if (f.kind === "area") {
        item.r = 4;
        c.fillStyle = palette.zone;
        c.fillRect(x - 2.5, y - 2.5, 5, 5);
      } else {
        const chosen = this.chosen(f);
        item.r = chosen ? geomon.CHOSEN : geomon.radius(f.props.light);
        if (f.aside) {
          c.beginPath();
          c.moveTo(x, y);
          c.lineTo(...item.at);
          c.lineWidth = 1;
          c.strokeStyle = palette.ink2;
          c.stroke();
        }
        if (chosen) geomon.drawRing(c, x, y, item.r + 8, palette[f.props.light], palette);
        else if (pointed) geomon.drawRing(c, x, y, item.r + 5, palette[f.props.light], palette);
        geomon.drawMark(c, x, y, f.props, item.r, palette, ratio);
      }
    }
    drawHidden(c, ratio) {                       // the chosen site, where it is one of many in a disc: above it, on its true place
      const { selected, chosen } = this.state;
      if (!selected || !chosen || this.shown.some(({ feature }) => this.chosen(feature))) return;
      const { x, y } = this.map.latLngToLayerPoint(chosen.at).subtract(this.origin);
      geomon.drawRing(c, x, y, geomon.CHOSEN + 8, this.palette[chosen.light], this.palette);
      geomon.drawMark(c, x, y, chosen, geomon.CHOSEN, this.palette, ratio);
    }
    drawDoubt(c, item) {                         // a place known to within a city would cover the map: its circle waits to be asked for
      const { map } = this, { props } = item.feature, lat = map.layerPointToLatLng(this.origin.add(item.at)).lat;
      const metres = 40075016.7 * Math.cos(lat * Math.PI / 180) / (TILE * 2 ** map.getZoom()), least = geomon.radius(props.light) + 5;
      const asked = this.chosen(item.feature) || this.hot(item, this.hit), far = props.accuracy <= WIDE || asked ? props.accuracy / metres : 0;
      geomon.drawDoubt(c, ...item.at, Math.max(far, least), this.palette[props.light]);
    }
    drawAreas(c, { layer, tile, scale, left, top }) {
      const { palette } = this, strength = this.strength(layer.options.source);
      c.save();
      c.beginPath();
      c.rect(left, top, TILE * scale, TILE * scale);
      c.clip();
      c.translate(left, top);
      c.scale(scale, scale);
      for (const f of tile.features) if (f.path) {
        const pointed = this.hit && this.hit.feature.kind === "area" && this.hit.feature.id === f.id, deep = f.props.strict ? .38 : f.props.box ? .07 : .17;
        c.globalAlpha = (deep + (pointed ? .14 : 0)) * strength;
        const colour = f.props.patch ? palette.ink : palette.zone;
        c.fillStyle = colour;
        c.fill(f.path, "evenodd");
        c.globalAlpha = Math.max(.35, strength);
        c.lineWidth = (f.props.strict ? 2 : 1.5) / scale;
        c.strokeStyle = colour;
        c.setLineDash(f.props.box ? [6 / scale, 4 / scale] : []);
        c.stroke(f.path);
      }
      c.restore();
    }

    // ---- news ----
    busy(step) {
      this.pending += step;
      this.box.setAttribute("aria-busy", String(this.pending > 0));
      if (!this.pending) this.relist();
    }
    loaded(source, version) {
      if (version > this.version) this.version = version;
      this.well();
      this.redraw();
    }
    well() { if (!this.note.hidden && !this.spoken && !this.layers.some(l => l._map && l.missing())) this.note.hidden = true; }
    trouble() { this.note.textContent = this.words.trouble; this.note.hidden = false; }
    say(text, ms = 3000) {                       // a word that goes by itself
      Object.assign(this.note, { textContent: text, hidden: false });
      clearTimeout(this.spoken);
      this.spoken = setTimeout(() => { this.spoken = 0; this.note.hidden ||= this.note.textContent === text; }, ms);
    }
    news(before, after) {                        // a light that changed blinks once
      if (calm.matches) return;
      const lights = new Map(before.filter(f => f.kind === "site").map(f => [f.props.site, f.props.light]));
      for (const { props: { site, light } } of after) {
        if (site && lights.has(site) && lights.get(site) !== light) this.fresh.set(site, performance.now());
      }
    }
    pulse(c) {
      const now = performance.now();
      for (const item of this.shown) {
        const since = (now - this.fresh.get(item.feature.props.site)) / 900;
        if (!(since <= 1)) continue;
        c.beginPath();
        c.arc(item.x, item.y, item.r + 4 + 18 * since, 0, 7);
        c.globalAlpha = 1 - since;
        c.lineWidth = 3;
        c.strokeStyle = this.palette[item.feature.props.light];
        c.stroke();
        c.globalAlpha = 1;
      }
      for (const [site, at] of this.fresh) if (now - at > 900) this.fresh.delete(site);
      this.redraw();
    }
    async poll() {
      if (this.gone) return;                     // a second map that was taken away
      if (!document.hidden) try {
        const { version } = await (await fetch(this.options.versionUrl, { cache: "no-store" })).json();
        const [sites, ...others] = this.layers, changed = version > this.version;
        this.version = Math.max(version, this.version);
        if (sites) sites.again(tile => tile.version < version);
        others.forEach(layer => layer._map && layer.again(tile => tile.version < 0));
        if (changed && this.base) this.base.count();
        this.well();
      } catch { this.trouble(); }
      setTimeout(() => this.poll(), this.options.pollSeconds * 1000);
    }

    // ---- pointer and keyboard ----
    pick(container) {                            // the nearest mark within reach; else the area below
      const p = this.map.containerPointToLayerPoint(container).subtract(this.origin || [0, 0]), reach = coarse.matches ? 15 : 4;
      let best = null, nearest = reach;
      for (const item of this.shown) {
        const distance = Math.max(Math.hypot(item.x - p.x, item.y - p.y) - item.r, 0);
        if (distance <= nearest) { nearest = distance; best = item; }           // of those below the pointer the topmost
      }
      if (best) return best;
      const brush = this.canvas.getContext("2d");
      for (const { layer, tile, scale, left, top } of [...(this.areas || [])].reverse()) {
        const x = (p.x - left) / scale, y = (p.y - top) / scale;
        if (x < 0 || y < 0 || x >= TILE || y >= TILE) continue;
        brush.save();
        brush.setTransform(1, 0, 0, 1, 0, 0);
        const feature = [...tile.features].reverse().find(f => f.path && brush.isPointInPath(f.path, x, y, "evenodd"));
        brush.restore();
        if (feature) return { layer, feature, x: p.x, y: p.y, at: [p.x, p.y], r: 0 };
      }
      return null;
    }
    latlng(item) { return this.map.layerPointToLatLng(this.origin.add([item.x, item.y])); }
    describe({ feature: { kind, props: p } }) {  // lines of text
      const w = this.words, number = n => new Intl.NumberFormat(this.box.lang).format(n);
      if (kind === "cell") return [w.sites.replace("{}", number(p.n)), ...geomon.LIGHTS.filter(k => p[k]).map(k => `${w.lights[k]} ${number(p[k])}`)];
      if (kind === "area" && p.patch) return [p.name, w.verdicts[geomon.patchVerdict(p, this.state.patches)], w.layers[p.layer] || p.layer];
      if (kind === "area") return [p.name, ...(p.zone ? [this.state.lang === "zh" ? p.zone : p.zone_en] : []), p.box ? w.box : w.layers[p.layer] || p.layer];
      const far = p.accuracy >= 1000 ? `${number(Math.round(p.accuracy / 100) / 10)} km` : `${number(p.accuracy)} m`;
      const what = [w.lights[p.light], w.layers[p.layer] || p.layer, ...(p.standing ? [w.standing] : [])].join(" · ");
      return [p.name, what, ...(p.uncertain ? [w.uncertain.replace("{}", far)] : [])];
    }
    point(e) {                                   // a mark, else a county's name
      if (this.busyHand) { this.hover(null); return; }
      const hit = this.pick(e.containerPoint), place = this.map.containerPointToLayerPoint(e.containerPoint);
      const label = !hit && this.base ? this.base.at(place) : null;
      this.hover(hit, e.latlng);
      if (label && label !== this.label) this.tell(this.base.describe(label), label.marker.getLatLng(), 8);
      if (!label && this.label && !hit) this.tip.remove();
      this.label = label;
    }
    hover(hit, latlng) {
      const same = this.hot(hit, this.hit);
      if (!hit && !this.hit) return;
      this.hit = hit;
      if (same && hit.feature.kind === "area") this.tip.setLatLng(latlng);
      if (same) return;
      this.box.style.cursor = hit ? "pointer" : "";
      this.redraw();
      if (hit) this.tell(this.describe(hit), hit.feature.kind === "area" ? latlng || this.latlng(hit) : this.latlng(hit), hit.r);
      else this.tip.remove();
    }
    tell(lines, latlng, r) {
      const text = document.createElement("div"), { x, y } = this.map.latLngToContainerPoint(latlng), wide = this.map.getSize().x;
      lines.forEach((line, i) => { L.DomUtil.create(i ? "div" : "strong", "", text).textContent = line; });
      const side = this.tip.options.direction = x < 130 ? "right" : x > wide - 130 ? "left" : y < 120 ? "bottom" : "top", far = r + 6;
      this.tip.options.offset = { right: [far, 0], left: [-far, 0], bottom: [0, far], top: [0, -far] }[side];
      this.tip.setContent(text).setLatLng(latlng).addTo(this.map);              // an element: Leaflet reads a string as markup
    }
    choose(item) {
      const { layer, feature: { id, kind, props } } = item, latlng = this.latlng(item);
      const zoom = Math.min(this.map.getZoom() + 2, this.map.getMaxZoom());
      if (kind === "cell" && !props.same && this.map.getZoom() < zoom) { this.map.setView(latlng, zoom); return; }
      const at = this.map.layerPointToLatLng(this.origin.add(item.at));
      if (kind === "site") Object.assign(this.state, { selected: props.site, chosen: { at, light: props.light } });
      this.redraw();
      this.send({ kind, ...props, [kind === "cell" ? "cell" : "row"]: id }, latlng, layer);
    }
    send(properties, latlng, layer = this.layers[0]) {                           // streamlit-folium makes it last_active_drawing
      const feature = { type: "Feature", geometry: { type: "Point", coordinates: [latlng.lng, latlng.lat] },
        properties: { ...properties, as_of: this.state.asOf, click: ++this.clicks } };        // counted: the same site twice is two clicks
      if (this.onSend) this.onSend(properties, latlng);
      else if (this.options.onClick) this.options.onClick(feature);
      else if (!this.quick || !this.quick.tell(feature)) layer.fire("click", { latlng, layer: { toGeoJSON: () => feature } });
    }
    relist() { clearTimeout(this.soon); this.soon = setTimeout(() => this.fill(), 250); }
    fill() {                                     // what is in view as a list, the most urgent first
      if (!this.origin) return;
      const view = this.map.getBounds(), centre = this.map.getSize().divideBy(2).add(this.map.getSize().multiplyBy(PAD));
      const worst = f => geomon.URGENCY.findIndex(k => f.props.light === k || f.props[k]), focused = document.activeElement.dataset.key;
      const order = ({ feature, x, y }) => worst(feature) * 1e6 + Math.hypot(x - centre.x, y - centre.y);
      const all = this.shown.filter(item => item.feature.kind !== "area" && view.contains(this.latlng(item)));
      this.hits = all.sort((a, b) => order(a) - order(b)).slice(0, 100);
      this.list.setAttribute("aria-label", this.words.list.replace("{}", this.hits.length).replace("{}", all.length));
      this.list.replaceChildren(...this.hits.map((item, i) => {
        const li = document.createElement("li");
        li.textContent = this.describe(item).join(", ");
        li.dataset.key = `${item.feature.kind}/${item.feature.id}`;
        li.setAttribute("role", "option");
        li.setAttribute("aria-selected", String(this.chosen(item.feature)));
        li.tabIndex = i ? -1 : 0;                // one tab stop; arrows move inside
        li.onfocus = () => this.hover(item);
        li.onblur = () => this.hover(null);
        return li;
      }));
      const again = focused && [...this.list.children].find(li => li.dataset.key === focused);
      if (again) again.focus({ preventScroll: true });
    }
    key(e) {
      const items = [...this.list.children], at = items.indexOf(e.target);
      const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[e.key];
      if (items[to]) items[to].focus({ preventScroll: true });
      else if (e.key === "Enter" || e.key === " ") this.choose(this.hits[at]);
      else if (e.key === "Escape") this.box.focus();
      else if (to === undefined) return;
      e.preventDefault();
      e.stopPropagation();
    }
  }

  geomon.plain = text => { const span = document.createElement("span"); span.textContent = text; return span.innerHTML; };   // for Leaflet's strings

  geomon.start = function (map, options) {
    const board = map.board = new Board(map, { pollSeconds: 2, ...options });
    map.attributionControl.setPrefix(false);
    for (const { source, url, many, provider } of options.tiles) {
      const layer = new L.LightTiles(provider || geomon.remote(url, many), { source, maxZoom: map.getMaxZoom() });
      board.layers.push(layer);
      if (source === "sites") layer.addTo(map);
      layer.on("tileunload", () => board.redraw());
    }
    if (geomon.Base) board.base = new geomon.Base(board, options);
    if (geomon.View && !options.twin) board.view = new geomon.View(board, options);
    if (geomon.Draw) board.drawer = new geomon.Draw(board);
    if (geomon.Quick && !options.twin) board.quick = new geomon.Quick(board, options.key);
    if (geomon.equip) geomon.equip(board, options);
    board.name();
    if (options.versionUrl) setTimeout(() => board.poll(), 1000);
    return board;
  };
})();
