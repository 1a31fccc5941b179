// A button that has the browser make or use a passkey: options in, answer out, both as JSON the way WebAuthn Level 3
// writes it. Where the browser has none, is older than that (2025: all new ones can), or the page came without HTTPS,
// there is a sentence in its place, or nothing.
export default {
  template: `<q-btn v-if="can" v-bind="$attrs" @click="$emit('wanted')"></q-btn><p v-else-if="unable">{{ unable }}</p>`,
  inheritAttrs: false,
  props: { unable: String },
  emits: ["wanted", "answered", "failed"],
  data: () => ({ can: window.isSecureContext && !!window.PublicKeyCredential?.parseCreationOptionsFromJSON }),
  methods: {
    async ask(kind, options) {
      const parse = PublicKeyCredential[kind === "create" ? "parseCreationOptionsFromJSON" : "parseRequestOptionsFromJSON"];
      try {
        const answer = await navigator.credentials[kind]({ publicKey: parse.call(PublicKeyCredential, options) });
        this.$emit("answered", answer.toJSON());
      } catch (error) {
        this.$emit("failed", error.name);
      }
    },
  },
};
