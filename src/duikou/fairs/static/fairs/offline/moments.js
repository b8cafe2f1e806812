// The server's time, as near as a telephone knows it. Clocks of telephones are wrong: the difference is learnt with every
// list, and while the page is open the browser's own steady clock counts on, whatever somebody sets the telephone to.
export class Moments {
  #offset;
  #steady = null;

  constructor(offset = null) { this.#offset = offset; }

  // The server said `now` in an answer that was asked for at `before` (performance.now()).
  learn(now, before) {
    const after = performance.now();
    const server = now + (after - before) / 2;
    this.#steady = server - after;
    this.#offset = server - Date.now();
  }

  get known() { return this.#offset !== null; }
  get offset() { return this.#offset; }
  now() { return this.#steady === null ? Date.now() + (this.#offset ?? 0) : this.#steady + performance.now(); }
}
