// Loads the page of a number anew every fifteen seconds while it is looked at, and when it is looked at again.
const load = () => { if (!document.hidden) location.reload(); };
setInterval(load, 15_000);
document.addEventListener("visibilitychange", load);
