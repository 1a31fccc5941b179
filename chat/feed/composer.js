// Where one writes. What was sent but is not confirmed waits here, in order, and survives even a reload of the page; what
// is being written survives more: drafts are kept per room and person. Its words come from Python.
const AGAIN = 10_000; // ms without an answer after which a text is sent once more
const HOLD = 300; // ms of quiet after which a draft is stored

const read = (storage, key, fallback) => { // storage can be full, forbidden or filled by somebody else
  try { return JSON.parse(storage.getItem(key)) ?? fallback; } catch { return fallback; }
};
const write = (storage, key, value) => {
  try { value?.length ? storage.setItem(key, JSON.stringify(value)) : storage.removeItem(key); } catch { /* not kept */ }
};

export default {
  template: `
    <div class="composer">
      <div class="problem" role="alert" v-show="problem">{{ problem }}</div>
      <div class="problem pause" role="timer" v-show="seconds || waits">{{ waits ? files.waits : wait.replace("{n}", seconds) }}</div>
      <div class="about" v-if="about"><span dir="auto">{{ about.label }}</span>
        <button type="button" :aria-label="cancel" :title="cancel" @click="end"></button></div>
      <q-uploader ref="uploader" class="uploads" v-bind="files.options" :url="([file]) => files.url + encodeURIComponent(file.name)"
                  @uploaded="({ files: [file], xhr }) => Object.assign(file, JSON.parse(xhr.response))" @finish="waits && submit()"
                  @failed="({ xhr }) => (problem = xhr.responseText)" @rejected="([why]) => (problem = files[why.failedPropValidation])">
        <template #header><q-uploader-add-trigger /></template>
        <template #list="{ files: given, upload, removeFile }">
          <div v-for="file in given" :key="file.__key" class="upload" :data-status="file.__status" :style="{ '--done': file.__progress }">
            <span dir="auto">{{ file.name }}</span><small>{{ Math.ceil(file.size / 1e3).toLocaleString(...files.size) }}</small>
            <button v-if="file.__status === 'failed'" type="button" class="again" :aria-label="files.again" @click="upload"></button>
            <button type="button" :aria-label="files.remove" @click="removeFile(file)"></button></div>
        </template>
      </q-uploader>
      <ul v-if="offers.length" class="offers" role="listbox" :id="'offers-' + $attrs.id" :aria-label="completed.label">
        <li v-for="(offer, n) in offers" :id="'offer-' + n + $attrs.id" role="option" :aria-selected="n === at" @mousedown.prevent @click="take(n)">
          <b :class="offer.looks" :data-colour="offer.colour">{{ offer.sign }}</b><span dir="auto">{{ offer.label }}</span><small dir="auto">{{ offer.detail }}</small></li></ul>
      <div class="field">
        <textarea ref="text" v-model="draft" rows="1" :placeholder="label" :aria-label="label" enterkeyhint="send" aria-autocomplete="list"
                  :aria-controls="offers.length ? 'offers-' + $attrs.id : null" :aria-activedescendant="offers.length ? 'offer-' + at + $attrs.id : null"
                  @keydown="onKey" @keyup="ask" @click="ask" @blur="offers = []" @input="onInput"></textarea>
        <slot></slot>
      </div>
    </div>`,
  props: { feed: String, owner: String, label: String, limit: Number, overlong: String, wait: String, cancel: String, value: String,
    files: Object, completed: Object },
  emits: ["send", "last", "complete", "update:value"],
  data: () => ({ draft: "", problem: "", seconds: 0, about: null, waits: false, word: "", offers: [], at: 0 }),
  computed: { isEdit() { return this.about?.what === "edit"; } },

  mounted() {
    const key = `${this.feed}:${this.owner}`;
    this.queueKey = `chat:queue:${key}`; // in sessionStorage: each tab sends its own
    this.draftKey = `chat:draft:${key}`;
    this.queue = read(sessionStorage, this.queueKey, []);
    this.draft = this.kept = read(localStorage, this.draftKey, "");
    this.takeBack();
    this.flying = null;
    const { signal } = (this.listening = new AbortController());
    window.addEventListener("feed:settled", this.onSettled, { signal });
    window.addEventListener("feed:again", this.again, { signal });
    window.addEventListener("pagehide", this.keep, { signal });
    Vue.nextTick(() => {
      this.fit();
      this.queue.forEach(this.show);
      window.socket.on("connect", this.restart);
      this.pump();
      if (matchMedia("(hover: hover)").matches) this.$refs.text.focus(); // a phone would open its keyboard
    });
  },
  unmounted() {
    clearTimeout(this.timer);
    this.keep();
    this.listening.abort();
    window.socket.off("connect", this.restart);
  },

  methods: {
    onKey(event) {
      if (event.isComposing || event.keyCode === 229) return; // it chooses a word of an input method (229: in Safari)
      const { offers: { length }, about, draft } = this;
      const step = (by) => (this.at = (this.at + by + length) % length);
      const deeds = length
        ? { ArrowUp: () => step(-1), ArrowDown: () => step(1), Enter: this.take, Tab: this.take, Escape: () => (this.offers = []) }
        : { Enter: this.submit, Escape: about && this.end, ArrowUp: !draft && !about && window.socket.connected && (() => this.$emit("last")) };
      const isPlain = !(event.ctrlKey || event.altKey || event.metaKey || event.shiftKey);
      if (isPlain && deeds[event.key]) event.preventDefault(), deeds[event.key]();
    },
    ask() { // Python what the word before the caret may become; what is offered meanwhile still fits
      const { value, selectionStart } = this.$refs.text;
      const word = value.slice(0, selectionStart).match(new RegExp(this.completed.pattern, "u"))?.groups.word ?? "";
      if (word === this.word) return;
      this.offers = this.offers.filter(({ text, label }) => word && (text + label).toLowerCase().includes(word.slice(1).toLowerCase()));
      [this.word, this.at] = [word, 0];
      if (word) this.$emit("complete", word);
    },
    offer(word, offers) { if (word === this.word) this.offers = offers; }, // called by Python
    take(n = this.at) { this.insert(this.offers[n].text, this.$refs.text.selectionStart - this.word.length); },
    begin(about) { // called by Python: what is written now answers or edits a message; a draft waits meanwhile
      this.end();
      this.keep();
      this.about = about;
      if (about.text !== null) [this.waiting, this.draft] = [this.draft, about.text];
      Vue.nextTick(this.fit);
      this.$refs.text.focus();
    },
    insert(text, from = this.$refs.text.selectionStart) { // called by Python: for what is selected; it can be undone
      const { text: box } = this.$refs;
      box.focus();
      box.setSelectionRange(from, box.selectionEnd);
      document.execCommand("insertText", false, text);
    },
    wrap(before, after, line) { // called by Python: what is selected, or whole lines, of which each begins with `line`
      const { selectionStart, selectionEnd } = this.$refs.text;
      const from = line ? this.draft.lastIndexOf("\n", selectionStart - 1) + 1 : selectionStart;
      const chosen = this.draft.slice(from, selectionEnd).replaceAll("\n", `\n${line}`);
      this.insert(before + chosen + after, from);
      this.$refs.text.setSelectionRange(from + before.length, from + before.length + chosen.length);
    },
    end() { // of writing about a message, without sending it
      if (this.about && this.about.text !== null) this.setDraft(this.waiting);
      this.about = null;
    },
    onInput() {
      this.problem = "";
      this.fit();
      this.ask();
      clearTimeout(this.keeping);
      this.keeping = setTimeout(this.keep, HOLD);
    },
    submit() { // also called by the send button
      const { draft: text, isEdit, $refs: { uploader } } = this;
      const files = isEdit ? [] : uploader.files;
      this.waits = !isEdit && uploader.isUploading; // it goes by itself as soon as all files are there
      if (this.waits || !(text.trim() || files.length || isEdit)) return;
      if (!files.every((file) => file.id)) return void (this.problem = this.files.failed);
      if ([...text].length > this.limit) return void (this.problem = this.overlong);
      this.problem = "";
      // NiceGUI's: crypto.randomUUID is missing without HTTPS
      const message = { id: createRandomUUID(), text, about: this.about, files };
      if (!isEdit) uploader.reset();
      this.setDraft(isEdit ? this.waiting : "");
      this.about = null;
      this.queue.push(message);
      this.save();
      this.show(message);
      this.pump();
      this.$refs.text.focus();
    },
    setDraft(text) {
      this.draft = text;
      this.keep();
      Vue.nextTick(this.fit);
    },
    show({ id, text, about, files = [] }, failed = false) {
      if (about?.what === "edit") return; // it is seen where the message stands
      const detail = { feed: this.feed, cid: id, text: text || files.map((file) => file.title).join(", "), failed };
      window.dispatchEvent(new CustomEvent("feed:outgoing", { detail }));
    },
    pump() { // one at a time: what is typed offline arrives in the order it was typed
      if (this.flying || !this.queue.length || !window.socket.connected) return;
      this.flying = this.queue[0].id;
      this.timer = setTimeout(this.restart, AGAIN);
      this.show(this.queue[0]);
      this.$emit("send", this.queue[0]);
    },
    restart() {
      clearTimeout(this.timer);
      this.flying = null;
      if (!window.socket.connected) this.seconds = 0;
      this.pump();
    },
    onSettled({ detail: id }) {
      if (!this.queue.some((m) => m.id === id)) return;
      this.queue = this.queue.filter((m) => m.id !== id);
      if (!this.queue.length) this.seconds = 0;
      this.save();
      if (this.flying === id) this.restart();
    },
    confirm(id) { // called by Python where no fragment will tell: it was posted before
      window.dispatchEvent(new CustomEvent("feed:outgoing", { detail: { feed: this.feed, cid: id, text: null } }));
      this.onSettled({ detail: id });
    },
    fail(id, reason) { // called by Python: it cannot be kept now; it waits here, with all after it, until "try again"
      clearTimeout(this.timer);
      this.problem = reason;
      const message = this.queue.find((m) => m.id === id);
      if (message) this.show(message, true);
    },
    pause(id, seconds) { // called by Python: that was too fast; it waits here, with all after it, and goes by itself
      if (this.flying !== id) return;
      clearTimeout(this.timer);
      if (seconds <= 0) return this.restart();
      this.seconds = Math.ceil(seconds);
      this.timer = setTimeout(() => this.pause(id, seconds - 1), Math.min(seconds, 1) * 1000);
    },
    again({ detail: feed }) {
      if (feed !== this.feed) return;
      this.problem = "";
      this.restart();
    },
    attach(event) { // called for files that are dragged over the page, dropped or pasted
      const { types, files } = event.dataTransfer ?? event.clipboardData;
      if (!this.files.options.maxFileSize || !types.includes("Files") || types.includes("text/plain")) return;
      event.preventDefault();
      document.body.toggleAttribute("data-drop", event.type === "dragover" || Boolean(event.relatedTarget));
      if (!event.type.startsWith("drag")) this.$refs.uploader.addFiles(files);
    },
    refuse(id, reason) { // called by Python: give the text back, before what was typed meanwhile
      const message = this.queue.find((m) => m.id === id);
      if (message) this.setDraft([message.text, this.draft].filter(Boolean).join("\n"));
      this.$refs.uploader.addFiles((message?.files ?? []).filter((file) => file instanceof File)); // sent anew
      this.about = message?.about ?? this.about;
      this.problem = reason;
      this.confirm(id);
    },
    fit() { // grow with the text; style sheets say how far
      const { text } = this.$refs;
      if (!text) return;
      text.style.height = "auto";
      text.style.height = `${text.scrollHeight}px`;
    },
    takeBack() { // what waited under a name that was lost meanwhile: given back, not said by somebody else
      for (const other of Object.keys(sessionStorage)) {
        if (!other.startsWith(`chat:queue:${this.feed}:`) || other === this.queueKey) continue;
        this.draft = [...read(sessionStorage, other, []).map((m) => m.text), this.draft].filter(Boolean).join("\n");
        sessionStorage.removeItem(other);
      }
      this.keep();
    },
    keep() {
      clearTimeout(this.keeping);
      if (this.draft === this.kept || this.isEdit) return; // another tab may have written since; an edit is no draft
      write(localStorage, this.draftKey, (this.kept = this.draft));
    },
    save() { write(sessionStorage, this.queueKey, this.queue); },
  },
};
