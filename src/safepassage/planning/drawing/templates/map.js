"use strict";
(() => {
  const map = document.getElementById("map");
  const world = document.getElementById("world");
  const paper = map.querySelector(".paper"); // the frame's; below it is the strip with scale and north
  const [width, height] = ["width", "height"].map((side) => Number(paper.getAttribute(side)));
  const unitsPerMetre = Number(map.dataset.unitsPerM);
  const TYPE = 0.88; // how large marks stand on the screen, against the drawing's own size
  const view = { zoom: 1, x: 0, y: 0 }; // the world is scaled by zoom, then moved by x and y

  document.documentElement.classList.add("js");
  document.querySelector(".zoom").hidden = false;
  const hint = document.querySelector(".hint");
  hint.hidden = false;

  // --- Choosing a mark: its facts and ways -------------------------------------------------------------------------
  function choose(link) {
    const id = link.getAttribute("href").slice(1);
    for (const old of document.querySelectorAll(".open, .chosen")) old.classList.remove("open", "chosen");
    for (const old of map.querySelectorAll("[aria-current]")) old.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    hint.hidden = true;
    const facts = document.getElementById(id);
    facts.classList.add("open");
    document.getElementById("ways-of-" + id)?.classList.add("chosen");
    const narrow = getComputedStyle(document.querySelector(".side")).position === "static";
    if (narrow) facts.scrollIntoView({ block: "nearest" });
  }

  let dragged = false; // since the pointer went down
  let moved = false; // since a mark was chosen
  map.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    if (dragged) return;
    moved = false;
    choose(link);
  });

  // --- Enlarging ---------------------------------------------------------------------------------------------------
  function draw() {
    view.x = Math.min(0, Math.max(width * (1 - view.zoom), view.x));
    view.y = Math.min(0, Math.max(height * (1 - view.zoom), view.y));
    world.setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.zoom})`);
    map.classList.toggle("large", view.zoom > 1);
    const unit = width / map.clientWidth; // drawing units in one pixel
    const size = Math.max(1, unit * TYPE);
    map.style.setProperty("--mark", size / view.zoom);
    drawScale(size);
  }

  function drawScale(size) {
    for (const mark of map.querySelectorAll(".corner")) mark.style.setProperty("--mark", size);
    const longest = (width * 0.3) / (unitsPerMetre * view.zoom);
    const power = 10 ** Math.floor(Math.log10(longest));
    const metres = [5, 2, 1].map((step) => step * power).find((length) => length <= longest);
    const units = metres * unitsPerMetre * view.zoom;
    document.getElementById("scale-bar").setAttribute("d", `M0${-6 * size}V0H${units}V${-6 * size}`);
    const text = document.getElementById("scale-text");
    text.textContent = metres >= 1000 ? `${metres / 1000} km` : `${metres} m`;
    text.setAttribute("transform", `translate(${units + 8 * size} 0) scale(${size})`);
  }

  // Where the chosen mark stands; nothing once an enlarged map has been moved by hand.
  function chosenPlace() {
    const place = moved ? null : map.querySelector("[aria-current]")?.parentElement.getAttribute("transform");
    return place?.match(/-?[\d.]+/g).map(Number);
  }

  function enlarge(factor) {
    const zoom = Math.min(32, Math.max(1, view.zoom * factor));
    const [x, y] = chosenPlace() ?? [(width / 2 - view.x) / view.zoom, (height / 2 - view.y) / view.zoom];
    view.x = width / 2 - x * zoom;
    view.y = height / 2 - y * zoom;
    view.zoom = zoom;
    draw();
  }

  document.querySelector(".zoom").addEventListener("click", (event) => {
    const factor = { in: 2, out: 0.5, all: 0 }[event.target.dataset.zoom];
    if (factor !== undefined) enlarge(factor);
  });

  // --- Moving an enlarged map --------------------------------------------------------------------------------------
  let held = null;
  map.addEventListener("pointerdown", (event) => {
    dragged = false;
    if (view.zoom > 1) held = { x: event.clientX, y: event.clientY };
  });
  addEventListener("pointermove", (event) => {
    if (!held) return;
    const unit = width / map.clientWidth;
    const dx = (event.clientX - held.x) * unit;
    const dy = (event.clientY - held.y) * unit;
    if (!dragged && Math.hypot(dx, dy) < 6) return;
    dragged = moved = true;
    view.x += dx;
    view.y += dy;
    held = { x: event.clientX, y: event.clientY };
    draw();
  });
  addEventListener("pointerup", () => (held = null));
  addEventListener("pointercancel", () => (held = null));
  addEventListener("resize", draw);
  draw();
})();
