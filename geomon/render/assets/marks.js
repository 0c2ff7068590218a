/* marks.js: what a light looks like. Colour, shape and letter say the same thing, so no one needs to see colours to read the map.
 * The only place for the map's colours: board.js hands them on to the style sheet as variables. */
(function () {
  "use strict";
  const geomon = window.geomon = window.geomon || {};
  geomon.FONT = '"Source Sans", "Source Sans Pro", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", system-ui, sans-serif';
  geomon.PALETTES = {
    light: { land: "#FCFBF8", outside: "#E9ECEE", county: "#C9C3B6", city: "#8F887A", water: "#A9C8DC", label: "#6A6459", panel: "#FFFFFF",
      line: "#DCE1E6", ink: "#17212B", ink2: "#52606D", accent: "#24506B", tint: "#7A6A4A", halo: "#FCFBF8", letter: "#FFFFFF",
      edge: "#8A6800", zone: "#2F6B4F", dark: "#11161B",
      red: "#CC2E1E", yellow: "#F2B701", blue: "#2474AB", green: "#1B8048", grey: "#6B7783" },
    dark: { land: "#1D252C", outside: "#141A1F", county: "#3A444C", city: "#66727C", water: "#33566E", label: "#98A3AC", panel: "#1A2128",
      line: "#2F3942", ink: "#E7ECF0", ink2: "#A6B2BD", accent: "#8CC4E6", tint: "#8CC4E6", halo: "#1D252C", letter: "#11161B",
      edge: "#FFCC3D", zone: "#7CC79D", dark: "#11161B",
      red: "#FF7A6B", yellow: "#FFCC3D", blue: "#63B3EA", green: "#54C684", grey: "#8D9AA6" },
  };
  geomon.LIGHTS = ["red", "yellow", "blue", "green", "grey"];                    // in the order of legends
  geomon.DRAWN = ["green", "grey", "blue", "yellow", "red"];                     // the most urgent last, so on top
  geomon.URGENCY = ["red", "yellow", "grey", "blue", "green"];
  const RADIUS = { red: 9, yellow: 8 }, LETTER = { red: "R", yellow: "Y", blue: "B", green: "G" };
  geomon.CHOSEN = 10;
  geomon.radius = light => RADIUS[light] || 7;

  function outline(c, light, r) {
    c.beginPath();
    if (light === "red") { c.moveTo(0, -1.2 * r); c.lineTo(1.15 * r, .85 * r); c.lineTo(-1.15 * r, .85 * r); c.closePath(); }
    else if (light === "yellow") { c.moveTo(0, -1.22 * r); c.lineTo(1.22 * r, 0); c.lineTo(0, 1.22 * r); c.lineTo(-1.22 * r, 0); c.closePath(); }
    else if (light === "green") c.rect(-.9 * r, -.9 * r, 1.8 * r, 1.8 * r);
    else c.arc(0, 0, r, 0, 7);
  }

  function mark(c, light, r, standing, p) {
    c.lineJoin = "round";
    outline(c, light, r);
    c.lineWidth = 6;                             // three pixels of it show outside
    c.strokeStyle = p.halo;
    c.stroke();
    if (light === "grey") {
      c.fillStyle = p.halo;
      c.fill();
      outline(c, light, r - 1);
      c.lineWidth = 2.5;
      c.strokeStyle = p.grey;
      c.stroke();
    } else {
      c.fillStyle = p[light];
      c.fill();
      if (light === "yellow") { c.lineWidth = 1; c.strokeStyle = p.edge; c.stroke(); }       // yellow on paper is too pale without
      c.font = `700 ${Math.round(r * 1.25)}px ${geomon.FONT}`;
      c.textAlign = "center";
      c.textBaseline = "alphabetic";
      c.fillStyle = light === "yellow" ? p.dark : p.letter;
      c.fillText(LETTER[light], 0, r * (light === "red" ? .62 : .44));
    }
    if (standing) loop(c, r * .95, r * .8, p);
  }

  function loop(c, x, y, p) {                    // a long-term duty: it begins again and again
    c.save();
    c.translate(x, y);
    c.beginPath();
    c.arc(0, 0, 5.2, 0, 7);
    c.fillStyle = p.halo;
    c.fill();
    c.beginPath();
    c.arc(0, 0, 3.2, -.6, 4.4);
    c.lineWidth = 1.4;
    c.strokeStyle = c.fillStyle = p.ink;
    c.stroke();
    c.beginPath();
    c.moveTo(1.4, -4.6); c.lineTo(4.8, -2.6); c.lineTo(1.2, -.6); c.closePath();
    c.fill();
    c.restore();
  }

  const sprites = new Map(), SIDE = 40;          // thousands of marks are a handful of pictures
  geomon.drawMark = function (c, x, y, { light, standing }, r, palette, ratio) {
    const key = [light, !!standing, r, palette.land, ratio].join();
    let picture = sprites.get(key);
    if (!picture) {
      picture = document.createElement("canvas");
      picture.width = picture.height = SIDE * ratio;
      const brush = picture.getContext("2d");
      brush.scale(ratio, ratio);
      brush.translate(SIDE / 2, SIDE / 2);
      mark(brush, light, r, standing, palette);
      sprites.set(key, picture);
    }
    c.drawImage(picture, Math.round((x - SIDE / 2) * ratio) / ratio, Math.round((y - SIDE / 2) * ratio) / ratio, SIDE, SIDE);
  };

  geomon.drawRing = function (c, x, y, r, colour, palette) {                     // around what is chosen, or under the pointer
    c.beginPath();
    c.arc(x, y, r, 0, 7);
    c.fillStyle = colour + "26";
    c.fill();
    c.lineWidth = 5;
    c.strokeStyle = palette.halo;
    c.stroke();
    c.lineWidth = 2;
    c.strokeStyle = palette.ink;
    c.stroke();
  };

  geomon.drawDoubt = function (c, x, y, r, colour) {                             // the true place lies somewhere in here
    c.beginPath();
    c.arc(x, y, r, 0, 7);
    if (r < 200) { c.fillStyle = colour + "1A"; c.fill(); }                      // a larger one would tint the whole view
    c.setLineDash([4, 4]);
    c.lineWidth = 1.5;
    c.strokeStyle = colour;
    c.stroke();
    c.setLineDash([]);
  };

  geomon.discRadius = n => 12 + 2.6 * Math.log10(n);
  geomon.drawDisc = function (c, x, y, props, text, hot, p) {
    const r = geomon.discRadius(props.n), parts = geomon.LIGHTS.filter(k => props[k]), least = .06;     // one red among thousands stays visible
    const disc = (radius, colour) => { c.beginPath(); c.arc(x, y, radius, 0, 7); c.fillStyle = colour; c.fill(); };
    disc(r + 3, hot ? p.ink : p.halo);
    disc(r + (hot ? 1 : 0), p.panel);
    c.lineWidth = 5;
    let angle = -Math.PI / 2;
    for (const light of parts) {
      const share = least + (1 - least * parts.length) * props[light] / props.n, next = angle + 2 * Math.PI * share;
      c.beginPath();
      c.arc(x, y, r - 2.5, angle + (parts.length > 1 ? .03 : 0), next);
      c.strokeStyle = p[light];
      c.stroke();
      angle = next;
    }
    c.fillStyle = p.ink;
    c.font = `650 12px ${geomon.FONT}`;
    c.textAlign = "center";
    c.textBaseline = "alphabetic";
    c.fillText(text, x, y + 4.3);
  };

  geomon.spread = function (items) {                       // discs step aside so that none covers another or a mark: at most 26 pixels
    const discs = items.filter(i => i.feature.kind === "cell"), marks = items.length < 1500 ? items.filter(i => i.feature.kind === "site") : [];
    for (const d of discs) d.r = geomon.discRadius(d.feature.props.n);
    for (let turn = 0; turn < 6; turn++) for (const d of discs) for (const others of [discs, marks]) for (const o of others) {
      const dx = d.x - o.x, dy = d.y - o.y, need = d.r + (others === discs ? o.r + 3 : 9);
      if (o === d || Math.abs(dx) >= need || Math.abs(dy) >= need) continue;
      const far = Math.hypot(dx, dy) || .1, push = (need - far) / far / (others === discs ? 2 : 3);
      if (push <= 0) continue;
      const x = d.x + (dx || .1) * push, y = d.y + dy * push;
      if (Math.hypot(x - d.at[0], y - d.at[1]) < 26) { d.x = x; d.y = y; }
    }
  };
})();
