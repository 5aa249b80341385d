// Says beside the account's slider which time it stands at, while it is moved. Without this script the server says it.
const HOUR_MS = 3_600_000;
const LANGUAGE = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang; // the day first

function told(at, zone) {
  const parts = { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const place = zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " ");
  return `${new Intl.DateTimeFormat(LANGUAGE, { ...parts, timeZone: zone }).format(at)} (${place})`;
}

for (const output of document.querySelectorAll("output[data-slides]")) {
  const slider = document.getElementById(output.dataset.slides);
  const begins = Date.parse(output.dataset.begins);
  slider.addEventListener("input", () => {
    const at = new Date(begins + Number(slider.value) * HOUR_MS);
    output.textContent = output.dataset.zones.split(" ").map((zone) => told(at, zone)).join(" · ");
  });
}
