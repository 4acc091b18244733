// Segue for web pages: tells a Segue server what is played, also when it is out of reach, and asks what comes next.
// One file, no dependencies. As a classic script or as `import "./segue.js"` it defines `Segue.Client`.
//
//   const segue = new Segue.Client("https://music.example", { token, device: "web" });
//   const play = segue.play({ title: "Hyperballad", artist: "Björk" }, { duration_ms: 321000 });
//   play.skip({ position_ms: 11400 });
//   const slate = await segue.next({ n: 5 });
//
// Every event gets its id when it happens and waits in localStorage until the server has it, so a reload, a tunnel or
// a second tab loses nothing, and what is sent twice counts once. Docs: docs/clients/segue-js.md. Apache-2.0.
"use strict";
(() => {
  const KINDS = ["progress", "pause", "resume", "seek", "stop", "skip", "complete", "like", "unlike", "ban", "unban",
    "rate", "comment", "save", "unsave", "share", "bookmark", "impression"];
  const CHATTER = new Set(["progress", "impression", "buffer", "quality", "network"]);
  const PASSING = new Set([0, 408, 425, 429]);
  const HELD_MS = 300_000; // after an answer that only a person can change: a wrong token, a wrong address
  const LONGEST_MS = 120_000;
  const REQUEST_MS = 20_000;
  const LEAVING_BYTES = 60_000; // what browsers let a page send while it goes
  const MOST_BYTES = 500_000;
  const MOST_EVENTS = 1000;

  const bytes = (text) => new TextEncoder().encode(text).length;

  function randomId() {
    const some = crypto.getRandomValues(new Uint8Array(16)); // randomUUID is missing on plain http
    return [...some].map((b) => b.toString(16).padStart(2, "0")).join("");
  }

  // Not a secret, only apart: 53 bits (cyrb53). crypto.subtle is missing on plain http.
  function mark(text) {
    let a = 0xdeadbeef, b = 0x41c6ce57;
    for (const c of text) {
      a = Math.imul(a ^ c.codePointAt(0), 2654435761);
      b = Math.imul(b ^ c.codePointAt(0), 1597334677);
    }
    a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
    b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
    return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
  }

  // What the server does not have yet: one key to an event, so tabs never write over each other.
  // Where storage is forbidden or full, events wait in memory.
  class Queue {
    constructor(name, most) {
      this.prefix = `segue:${name}:`;
      this.most = most;
      this.memory = new Map();
      this.count = 0;
      this.dropped = 0;
      try {
        this.storage = globalThis.localStorage;
        this.storage.getItem(this.prefix);
      } catch {
        this.storage = null;
      }
    }

    put(event) {
      const key = this.prefix + String(Date.now()).padStart(14, "0") + String(this.count++ % 10_000).padStart(4, "0")
        + ":" + event.event_id;
      const text = JSON.stringify(event);
      try {
        this.storage.setItem(key, text);
      } catch {
        this.memory.set(key, text);
      }
      const keys = this.keys();
      if (keys.length <= this.most) return;
      const chatter = keys.find((one) => CHATTER.has(this.read(one)?.kind));
      this.remove(chatter ?? keys[0]);
      this.dropped += 1;
    }

    keys() {
      const found = [...this.memory.keys()];
      try {
        for (let i = 0; i < this.storage.length; i++) {
          const key = this.storage.key(i);
          if (key.startsWith(this.prefix)) found.push(key);
        }
      } catch { /* forbidden: what is in memory is all */ }
      return found.sort();
    }

    text(key) {
      if (this.memory.has(key)) return this.memory.get(key);
      try {
        return this.storage.getItem(key);
      } catch {
        return null;
      }
    }

    read(key) {
      try {
        return JSON.parse(this.text(key));
      } catch {
        return null;
      }
    }

    remove(key) {
      this.memory.delete(key);
      try {
        this.storage.removeItem(key);
      } catch { /* it was never there */ }
    }
  }

  const idOf = (key) => key.slice(key.lastIndexOf(":") + 1);

  class Client {
    // url: of the server; "" = the one this page came from
    // token: prints `segue listener add NAME`; without one the cookie of Segue's own page counts
    // account: any text that is another one for another listener, where there is no token
    // device: a stable name; batchSize, everyMs: send when so many wait, or when the first has waited so long
    // ondelivered(ids), onrefused(event, field, reason), ontrouble(sentence): called when that happens
    constructor(url = "", options = {}) {
      this.url = String(url).replace(/\/+$/, "");
      this.token = options.token ?? "";
      this.device = options.device ?? "web";
      this.batchSize = Math.min(MOST_EVENTS, options.batchSize ?? 50);
      this.everyMs = options.everyMs ?? 3000;
      this.firstMs = options.firstMs ?? 500;
      this.ondelivered = options.ondelivered ?? (() => {});
      this.onrefused = options.onrefused ?? (() => {});
      this.ontrouble = options.ontrouble ?? (() => {});
      const name = mark(`${this.url}|${this.token}|${options.account ?? ""}`);
      this.queue = new Queue(name, options.most ?? 2000);
      this.mine = new Set(); // ids of this page that the server may not have yet
      this.held = new Set(); // ids that somebody else is just telling
      this.gone = new Set(); // ids that went with a beacon since the page was last seen
      this.narrow = this.batchSize;
      this.failures = 0;
      this.notBefore = 0;
      this.toldUntil = 0;
      this.trouble = "";
      this.timer = 0;
      this.due = Infinity;
      this.sending = null;
      this.listen();
      if (this.queue.keys().length) this.wake(0); // what an earlier page left behind
    }

    // An event of any kind of docs/dialects/native.md; returns its id. `hold`: another request tells it right now.
    tell(kind, track = null, more = {}) {
      const { hold, ...fields } = more;
      const event = { event_id: randomId(), kind, at: new Date().toISOString(), device: this.device, ...fields };
      if (track) event.track = typeof track === "string" ? { id: track } : track;
      for (const name of ["position_ms", "duration_ms"]) {
        if (typeof event[name] === "number") event[name] = Math.round(event[name]);
      }
      this.queue.put(event);
      this.mine.add(event.event_id);
      if (hold) this.held.add(event.event_id);
      else this.wake(this.mine.size >= this.batchSize ? 0 : this.everyMs);
      return event.event_id;
    }

    // The track begins, or goes on; what this returns tells the rest of the play.
    play(track, more = {}) {
      const fields = { position_ms: 0, play_id: randomId(), ...more };
      this.tell("play", track, fields);
      const { at, event_id, position_ms, reason_start, hold, ...about } = fields;
      const play = { track, play_id: fields.play_id };
      for (const kind of KINDS) play[kind] = (said = {}) => this.tell(kind, track, { ...about, ...said });
      return play;
    }

    search(query, more = {}) {
      return this.tell("search", null, { query, ...more });
    }

    // The server has it by another way.
    done(id) {
      this.mine.delete(id);
      this.held.delete(id);
      for (const key of this.queue.keys()) if (idOf(key) === id) this.queue.remove(key);
    }

    // The other way failed: send it from here.
    release(id) {
      if (this.held.delete(id)) this.wake(0);
    }

    // Events the server does not have yet, of all tabs.
    get queued() {
      return this.queue.keys().length;
    }

    // The slate after everything told so far, in one round trip. Throws Error with `status` (0: no answer).
    async next({ n = 10, recipe = "for_you", seeds = [], context = {} } = {}) {
      const batch = this.batch(MOST_EVENTS, MOST_BYTES);
      const answer = await this.post("/api/v1/next", this.body(batch, { n, recipe, seeds, context }));
      if (batch.length && ![400, 413].includes(answer.status)) this.settle(batch, answer);
      if (answer.status !== 200 || !answer.said?.tracks) {
        throw Object.assign(new Error(answer.reason), { status: answer.status });
      }
      return answer.said;
    }

    // Send now; resolves to true when nothing waits any more.
    async flush() {
      await this.send(false);
      return this.queue.keys().filter((key) => !this.held.has(idOf(key))).length === 0;
    }

    // The page may be gone in a moment. What a beacon carries stays in the queue until an answer is seen.
    leave() {
      const leaving = this.queue.keys().filter((key) => this.mine.has(idOf(key)) && !this.gone.has(idOf(key)));
      let room = LEAVING_BYTES, batch = [], size = 0;
      const out = () => {
        if (!batch.length) return;
        const body = this.body(batch);
        const sent = batch;
        room -= size;
        [batch, size] = [[], 0];
        if (!this.token) {
          navigator.sendBeacon?.(`${this.url}/api/v1/events`, new Blob([body], { type: "text/plain;charset=UTF-8" }));
        } else { // a beacon cannot carry the token
          this.post("/api/v1/events", body, true).then((answer) => this.settle(sent, answer));
        }
      };
      for (const key of leaving) {
        const text = this.queue.text(key) ?? "";
        const length = bytes(text) + 1;
        if (size + length > room - 200) break;
        batch.push({ key, text });
        this.gone.add(idOf(key));
        size += length;
        if (batch.length === MOST_EVENTS) out();
      }
      out();
      if (leaving.length) this.wake(this.everyMs);
    }

    close() {
      this.leave();
      clearTimeout(this.timer);
      this.stopped.abort();
    }

    listen() {
      this.stopped = new AbortController();
      const on = (target, name, act) => target?.addEventListener?.(name, act, { signal: this.stopped.signal });
      on(globalThis.document, "visibilitychange", () => {
        if (document.visibilityState === "hidden") this.leave();
        else this.back();
      });
      on(globalThis, "pagehide", () => this.leave());
      on(globalThis, "pageshow", (event) => event.persisted && this.back());
      on(globalThis, "online", () => this.back());
    }

    back() {
      this.gone.clear();
      this.notBefore = this.toldUntil;
      if (this.queue.keys().length) this.wake(0);
    }

    wake(ms) {
      const now = Date.now();
      const at = Math.max(now + ms, this.notBefore);
      if (at >= this.due && this.due > now) return;
      this.due = at;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => {
        this.due = Infinity;
        if (Date.now() < this.notBefore) this.wake(0);
        else this.send(true);
      }, at - now);
    }

    // One tab sends at a time where the browser can keep them apart; elsewhere two may, and it counts once.
    send(politely) {
      this.sending ??= this.locked(politely).finally(() => { this.sending = null; });
      return this.sending;
    }

    async locked(politely) {
      if (!navigator.locks) return this.drain();
      return navigator.locks.request(this.queue.prefix, { ifAvailable: politely }, (lock) => {
        if (lock) return this.drain();
        this.wake(this.everyMs);
      });
    }

    async drain() {
      for (;;) {
        if (Date.now() < this.toldUntil) return this.wake(0);
        const batch = this.batch(this.narrow, MOST_BYTES);
        if (!batch.length || this.stopped.signal.aborted) return;
        if (!this.settle(batch, await this.post("/api/v1/events", this.body(batch)))) return;
      }
    }

    batch(most, mostBytes) {
      const batch = [];
      let size = 0;
      for (const key of this.queue.keys()) {
        if (batch.length === most) break;
        const text = this.held.has(idOf(key)) ? null : this.queue.text(key);
        if (text === null) continue;
        size += text.length;
        if (batch.length && size > mostBytes) break;
        batch.push({ key, text });
      }
      return batch;
    }

    body(batch, request) {
      const more = request ? `,"request":${JSON.stringify(request)}` : "";
      return `{"events":[${batch.map((one) => one.text).join(",")}],"sent_at":"${new Date().toISOString()}"${more}}`;
    }

    async post(path, body, keepalive = false) {
      const headers = { "Content-Type": "application/json" };
      if (this.token) headers.Authorization = `Bearer ${this.token}`;
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(), REQUEST_MS);
      try {
        const answer = await fetch(this.url + path, {
          method: "POST", body, headers, keepalive, signal: keepalive ? undefined : late.signal,
          credentials: this.token ? "omit" : "same-origin", cache: "no-store", referrerPolicy: "same-origin",
        });
        const said = await answer.json().catch(() => null);
        const after = answer.headers.get("retry-after");
        return { status: answer.status, said, after, reason: said?.detail ?? `the server answered ${answer.status}` };
      } catch {
        return { status: 0, said: null, after: null, reason: "the server does not answer" };
      } finally {
        clearTimeout(timer);
      }
    }

    // Remove what the server has or will never take, and know when to come again. True: go on at once.
    settle(batch, { status, said, after, reason }) {
      const receipt = (status === 200 || status === 202) && Array.isArray(said?.rejected)
        && said.accepted + said.rejected.length === batch.length;
      if (receipt) {
        batch.forEach((one) => this.forget(one.key));
        [this.failures, this.notBefore, this.toldUntil, this.trouble] = [0, 0, 0, ""];
        this.narrow = Math.min(this.batchSize, this.narrow * 2);
        said.rejected.forEach((no) => this.onrefused(JSON.parse(batch[no.index].text), no.field, no.reason));
        this.ondelivered(batch.map((one) => idOf(one.key)));
        return true;
      }
      if ((status === 400 || status === 413) && said?.status === status) {
        if (batch.length > 1) { // one of them spoils it: halve until it stands alone
          this.narrow = Math.max(1, batch.length >> 1);
          return true;
        }
        this.forget(batch[0].key);
        this.onrefused(JSON.parse(batch[0].text), said.position ?? "", reason);
        return true;
      }
      const passing = PASSING.has(status) || status >= 500;
      const seconds = /^\d+$/.test(after ?? "") ? Number(after) : (Date.parse(after) - Date.now()) / 1000;
      const told = Math.min(3600, Math.max(0, seconds || 0)) * 1000;
      const most = Math.min(LONGEST_MS, this.firstMs * 2 ** Math.min(this.failures++, 20));
      const wait = !passing ? HELD_MS : told ? told + Math.random() * this.firstMs : Math.random() * most;
      this.toldUntil = Date.now() + told;
      this.notBefore = Date.now() + wait;
      this.wake(0);
      const trouble = status >= 200 && status < 300 ? "what answered is not Segue" : reason;
      if (trouble !== this.trouble) this.ontrouble(trouble);
      this.trouble = trouble;
      return false;
    }

    forget(key) {
      this.mine.delete(idOf(key));
      this.queue.remove(key);
    }
  }

  for (const kind of KINDS) {
    Client.prototype[kind] = function (track, more = {}) {
      return this.tell(kind, track, more);
    };
  }

  globalThis.Segue = Object.freeze({ Client });
})();
