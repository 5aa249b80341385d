// Is this message from us, answered without a network: the signed list of codes, loaded with the page. Rule D5.
// Does what safepassage.signing does, byte for byte; where the browser has no Ed25519 it says so.
(function () {
  "use strict";
  const says = document.getElementById("says");
  const form = document.getElementById("check");
  const answer = document.getElementById("answer");
  const field = document.getElementById("code");
  const FRESH_MS = 30000, WAIT_MS = 4000;
  const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const LOOK_ALIKE = "ILOАВЕЗІКМНОРСТУХ", TAKEN_FOR = "110ABE31KMH0PCTYX";
  const SEALED = /^SP1\.([a-z]+)\.([0-9a-f]{16})\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{86})$/;
  let list = null; // {codes, asOf, ring, signed}
  let loadedAt = 0;
  const ahead = Date.parse(says.dataset.now) - Date.now(); // the desk's clock before this one

  function bytes(letters) {
    const text = atob(letters.replace(/-/g, "+").replace(/_/g, "/"));
    const found = Uint8Array.from(text, (char) => char.charCodeAt(0));
    let back = "";
    for (const byte of found) back += String.fromCharCode(byte);
    if (btoa(back).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "") !== letters) throw new Error("not the one way");
    return found;
  }

  async function hexOf(data, digits) {
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
    return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, digits);
  }

  async function ringOf(rows) {
    const ring = new Map();
    for (const row of rows) {
      const raw = Uint8Array.from(atob(row.public), (char) => char.charCodeAt(0));
      const key = await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
      ring.set(await hexOf(raw, 16), { key, begins: Date.parse(row.begins), ends: Date.parse(row.ends) });
    }
    return ring;
  }

  // The payload, if a key of the ring signed it as this kind; throws otherwise.
  async function open(kind, sealed, ring) {
    const match = SEALED.exec(sealed.trim());
    if (!match || match[1] !== kind) throw new Error("no signed line");
    const row = ring.get(match[2]);
    if (!row) throw new Error("key not known");
    const payload = bytes(match[3]);
    const head = new TextEncoder().encode("SP1." + kind + "." + match[2] + ".");
    const signed = new Uint8Array(head.length + payload.length);
    signed.set(head);
    signed.set(payload, head.length);
    if (!(await crypto.subtle.verify({ name: "Ed25519" }, row.key, bytes(match[4]), signed))) throw new Error("changed");
    return { id: match[2], row, text: new TextDecoder("utf-8", { fatal: true }).decode(payload) };
  }

  function holds(row, at) {
    if (!(row.begins <= at && at <= row.ends)) throw new Error("key did not hold then");
  }

  async function openDocument(kind, sealed, ring) {
    const opened = await open(kind, sealed, ring);
    const found = JSON.parse(opened.text);
    holds(opened.row, Date.parse(found.as_of));
    return { found, id: opened.id };
  }

  async function canVerify() {
    try {
      await crypto.subtle.importKey("raw", new Uint8Array(32), { name: "Ed25519" }, false, ["verify"]);
      return true;
    } catch (error) {
      return false;
    }
  }

  function unsigned(sealed) {
    return JSON.parse(new TextDecoder().decode(bytes(SEALED.exec(sealed.trim())[3])));
  }

  async function fetched(address) {
    const control = new AbortController();
    const over = setTimeout(() => control.abort(), WAIT_MS);
    try {
      const found = await fetch(address, { signal: control.signal, cache: "no-cache", credentials: "omit" });
      if (!found.ok) throw new Error(String(found.status));
      return await found.text();
    } finally {
      clearTimeout(over);
    }
  }

  async function load() {
    const { keys, codes, revoked } = says.dataset;
    const [ringFile, codesLine, revokedLine] = await Promise.all([keys, codes, revoked].map(fetched));
    let made;
    if (await canVerify()) {
      const ring = await ringOf(JSON.parse(ringFile).keys);
      const gone = await openDocument("revoked", revokedLine, ring);
      const ids = gone.found.revoked.map((each) => each.key);
      if (ids.includes(gone.id)) throw new Error("revoked by itself");
      for (const id of ids) ring.delete(id);
      const { found } = await openDocument("codes", codesLine, ring);
      made = { found, ring, signed: true };
    } else {
      made = { found: unsigned(codesLine), ring: null, signed: false };
    }
    const asOf = Date.parse(made.found.as_of);
    if (list && asOf < list.asOf) return; // an older list must not bring a cancelled alert back
    list = { codes: new Map(made.found.codes.map((each) => [each.code, each])), asOf, ring: made.ring, signed: made.signed };
    list.shift = asOf - (Date.now() + ahead); // of the crisis's clock: that of an exercise may stand
    loadedAt = Date.now();
  }

  function words(name) {
    return says.querySelector("[data-say=" + CSS.escape(name) + "]").cloneNode(true);
  }

  function told(instant) {
    const format = new Intl.DateTimeFormat(says.dataset.language, { dateStyle: "medium", timeStyle: "long" });
    const time = document.createElement("time");
    time.dateTime = new Date(instant).toISOString();
    time.textContent = format.format(new Date(instant));
    return time;
  }

  function line(...parts) {
    const made = document.createElement("p");
    made.append(...parts);
    return made;
  }

  function digit(char) {
    if (!/\p{Nd}/u.test(char)) return char;
    const point = char.codePointAt(0), low = point & 15;
    const fromNought = low < 10 && /\p{Nd}/u.test(String.fromCodePoint(point - low)); // blocks begin at …0 or …6
    return String(fromNought ? low : low - 6);
  }

  function readCode(said) {
    let code = "";
    for (const char of said.normalize("NFKC")) {
      if (!/[\p{L}\p{N}]/u.test(char)) continue;
      for (const upper of digit(char).toUpperCase()) {
        const at = LOOK_ALIKE.indexOf(upper);
        code += at < 0 ? upper : TAKEN_FOR[at];
      }
    }
    return code.length === 10 && [...code].every((char) => ALPHABET.includes(char)) ? code : "";
  }

  async function codeOf(sealed) {
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(sealed.trim())));
    let bits = 0n;
    for (const byte of hash.slice(0, 7)) bits = (bits << 8n) | BigInt(byte);
    bits >>= 6n;
    let code = "";
    for (let shift = 45n; shift >= 0n; shift -= 5n) code += ALPHABET[Number((bits >> shift) & 31n)];
    return code;
  }

  function standingOf(entry) {
    if (!entry) return "unknown";
    if (entry.state !== "in force") return entry.state;
    const now = Math.max(list.asOf, Date.now() + ahead + list.shift);
    return now >= Date.parse(entry.expires) ? "expired" : "in force";
  }

  function instead(entry) {
    let last = null;
    for (let step = 0; entry && entry.replaced_by && step < 1000; step += 1) {
      entry = list.codes.get(entry.replaced_by);
      last = entry || last;
    }
    return last && standingOf(last) === "in force" ? last : null;
  }

  function show(standing, entry) {
    const found = [...says.querySelector('[data-standing="' + standing + '"]').cloneNode(true).childNodes];
    if (entry) {
      const code = document.createElement("strong");
      code.className = "code";
      code.dir = "ltr";
      code.textContent = entry.code.slice(0, 5) + "-" + entry.code.slice(5) + (entry.status === "Actual" ? "" : " · " + entry.status.toUpperCase());
      found.push(line(code));
    }
    if (entry && standing === "in force") {
      const compare = words("compare");
      compare.querySelector("[data-text]").textContent = entry.text;
      found.push(compare);
    }
    const later = instead(entry);
    if (later) {
      const quoted = document.createElement("blockquote");
      quoted.dir = "auto";
      quoted.textContent = later.text;
      found.push(words("instead"), quoted);
    }
    if (!list.signed) found.push(line(words("unsigned")));
    found.push(line(words("as-of"), " ", told(list.asOf)));
    answer.replaceChildren(...found);
    answer.dataset.standing = standing;
  }

  async function check(said) {
    const sealed = /SP1\.text\.[A-Za-z0-9_.-]+/.exec(said);
    if (!sealed) {
      const code = readCode(said);
      const entry = list.codes.get(code);
      return code ? show(standingOf(entry), entry) : show("no code");
    }
    if (!list.signed) return show("unreadable");
    try {
      const opened = await open("text", sealed[0], list.ring);
      holds(opened.row, Date.parse(opened.text.split("\n")[2]));
    } catch (error) {
      return show("forged");
    }
    const entry = list.codes.get(await codeOf(sealed[0]));
    return show(standingOf(entry), entry);
  }

  async function refresh() {
    try {
      await load();
    } catch (error) {
      // what was loaded before still answers, and says as of when
    }
    const kept = document.getElementById("kept");
    kept.replaceChildren(...(list ? [words(list.signed ? "kept" : "kept-unsigned"), " ", told(list.asOf)] : [words("not-kept")]));
    document.documentElement.dataset.kept = list ? (list.signed ? "signed" : "unsigned") : "no";
  }

  form.addEventListener("submit", async (event) => {
    if (!list) return; // the desk answers
    event.preventDefault();
    if (Date.now() - loadedAt > FRESH_MS || !list.codes.has(readCode(field.value))) await refresh();
    await check(field.value);
  });

  if (window.crypto && crypto.subtle) refresh();
  else document.getElementById("kept").replaceChildren(words("not-kept"));
})();
