// On the usual door's page: keeps the door on this telephone for when the network is gone, sends what waits, and says so.
import { clockText, lineOf, openSession, say, troubleOf } from "./session.js";

const line = document.getElementById("ready");
let session = null;

const render = () => {
  const calm = session.state === "connected" && !session.queue.waiting();
  const ready = session.keeps && session.list && !session.full;
  const text = troubleOf(session)
    || (!calm ? lineOf(session)[0] : ready ? say("ready", { count: session.list.live, at: clockText(session.list.made) }) : session.keeps === null ? "" : say("not_kept"));
  if (line.textContent !== text) line.textContent = text;
  line.className = !text ? "" : calm && ready ? "state done" : "state late";
};

openSession((opened) => { session ??= opened; if (session) render(); }).then(() => { render(); document.documentElement.dataset.door = "open"; });
