// Solves the riddle of the page that asks for patience (ALTCHA 2: PBKDF2) and sends the page on. Without this file, or
// on a page without HTTPS, one waits and presses the button instead. The sums run beside the page, some at a time.
const form = document.querySelector("[data-riddle]");
const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function solve({ nonce, salt, cost, keyLength, keyPrefix }) {
  const derive = async (counter) => {
    const word = new Uint8Array(20);
    word.set(bytes(nonce));
    new DataView(word.buffer).setUint32(16, counter);
    const key = await crypto.subtle.importKey("raw", word, "PBKDF2", false, ["deriveBits"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: cost };
    return hex(await crypto.subtle.deriveBits(how, key, keyLength * 8));
  };
  const beside = Math.min(navigator.hardwareConcurrency || 2, 8);
  for (let from = 0; from < 1000; from += beside) {
    const keys = await Promise.all(Array.from({ length: beside }, (_, more) => derive(from + more)));
    const found = keys.findIndex((key) => key.startsWith(keyPrefix));
    if (found >= 0) return { counter: from + found, derivedKey: keys[found] };
  }
  throw new Error("no number fits");
}

if (globalThis.crypto?.subtle) {
  const challenge = JSON.parse(form.dataset.riddle);
  form.querySelector("[data-solving]").hidden = false;
  solve(challenge.parameters).then((solution) => {
    form.elements.proof.value = btoa(JSON.stringify({ challenge, solution }));
    form.requestSubmit();
  });
}
