// The map on the console's pages: shows the ground, or takes an outline or a point into fields that can also be typed.
// Without WebGL, or without this script, the server's sketch stays, and nothing is lost.
import * as maplibre from "../vendored/maplibre-gl/maplibre-gl.mjs";

const LAND = new URL("../vendored/natural-earth/land.geojson", import.meta.url).href;
const DARK = matchMedia("(prefers-color-scheme: dark)").matches;
const COLOURS = DARK
  ? { sea: "#10202c", land: "#24282b", road: "#8a8f94", ink: "#eee", paper: "#161616", wrong: "#ff9d9d" }
  : { sea: "#dbe7ee", land: "#f6f5f0", road: "#8d8a83", ink: "#1b1b1b", paper: "#fff", wrong: "#8f1414" };
const KINDS = {
  area: "#0b4f9e", closure: "#8f1414", control: "#7a3fa0", hazard: "#b35900", curfew: "#5c5c5c",
  haven: "#0d5c3b", shelter: "#0b4f9e", assembly_point: "#4a3a8c", crossing: "#7a5200",
};
const COLOUR_OF_KIND = ["match", ["get", "kind"], ...Object.entries(KINDS).flat(), "#000"];
const NOTHING = { type: "FeatureCollection", features: [] };
const DIGITS = 5; // of degrees: a metre
const FITTED = { padding: 40, maxZoom: 13 };

function style() {
  return {
    version: 8,
    sources: { land: { type: "geojson", data: LAND } },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": COLOURS.sea } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": COLOURS.land } },
    ],
  };
}

// Opens where there is something to see; over the whole world only if nothing is known.
function opened(place, shapes) {
  const bounds = boundsOf(shapes);
  const view = bounds.isEmpty() ? { center: [15, 25], zoom: 0.8 } : { bounds, fitBoundsOptions: FITTED };
  const map = new maplibre.Map({
    container: place, style: style(), ...view, attributionControl: false, dragRotate: false,
    pitchWithRotate: false, touchPitch: false, renderWorldCopies: false,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibre.NavigationControl({ showCompass: false }));
  map.addControl(new maplibre.ScaleControl(), "top-left");
  map.addControl(new maplibre.AttributionControl({ compact: false, customAttribution: place.dataset.credit }));
  return map;
}

function drawGround(map, source) {
  const area = ["==", ["geometry-type"], "Polygon"];
  map.addLayer({ id: "fills", type: "fill", source, filter: ["all", area, ["!=", ["get", "kind"], "area"]],
    paint: { "fill-color": COLOUR_OF_KIND, "fill-opacity": 0.2 } });
  map.addLayer({ id: "lines", type: "line", source, filter: ["!=", ["geometry-type"], "Point"],
    paint: { "line-color": COLOUR_OF_KIND, "line-width": 2 } });
  // What is shaken is broken in outline too, and says so in its name: a colour alone is not seen by all.
  const shaken = ["==", ["get", "shaken"], true];
  map.addLayer({ id: "shaken-lines", type: "line", source, filter: ["all", shaken, ["!=", ["geometry-type"], "Point"]],
    paint: { "line-color": COLOURS.wrong, "line-width": 5, "line-dasharray": [1, 1] } });
  map.addLayer({ id: "shaken-points", type: "circle", source, filter: ["all", shaken, ["==", ["geometry-type"], "Point"]],
    paint: { "circle-color": COLOURS.paper, "circle-radius": 11, "circle-stroke-color": COLOURS.wrong, "circle-stroke-width": 3 } });
  map.addLayer({ id: "points", type: "circle", source, filter: ["==", ["geometry-type"], "Point"],
    paint: { "circle-color": COLOUR_OF_KIND, "circle-radius": 7, "circle-stroke-color": "#fff", "circle-stroke-width": 2 } });
  map.addLayer({ id: "names", type: "symbol", source, filter: ["==", ["geometry-type"], "Point"],
    layout: { "text-field": ["get", "name"], "text-size": 13, "text-anchor": "left", "text-offset": [0.8, 0],
      "text-font": ["sans-serif"] },
    paint: { "text-color": COLOURS.ink, "text-halo-color": COLOURS.paper, "text-halo-width": 1.5 } });
}

function boundsOf(shapes) {
  const bounds = new maplibre.LngLatBounds();
  const walk = (at) => (typeof at[0] === "number" ? bounds.extend(at) : at.forEach(walk));
  shapes.forEach(walk);
  return bounds;
}

const fetched = (address) => (address ? fetch(address).then((answer) => answer.json()) : NOTHING);

async function showGround(map, place, features) {
  const roads = await fetched(place.dataset.roads);
  map.addSource("roads", { type: "geojson", data: roads });
  map.addLayer({ id: "roads", type: "line", source: "roads", paint: { "line-color": COLOURS.road, "line-width": 1 } });
  map.addSource("ground", { type: "geojson", data: features });
  drawGround(map, "ground");
  map.on("click", "points", (event) => {
    const { name, label } = event.features[0].properties;
    new maplibre.Popup().setLngLat(event.lngLat).setText(`${label}: ${name}`).addTo(map);
  });
}

// --- An outline, in a field as CAP writes it: lat,lon lat,lon … and the first again ------------------------------------

const read = (text) => text.trim().split(/\s+/).map((pair) => pair.split(",").map(Number))
  .filter((pair) => pair.length === 2 && pair.every(Number.isFinite)).map(([lat, lon]) => [lon, lat]);

const written = (corners) => [...corners, corners[0]].map(([lon, lat]) => `${lat},${lon}`).join(" ");

const rounded = ({ lng, lat }) => [Number(lng.toFixed(DIGITS)), Number(lat.toFixed(DIGITS))];

function cornersOf(field) {
  const found = read(field.value);
  const [first, last] = [found[0], found[found.length - 1]];
  if (found.length > 1 && first[0] === last[0] && first[1] === last[1]) found.pop();
  return found;
}

function takeOutline(map, place) {
  const field = document.getElementById(place.dataset.text);
  let corners = cornersOf(field);
  let marks = [];
  map.addSource("outline", { type: "geojson", data: NOTHING });
  map.addLayer({ id: "fill", type: "fill", source: "outline", paint: { "fill-color": KINDS.area, "fill-opacity": 0.15 } });
  map.addLayer({ id: "line", type: "line", source: "outline", paint: { "line-color": KINDS.area, "line-width": 2 } });

  const outline = () => map.getSource("outline").setData(corners.length < 2 ? NOTHING
    : { type: "Polygon", coordinates: [[...corners, corners[0]]] });
  const write = () => { field.value = corners.length ? written(corners) : ""; outline(); };
  const mark = (corner, index) => {
    const made = new maplibre.Marker({ color: KINDS.area, scale: 0.6, draggable: true }).setLngLat(corner).addTo(map);
    made.on("dragend", () => { corners[index] = rounded(made.getLngLat()); write(); });
    return made;
  };
  const draw = () => { marks.forEach((each) => each.remove()); marks = corners.map(mark); outline(); };

  map.on("click", (event) => { corners.push(rounded(event.lngLat)); draw(); write(); });
  field.addEventListener("change", () => { corners = cornersOf(field); draw(); });
  place.after(buttons(place, { takeBack: () => { corners.pop(); draw(); write(); },
    startOver: () => { corners = []; draw(); write(); } }));
  draw();
}

function buttons(place, does) {
  const row = document.createElement("p");
  row.className = "map-buttons";
  for (const [name, press] of Object.entries(does)) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = place.dataset[name];
    button.addEventListener("click", press);
    row.append(button, " ");
  }
  return row;
}

// --- A point, in two fields --------------------------------------------------------------------------------------------

function takePoint(map, place) {
  const [lat, lon] = [place.dataset.lat, place.dataset.lon].map((id) => document.getElementById(id));
  const made = new maplibre.Marker({ color: KINDS.haven, draggable: true });
  const write = (at) => { [lon.value, lat.value] = rounded(at); };
  const show = () => {
    const at = [Number(lon.value), Number(lat.value)];
    if (lon.value && lat.value && at.every(Number.isFinite)) made.setLngLat(at).addTo(map);
  };
  made.on("dragend", () => write(made.getLngLat()));
  map.on("click", (event) => { write(event.lngLat); show(); });
  for (const field of [lat, lon]) field.addEventListener("change", show);
  show();
}

function pointOf(place) {
  const [lon, lat] = [place.dataset.lon, place.dataset.lat].map((id) => document.getElementById(id).value);
  const at = [Number(lon), Number(lat)];
  return lon && lat && at.every(Number.isFinite) ? [at] : [];
}

// --- Each map of the page ----------------------------------------------------------------------------------------------

const TAKES = { polygon: takeOutline, point: takePoint, ground: showGround };

// What is being typed is looked at first; else what is there already.
function toSee(place, features) {
  const typed = { polygon: () => cornersOf(document.getElementById(place.dataset.text)), point: () => pointOf(place) };
  const own = (typed[place.dataset.map] || (() => []))();
  return own.length ? own : features.map(({ geometry }) => geometry && geometry.coordinates).filter(Boolean);
}

async function begin(place) {
  const there = await fetched(place.dataset.features || place.dataset.beside);
  const sketches = document.querySelectorAll(".without-map");
  place.classList.toggle("waiting", sketches.length > 0); // never the sketch and the map at once
  place.hidden = false;
  let map;
  try {
    map = opened(place, toSee(place, there.features));
  } catch (error) {
    if (!/WebGL/i.test(String(error.message))) throw error;
    place.hidden = true; // the sketch stays
    return;
  }
  await new Promise((loaded) => map.once("load", loaded));
  if (place.dataset.beside) {
    map.addSource("beside", { type: "geojson", data: there });
    drawGround(map, "beside");
  }
  await TAKES[place.dataset.map](map, place, there);
  for (const sketch of sketches) sketch.hidden = true;
  place.classList.remove("waiting");
  place.dataset.ready = "yes"; // for tests
}

document.querySelectorAll("[data-map]").forEach(begin);
