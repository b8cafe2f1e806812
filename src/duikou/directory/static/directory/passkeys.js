// Says on the page when a passkey was not taken; allauth's scripts do the rest.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const told of document.querySelectorAll("[data-passkey-fault]")) told.hidden = false;
});
if (!window.PublicKeyCredential) for (const part of document.querySelectorAll("[data-passkey]")) part.hidden = true;
