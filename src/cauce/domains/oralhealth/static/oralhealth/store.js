// What a person wrote and the server does not have yet, kept in this browser (IndexedDB) until it arrives.
// One record a row: {seq, uid, person, sheet, url, kind, fields, label, name, at, state, problems, confirm}.
// Written through to the disk before the page says that it is kept.
const NAME = "cauce-captura", STORE = "renglones";
export const person = document.documentElement.dataset.person ?? "";

function open() {
  return new Promise((done, fail) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      const store = asked.result.createObjectStore(STORE, { keyPath: "seq", autoIncrement: true });
      store.createIndex("uid", "uid", { unique: true });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
}

async function run(mode, work) {
  const db = await open();
  try {
    return await new Promise((done, fail) => {
      const act = db.transaction(STORE, mode, { durability: "strict" });
      let result;
      act.oncomplete = () => done(result);
      act.onerror = act.onabort = () => fail(act.error);
      work(act.objectStore(STORE), (value) => { result = value; });
    });
  } finally { db.close(); }
}

// A new record goes to the end; the same row written again keeps its place.
export const keep = (item) => run("readwrite", (store) => {
  store.index("uid").get(item.uid).onsuccess = (event) => {
    const earlier = event.target.result;
    store.put(earlier ? { ...item, seq: earlier.seq } : (({ seq, ...fresh }) => fresh)(item));
  };
});

export const drop = (uid) => run("readwrite", (store) => {
  store.index("uid").getKey(uid).onsuccess = (event) => { if (event.target.result !== undefined) store.delete(event.target.result); };
});

// Of this person, in the order in which they were written.
export async function waiting() {
  const all = await run("readonly", (store, give) => { store.getAll().onsuccess = (event) => give(event.target.result); });
  return all.filter((item) => item.person === person);
}

// Sign-out: nothing of the person stays on the device.
export async function wipe() {
  for (const item of await waiting()) await drop(item.uid);
  for (const key of await caches?.keys?.() ?? []) if (key.startsWith("cauce-captura")) await caches.delete(key);
  for (const key of Object.keys(localStorage)) if (key.startsWith(`cauce.borrador:${person}:oralhealth-`)) localStorage.removeItem(key);
}
