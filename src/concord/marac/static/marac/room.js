// The room with scripts: what is typed goes out by itself, waits while there is no
// connection, and what others write comes in. Without scripts the forms post as ever.
//
// What waits is kept in this page and nowhere else: it is about people, and a laptop
// that is lost must hold none of it. Leaving the page while something waits is asked.
const ASK_EVERY = 3000;
const TRY_AGAIN = 3000;

// ---- What others have written ------------------------------------------------------

const region = document.querySelector("[data-live]");
let isAsking = false;
let isGone = false;

async function look() {
  if (!region || isAsking || isGone || document.hidden) return;
  isAsking = true;
  try {
    const address = new URL(region.dataset.live, location.href);
    address.searchParams.set("seen", markOf(region));
    const answer = await fetch(address, { cache: "no-store", redirect: "error" });
    if (answer.status === 404) isGone = true;
    if (answer.status === 200) {
      const html = await answer.text();
      const focused = region.contains(document.activeElement);
      // Nothing is taken from under somebody's fingers.
      if (!focused) {
        region.innerHTML = html;
        takeRisks();
      }
    }
  } catch {
    // No connection, or signed out: the next look tries again.
  } finally {
    isAsking = false;
  }
}

// A risk that somebody has just named can be answered at once.
function takeRisks() {
  const select = document.querySelector("select[name=act-risk]");
  const fresh = region.querySelector("template[data-risks]");
  if (!select || !fresh || document.activeElement === select) return;
  const chosen = select.value;
  select.replaceChildren(fresh.content.cloneNode(true));
  select.value = chosen;
  if (select.selectedIndex < 0) select.value = "";
}

function markOf(place) {
  return place.querySelector("[data-mark]")?.dataset.mark ?? "";
}

setInterval(look, ASK_EVERY);
document.addEventListener("visibilitychange", look);

// ---- What is typed here -------------------------------------------------------------

const forms = [...document.querySelectorAll("form[data-room]")];
const said = document.querySelector("[data-said]");
const list = document.querySelector("[data-queue]");
const queue = [];
let isSending = false;

for (const form of forms) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = wordsOf(form);
    if (words.value.trim() === "") {
      tell("Write something first.");
      words.focus();
      return;
    }
    put(form, words);
    send();
  });
}

function wordsOf(form) {
  return form.querySelector("textarea");
}

function put(form, words) {
  const line = document.createElement("li");
  const text = words.value.trim();
  line.textContent = `On its way: ${text}`;
  list.append(line);
  queue.push({ url: form.action, data: new FormData(form), line, text, form });
  empty(form);
  words.focus();
}

// Each sending has a key of its own: the same sent twice is kept once.
function empty(form) {
  for (const field of form.querySelectorAll("textarea, input[type=text]")) {
    if (!field.name.endsWith("in_days")) field.value = "";
  }
  for (const box of form.querySelectorAll("input[type=checkbox]")) box.checked = false;
  form.querySelector("input[name$=-key]").value = newKey();
}

function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// A usual action fills the form; what was typed there is not written over.
document.querySelector("[data-usual]")?.addEventListener("click", (event) => {
  const chosen = event.target.closest("a[data-words]");
  if (!chosen) return;
  event.preventDefault();
  const form = chosen.closest("form");
  const words = wordsOf(form);
  const typed = words.value.trim();
  words.value = typed === "" ? chosen.dataset.words : `${typed} ${chosen.dataset.words}`;
  form.elements["act-kind"].value = chosen.dataset.kind;
  form.elements["act-in_days"].value = chosen.dataset.days;
  chosen.closest("details").open = false;
  words.focus();
});

async function send() {
  if (isSending) return;
  isSending = true;
  while (queue.length > 0) {
    const next = queue[0];
    const outcome = await sendOne(next);
    if (outcome === "wait") {
      const number = queue.length;
      tell(
        `No connection. ${number} ${number === 1 ? "waits" : "wait"} on this page: ` +
          "keep it open, they go by themselves.",
      );
      setTimeout(send, TRY_AGAIN);
      break;
    }
    queue.shift();
    if (outcome === "kept") {
      next.line.remove();
      tell(`All kept, ${new Date().toLocaleTimeString("en-GB")}.`);
    } else giveBack(next, outcome);
  }
  isSending = false;
  look();
}

async function sendOne(next) {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (token) next.data.set("csrfmiddlewaretoken", token.value);
  try {
    const answer = await fetch(next.url, {
      method: "POST",
      body: next.data,
      headers: { "X-Room": "1" },
      redirect: "error",
    });
    if (answer.status === 201) return "kept";
    if (answer.status === 422) return (await answer.json()).errors.join(" ");
    if (answer.status === 404) return "This case can't be written to any more.";
    return "wait";
  } catch {
    return "wait";
  }
}

// What was refused stands below, word for word, with a way back into its form.
function giveBack(next, why) {
  next.line.textContent = `Not kept: ${why} You wrote: ${next.text} `;
  const back = document.createElement("button");
  back.type = "button";
  back.className = "cc-linkbtn";
  back.textContent = "Put it back into the form";
  back.addEventListener("click", () => {
    for (const [name, value] of next.data) {
      const field = next.form.elements[name];
      if (!field || name === "csrfmiddlewaretoken" || name.endsWith("-key")) continue;
      if (field.type === "checkbox") field.checked = true;
      else field.value = value;
    }
    next.line.remove();
    wordsOf(next.form).focus();
  });
  next.line.append(back);
  tell("One was not kept: see below.");
}

function tell(words) {
  if (said) said.textContent = words;
}

addEventListener("online", send);
addEventListener("beforeunload", (event) => {
  const isTyping = forms.some((form) => wordsOf(form).value.trim() !== "");
  const isWaiting = list !== null && list.childElementCount > 0;
  if (isTyping || isWaiting) event.preventDefault();
});

// ---- The clock ----------------------------------------------------------------------

const clock = document.querySelector("[data-clock]");
if (clock) {
  const begun = Date.parse(clock.dataset.clock);
  const place = clock.querySelector("b");
  setInterval(() => {
    const seconds = Math.max(0, Math.floor((Date.now() - begun) / 1000));
    const rest = String(seconds % 60).padStart(2, "0");
    place.textContent = `${Math.floor(seconds / 60)}:${rest}`;
  }, 1000);
}

// ---- Keys: with Alt or Ctrl only, so that none is taken from typing ------------------

const keysBox = document.querySelector("[data-shortcuts]");
const OFF = "concord.room.keys.off";
try {
  if (keysBox && localStorage.getItem(OFF)) keysBox.checked = false;
} catch {
  // Storage may be switched off: the keys are on, and can be switched off here.
}
keysBox?.addEventListener("change", () => {
  try {
    if (keysBox.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  } catch {
    // For this page only, then.
  }
});

addEventListener("keydown", (event) => {
  if (keysBox && !keysBox.checked) return;
  if (event.ctrlKey && event.key === "Enter") {
    const form = event.target.closest?.("form[data-room]");
    if (form) {
      event.preventDefault();
      form.requestSubmit();
    }
    return;
  }
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const key = event.code.replace("Key", "").toLowerCase();
  const target = document.querySelectorAll(`[data-shortcut="${key}"]`);
  if (target.length > 0) {
    event.preventDefault();
    target[target.length - 1].click();
  }
});
