// Something that copies a text when it is clicked: `content`, or what a method of another element gives then. Without
// HTTPS there is no navigator.clipboard, and on a local network that is the usual case.
export default {
  template: `<component :is="tag" v-bind="$attrs" @click="copy()"><slot></slot></component>`,
  props: { tag: String, content: String, source: Number },
  emits: ["copied"],
  methods: {
    async copy(method) {
      const text = method ? getElement(this.source)[method]() : this.content;
      const isDone = await Quasar.copyToClipboard(text).then(() => true, () => false);
      this.$el.focus(); // without HTTPS, a field had it for a moment
      if (isDone) this.$emit("copied", method);
    },
  },
};
