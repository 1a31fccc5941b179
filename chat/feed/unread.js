// How many messages wait in each room: written into every [data-unread="room"], the page's title and its icon. It draws
// nothing itself. What comes is the newest message of a room, the same for everyone; how far one has read is one's own.
export default {
  template: "<span hidden></span>",
  emits: ["away"], props: { rooms: Object, here: Array, icons: Array, label: String, words: String },

  mounted() {
    this.state = structuredClone(Vue.toRaw(this.rooms)); // by room: first, last, read
    this.title = document.title;
    for (const what of ["pointermove", "keydown", "visibilitychange"]) document.addEventListener(what, this.stir);
    Vue.nextTick(() => {
      window.socket.on("unread", this.change);
      window.socket.on("read", this.change);
    });
    this.draw(), this.stir();
  },
  unmounted() {
    for (const what of ["pointermove", "keydown", "visibilitychange"]) document.removeEventListener(what, this.stir);
    for (const what of ["unread", "read"]) window.socket.off(what, this.change);
  },

  methods: {
    change({ rooms, room, ...news }) { // all rooms anew, or of one of them `last`, `read` or `called`
      if (rooms) this.state = rooms;
      else if (this.state[room]) Object.assign(this.state[room], news);
      this.draw();
    },
    stir() { // whoever does nothing for long is away, as is whoever looks at something else
      const tell = (away) => away !== Boolean(this.away) && (this.$emit("away", (this.away = away)), this.draw());
      clearTimeout(this.idle);
      this.idle = setTimeout(tell, 300_000, true); // ms
      tell(document.hidden);
    },
    draw() {
      const sum = [0, 0], counts = new Map([["", sum]]); // by room: unread, called
      for (const [room, { first, last, read, called }] of Object.entries(this.state)) {
        const isWatched = this.here.includes(room) && !document.hidden && last - read < 3; // about to be read: no flicker
        const n = isWatched ? 0 : Math.max(0, last - Math.max(read, first - 1));
        const m = isWatched ? 0 : called.filter((seq) => seq > read).length;
        (sum[0] += n), (sum[1] += m), counts.set(room, [n, m]);
      }
      for (const badge of document.querySelectorAll("[data-unread], [data-called]")) { // all at once: a page may be long
        const { unread, called } = badge.dataset;
        if (counts.has(unread)) this.write(badge, counts.get(unread)[0], "", this.label);
        if (counts.has(called)) this.write(badge, counts.get(called)[1], "@", this.words);
      }
      document.title = sum[0] ? `(${sum[0] > 999 ? "999+" : sum[0]}) ${this.title}` : this.title;
      document.querySelector('link[rel~="icon"]')?.setAttribute("href", this.icons[sum[0] ? 1 : 0]);
    },
    write(badge, n, sign, label) {
      badge.textContent = n > 999 ? "999+" : n ? sign + n : "";
      n ? badge.setAttribute("aria-label", label.replace("{n}", n)) : badge.removeAttribute("aria-label");
    },
  },
};
