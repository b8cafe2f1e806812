// Brings the page of a number up to date every ten seconds, while it is looked at; without this file it reloads.
const EVERY = 10_000;
const look = async () => {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("number");
    const shown = document.getElementById("number");
    if (fresh && shown && fresh.innerHTML !== shown.innerHTML) {
      const called = fresh.querySelector(".state.now") && !shown.querySelector(".state.now");
      shown.replaceWith(fresh);
      if (called) navigator.vibrate?.([200, 100, 200]);
    }
  } catch { /* the network is gone for a moment: the next look finds it again */ }
};
setInterval(look, EVERY);
document.addEventListener("visibilitychange", look);
