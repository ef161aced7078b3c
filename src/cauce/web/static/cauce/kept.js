// What a person wrote and the server does not have yet, kept in this browser (IndexedDB) until it arrives.
// One record a form: {seq, uid, person, …} and whatever the module needs to send it again.
// Written through to the disk before the page says that it is kept.
const NAME = "cauce-guardado", STORE = "renglones";
const COPIES = "cauce-captura"; // caches of pages that open without a line
const PRIVATE = ":pacientes-"; // drafts with people's health in them
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

// Sign-out: nothing of the person stays on the device. Says no when something waits and the person prefers to stay.
export async function leave() {
  try {
    const left = (await indexedDB.databases()).some((one) => one.name === NAME) ? await waiting() : [];
    const words = left.length === 1 ? "1 renglón" : `${left.length} renglones`;
    if (left.length && !confirm(`Hay ${words} en este equipo que no han llegado al servidor. Si cierra la sesión se borran. ¿Cerrarla?`)) return false;
    document.documentElement.dataset.leaving = "1"; // whoever is about to keep something more, does not
    for (const item of left) await drop(item.uid);
    for (const key of await caches.keys()) if (key.startsWith(COPIES)) await caches.delete(key);
    for (const key of Object.keys(localStorage)) if (key.startsWith(`cauce.borrador:${person}${PRIVATE}`)) localStorage.removeItem(key);
  } catch { /* a browser without a store keeps nothing */ }
  return true;
}
