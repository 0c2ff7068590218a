/* pack-store.js: where visits, photos and drafts stay on the phone: IndexedDB, else localStorage, else memory (which the page then says aloud).
 *   await geomon.openStore(name) -> {kind, get(shelf, key), all(shelf), put(shelf, key, value), drop(shelf, key)}
 * put resolves only when the value is kept, and rejects when there is no room. Shelves: visits, photos, drafts. */
(function () {
  "use strict";
  const geomon = window.geomon = window.geomon || {}, SHELVES = ["visits", "photos", "drafts"];

  const asked = request => new Promise((done, fail) => { request.onsuccess = () => done(request.result); request.onerror = () => fail(request.error); });

  async function indexed(name) {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => SHELVES.forEach(shelf => request.result.createObjectStore(shelf));
    const db = await asked(request);
    const write = (shelf, run) => new Promise((done, fail) => {
      const work = db.transaction(shelf, "readwrite", { durability: "strict" });
      work.oncomplete = () => done();
      work.onabort = work.onerror = () => fail(work.error || new Error("not kept"));
      run(work.objectStore(shelf));
    });
    const read = shelf => db.transaction(shelf).objectStore(shelf);
    return {
      kind: "idb", get: (shelf, key) => asked(read(shelf).get(key)), all: shelf => asked(read(shelf).getAll()),
      put: (shelf, key, value) => write(shelf, s => s.put(value, key)), drop: (shelf, key) => write(shelf, s => s.delete(key)),
    };
  }
  function local(name) {
    const full = (shelf, key) => `${name}/${shelf}/${key}`, parse = text => (text === null ? undefined : JSON.parse(text));
    localStorage.setItem(full("probe", ""), "1");
    localStorage.removeItem(full("probe", ""));
    return {
      kind: "local", get: async (shelf, key) => parse(localStorage.getItem(full(shelf, key))),
      all: async shelf => Object.keys(localStorage).filter(key => key.startsWith(full(shelf, ""))).map(key => parse(localStorage.getItem(key))),
      put: async (shelf, key, value) => localStorage.setItem(full(shelf, key), JSON.stringify(value)),
      drop: async (shelf, key) => localStorage.removeItem(full(shelf, key)),
    };
  }
  function memory() {
    const shelves = Object.fromEntries(SHELVES.map(shelf => [shelf, new Map()]));
    return {
      kind: "memory", get: async (shelf, key) => shelves[shelf].get(key), all: async shelf => [...shelves[shelf].values()],
      put: async (shelf, key, value) => { shelves[shelf].set(key, value); }, drop: async (shelf, key) => { shelves[shelf].delete(key); },
    };
  }
  geomon.openStore = async function (name) {
    try {
      const store = await Promise.race([indexed(name), new Promise((_, fail) => setTimeout(() => fail(new Error("slow")), 4000))]);
      if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
      return store;
    } catch { /* a browser that forbids it to pages from files */ }
    try { return local(name); } catch { return memory(); }
  };
})();
