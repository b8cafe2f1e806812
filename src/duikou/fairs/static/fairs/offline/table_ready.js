// On the usual table's page: keeps the table on this device for when the network is gone, and sends taps by the queue, so
// that none is lost when the network or the session ends between two of them.
import { clockText, lineOf, openTable, say, settings, troubleOf } from "./table_session.js";
import { NEEDS_NETWORK, tapOf } from "./taps.js";

const line = document.getElementById("ready");
let session = null;

const render = () => {
  if (!session) return;
  const calm = session.state === "connected" && !session.queue.waiting();
  const ready = session.keeps && session.list && !session.full;
  const text = troubleOf(session)
    || (!calm ? lineOf(session)[0] : ready ? say("ready", { count: session.list.rows.length, at: clockText(session.list.made) }) : session.keeps === null ? "" : say("not_kept"));
  if (line.textContent !== text) line.textContent = text;
  line.className = calm && ready ? "state done" : "state late";
};

const sent = async (tap, button) => {
  button.disabled = true;
  await session.tap(tap);
  await session.queue.flush();
  const waits = session.queue.items().some((one) => one.named === tap.row.id);
  if (waits) location.assign(settings.page + location.search);
  else location.reload();
};

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!session?.list || !session.token || session.state === "shut" || !submitter) return;
  const said = { path: new URL(form.action).pathname, form: Object.fromEntries(new FormData(form, submitter)) };
  const tap = tapOf(said, session.list.rows, settings.outcomes);
  if (!tap || tap === NEEDS_NETWORK) return;
  event.preventDefault();
  sent(tap, submitter);
});

openTable((opened) => { session ??= opened; render(); }).then((opened) => { session = opened; render(); document.documentElement.dataset.table = "open"; });
