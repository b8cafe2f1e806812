// The page that checks a draw: takes a file, has draw_check.js make the draw again, and says what came of it.
(() => {
  const at = (id) => document.getElementById(id);
  const panel = at("verify"), verdict = at("verdict"), found = at("found"), one = at("one"), why = at("why");
  const words = new Map([...at("words").content.querySelectorAll("[data-word]")].map((p) => [p.dataset.word, p.textContent]));
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const fill = (name, facts = {}) => words.get(name).replace(/\{(\w+)\}/g, (all, key) => {
    const value = facts[key];
    return typeof value === "number" ? number.format(value) : value ?? all;
  });
  let last = null, bytes = null, turn = 0;

  const element = (name, text, kind = "") => Object.assign(document.createElement(name), { textContent: text, className: kind });
  const judge = (kind, sign, title, text) => {
    const banner = element("div", "", `banner ${kind}`);
    const head = element("p", "", "verdict-word");
    const mark = element("span", sign, "verdict-sign");
    mark.setAttribute("aria-hidden", "true");
    head.append(mark, element("strong", title));
    banner.append(head, element("p", text, "break"));
    verdict.replaceChildren(banner);
  };
  const fault = (facts) => judge("warn", "✕", fill("wrong"), fill(`fault-${facts.name}`, facts));

  const show = ({ list, sha256, seed, won }) => {
    found.hidden = !list;
    one.hidden = !list || !won;
    if (!list) return;
    const places = [...list.resources.values()].reduce((sum, resource) => sum + resource.places, 0);
    const counts = { entries: list.entries.length, wishes: list.wishes, places, resources: list.resources.size, cap: list.cap };
    const said = {
      title: list.title, list: fill("list", counts), sha256, source: list["source-name"],
      seed: seed || fill("none"), won: won ? number.format(won.length) : fill("none"),
    };
    if (list.ranks.size) said.list += ` · ${fill("ranked", { count: list.ranks.size })}`;
    for (const place of found.querySelectorAll("[data-fact]")) place.textContent = said[place.dataset.fact];
  };

  const order = ({ code }, { wish, places }) => {
    const named = last.list.ranks.get(wish)?.words;
    if (!named || !places) return "";
    const facts = { at: named.indexOf(code) + 1, of: named.length };
    return ` ${fill(facts.at ? "ordered" : "unordered", facts)}`;
  };

  const explain = () => {
    const typed = at("code").value.trim();
    const plain = (text) => text.toUpperCase().replace(/[^0-9A-Z]/g, "");
    why.replaceChildren();
    if (!typed || !last?.won) return;
    const entry = last.list.entries.find(({ code }) => plain(code) === plain(typed));
    const lines = !entry ? [fill("unknown")] : !entry.why.length ? [fill("wishless")] : entry.why.map((wish, i) =>
      fill(wish.outcome, { ...wish, at: i + 1, cap: last.list.cap, label: last.list.resources.get(wish.wish).label }) + order(entry, wish));
    why.append(...lines.map((line) => element("li", line)));
  };

  const run = async () => {
    if (!bytes) return;
    const mine = ++turn;
    verdict.replaceChildren(element("p", "…"));
    const tell = (round, done, of) => { if (mine === turn) verdict.firstChild.textContent = fill("working", { round, done, of }); };
    const result = await drawCheck(bytes, at("told").value, tell);
    if (mine !== turn) return;  // another file was chosen meanwhile
    last = result;
    show(result);
    explain();
    if (result.fault) fault(result.fault);
    else if (result.won) judge("done", "✓", fill("right"), fill("rightText", { won: result.won.length }));
    else judge("note", "✓", fill("only"), fill("onlyText"));
  };
  const take = async (get, otherwise) => {
    verdict.replaceChildren(element("p", "…"));
    try { bytes = new Uint8Array(await get()); } catch { bytes = null; turn++; show({}); return fault({ name: otherwise }); }
    await run();
  };

  at("file").addEventListener("change", ({ target }) => { if (target.files[0]) take(() => target.files[0].arrayBuffer(), "read"); });
  at("told").addEventListener("change", run);
  at("code").addEventListener("input", explain);
  at("fetch")?.addEventListener("click", () => take(async () => {
    const answer = await fetch(panel.dataset.file, { cache: "no-store" });
    if (!answer.ok) throw new Error(answer.status);
    return answer.arrayBuffer();
  }, "fetch"));
  at("no-script").hidden = true;
  panel.hidden = false;
})();
