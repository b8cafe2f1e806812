// Brings the board up to date: told by the server as it happens, or asked for every few seconds where that fails.
const board = document.getElementById("board");
const said = document.getElementById("board-said");
const POLL = 3000, SILENT = 20_000, TRY_AGAIN = 60_000;
const language = document.documentElement.lang;
let heard = Date.now(), polling = 0, source = null;

const list = board.querySelector(".calls");
const nobody = board.querySelector(".nobody");

const part = (tag, kind, text) => {
  const made = document.createElement(tag);
  made.className = kind;
  made.textContent = text;
  return made;
};

const line = (call) => {
  const made = part("li", `call ${call.kind}`.trim(), "");
  made.dataset.key = call.key;
  const arrow = part("span", "arrow", "→");
  arrow.ariaHidden = "true";
  made.append(part("strong", "call-table", call.table), " ", arrow, " ", part("strong", "call-no num", call.number), " ", part("span", "when num", call.when));
  return made;
};

let shown = "";
const show = (text) => {
  heard = Date.now();
  said.textContent = "";
  if (text === shown) return;
  shown = text;
  const calls = JSON.parse(text);
  const before = new Set([...list.children].map((one) => one.dataset.key));
  const lines = calls.map(line);
  list.replaceChildren(...lines);
  list.hidden = !calls.length;
  nobody.hidden = calls.length > 0;
  for (const [at, call] of [...calls.entries()].reverse()) {
    if (before.has(call.key) || !call.say) continue;
    lines[at].classList.add("new");
    speak(call.say, call.number);
  }
};

const ask = async () => {
  try {
    const answer = await fetch(board.dataset.now, { headers: { "Accept-Language": language } });
    if (answer.ok) show(await answer.text());
    else if (answer.status >= 500) said.textContent = said.dataset.cut;
  } catch { said.textContent = said.dataset.cut; }
};
const poll = () => { if (!polling) { polling = setInterval(ask, POLL); ask(); } };

const listen = () => {
  if (!("EventSource" in window)) return poll();
  source?.close();
  source = new EventSource(board.dataset.live);
  source.addEventListener("state", (event) => { clearInterval(polling); polling = 0; show(event.data); });
  source.addEventListener("open", () => { heard = Date.now(); });
  source.addEventListener("error", () => { if (source.readyState === EventSource.CLOSED) { poll(); setTimeout(listen, TRY_AGAIN); } });
};
listen();
// Some proxies keep a stream back without cutting it: what is silent from the start is asked for instead.
setInterval(() => { if (source?.readyState !== EventSource.OPEN && Date.now() - heard > SILENT) poll(); }, 5000);

// Reading out: only after somebody pressed the button, as browsers ask for it, and only where there is a voice.
const button = document.getElementById("speak");
const voices = window.speechSynthesis;
let speaking = false;
const utter = (text) => {
  const words = new SpeechSynthesisUtterance(text);
  words.lang = language.toLowerCase().startsWith("zh") ? "zh-CN" : "en-GB";
  words.rate = 0.9;
  voices.speak(words);
};
// "A037" letter by letter, digit by digit, with a breath between.
function speak(text, number) {
  if (speaking) utter(text.replace(number, [...number].join(" ")));
}
if (voices && button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    speaking = !speaking;
    button.setAttribute("aria-pressed", String(speaking));
    button.textContent = speaking ? button.dataset.on : button.dataset.off;
    if (speaking) utter(button.dataset.hello); else voices.cancel();
  });
}

const clock = document.getElementById("clock");
const tick = () => { clock.textContent = new Date().toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: board.dataset.zone }); };
clock.hidden = false;
tick();
setInterval(tick, 5000);
