// A button that copies a text. Without HTTPS there is no navigator.clipboard, and on a local network that is the usual case.
export default {
  template: `<q-btn v-bind="$attrs" @click="copy"><slot></slot></q-btn>`,
  props: { content: String },
  emits: ["copied"],
  methods: {
    async copy() {
      try {
        await navigator.clipboard.writeText(this.content);
      } catch {
        const field = Object.assign(document.createElement("textarea"), { value: this.content });
        field.style.cssText = "position: fixed; opacity: 0";
        this.$el.append(field); // inside, where a dialog's hold on the focus does not take it away
        field.select();
        const done = document.execCommand("copy");
        field.remove();
        this.$el.focus();
        if (!done) return;
      }
      this.$emit("copied");
    },
  },
};
