/* pack-form.js: the form of a visit, a sheet from below. What is entered is a draft on the phone from the first key on; saving makes one edit of it.
 *   new geomon.Form({ box, data, words, lang, store, here, near, locate, pickOnMap, saved, say })        form.open(site, visit or null)
 * A visit on the phone: {visit, site, day, pack, base, edits: [{edit, at, by, seen, fields}], sent}. Fields as in geomon/visits.py. */
(function () {
  "use strict";
  const geomon = window.geomon, PHOTO = "photo:", SHORT = 200;

  geomon.iso = function (d) {                    // local time with its offset: the day on the ground is the phone's day
    const two = n => String(n).padStart(2, "0"), off = -d.getTimezoneOffset(), away = Math.abs(off);
    return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}T${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}` +
      `${off < 0 ? "-" : "+"}${two(Math.floor(away / 60))}:${two(away % 60)}`;
  };
  geomon.make = function (tag, name, text, parent) {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text !== undefined && text !== null) element.textContent = text;
    if (parent) parent.append(element);
    return element;
  };
  geomon.fieldsOf = visit => Object.assign({}, ...visit.edits.map(edit => edit.fields));
  const make = geomon.make, same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

  geomon.Form = class {
    constructor(host) {
      Object.assign(this, host);
      this.box.addEventListener("cancel", () => this.keep());
      this.box.addEventListener("click", e => { if (e.target === this.box) this.close(); });
    }
    key(site, visit) { return visit ? `edit:${visit.visit}` : `new:${site.id}`; }
    async open(site, visit) {
      const draft = await this.store.get("drafts", this.key(site, visit)), fields = visit ? geomon.fieldsOf(visit) : {};
      this.site = site;
      this.visit = visit;
      this.restored = !!draft;
      this.draft = draft || { site: site.id, visit: visit ? visit.visit : null, fields: { ...fields }, by: localName() };
      if (!visit && !draft && this.here()) this.draft.fields.position = place(this.here());
      await this.draw();
      if (!this.box.open) this.box.showModal();
    }
    close() { this.keep(); this.box.close(); }
    async keep() {                               // what stands in the form is on the phone before anything else happens
      clearTimeout(this.soon);
      if (!this.draft) return;
      try { await this.store.put("drafts", this.key(this.site, this.visit), this.draft); } catch { this.say(this.words().full); }
    }
    later() { clearTimeout(this.soon); this.soon = setTimeout(() => this.keep(), 250); }
    set(name, value) { this.draft.fields[name] = value; this.later(); }

    async draw() {
      const w = this.words(), { box, draft: { fields } } = this;
      box.replaceChildren();
      box.setAttribute("aria-label", `${w.record} · ${this.site.name}`);
      const head = make("header", "", null, box);
      make("h2", "", `${w.record} · ${this.site.name}`, head);
      const shut = make("button", "shut", "✕", head);
      shut.setAttribute("aria-label", w.close);
      shut.onclick = () => this.close();
      if (this.restored) {
        const line = make("p", "restored", w.draft, box);
        make("button", "", w.discard, line).onclick = () => this.discard();
      }
      this.findings(w, fields);
      this.checks(w, fields);
      const note = make("label", "field", w.note, box), text = make("textarea", "", fields.note || "", note);
      text.rows = 3;
      text.maxLength = 4000;
      text.oninput = () => this.set("note", text.value);
      await this.photos(w, fields);
      this.position(w, fields);
      const who = make("label", "field", w.who, box), name = make("input", "", null, who);
      name.value = this.draft.by;
      name.maxLength = 60;
      name.autocomplete = "name";
      name.id = "who";
      name.oninput = () => { this.draft.by = name.value; this.later(); };
      const foot = make("div", "foot", null, box);
      this.fault = make("p", "fault", "", foot);
      this.fault.setAttribute("role", "alert");
      const save = make("button", "primary", w.save, foot);
      save.id = "save";
      save.onclick = () => this.save();
    }
    findings(w, fields) {
      const group = make("fieldset", "", null, this.box);
      make("legend", "", w.seen, group);
      for (const one of this.data.findings) {
        const label = make("label", "pill", null, group), input = make("input", "", null, label);
        Object.assign(input, { type: "radio", name: "finding", value: one.key, checked: fields.finding === one.key });
        input.onchange = () => this.set("finding", one.key);
        make("i", "", `${one.shape}${one.letter}`, label).setAttribute("aria-hidden", "true");
        make("span", "", one[this.lang()], label);
      }
    }
    checks(w, fields) {
      const all = this.site.tasks.flatMap(([id]) => this.data.tasks[id].checks);
      if (!all.length) return;
      const part = make("details", "checks", null, this.box), answered = all.filter(one => fields[one.key]).length;
      part.open = answered > 0;
      make("summary", "", `${w.answers} ${answered} / ${all.length}`, part);
      for (const one of all) {
        const group = make("fieldset", "check", null, part), text = one.text.slice(0, SHORT);
        make("legend", "", `${one.number ? `${one.number}. ` : ""}${text}`, group).lang = "zh-CN";
        for (const is of ["met", "unmet"]) {
          const button = make("button", "pill", `${is === "met" ? "✓" : "✕"} ${w[is]}`, group), on = () => (fields[one.key] || {}).is === is;
          button.type = "button";
          button.dataset.is = is;
          button.setAttribute("aria-pressed", String(on()));
          button.onclick = () => {
            this.set(one.key, on() ? null : { is, text });
            for (const b of group.querySelectorAll("button")) b.setAttribute("aria-pressed", String((fields[one.key] || {}).is === b.dataset.is));
          };
        }
      }
    }
    async photos(w, fields) {
      const part = make("div", "photos", null, this.box), row = make("div", "pair", null, part);
      for (const [word, camera] of [[w.photo, true], [w.album, false]]) {
        const label = make("label", "button", null, row), input = make("input", "", null, label);
        Object.assign(input, { type: "file", accept: "image/*", multiple: !camera });
        if (camera) input.setAttribute("capture", "environment");
        make("span", "", word, label);
        input.onchange = async () => {
          label.setAttribute("aria-busy", "true");
          for (const file of input.files) await this.add(file);
          await this.draw();
        };
      }
      make("p", "hint", w.from_album, part);
      const strip = make("div", "strip", null, part);
      for (const name of Object.keys(fields).filter(key => key.startsWith(PHOTO) && fields[key])) {
        const kept = await this.store.get("photos", name.slice(PHOTO.length)), frame = make("span", "frame", null, strip);
        if (kept) make("img", "", null, frame).src = `data:image/jpeg;base64,${kept}`;
        const away = make("button", "", "✕", frame);
        away.setAttribute("aria-label", w.remove_photo);
        away.onclick = () => { this.set(name, false); this.draw(); };
      }
    }
    async add(file) {
      try {
        const { sha256, base64 } = await geomon.photo(file);
        await this.store.put("photos", sha256, base64);
        this.set(PHOTO + sha256, true);
        await this.keep();
      } catch (error) { this.say(error && error.name === "QuotaExceededError" ? this.words().full : this.words().bad_photo); }
    }
    position(w, fields) {
      const row = make("div", "pair", null, this.box), mine = make("button", "", w.place, row), tapped = make("button", "", w.place_map, row);
      mine.type = tapped.type = "button";
      mine.onclick = async () => {
        const here = await this.locate();
        if (here) { this.set("position", place(here)); await this.keep(); this.draw(); }
      };
      tapped.onclick = async () => {
        await this.keep();
        this.box.close();
        const at = await this.pickOnMap(this.site);
        if (at) this.set("position", place(at));
        await this.draw();
        this.box.showModal();
      };
      const at = fields.position;
      if (!at) return;
      const sure = at.accuracy_m === null ? w.here_tapped : w.here.replace("{}", Math.round(at.accuracy_m));
      const away = this.site.lon === null ? "" : ` · ${w.away.replace("{}", this.near(at, this.site))}`;
      make("p", "at", `${at.lat.toFixed(5)}, ${at.lon.toFixed(5)} CGCS2000 · ${sure}${away}`, this.box);
    }
    async discard() {
      const key = this.key(this.site, this.visit);
      this.draft = null;
      await this.store.drop("drafts", key);
      this.open(this.site, this.visit);
    }
    async save() {
      const { fields } = this.draft, by = this.draft.by.replace(/\s+/g, " ").trim(), now = geomon.iso(new Date());
      if (!fields.finding || !by) { this.fault.textContent = this.words().need; return; }
      const visit = this.visit || { visit: geomon.uuid(), site: this.site.id, day: now.slice(0, 10), pack: this.data.pack.id,
        base: this.data.pack.version, made: this.data.pack.made, edits: [], sent: 0 };
      const before = geomon.fieldsOf(visit);
      const empty = value => value === undefined || value === null || value === "" || value === false;
      const changed = Object.fromEntries(Object.entries(fields).filter(([name, value]) => !same(before[name], value) && !(empty(before[name]) && empty(value))));
      try {
        if (Object.keys(changed).length) await this.write(visit, changed, by, now);
        rememberName(by);
        const key = this.key(this.site, this.visit);
        this.draft = null;
        clearTimeout(this.soon);
        await this.store.drop("drafts", key);
      } catch { this.fault.textContent = this.words().full; return; }
      this.box.close();
      this.saved(visit);
    }
    async write(visit, fields, by, at) {         // one more edit of a visit; the ones before stay
      const last = visit.edits[visit.edits.length - 1];
      const edit = { edit: geomon.uuid(), at, by, seen: last ? [last.edit] : [], fields };
      await this.store.put("visits", visit.visit, { ...visit, edits: [...visit.edits, edit] });
      visit.edits.push(edit);
    }
  };

  const place = ({ lon, lat, accuracy_m, how }) => ({ lon, lat, accuracy_m, how });
  function localName() { try { return localStorage.getItem("geomon:who") || ""; } catch { return ""; } }
  function rememberName(name) { try { localStorage.setItem("geomon:who", name); } catch { /* asked for again next time */ } }
})();
