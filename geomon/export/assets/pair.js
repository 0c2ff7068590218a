/* pair.js: two pictures of one place under a line that can be moved. Without a script they stand side by side; printed they do too.
 * Keyboard: the slider below is the browser's own, so arrows, Home and End move the line. */
function geomonPair(root) {
  for (const pair of root.querySelectorAll(".gm-pair:not(.gm-pair-on)")) {
    const view = pair.querySelector(".gm-pair-view"), slider = pair.querySelector("input"), { before, after } = pair.dataset;
    const place = () => {
      view.style.setProperty("--at", `${slider.value}%`);
      slider.setAttribute("aria-valuetext", `${before} ${slider.value}%, ${after} ${100 - slider.value}%`);
    };
    const follow = event => {
      const box = view.getBoundingClientRect();
      slider.value = Math.round(100 * (event.clientX - box.left) / box.width);
      place();
    };
    view.addEventListener("pointerdown", event => {
      if (event.button) return;
      event.preventDefault();                    // an image would be dragged along
      view.setPointerCapture(event.pointerId);
      view.addEventListener("pointermove", follow);
      follow(event);
    });
    for (const end of ["pointerup", "pointercancel"]) view.addEventListener(end, () => view.removeEventListener("pointermove", follow));
    slider.addEventListener("input", place);
    pair.classList.add("gm-pair-on");
    place();
  }
}
