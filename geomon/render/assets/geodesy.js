/* geodesy.js: measures on the ground and coordinates as China writes them, all from degrees on the ellipsoid of CGCS2000. No DOM.
 * Distances by Vincenty's inverse (1975), areas on the sphere of equal area with great circles as sides, Gauss-Krueger by Krueger's series
 * to the fourth order of n, GCJ-02 by the published approximation. tests/browser holds each against pyproj. */
(function () {
  "use strict";
  const geomon = window.geomon = window.geomon || {}, rad = Math.PI / 180;
  const A = 6378137, F = 1 / 298.257222101, B = A * (1 - F), E2 = F * (2 - F), E = Math.sqrt(E2), N = F / (2 - F);

  function metres(a, b) {                        // between two {lat, lng}
    const dl = (b.lng - a.lng) * rad, u1 = Math.atan((1 - F) * Math.tan(a.lat * rad)), u2 = Math.atan((1 - F) * Math.tan(b.lat * rad));
    const [s1, c1, s2, c2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
    let l = dl, sin = 0, cos = 1, sigma = 0, cos2a = 1, mid = 0;
    for (let turn = 0; turn < 100; turn++) {
      const sl = Math.sin(l), cl = Math.cos(l);
      sin = Math.hypot(c2 * sl, c1 * s2 - s1 * c2 * cl);
      if (!sin) return 0;
      cos = s1 * s2 + c1 * c2 * cl;
      sigma = Math.atan2(sin, cos);
      const sa = c1 * c2 * sl / sin;
      cos2a = 1 - sa * sa;
      mid = cos2a ? cos - 2 * s1 * s2 / cos2a : 0;
      const c = F / 16 * cos2a * (4 + F * (4 - 3 * cos2a)), before = l;
      l = dl + (1 - c) * F * sa * (sigma + c * sin * (mid + c * cos * (2 * mid * mid - 1)));
      if (Math.abs(l - before) < 1e-12) break;
    }
    const u = cos2a * (A * A - B * B) / (B * B), a1 = 1 + u / 16384 * (4096 + u * (-768 + u * (320 - 175 * u)));
    const b1 = u / 1024 * (256 + u * (-128 + u * (74 - 47 * u)));
    const d = b1 * sin * (mid + b1 / 4 * (cos * (2 * mid * mid - 1) - b1 / 6 * mid * (4 * sin * sin - 3) * (4 * mid * mid - 3)));
    return B * a1 * (sigma - d);
  }
  const length = (points, closed) => points.reduce((all, p, i) => all + (i || closed ? metres(points.at(i - 1), p) : 0), 0);

  const q = s => (1 - E2) * (s / (1 - E2 * s * s) + Math.atanh(E * s) / E), POLE = q(1);
  function squareMetres(ring) {                  // of a closed line of {lat, lng}, whichever way round
    const half = ring.map(p => Math.tan(Math.asin(q(Math.sin(p.lat * rad)) / POLE) / 2));
    let sum = 0;
    ring.forEach((p, i) => {
      const j = (i + 1) % ring.length, t = Math.tan((ring[j].lng - p.lng) * rad / 2);
      sum += 2 * Math.atan2(t * (half[i] + half[j]), 1 + half[i] * half[j]);
    });
    return Math.abs(sum) * A * A * POLE / 2;
  }

  const ALPHA = [N / 2 - 2 * N ** 2 / 3 + 5 * N ** 3 / 16 + 41 * N ** 4 / 180, 13 * N ** 2 / 48 - 3 * N ** 3 / 5 + 557 * N ** 4 / 1440,
    61 * N ** 3 / 240 - 103 * N ** 4 / 140, 49561 * N ** 4 / 161280], RECTIFIED = A / (1 + N) * (1 + N ** 2 / 4 + N ** 4 / 64);
  function gauss({ lat, lng }) {                 // 3-degree zone: {zone, code, east with the zone before it, north}; null outside 25 to 45
    const zone = Math.round(lng / 3), l = (lng - 3 * zone) * rad, s = Math.sin(lat * rad);
    if (zone < 25 || zone > 45 || Math.abs(lat) > 84) return null;
    const t = Math.sinh(Math.atanh(s) - E * Math.atanh(E * s)), x = Math.atan2(t, Math.cos(l)), y = Math.asinh(Math.sin(l) / Math.hypot(t, Math.cos(l)));
    let north = x, east = y;
    ALPHA.forEach((a, i) => {
      const k = 2 * (i + 1);
      north += a * Math.sin(k * x) * Math.cosh(k * y);
      east += a * Math.cos(k * x) * Math.sinh(k * y);
    });
    return { zone, code: 4513 + zone - 25, east: zone * 1e6 + 5e5 + RECTIFIED * east, north: RECTIFIED * north };
  }

  function gcj({ lat, lng }) {                   // what Gaode and Tencent show for it; the same outside China
    if (lng < 72.004 || lng > 137.8347 || lat < 0.8293 || lat > 55.8271) return { lat, lng };
    const a = 6378245, e2 = 0.00669342162296594323, x = lng - 105, y = lat - 35, root = Math.sqrt(Math.abs(x)), sin = v => Math.sin(v * Math.PI);
    const wave = (20 * sin(6 * x) + 20 * sin(2 * x)) * 2 / 3;
    const north = -100 + 2 * x + 3 * y + .2 * y * y + .1 * x * y + .2 * root + wave + (20 * sin(y) + 40 * sin(y / 3)) * 2 / 3 + (160 * sin(y / 12) + 320 * sin(y / 30)) * 2 / 3;
    const east = 300 + x + 2 * y + .1 * x * x + .1 * x * y + .1 * root + wave + (20 * sin(x) + 40 * sin(x / 3)) * 2 / 3 + (150 * sin(x / 12) + 300 * sin(x / 30)) * 2 / 3;
    const m = 1 - e2 * Math.sin(lat * rad) ** 2, r = Math.sqrt(m);
    return { lat: lat + north * 180 / (a * (1 - e2) / (m * r) * Math.PI), lng: lng + east * 180 / (a / r * Math.cos(lat * rad) * Math.PI) };
  }

  function sexagesimal(value, plus, minus) {     // to a hundredth of a second: 0.3 m
    const all = Math.round(Math.abs(value) * 360000), d = Math.floor(all / 360000), m = Math.floor(all % 360000 / 6000), s = all % 6000 / 100;
    return `${d}°${String(m).padStart(2, "0")}′${s.toFixed(2).padStart(5, "0")}″${value < 0 ? minus : plus}`;
  }
  const degrees = ({ lat, lng }) => `${lat.toFixed(6)}, ${lng.toFixed(6)}`;
  const SYSTEMS = {                              // name -> text of a place in it, null where the system has none
    "CGCS2000": degrees,
    "WGS-84": degrees,                           // agrees within decimetres; the last of six digits is a decimetre
    "DMS": p => `${sexagesimal(p.lat, "N", "S")} ${sexagesimal(p.lng, "E", "W")}`,
    "GK": p => { const g = gauss(p); return g && `X ${g.north.toFixed(1)}  Y ${g.east.toFixed(1)}`; },
    "GCJ-02": p => degrees(gcj(p)),
  };
  const label = (name, p) => (name === "GK" ? (g => (g ? `CGCS2000 3° GK ${g.zone} · EPSG:${g.code}` : "CGCS2000 3° GK"))(gauss(p)) : name === "DMS" ? "CGCS2000 DMS" : name);

  geomon.geodesy = { metres, length, squareMetres, gauss, gcj, sexagesimal, SYSTEMS, label };
})();
