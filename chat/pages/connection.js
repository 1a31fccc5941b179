// Says when the connection is lost and back, in place of the framework's popup, and keeps the page while it is.
const QUIET = 1500; // ms without a connection that are not worth a word
const LONGEST_WAIT = 2500; // ms between two tries to connect, give or take half: Socket.IO has 5000

export default {
  template: `<div class="connection" role="status"><span v-if="lost"><slot></slot></span></div>`,
  data: () => ({ lost: false }),
  mounted() {
    Vue.nextTick(() => {
      window.socket.on("disconnect", this.onLost);
      window.socket.on("connect", this.onBack);
      window.socket.connected ? this.keepPage() : this.onLost();
    });
  },
  unmounted() {
    clearTimeout(this.timer);
    window.socket.off("disconnect", this.onLost);
    window.socket.off("connect", this.onBack);
  },
  methods: {
    onLost() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => (this.lost = true), QUIET);
    },
    onBack() {
      clearTimeout(this.timer);
      this.lost = false;
      this.keepPage();
    },
    keepPage() {
      // NiceGUI reloads at the second connect timeout, though the server cannot be reached: that would lose the page
      if (this.kept) return;
      this.kept = true;
      window.socket.io.reconnectionDelayMax(LONGEST_WAIT);
      const [nicegui] = window.socket.listeners("connect_error");
      window.socket.off("connect_error", nicegui).on("connect_error", (e) => e.message === "timeout" || nicegui(e));
    },
  },
};
