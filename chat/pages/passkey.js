// A button that has the browser make or use a passkey: options in, answer out, both as JSON the way WebAuthn Level 3
// writes it. Where the browser has none, or the page came without HTTPS, there is a sentence in its place, or nothing.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

// for browsers without the functions that do so themselves
function parsed(options) {
  const ids = (keys) => keys?.map((key) => ({ ...key, id: bytes(key.id) }));
  const user = options.user && { ...options.user, id: bytes(options.user.id) };
  const [excludeCredentials, allowCredentials] = [ids(options.excludeCredentials), ids(options.allowCredentials)];
  return { ...options, challenge: bytes(options.challenge), user, excludeCredentials, allowCredentials };
}
function written({ id, type, response }) {
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const given = parts.filter((part) => response[part]).map((part) => [part, text(response[part])]);
  return { id, rawId: id, type, response: Object.fromEntries(given), clientExtensionResults: {} };
}

export default {
  template: `<q-btn v-if="can" v-bind="$attrs" @click="$emit('wanted')"></q-btn><p v-else-if="unable">{{ unable }}</p>`,
  inheritAttrs: false,
  props: { unable: String },
  emits: ["wanted", "answered", "failed"],
  data: () => ({ can: window.isSecureContext && !!window.PublicKeyCredential }),
  methods: {
    async ask(kind, options) {
      const parse = PublicKeyCredential[kind === "create" ? "parseCreationOptionsFromJSON" : "parseRequestOptionsFromJSON"];
      try {
        const publicKey = parse ? parse.call(PublicKeyCredential, options) : parsed(options);
        const answer = await navigator.credentials[kind]({ publicKey });
        this.$emit("answered", answer.toJSON ? answer.toJSON() : written(answer));
      } catch (error) {
        this.$emit("failed", error.name);
      }
    },
  },
};
