// Something that copies a text when it is clicked: `content`, or what a method of another element gives then. Without
// HTTPS there is no navigator.clipboard, and on a local network that is the usual case.
export default {
  template: `<component :is="tag" v-bind="$attrs" @click="copy"><slot></slot></component>`,
  props: { tag: String, content: String, source: Number, method: String, menu: Number },
  emits: ["copied"],
  methods: {
    async copy() {
      const text = this.method ? getElement(this.source)[this.method]() : this.content;
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        const field = Object.assign(document.createElement("textarea"), { value: text });
        field.style.cssText = "position: fixed; opacity: 0";
        this.$el.append(field); // inside, where a dialog's hold on the focus does not take it away
        field.select();
        const done = document.execCommand("copy");
        field.remove();
        this.$el.focus();
        if (!done) return;
      }
      this.$emit("copied");
      if (this.menu) getElement(this.menu).hide(); // not before: what is closed can tell nobody that it is done
    },
  },
};
