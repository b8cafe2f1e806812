// Registers the service worker that a page names, so that the page can be read without a network; quietly does without.
export const keepPages = ({ worker, scope, policy }) => {
  if (!navigator.serviceWorker || !worker) return;
  const trusted = globalThis.trustedTypes?.createPolicy(policy, {
    createScriptURL: (address) => { if (address !== worker) throw new TypeError(address); return address; },
  });
  const address = trusted ? trusted.createScriptURL(worker) : worker;
  navigator.serviceWorker.register(address, { scope, updateViaCache: "none" }).catch(() => {});
};
