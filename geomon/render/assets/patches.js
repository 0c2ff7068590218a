/* patches.js: what a patch (图斑) is said to be, by shape and letter in ink: colour belongs to the lights. */
(function () {
  "use strict";
  const geomon = window.geomon, R = 9, GRID = 2 ** 26;
  const LETTERS = { zh: { legal: "合", illegal: "违", pseudo: "伪", visit: "核" }, en: { legal: "L", illegal: "I", pseudo: "P", visit: "V" } };

  geomon.patchVerdict = (props, said) => (said ? said[props.patch] || props.file : props.verdict) || "";   // a kept tile may be older

  function outline(c, verdict) {                 // legal a square, illegal a triangle, pseudo-change a circle, to be visited a diamond
    c.beginPath();
    if (verdict === "illegal") { c.moveTo(0, -1.25 * R); c.lineTo(1.25 * R, .95 * R); c.lineTo(-1.25 * R, .95 * R); }
    else if (verdict === "visit") { c.moveTo(0, -1.3 * R); c.lineTo(1.3 * R, 0); c.lineTo(0, 1.3 * R); c.lineTo(-1.3 * R, 0); }
    else if (verdict === "legal") c.rect(-R, -R, 2 * R, 2 * R);
    else c.arc(0, 0, R, 0, 7);
    c.closePath();
  }

  geomon.drawPatch = function (c, x, y, verdict, lang, palette) {
    const filled = verdict === "illegal" || verdict === "visit";
    c.save();
    c.translate(x, y);
    outline(c, verdict);
    c.lineWidth = 6;
    c.strokeStyle = palette.halo;
    c.stroke();
    c.fillStyle = filled ? palette.ink : palette.halo;
    c.fill();
    c.lineWidth = 2;
    c.setLineDash(verdict ? [] : [3, 3]);        // none yet: a dashed ring without a letter
    c.strokeStyle = palette.ink;
    c.stroke();
    c.font = `700 ${lang === "zh" ? 11 : 12}px ${geomon.FONT}`;
    c.textAlign = "center";
    c.textBaseline = "middle";
    c.fillStyle = filled ? palette.halo : palette.ink;
    c.fillText((LETTERS[lang] || LETTERS.en)[verdict] || "", 0, verdict === "illegal" ? 2.5 : 1);
    c.restore();
  };

  geomon.patchMarks = function (c, board, { tile, scale, left, top }) {          // each in the tile that its point lies in
    const { z, x, y } = tile.coords, side = GRID / 2 ** z;
    for (const f of tile.features) {
      if (!f.path || !f.props.patch) continue;
      const px = geomon.TILE * (f.props.px / side - x), py = geomon.TILE * (f.props.py / side - y);
      if (px < 0 || py < 0 || px >= geomon.TILE || py >= geomon.TILE) continue;
      geomon.drawPatch(c, left + px * scale, top + py * scale, geomon.patchVerdict(f.props, board.state.patches), board.state.lang, board.palette);
    }
  };
})();
