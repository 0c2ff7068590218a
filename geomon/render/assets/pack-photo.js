/* pack-photo.js: a photo as taken -> a smaller JPEG that still says when and where: of the EXIF only time, its offset and the GPS part stay.
 *   geomon.photo(file) -> Promise<{sha256, base64}>        geomon.sha256(bytes) -> hex        geomon.uuid() -> text
 * No crypto.subtle here: a page from a file is not everywhere a secure context. */
(function () {
  "use strict";
  const geomon = window.geomon = window.geomon || {}, LONGEST = 1600, QUALITY = .8;

  // ---- SHA-256 (FIPS 180-4) ----
  const K = [], H = [];
  for (let n = 2; K.length < 64; n++) {
    if ([...Array(n).keys()].slice(2).some(d => n % d === 0)) continue;
    const part = root => ((root - Math.floor(root)) * 2 ** 32) | 0;
    if (H.length < 8) H.push(part(Math.sqrt(n)));
    K.push(part(Math.cbrt(n)));
  }
  geomon.sha256 = function (bytes) {
    const h = H.slice(), w = new Int32Array(64), padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64), turn = (x, n) => (x >>> n) | (x << (32 - n));
    padded.set(bytes);
    padded[bytes.length] = 128;
    const view = new DataView(padded.buffer);
    view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
    view.setUint32(padded.length - 4, (bytes.length * 8) >>> 0);
    for (let at = 0; at < padded.length; at += 64) {
      for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + 4 * i);
      for (let i = 16; i < 64; i++) {
        const a = w[i - 15], b = w[i - 2];
        w[i] = w[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + w[i - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
      }
      let [a, b, c, d, e, f, g, z] = h;
      for (let i = 0; i < 64; i++) {
        const one = (z + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
        const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [z, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
      }
      [a, b, c, d, e, f, g, z].forEach((v, i) => { h[i] = (h[i] + v) | 0; });
    }
    return h.map(v => (v >>> 0).toString(16).padStart(8, "0")).join("");
  };
  geomon.uuid = function () {
    const b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64;
    b[8] = (b[8] & 63) | 128;
    const hex = [...b].map(v => v.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  };
  function base64(bytes) {
    let text = "";
    for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768));
    return btoa(text);
  }

  // ---- EXIF ----
  const WIDTH = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 4, 7: 1, 9: 4, 10: 4 }, PARTS = { 5: 2, 10: 2 };       // of a number of each type, and numbers of a value
  const KEPT = { exif: [0x9003, 0x9011], gps: null };                                                // taken, its offset; all of GPS

  function tiffOf(bytes) {                       // the TIFF block of the first Exif segment, or null
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = 2; at + 10 < bytes.length && view.getUint8(at) === 255;) {
      const kind = view.getUint8(at + 1), length = view.getUint16(at + 2);
      if (kind === 0xE1 && view.getUint32(at + 4) === 0x45786966) return new DataView(bytes.buffer, bytes.byteOffset + at + 10, length - 8);
      if (kind === 0xDA) return null;
      at += 2 + length;
    }
    return null;
  }
  function entries(tiff, small, at, wanted) {    // -> [{tag, type, count, bytes big-endian}]
    const found = [];
    for (let i = 0, n = tiff.getUint16(at, small); i < Math.min(n, 64); i++) {
      const here = at + 2 + 12 * i, tag = tiff.getUint16(here, small), type = tiff.getUint16(here + 2, small), count = tiff.getUint32(here + 4, small);
      const width = WIDTH[type], size = width * (PARTS[type] || 1) * count;
      if (!width || size > 512 || (wanted && !wanted.includes(tag))) continue;
      const from = size > 4 ? tiff.getUint32(here + 8, small) : here + 8, out = new Uint8Array(size);
      for (let k = 0; k < size; k++) out[k] = tiff.getUint8(small ? from + k - k % width + width - 1 - k % width : from + k);
      found.push({ tag, type, count, bytes: out });
    }
    return found;
  }
  function pointer(tiff, small, at, wanted) {
    for (let i = 0, n = tiff.getUint16(at, small); i < n; i++) if (tiff.getUint16(at + 2 + 12 * i, small) === wanted) return tiff.getUint32(at + 10 + 12 * i, small);
    return 0;
  }
  geomon.exif = function (bytes) {               // what is kept of a photo's EXIF, as an APP1 segment; empty when there is nothing
    try {
      const tiff = tiffOf(bytes);
      if (!tiff) return new Uint8Array(0);
      const small = tiff.getUint16(0) === 0x4949, first = tiff.getUint32(4, small), exif = pointer(tiff, small, first, 0x8769), gps = pointer(tiff, small, first, 0x8825);
      const parts = [[0x8769, exif ? entries(tiff, small, exif, KEPT.exif) : []], [0x8825, gps ? entries(tiff, small, gps, KEPT.gps) : []]].filter(p => p[1].length);
      return parts.length ? segment(parts) : new Uint8Array(0);
    } catch { return new Uint8Array(0); }
  };
  function segment(parts) {
    const out = [], put = (value, width) => { for (let i = width - 1; i >= 0; i--) out.push(Math.floor(value / 256 ** i) % 256); };
    put(0x4D4D, 2); put(42, 2); put(8, 4);
    put(parts.length, 2);
    let next = 8 + 2 + 12 * parts.length + 4;
    for (const [tag, list] of parts) {
      put(tag, 2); put(4, 2); put(1, 4); put(next, 4);
      next += 2 + 12 * list.length + 4 + list.reduce((all, e) => all + (e.bytes.length > 4 ? e.bytes.length : 0), 0);
    }
    put(0, 4);
    for (const [, list] of parts) {
      let data = out.length + 2 + 12 * list.length + 4;
      put(list.length, 2);
      for (const { tag, type, count, bytes } of list) {
        put(tag, 2); put(type, 2); put(count, 4);
        if (bytes.length > 4) { put(data, 4); data += bytes.length; } else for (let i = 0; i < 4; i++) out.push(bytes[i] || 0);
      }
      put(0, 4);
      for (const { bytes } of list) if (bytes.length > 4) out.push(...bytes);
    }
    const head = [0xFF, 0xE1];
    const length = out.length + 8;
    return new Uint8Array([...head, length >> 8, length & 255, 0x45, 0x78, 0x69, 0x66, 0, 0, ...out]);
  }

  geomon.photo = async function (file) {
    const bytes = new Uint8Array(await file.arrayBuffer()), picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height)), canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((done, fail) => canvas.toBlob(b => (b ? done(b) : fail(new Error("no picture"))), "image/jpeg", QUALITY));
    const plain = new Uint8Array(await blob.arrayBuffer()), kept = geomon.exif(bytes), whole = new Uint8Array(plain.length + kept.length);
    whole.set(plain.subarray(0, 2));
    whole.set(kept, 2);
    whole.set(plain.subarray(2), 2 + kept.length);
    return { sha256: geomon.sha256(whole), base64: base64(whole) };
  };
})();
