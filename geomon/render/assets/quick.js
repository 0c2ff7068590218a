/* quick.js: what the map does at once, before the server has answered, or on its way there.
 *   a click is told to Python directly: streamlit-folium would wait 250 ms for more of them
 *   a light that is switched in the page's tiles is on the map while the page is still being computed; the next show() says the same, or wins */
(function () {
  "use strict";
  const geomon = window.geomon;
  const BEFORE = new Set(["city", "county", "layer"]);      // stand before the lights in a filter's words; see address.py

  geomon.Quick = class {
    constructor(board, key) {
      this.board = board;
      let page = null;
      try { page = window.parent === window ? null : window.parent.document; } catch { /* a page of another origin: the server says all */ }
      if (!page) return;
      const hear = e => {
        const tile = e.target.closest && e.target.closest(`[class*="st-key-kpi_"] button`);
        const light = tile && /st-key-kpi_([a-z]+)_/.exec(tile.closest(`[class*="st-key-kpi_"]`).className);
        if (light && board.state.quick && key === "map") board.filter(switched(board.state.filter, light[1]));
      };
      page.addEventListener("click", hear, true);
      window.addEventListener("pagehide", () => page.removeEventListener("click", hear, true));
    }
    tell(feature) {                              // -> whether it is on its way; else the layer tells it, as any layer of streamlit-folium
      const held = window.__GLOBAL_DATA__, [wanted, ...more] = (held && held.returned_objects) || [];
      if (!window.Streamlit || wanted !== "last_active_drawing" || more.length) return false;
      held.last_active_drawing = feature;
      held.previous_data = { last_active_drawing: feature };                     // so that it is not told again
      window.Streamlit.setComponentValue(held.previous_data);
      return true;
    }
  };

  function switched(query, light) {              // the filter with one light more or less, "all" for none, in the order of filter_to_query
    const pairs = [...new URLSearchParams(query)], on = pairs.filter(([name]) => name === "light").map(([, value]) => value);
    const now = light === "all" ? [] : on.includes(light) ? on.filter(other => other !== light) : [...on, light].sort();
    const rest = pairs.filter(([name]) => name !== "light"), at = rest.filter(([name]) => BEFORE.has(name)).length;
    return String(new URLSearchParams([...rest.slice(0, at), ...now.map(value => ["light", value]), ...rest.slice(at)]));
  }
  geomon.switched = switched;
})();
