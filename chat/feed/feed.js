// A bounded list of HTML fragments that Python renders, in the order of data-at. It knows nothing of looks, and its only
// words are dates, from Intl. A row is anything with data-at; a message also bears data-seq.
const SLACK = 40; // px from the end that still count as "at the end"
const NEAR = 400; // px from an edge of the list where the next page is asked for
const CHUNK = 50; // rows that are cut off at a time: taking one away restyles all the others
const PATIENCE = 250; // ms an overtaken change may take to arrive before Python is asked for it
const DAY = 86_400_000; // ms
const SEEN = 1000; // ms after which Python is told how far the reader has read
const SWIPE = 64; // px that a finger has to go
const BREATH = 80; // px above the message that was jumped to
const atOf = (row) => Number(row.dataset.at);
const seqOf = (row) => Number(row.dataset.seq);
const calm = (rule) => { // Quasar's `* + *`, meant for fields, has all rows restyled whenever one of them goes
  if (rule.selectorText?.includes("* + *")) rule.selectorText = rule.selectorText.replaceAll("* + *", ":not(:first-child)");
  else for (const inner of (rule.styleSheet ?? rule).cssRules ?? []) calm(inner);
};

export default {
  template: `
    <div tabindex="0" @scroll.passive="onScroll" @click="onClick" @contextmenu="onMenu" @keydown="onKey"
         v-touch-pan.right="onSwipe" v-touch-hold="({ evt }) => onMenu(evt)">
      <div ref="list" class="rows" role="log" :aria-label="label"></div>
      <div ref="pending" class="rows pending"></div>
      <div class="when-empty"><slot></slot></div>
    </div>`,
  props: {
    name: String, html: String, rev: Number, whole: Boolean, live: Boolean, goal: Number, last: Number, read: Number, picker: Number,
    limit: Number, ghost: String, link: String, menu: Number, label: String, words: Object, language: String, copier: Number,
  },
  emits: ["sync", "page", "jump", "action", "latest", "seen"],

  mounted() {
    [...document.styleSheets].forEach(calm);
    const format = (options) => new Intl.DateTimeFormat(this.language, options); // dear to make: once
    this.clock = format({ hour: "numeric", minute: "2-digit" });
    this.exact = format({ dateStyle: "full", timeStyle: "medium" });
    this.date = format({ weekday: "long", day: "numeric", month: "long" });
    this.dateOfYear = format({ day: "numeric", month: "long", year: "numeric" });
    this.nearDay = new Intl.RelativeTimeFormat(this.language, { numeric: "auto" });
    this.known = this.rev; // the newest change that was applied
    this.held = []; // changes that overtook others
    this.atEnd = true; // the reader is at the bottom
    this.isLive = this.live; // the list holds the newest message (false: cut off below, "newer" brings it back)
    this.first = this.whole; // the list holds the very first message
    this.asked = null; // the page that was asked for
    this.goingTo = null; // the message that was asked for, to be jumped to
    this.wantsLatest = false; // the newest message is to be shown
    this.newest = this.last; // the newest message there is, in the list or not
    this.readTo = this.read; // everything up to this one has been read ...
    this.told = this.read; // ... and Python was told so
    this.reads = true; // what is seen counts as read: not after "mark as unread", until the page is opened anew
    this.since = this.read < this.last ? this.read : null; // a line stands above the first message after this one
    this.chosen = null; // the message whose menu is open
    this.$refs.list.append(...this.parse(this.html));
    this.dressAll();
    this.begin();
    this.resized = new ResizeObserver(() => this.atEnd && this.toEnd());
    [this.$el, this.$refs.list, this.$refs.pending].forEach((el) => this.resized.observe(el));
    const { signal } = (this.listening = new AbortController());
    window.addEventListener("feed:outgoing", this.onOutgoing, { signal });
    window.addEventListener("pagehide", this.keepPlace, { signal });
    document.addEventListener("visibilitychange", this.look, { signal });
    this.heard = Object.entries({ feed: this.receive, read: this.onRead, connect: this.onConnect });
    Vue.nextTick(() => {
      this.heard.forEach((each) => window.socket.on(...each)); // NiceGUI makes its socket after the components are mounted
      if (window.socket.connected) this.onConnect();
    });
  },
  unmounted() {
    [this.timer, this.midnight, this.telling].forEach((timer) => clearTimeout(timer));
    this.resized.disconnect();
    this.listening.abort();
    this.heard.forEach((each) => window.socket.off(...each));
  },

  methods: {
    // --- changes: each leads from revision `base` to revision `rev`, whichever road it came ------------
    receive(change) {
      if (change.feed !== this.name) return;
      if (!change.rev) return this.apply(change); // true for a moment only
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
      this.asked = this.goingTo = null;
      this.sync();
      this.tell();
      if (this.wantsLatest) this.toLatest();
      this.onScroll(); // an edge may be near, and no scroll event may come
    },
    apply({ put = "", drop = [], gone = 0, panels = {}, reset = false, whole = false }) {
      Object.entries(panels).forEach(([name, html]) => this.panel(name, html));
      const rows = this.parse(put);
      this.hear(rows);
      if (reset && !this.atEnd) return (this.isLive = false), this.onScroll(); // leave the reader where they are
      this.steadily(() => {
        if (reset) {
          this.$refs.list.replaceChildren();
          this.first = whole;
        }
        rows.forEach(this.place);
        drop.forEach((at) => this.row(at)?.remove());
        if (gone) [...this.$refs.list.children].filter((row) => atOf(row) <= gone).forEach((row) => row.remove());
        this.trim();
      });
    },
    place(row) {
      const rows = this.$refs.list.children;
      const at = atOf(row);
      const old = this.row(at);
      const held = old?.contains(document.activeElement) ? document.activeElement.dataset : null;
      if (row.dataset.cid) this.settle(row.dataset.cid);
      if (old) { // filled anew: a browser looks at the style of all rows when one of them is replaced
        for (const name of [...old.getAttributeNames(), ...row.getAttributeNames()])
          row.hasAttribute(name) ? old.setAttribute(name, row.getAttribute(name)) : old.removeAttribute(name);
        old.replaceChildren(...row.childNodes);
        row = old;
      } else if (!rows.length || at > atOf(rows[rows.length - 1])) {
        if (!this.isLive) return;
        this.$refs.list.append(row);
      } else if (at > atOf(rows[0])) [...rows].find((other) => atOf(other) > at).before(row);
      else return;
      if (held) (row.querySelector(`[data-action="${held.action}"]`) ?? row).focus({ preventScroll: true });
      this.dress(row);
      if (row.nextElementSibling) this.dress(row.nextElementSibling);
    },

    // --- pages: older or newer messages that the reader scrolls to --------------------------------------
    page({ rev, at, older, newest, jump, put, last, whole, live }) {
      const anew = newest || jump !== undefined; // in place of all that is there
      if (!anew && at !== (older ? this.asked?.before : this.asked?.after)) return; // answers what is asked no more
      const goal = this.goingTo;
      this.asked = this.goingTo = null;
      if (rev < this.known) { // a change overtook it: ask again
        if (goal) return this.goTo(goal);
        return newest ? this.toLatest() : this.onScroll();
      }
      const list = this.$refs.list;
      const rows = this.parse(put).filter((row) => anew || !this.row(atOf(row)));
      list.setAttribute("aria-busy", "true"); // these are not news: a screen reader passes over them
      this.hear(rows);
      if (anew) [this.atEnd, this.isLive, this.first] = [Boolean(newest), live, whole];
      this.steadily(() => {
        if (anew) list.replaceChildren(...rows);
        else older ? list.prepend(...rows) : list.append(...rows);
        if (older && last) this.first = true;
        if (!anew && !older && last) this.isLive = true;
        this.dressAll();
        this.trim(!older);
      });
      if (jump !== undefined) this.show({ mark: true, ...goal, seq: jump });
      requestAnimationFrame(() => list.removeAttribute("aria-busy"));
    },
    ask(older) {
      const rows = this.$refs.list.children;
      if (this.asked || this.goingTo || !rows.length || !window.socket.connected) return;
      this.asked = older ? { before: atOf(rows[0]) } : { after: atOf(rows[rows.length - 1]) };
      this.$emit("page", this.asked);
    },
    trim(top) { // at the end that is farther away, if not said
      const list = this.$refs.list;
      if (list.childElementCount <= this.limit + CHUNK) return;
      top ??= this.atEnd || this.$el.scrollTop > this.$el.scrollHeight / 2;
      for (; list.childElementCount > this.limit; top ? (this.first = false) : (this.isLive = false))
        (top ? list.firstElementChild : list.lastElementChild).remove();
      if (top) this.dress(list.querySelector(":scope > [data-seq]"));
    },
    toLatest() { // called by Python and after sending: to the newest message, wherever the reader is
      if (this.isLive) return this.toEnd(), this.onScroll();
      this.wantsLatest = !window.socket.connected; // said while there was no connection: as soon as it is back
      if (!this.wantsLatest) this.$emit("latest");
    },

    goTo(goal) { // to a message (seq) or to the first one of a day (date, ISO 8601), wherever it is
      if (goal.seq && this.message(goal.seq)) return this.show({ mark: true, ...goal });
      if (!window.socket.connected) return;
      this.goingTo = goal;
      this.$emit("jump", { seq: goal.seq, date: goal.date });
    },
    goToDay(day) { this.goTo({ date: new Date(day).toISOString(), top: 40 }); }, // YYYY/MM/DD, in the reader's zone
    show({ seq, top = BREATH, mark }) {
      const row = this.message(seq) ?? this.messages().find((other) => seqOf(other) > seq);
      if (!row) return this.toEnd();
      this.atEnd = false;
      this.$el.scrollTop += row.getBoundingClientRect().top - this.$el.getBoundingClientRect().top - top;
      if (mark) {
        row.removeAttribute("data-marked");
        void row.offsetWidth; // so that a style that fades begins anew
        row.setAttribute("data-marked", "");
        row.focus({ preventScroll: true });
      }
      this.onScroll();
    },
    begin() { // where the page opens: at a message, where it was before it was reloaded, at what is new, or at the end
      const place = `chat:place:${this.name}`;
      let kept = null;
      try {
        const { type } = performance.getEntriesByType("navigation")[0];
        if (type === "reload") kept = JSON.parse(sessionStorage.getItem(place));
        sessionStorage.removeItem(place);
      } catch { /* storage is forbidden or filled by somebody else */ }
      if (kept) return this.toEnd(), Vue.nextTick(() => Vue.nextTick(() => this.goTo({ ...kept, mark: false })));
      if (this.goal) return this.show({ seq: this.goal, mark: true });
      this.toEnd();
      const fresh = this.$refs.list.querySelector("[data-new]");
      const isAbove = fresh?.getBoundingClientRect().top < this.$el.getBoundingClientRect().top;
      if (fresh && (!this.isLive || isAbove)) this.show({ seq: seqOf(fresh) });
    },
    keepPlace() {
      const edge = this.$el.getBoundingClientRect().top;
      const row = !this.atEnd && this.messages().find((other) => other.getBoundingClientRect().bottom > edge);
      const place = row && { seq: seqOf(row), top: row.getBoundingClientRect().top - edge };
      try {
        if (place) sessionStorage.setItem(`chat:place:${this.name}`, JSON.stringify(place));
      } catch { /* not kept */ }
    },

    // --- what has been read -----------------------------------------------------------------------------
    hear(rows) { // news of messages, shown or not
      const newest = Math.max(this.newest, ...rows.filter((row) => row.dataset.seq).map(seqOf));
      const isWatched = this.atEnd && !document.hidden;
      if (newest > this.newest && this.readTo === this.newest && !isWatched) this.since = this.readTo;
      this.newest = newest;
    },
    look() {
      if (!document.hidden && this.reads && this.readTo < this.newest) {
        const edge = this.$el.getBoundingClientRect().bottom;
        const rows = this.atEnd ? [] : this.messages();
        const lowest = rows.reverse().find((row) => row.getBoundingClientRect().bottom <= edge + 1);
        const seen = this.atEnd ? this.newest : lowest ? seqOf(lowest) : 0;
        if (seen > this.readTo) {
          this.readTo = seen;
          this.telling ??= setTimeout(this.tell, SEEN);
        }
      }
      this.panel(`fresh ${this.name}`, this.newest > this.readTo ? this.words.fresh.replace("{n}", this.newest - this.readTo) : "");
    },
    tell() {
      this.telling = clearTimeout(this.telling);
      if (this.told >= this.readTo || !window.socket.connected) return; // onConnect tells it then
      this.$emit("seen", { seq: (this.told = this.readTo) });
    },
    onRead({ room, read }) { // in another tab, or marked as unread
      if (room !== this.name || read === this.readTo) return;
      if (read < this.readTo) {
        if (this.telling) return; // an echo of what was read before
        this.reads = false;
        this.since = read;
        this.dressAll();
      }
      this.told = this.readTo = read;
      this.look();
    },

    // --- scrolling: what the reader looks at stays where it is ------------------------------------------
    steadily(change) {
      const box = this.$el;
      if (box.scrollTop < this.top - 2) this.onScroll(); // scrolled just now: its event is still on the way
      if (this.atEnd && this.isLive) change(), this.toEnd();
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
      this.atEnd = this.isLive && below < SLACK;
      this.$el.toggleAttribute("data-away", !this.isLive || below > clientHeight / 2);
      if (scrollTop < NEAR && !this.first) this.ask(true);
      else if (below < NEAR && !this.isLive) this.ask(false);
      this.look();
    },

    // --- times in the reader's zone, and a line where a new day begins ----------------------------------
    dress(row) {
      const time = row.querySelector("time[datetime]");
      if (!time) return;
      const at = new Date(time.dateTime);
      const above = this.messageAbove(row);
      const isFresh = (message) => this.since !== null && seqOf(message) > this.since;
      if (isFresh(row) && !(above && isFresh(above))) row.dataset.new = this.words.since.replace("{time}", this.sinceWhen(at));
      else delete row.dataset.new;
      for (const empty of row.querySelectorAll("time:empty")) { // its own, and that of the last answer to it
        const when = new Date(empty.dateTime);
        empty.textContent = empty === time ? this.clock.format(at) : this.sinceWhen(when);
        empty.title = this.exact.format(when);
      }
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
    messageAbove(row) {
      let above = row.previousElementSibling;
      while (above && !above.dataset.seq) above = above.previousElementSibling;
      return above;
    },
    sinceWhen(at) {
      const isToday = at.toDateString() === new Date().toDateString();
      return (isToday ? "" : `${this.longDate(at)}, `) + this.clock.format(at);
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
      if (event.target.closest("[data-again]")) return void window.dispatchEvent(new CustomEvent("feed:again", { detail: this.name }));
      if (event.target.closest("summary")) return void (this.atEnd = false); // what opens is read from its beginning
      this.code = event.target.closest("[data-copy]");
      if (this.code) return void getElement(this.copier).copy("textOfCode").then(() => this.code.focus());
      const hit = event.target.closest("[data-action]");
      if (!hit?.closest("[data-seq]")) return;
      if (hit.dataset.action === "menu") return this.onMenu(event);
      this.chosen = hit.closest("[data-seq]");
      this.act(hit.dataset.action, event);
    },
    onMenu(event) { // by the button, the right one, or a long press; style sheets offer what one may do then
      const row = event.target.closest("[data-seq]");
      const isText = event.type === "contextmenu" && (event.target.closest("a") || !getSelection().isCollapsed);
      if (!row || !this.menu || isText) return; // the browser's own menu is wanted there
      event.preventDefault();
      this.chosen = row;
      Object.assign(document.body.dataset, { chosen: row.dataset.author, chosenSeq: row.dataset.seq, chosenPinned: "pinned" in row.dataset });
      getElement(this.menu).show(event);
    },
    onSwipe({ evt, isFinal, offset }) { // to the right: it is answered
      const row = evt.target.closest("[data-seq]");
      if (!row || evt.target.closest("pre, table")) return; // those are scrolled
      row.style.setProperty("--swipe", isFinal ? "" : `${Math.min(offset.x, SWIPE)}px`);
      this.chosen = row;
      if (isFinal && offset.x >= SWIPE) this.act("reply", evt);
    },
    onKey(event) { // up and down from message to message, Enter for the menu
      if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
      const row = event.target.closest("[data-seq]");
      if (event.key === "Enter" && row === event.target) return this.onMenu(event);
      if (event.key === "Enter" && event.target.matches(".spoiler input")) return event.target.click();
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      const rows = step ? this.messages() : [];
      const next = row ? rows[rows.indexOf(row) + step] : rows[rows.length - 1];
      if (!next) return;
      event.preventDefault();
      next.focus({ preventScroll: true });
      next.scrollIntoView({ block: "nearest" });
    },
    act(action, event) { // also called by entries of the menu
      if (!this.chosen || !window.socket.connected) return;
      if (action === "picker") getElement(this.picker).show(event);
      this.$emit("action", { action, seq: seqOf(this.chosen) });
    },
    textOfChosen() {
      const text = this.chosen?.querySelector("[data-text]");
      return text?.dataset.source ?? text?.textContent ?? "";
    },
    textOfCode() { return this.code.parentElement.querySelector("pre").textContent; },
    linkOfChosen() { return `${this.link}${this.chosen?.dataset.seq}`; },
    onOutgoing({ detail: { feed, cid, text, failed } }) {
      if (feed !== this.name) return;
      if (text === null) return void this.bubble(cid)?.remove();
      if (this.bubble(cid)) return void this.bubble(cid).toggleAttribute("data-failed", Boolean(failed));
      if (this.since !== null) [this.since, this.reads] = [null, true], this.dressAll(); // who answers has read
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
    messages() { return [...this.$refs.list.querySelectorAll(":scope > [data-seq]")]; },
    panel(name, html) { document.querySelectorAll(`[data-panel="${name}"]`).forEach((el) => (el.innerHTML = html)); },
    message(seq) { return this.$refs.list.querySelector(`:scope > [data-seq="${seq}"]`); },
    row(at) { return at > this.$refs.list.lastElementChild?.dataset.at ? null : this.$refs.list.querySelector(`:scope > [data-at="${at}"]`); },
    bubble(cid) { return this.$refs.pending.querySelector(`[data-pending="${CSS.escape(cid)}"]`); },
  },
};
