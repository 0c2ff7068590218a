/* mvt.js: read a Mapbox vector tile.
 *   geomon.decode(buffer) -> {layer: [{id, type, props, parts: [[x, y, x, y, …], …]}]}, in pixels of the tile   */
(function () {
  "use strict";
  const geomon = window.geomon = window.geomon || {};
  const TILE = geomon.TILE = 256;

  class Reader {
    constructor(buffer) { this.bytes = new Uint8Array(buffer); this.view = new DataView(buffer); this.at = 0; }
    varint() {                                   // `rest` counts up to a negative number, which takes ten bytes
      for (let n = 0, rest = 0, scale = 1, k = 1; ; k++, scale *= 128) {
        const byte = this.bytes[this.at++];
        n += (byte & 127) * scale;
        rest += (~byte & 127) * scale * (k < 10);
        if (!(byte > 127)) return k === 10 ? -rest - 1 : n;
      }
    }
    each(end, visit) {                           // visit(field, value); the value of text, bytes and messages is their end
      while (this.at < end) {
        const key = this.varint(), wire = key & 7;
        if (wire === 0) { visit(key >> 3, this.varint()); continue; }
        const stop = wire === 2 ? this.varint() + this.at : this.at + (wire === 1 ? 8 : 4);
        visit(key >> 3, stop);
        this.at = stop;
      }
    }
    text(end) { return new TextDecoder().decode(this.bytes.subarray(this.at, end)); }
    numbers(end) { const out = []; while (this.at < end) out.push(this.varint()); return out; }
    value(end) {
      let value = null;
      const read = { 1: v => this.text(v), 2: () => this.view.getFloat32(this.at, true), 3: () => this.view.getFloat64(this.at, true),
        6: signed, 7: v => v === 1 };
      this.each(end, (field, v) => { value = field in read ? read[field](v) : v; });
      return value;
    }
    feature(end) { const f = {}; this.each(end, (part, v) => { f[part] = part === 2 || part === 4 ? this.numbers(v) : v; }); return f; }
  }

  const signed = n => (n % 2 ? -(n + 1) / 2 : n / 2);                            // zigzag

  function shape(numbers, scale) {
    const parts = [];
    for (let i = 0, x = 0, y = 0; i < numbers.length;) {
      const command = numbers[i] & 7, count = numbers[i++] >> 3;
      for (let k = 0; k < count && command !== 7; k++) {                         // 7, ClosePath, has no numbers
        if (command === 1) parts.push([]);
        x += signed(numbers[i++]);
        y += signed(numbers[i++]);
        parts.at(-1).push(x * scale, y * scale);
      }
    }
    return parts;
  }

  geomon.decode = function (buffer) {
    const r = new Reader(buffer), layers = {};
    r.each(r.bytes.length, (number, end) => {
      if (number !== 3) return;
      const raw = [], keys = [], values = [];
      let name = "", extent = 4096;
      r.each(end, (field, v) => {
        if (field === 1) name = r.text(v);
        else if (field === 2) raw.push(r.feature(v));
        else if (field === 3) keys.push(r.text(v));
        else if (field === 4) values.push(r.value(v));
        else if (field === 5) extent = v;
      });
      layers[name] = raw.map(({ 1: id, 2: tags = [], 3: type, 4: geometry = [] }) => {
        const props = {};
        for (let i = 0; i < tags.length; i += 2) props[keys[tags[i]]] = values[tags[i + 1]];
        return { id, type, props, parts: shape(geometry, TILE / extent) };
      });
    });
    return layers;
  };
})();
