// Every page works without this file; it only saves steps.
document.documentElement.classList.add("js");

// A form is sent once. It is unlocked again when the page is shown from the back/forward cache.
const sent = new WeakSet();
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (sent.has(form)) return event.preventDefault();
  if (event.defaultPrevented) return;
  sent.add(form);
  setTimeout(() => { sent.delete(form); event.submitter?.removeAttribute("aria-busy"); }, 8000);
  event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.querySelectorAll("form").forEach((form) => sent.delete(form));
  document.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
});

// <a href="/the/page" data-dialog="id"> opens <dialog id> instead of the page; <button data-close> closes it.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog?.showModal && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    dialog.showModal();
  }
  event.target.closest("[data-close]")?.closest("dialog")?.close();
  document.querySelectorAll("details.menu[open]").forEach((menu) => menu.contains(event.target) || (menu.open = false));
  event.target.closest(".dismiss")?.parentElement.remove();
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
});

// What is folded away is printed all the same, also by browsers that a style sheet cannot tell so.
addEventListener("beforeprint", () => {
  document.querySelectorAll("details.printed").forEach((fold) => (fold.open = true));
});

for (const banner of document.querySelectorAll("[data-dismiss]")) {
  const button = document.createElement("button");
  button.className = "dismiss";
  button.type = "button";
  button.ariaLabel = banner.dataset.dismiss;
  button.textContent = "×";
  banner.append(button);
}

// A form marked data-auto sends itself when a choice in it changes; its button stays for everybody else.
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.hasAttribute("data-auto")) form.requestSubmit();
});

// <button data-print> prints; it is hidden without this file.
document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) print(); });

// An error summary takes the focus, so that a screen reader starts there.
document.querySelector(".errors[tabindex]")?.focus();

// On a narrow screen the present tab is brought into view within its strip.
for (const tab of document.querySelectorAll(".tabs [aria-current], .nav [aria-current]")) {
  const strip = tab.closest("nav");
  strip.scrollLeft += tab.getBoundingClientRect().left - strip.getBoundingClientRect().left - 24;
}

// What is said once goes out of the address, so that a bookmark or a copied link does not say it again.
if (document.querySelector("[data-once]")) history.replaceState(null, "", location.pathname);

// What stands behind the # of a link is sent to nobody: it goes into the field that asks for it, and out of the address.
const asking = document.querySelector("[data-from-fragment]");
if (asking && location.hash.length > 1) {
  asking.value = location.hash.slice(1);
  asking.closest(".field").hidden = true;
  history.replaceState(null, "", location.pathname);
}
