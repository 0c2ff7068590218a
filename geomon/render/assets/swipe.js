/* swipe.js: the same map a second time, on another date or with other layers, right of a line that can be moved. The second map lies above
 * the first and is cut at the line, so pointer and tooltips mean what is seen. Keyboard: the line is a slider, arrows move it. */
(function () {
  "use strict";
  const geomon = window.geomon, STEP = 2;

  geomon.Swipe = class {
    constructor(board, options) {
      Object.assign(this, { board, map: board.map, options, at: 50, twin: null });
    }
    get words() { return this.board.words.swipe; }

    show({ compare, ...rest }) {
      if (!compare) { this.stop(); return; }
      if (!this.twin) this.start();
      this.twin.board.show({ ...rest, ...compare, draw: "", fit: null, go: null, view: null, compare: null });
      [this.left.textContent, this.right.textContent] = [compare.left, compare.right];
      this.line.setAttribute("aria-label", this.words.line);
      this.place();
    }
    start() {
      this.slider();
      const { box } = this.board, holder = this.holder = L.DomUtil.create("div", "gm-twin", box.parentNode);
      const over = L.DomUtil.create("div", "", holder), { map } = this;
      const twin = this.twin = L.map(over, { ...this.plain(), zoomControl: false, attributionControl: true, keyboard: false });
      twin.setView(map.getCenter(), map.getZoom(), { animate: false });
      geomon.start(twin, { ...this.options, twin: true, link: false });
      twin.board.onSend = (...told) => this.board.send(...told);
      const follow = (from, to) => () => {
        if (this.following || !this.twin) return;
        this.following = true;
        to.setView(from.getCenter(), from.getZoom(), { animate: false });
        this.following = false;
      };
      this.follow = follow(map, twin);
      map.on("move zoom moveend", this.follow);
      twin.on("move zoom moveend", follow(twin, map));
      this.resize = () => {                      // anew, and without telling the first map where the second one is meanwhile
        this.following = true;
        twin.invalidateSize({ animate: false, pan: false });
        twin.setView(map.getCenter(), map.getZoom(), { animate: false, reset: true });
        this.following = false;
        this.place();
      };
      this.watch = new ResizeObserver(() => this.resize());                      // also when the style sheet comes late
      this.watch.observe(holder);
      this.animated = [map._zoomAnimated, twin._zoomAnimated];                   // two maps would zoom one after the other
      map._zoomAnimated = twin._zoomAnimated = false;
      if (this.board.coordinates) {
        twin.on("mousemove", e => this.board.coordinates.show(e.latlng)).on("contextmenu", e => this.board.coordinates.pin(e.latlng));
      }
    }
    plain() {
      const { minZoom, maxZoom, zoomSnap, zoomDelta, wheelPxPerZoomLevel } = this.map.options;
      return { minZoom, maxZoom, zoomSnap, zoomDelta, wheelPxPerZoomLevel };
    }
    slider() {
      const line = this.line = L.DomUtil.create("div", "gm-swipe", this.board.box.parentNode);
      Object.assign(line, { tabIndex: 0 });
      for (const [name, value] of Object.entries({ role: "slider", "aria-valuemin": 0, "aria-valuemax": 100, "aria-orientation": "horizontal" })) line.setAttribute(name, value);
      this.left = L.DomUtil.create("span", "gm-side gm-side-left", line);
      this.right = L.DomUtil.create("span", "gm-side gm-side-right", line);
      L.DomUtil.create("i", "", line).setAttribute("aria-hidden", "true");
      const to = e => { this.at = 100 * (e.clientX - this.board.box.getBoundingClientRect().left) / this.board.box.clientWidth; this.place(); };
      line.onpointerdown = e => { line.setPointerCapture(e.pointerId); line.onpointermove = to; };
      line.onpointerup = line.onpointercancel = () => { line.onpointermove = null; };
      line.onkeydown = e => {
        const step = { ArrowLeft: -STEP, ArrowRight: STEP, PageDown: -5 * STEP, PageUp: 5 * STEP, Home: -100, End: 100 }[e.key];
        if (!step) return;
        e.preventDefault();
        this.at += step;
        this.place();
      };
    }
    place() {
      this.at = Math.min(Math.max(this.at, 0), 100);
      this.line.style.left = `${this.at}%`;
      this.holder.style.clipPath = `inset(0 0 0 ${this.at}%)`;
      this.line.setAttribute("aria-valuenow", Math.round(this.at));
      this.line.setAttribute("aria-valuetext", `${this.left.textContent} | ${this.right.textContent}`);
    }
    stop() {
      if (!this.twin) return;
      this.map.off("move zoom moveend", this.follow);
      this.watch.disconnect();
      [this.map._zoomAnimated] = this.animated;
      this.twin.board.gone = true;               // not remove(): an answer on its way would draw on a map that has no panes
      this.twin.off();
      L.DomEvent.off(window, "resize", this.twin._onResize, this.twin);
      this.holder.remove();
      this.line.remove();
      this.twin = null;
    }
  };

  geomon.equip = function (board, options) {      // what a map has beside its marks; a second map has the ground alone
    if (options.ground) board.ground = new geomon.Ground(board, options.ground);
    board.above = new geomon.Above(board);
    if (options.twin) return;
    board.coordinates = new geomon.Coordinates(board);
    board.swipe = new geomon.Swipe(board, options);
    if (!options.tools) return;
    board.measure = new geomon.Measure(board);
    board.printer = new geomon.Printer(board);
  };
})();
