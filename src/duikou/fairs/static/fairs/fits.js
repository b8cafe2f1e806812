// Remembers, in this browser only, what was said under "Fits me", and applies it again on the next visit.
const KEY = "duikou.me";
const here = new URL(location.href);
const said = (name) => here.searchParams.get(name) ?? "";
const store = (value) => { try { value ? localStorage.setItem(KEY, value) : localStorage.removeItem(KEY); } catch { /* private mode */ } };
const stored = () => { try { return new URLSearchParams(localStorage.getItem(KEY) ?? ""); } catch { return new URLSearchParams(); } };

document.addEventListener("click", (event) => { if (event.target.closest("[data-forget]")) store(""); });
document.querySelector("form[data-me]")?.addEventListener("submit", (event) => {
  const form = new FormData(event.target);
  if (!form.get("education") && !form.get("major")) store("");
});

if (here.searchParams.has("education") || here.searchParams.has("major")) {
  if (said("education") || said("major")) store(new URLSearchParams({ education: said("education"), major: said("major") }).toString());
} else {
  const me = stored();
  for (const [name, value] of me) if (value) here.searchParams.set(name, value);
  if ([...me.values()].some(Boolean)) location.replace(here);
}
