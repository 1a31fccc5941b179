// A bounded list of HTML fragments that Python renders, in the order of data-at. It knows nothing of looks, and its only
// words are dates, from Intl. A row is anything with data-at; a message also bears data-seq.
const SLACK = 40; // px from the end that still count as "at the end"
const NEAR = 400; // px from an edge of the list where the next page is asked for
const CHUNK = 50; // rows that are cut off at a time: taking one away restyles all the others
const PATIENCE = 250; // ms an overtaken change may take to arrive before Python is asked for it
const DAY = 86_400_000; // ms
const atOf = (row) => Number(row.dataset.at);

export default {
  template: `
    <div tabindex="0" @scroll.passive="onScroll" @click="onClick">
      <div ref="list" class="rows" role="log" :aria-label="label"></div>
      <div ref="pending" class="rows pending"></div>
      <div class="when-empty"><slot></slot></div>
    </div>`,
  props: { name: String, html: String, rev: Number, whole: Boolean, limit: Number, ghost: String, label: String, language: String },
  emits: ["sync", "page", "action", "latest"],

  mounted() {
    const format = (options) => new Intl.DateTimeFormat(this.language, options); // dear to make: once
    this.clock = format({ hour: "numeric", minute: "2-digit" });
    this.exact = format({ dateStyle: "full", timeStyle: "medium" });
    this.date = format({ weekday: "long", day: "numeric", month: "long" });
    this.dateOfYear = format({ day: "numeric", month: "long", year: "numeric" });
    this.nearDay = new Intl.RelativeTimeFormat(this.language, { numeric: "auto" });
    this.known = this.rev; // the newest change that was applied
    this.held = []; // changes that overtook others
    this.atEnd = true; // the reader is at the bottom
    this.live = true; // the list holds the newest message (false: cut off below, "newer" brings it back)
    this.first = this.whole; // the list holds the very first message
    this.asked = null; // the page that was asked for
    this.$refs.list.append(...this.parse(this.html));
    this.dressAll();
    this.toEnd();
    this.resized = new ResizeObserver(() => this.atEnd && this.toEnd());
    [this.$el, this.$refs.list, this.$refs.pending].forEach((el) => this.resized.observe(el));
    window.addEventListener("feed:outgoing", this.onOutgoing);
    Vue.nextTick(() => {
      window.socket.on("feed", this.receive); // NiceGUI makes its socket after the components are mounted
      window.socket.on("connect", this.onConnect);
      if (window.socket.connected) this.onConnect();
    });
  },
  unmounted() {
    clearTimeout(this.timer);
    clearTimeout(this.midnight);
    this.resized.disconnect();
    window.removeEventListener("feed:outgoing", this.onOutgoing);
    window.socket.off("feed", this.receive);
    window.socket.off("connect", this.onConnect);
  },

  methods: {
    // --- changes: each leads from revision `base` to revision `rev`, whichever road it came ------------
    receive(change) {
      if (change.feed !== this.name) return;
      this.held.push(change);
      this.held.sort((a, b) => a.base - b.base);
      while (this.held.length && this.held[0].base <= this.known) {
        const next = this.held.shift();
        if (next.rev <= this.known) continue; // seen already
        this.apply(next);
        this.known = next.rev;
      }
      if (!this.held.length) this.timer = clearTimeout(this.timer);
      else this.timer ??= setTimeout(this.sync, PATIENCE);
    },
    sync() {
      clearTimeout(this.timer);
      this.timer = this.held.length ? setTimeout(this.sync, 10 * PATIENCE) : undefined;
      if (window.socket.connected) this.$emit("sync", { rev: this.known }); // else socket.io would pile them up
    },
    onConnect() {
      this.asked = null;
      this.sync();
      this.onScroll(); // an edge may be near, and no scroll event may come
    },
    apply({ put = "", drop = [], panels = {}, reset = false, whole = false }) {
      for (const [name, html] of Object.entries(panels))
        document.querySelectorAll(`[data-panel="${name}"]`).forEach((el) => (el.innerHTML = html));
      if (reset && !this.atEnd) return (this.live = false), this.onScroll(); // leave the reader where they are
      this.steadily(() => {
        if (reset) {
          this.$refs.list.replaceChildren();
          this.first = whole;
        }
        this.parse(put).forEach(this.place);
        drop.forEach((at) => this.row(at)?.remove());
        this.trim(this.atEnd);
      });
    },
    place(row) {
      const rows = this.$refs.list.children;
      const at = atOf(row);
      if (row.dataset.cid) this.settle(row.dataset.cid);
      if (this.row(at)) this.row(at).replaceWith(row);
      else if (!rows.length || at > atOf(rows[rows.length - 1])) {
        if (!this.live) return;
        this.$refs.list.append(row);
      } else if (at > atOf(rows[0])) [...rows].find((other) => atOf(other) > at).before(row);
      else return;
      this.dress(row);
      if (row.nextElementSibling) this.dress(row.nextElementSibling);
    },

    // --- pages: older or newer messages that the reader scrolls to --------------------------------------
    page({ rev, at, older, newest, put, last, whole }) {
      if (!newest && at !== (older ? this.asked?.before : this.asked?.after)) return; // answers what is asked no more
      this.asked = null;
      if (rev < this.known) return newest ? this.toLatest() : this.onScroll(); // a change overtook it: ask again
      const list = this.$refs.list;
      const rows = this.parse(put).filter((row) => newest || !this.row(atOf(row)));
      list.setAttribute("aria-busy", "true"); // these are not news: a screen reader passes over them
      if (newest) this.atEnd = this.live = true;
      this.steadily(() => {
        if (newest) list.replaceChildren(...rows);
        else older ? list.prepend(...rows) : list.append(...rows);
        if (newest) this.first = whole;
        else if (older && last) this.first = true;
        if (!older && last) this.live = true;
        this.dressAll();
        this.trim(!older);
      });
      requestAnimationFrame(() => list.removeAttribute("aria-busy"));
    },
    ask(older) {
      const rows = this.$refs.list.children;
      if (this.asked || !rows.length || !window.socket.connected) return;
      this.asked = older ? { before: atOf(rows[0]) } : { after: atOf(rows[rows.length - 1]) };
      this.$emit("page", this.asked);
    },
    trim(top) {
      const list = this.$refs.list;
      if (list.childElementCount <= this.limit + CHUNK) return;
      for (; list.childElementCount > this.limit; top ? (this.first = false) : (this.live = false))
        (top ? list.firstElementChild : list.lastElementChild).remove();
      if (top) this.dress(list.querySelector(":scope > [data-seq]"));
    },
    toLatest() { // called by Python and after sending: to the newest message, wherever the reader is
      if (this.live) return this.toEnd(), this.onScroll();
      if (window.socket.connected) this.$emit("latest");
    },

    // --- scrolling: what the reader looks at stays where it is ------------------------------------------
    steadily(change) {
      const box = this.$el;
      if (box.scrollTop < this.top - 2) this.onScroll(); // scrolled just now: its event is still on the way
      if (this.atEnd && this.live) change(), this.toEnd();
      else {
        const edge = box.getBoundingClientRect().top;
        const seen = [...this.$refs.list.children].find((row) => row.getBoundingClientRect().bottom > edge);
        const before = seen?.getBoundingClientRect().top;
        change();
        const now = seen && this.row(atOf(seen));
        if (now) box.scrollTop += now.getBoundingClientRect().top - before;
      }
      this.onScroll(); // the edges may have come nearer without a scroll event
      this.$el.toggleAttribute("data-empty", this.first && !this.$refs.list.querySelector("[data-seq]") && !this.$refs.pending.childElementCount);
    },
    toEnd() {
      this.$el.scrollTop = this.$el.scrollHeight;
      this.top = this.$el.scrollTop;
    },
    onScroll() {
      const { scrollTop, scrollHeight, clientHeight } = this.$el;
      const below = scrollHeight - scrollTop - clientHeight;
      this.top = scrollTop;
      this.atEnd = this.live && below < SLACK;
      this.$el.toggleAttribute("data-away", !this.live || below > clientHeight / 2);
      if (scrollTop < NEAR && !this.first) this.ask(true);
      else if (below < NEAR && !this.live) this.ask(false);
    },

    // --- times in the reader's zone, and a line where a new day begins ----------------------------------
    dress(row) {
      const time = row.querySelector("time[datetime]");
      if (!time) return;
      const at = new Date(time.dateTime);
      if (!time.textContent) {
        time.textContent = this.clock.format(at);
        time.title = this.exact.format(at);
      }
      let above = row.previousElementSibling;
      while (above && !above.querySelector("time[datetime]")) above = above.previousElementSibling;
      const yesterday = above && new Date(above.querySelector("time").dateTime);
      if (yesterday?.toDateString() === at.toDateString()) delete row.dataset.day;
      else row.dataset.day = this.dayOf(at);
    },
    dressAll() {
      [...this.$refs.list.children].forEach(this.dress);
      clearTimeout(this.midnight); // "today" becomes "yesterday"
      this.midnight = setTimeout(this.dressAll, new Date().setHours(24, 0, 1, 0) - Date.now());
      this.$el.toggleAttribute("data-empty", this.first && !this.$refs.list.querySelector("[data-seq]"));
    },
    dayOf(at) {
      const days = Math.round((new Date(at).setHours(0, 0, 0, 0) - new Date().setHours(0, 0, 0, 0)) / DAY);
      const words = days > -2 ? this.nearDay.format(days, "day") : this.longDate(at);
      return words[0].toLocaleUpperCase(this.language) + words.slice(1);
    },
    longDate(at) {
      return (at.getFullYear() === new Date().getFullYear() ? this.date : this.dateOfYear).format(at);
    },

    // --- the rest ---------------------------------------------------------------------------------------
    onClick(event) {
      const hit = event.target.closest("[data-action]");
      const row = hit?.closest("[data-seq]");
      if (row && window.socket.connected) this.$emit("action", { action: hit.dataset.action, seq: Number(row.dataset.seq) });
    },
    onOutgoing({ detail: { feed, cid, text } }) {
      if (feed !== this.name) return;
      if (text === null) return void this.bubble(cid)?.remove();
      if (this.bubble(cid)) return;
      const [bubble] = this.parse(this.ghost);
      bubble.dataset.pending = cid;
      bubble.querySelector("[data-text]").textContent = text;
      this.$refs.pending.append(bubble);
      this.$el.removeAttribute("data-empty");
      this.toLatest();
    },
    settle(cid) {
      this.bubble(cid)?.remove();
      window.dispatchEvent(new CustomEvent("feed:settled", { detail: cid }));
    },
    parse: (html) => [...Object.assign(document.createElement("template"), { innerHTML: html }).content.children],
    row(at) { return this.$refs.list.querySelector(`:scope > [data-at="${at}"]`); },
    bubble(cid) { return this.$refs.pending.querySelector(`[data-pending="${CSS.escape(cid)}"]`); },
  },
};
