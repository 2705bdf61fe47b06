// What scripts add to a page. Everything works without them: the server signs people
// out by itself, "Hide screen" is a link, forms post, tables sort by address.
const root = document.documentElement;
const body = document.body;

if (root.classList.contains("govuk-frontend-supported")) {
  body.classList.add("js-enabled", "govuk-frontend-supported");
  const address = document.getElementById("cc-app").dataset.govuk;
  import(address)
    .then((govuk) => govuk.initAll())
    .catch((error) => console.warn("GOV.UK Frontend did not load", error));
}

// ---- Hide screen -------------------------------------------------------------------

const hiddenCover = document.querySelector(".cc-cover--hidden");
const shownTitle = document.title;
let focusBefore = null;

function remember(hidden) {
  try {
    if (hidden) sessionStorage.setItem("cc-hidden", "1");
    else sessionStorage.removeItem("cc-hidden");
  } catch {
    // Storage may be switched off: the screen is hidden on this page only.
  }
}

function hideScreen() {
  focusBefore = document.activeElement;
  root.classList.add("is-hidden");
  document.title = "Screen hidden";
  remember(true);
  hiddenCover.querySelector("[data-show-screen]").focus();
}

function showScreen() {
  root.classList.remove("is-hidden");
  document.title = shownTitle;
  remember(false);
  if (focusBefore && focusBefore.isConnected) focusBefore.focus();
}

for (const link of document.querySelectorAll("[data-hide-screen]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    hideScreen();
  });
  // It says that it is a button, so the space bar must work as on one.
  link.addEventListener("keydown", (event) => {
    if (event.key === " ") {
      event.preventDefault();
      hideScreen();
    }
  });
}
hiddenCover
  ?.querySelector("[data-show-screen]")
  .addEventListener("click", showScreen);
if (root.classList.contains("is-hidden") && hiddenCover) hideScreen();

// ---- Forms: unsaved changes, double sending -----------------------------------------

const guarded = document.querySelectorAll("form[data-guard]");
let unsaved = false;
let leaving = false;

for (const form of guarded) {
  form.addEventListener("input", () => (unsaved = true));
  form.addEventListener("change", () => (unsaved = true));
}

addEventListener("beforeunload", (event) => {
  if (unsaved && !leaving) event.preventDefault();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if ("sent" in form.dataset) {
    event.preventDefault();
    return;
  }
  if (!navigator.onLine) {
    event.preventDefault();
    sayOffline(form);
    return;
  }
  if (!("noGuard" in form.dataset)) form.dataset.sent = "";
  leaving = true;
  // A file to download leaves this page standing: let it be sent again.
  setTimeout(freeForms, 5000);
});

// Without a connection the browser would put a page of its own in place of the form.
function sayOffline(form) {
  let said = form.querySelector("[data-offline]");
  if (!said) {
    said = document.createElement("p");
    said.dataset.offline = "";
    said.className = "cc-late";
    said.setAttribute("role", "alert");
    form.append(said);
  }
  said.textContent =
    "There is no connection. What you wrote is still here: send it when it is back.";
  said.scrollIntoView({ block: "center" });
}

addEventListener("online", () => {
  for (const said of document.querySelectorAll("[data-offline]")) {
    said.textContent = "The connection is back: send it now.";
  }
});

function freeForms() {
  leaving = false;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
  }
}

// Back from the browser's own memory of pages: nothing has been sent yet.
addEventListener("pageshow", (event) => {
  if (event.persisted) freeForms();
});

// ---- Small helpers: print, copy, close a menu, choose and go -----------------------------

document.addEventListener("click", async (event) => {
  const target = event.target;
  if (target.closest("[data-print]")) {
    event.preventDefault();
    print();
  }
  const copy = target.closest("[data-copy]");
  if (copy) {
    event.preventDefault();
    const source = document.getElementById(copy.dataset.copy);
    const said = copy.textContent;
    try {
      await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
      copy.textContent = "Copied";
    } catch {
      copy.textContent = "Select the text and copy it";
    }
    setTimeout(() => (copy.textContent = said), 3000);
  }
  for (const menu of document.querySelectorAll("details[data-close-outside][open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-close-outside][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.querySelector(".cc-nav [aria-current]")?.scrollIntoView({
  block: "nearest",
  inline: "center",
});

// ---- A long list of questions: a key answers one and goes on to the next ----------------
// Only while the focus is on a question, so that no key is taken from anybody elsewhere.

for (const form of document.querySelectorAll("form[data-answers]")) {
  const questions = [...form.querySelectorAll(".cc-q")];

  form.addEventListener("keydown", (event) => {
    const question = event.target.closest(".cc-q");
    const isRadio = event.target.type === "radio";
    if (!question || !isRadio || event.altKey || event.ctrlKey || event.metaKey) return;
    const answers = [...question.querySelectorAll("input[data-key]")];
    const chosen = answers.find((one) => one.dataset.key === event.key.toLowerCase());
    if (!chosen) return;
    event.preventDefault();
    chosen.checked = true;
    chosen.dispatchEvent(new Event("change", { bubbles: true }));
    const next = questions[questions.indexOf(question) + 1];
    (answerOf(next) ?? next?.querySelector("input[type=radio]") ?? chosen).focus();
  });

  form.addEventListener("change", () => countAnswers(form, questions));
  countAnswers(form, questions);
}

function answerOf(question) {
  return question?.querySelector("input[type=radio]:checked");
}

function countAnswers(form, questions) {
  const given = questions.map((question) => answerOf(question)?.value ?? "");
  for (const place of form.querySelectorAll("[data-count]")) {
    const isIt = (value) => value === place.dataset.count;
    const isRest = (value) => "countRest" in place.dataset && value === "";
    place.textContent = given.filter((value) => isIt(value) || isRest(value)).length;
  }
  const yes = given.filter((value) => value === "yes").length;
  for (const bar of form.querySelectorAll("[data-bar]")) {
    bar.setAttribute("width", yes * Number(bar.dataset.bar));
  }
}

// ---- Kept by itself: without a connection it says so, and tries again ---------------------

document.addEventListener("htmx:sendError", (event) => {
  const place = event.target.closest("[data-keeps]");
  if (!place) return;
  place.classList.add("cc-watch");
  place.textContent = "Not sent yet. Kept on this screen; trying again.";
  setTimeout(() => place.closest("form").dispatchEvent(new Event("input")), 5000);
});

document.addEventListener("htmx:afterOnLoad", (event) => {
  event.target.closest("[data-keeps]")?.classList.remove("cc-watch");
});

// ---- A key for a control, with Alt, printed on it ---------------------------------------
// Access keys of the browser need other keys in each browser. Nobody types with Alt alone,
// and by event.code it is the same key where Alt makes another letter.

const byAlt = new Map(
  [...document.querySelectorAll("[data-alt-key]")].map((one) => [
    `Key${one.dataset.altKey.toUpperCase()}`,
    one,
  ]),
);

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const control = byAlt.get(event.code);
  if (!control || event.repeat) return;
  event.preventDefault();
  control.click();
});

// ---- Idle time-out ----------------------------------------------------------------------
// The server decides. This asks it how much time is left (which is not a touch), tells it
// of touches at most once a minute, and warns. Tabs share the server's answer, so work in
// one keeps all.

const sessionUrl = body.dataset.sessionUrl;

if (sessionUrl && "fetch" in window) {
  const warnBefore = Number(body.dataset.idleWarnSeconds || 120);
  const tellEvery = Math.min(60, Number(body.dataset.idleSeconds || 1200) / 4) * 1000;
  const dialog = document.getElementById("cc-idle");
  const outCover = document.querySelector(".cc-cover--out");
  const answer = document.querySelector("[data-idle-answer]");
  let endsAt = Date.now() + Number(body.dataset.idleSeconds || 1200) * 1000;
  let lastTold = Date.now();
  let isTouched = false;
  let isOut = false;
  let isAsking = false;
  let beforeDialog = null;

  async function ask(method) {
    const headers = { Accept: "application/json" };
    if (method === "POST") headers["X-CSRFToken"] = token();
    const response = await fetch(sessionUrl, {
      method,
      headers,
      cache: "no-store",
      credentials: "same-origin",
    });
    if (!response.ok) throw new Error(`The session answers ${response.status}`);
    return response.json();
  }

  function token() {
    const field = document.querySelector("input[name=csrfmiddlewaretoken]");
    return field ? field.value : "";
  }

  // A new session has a new token; the old one would make every form fail.
  function refreshTokens(value) {
    if (!value) return;
    for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) {
      field.value = value;
    }
  }

  function take(state) {
    if (!state.signed_in) return signedOut();
    endsAt = Date.now() + state.seconds_left * 1000;
    if (state.seconds_left > warnBefore) closeDialog();
  }

  function openDialog() {
    if (dialog.open) return;
    beforeDialog = document.activeElement;
    dialog.showModal();
    dialog.querySelector("[data-idle-stay]").focus();
  }

  function closeDialog() {
    if (!dialog.open) return;
    dialog.close();
    if (beforeDialog && beforeDialog.isConnected) beforeDialog.focus();
  }

  function say(seconds) {
    const minutes = Math.ceil(seconds / 60);
    const words = minutes > 1 ? `${minutes} minutes` : "less than a minute";
    const place = dialog.querySelector("[data-idle-left]");
    if (place.textContent !== words) place.textContent = words;
  }

  function signedOut() {
    if (isOut) return;
    isOut = true;
    if (dialog.open) dialog.close();
    beforeDialog = beforeDialog ?? document.activeElement;
    root.classList.add("is-out");
    document.title = "Signed out";
    outCover.querySelector("a").focus();
  }

  function signedIn(state) {
    isOut = false;
    isTouched = false;
    refreshTokens(state.csrf);
    freeForms();
    endsAt = Date.now() + state.seconds_left * 1000;
    root.classList.remove("is-out");
    document.title = shownTitle;
    answer.textContent = "";
    if (beforeDialog && beforeDialog.isConnected) beforeDialog.focus();
    beforeDialog = null;
  }

  async function touch() {
    lastTold = Date.now();
    isTouched = false;
    try {
      take(await ask("POST"));
    } catch {
      // No connection: the next touch tries again, the server's clock goes on.
    }
  }

  async function look() {
    if (isAsking) return;
    isAsking = true;
    try {
      take(await ask("GET"));
    } catch {
      if (Date.now() > endsAt) signedOut();
    } finally {
      isAsking = false;
    }
  }

  function tick() {
    if (isOut) return;
    const left = Math.round((endsAt - Date.now()) / 1000);
    if (!dialog.open && isTouched && Date.now() - lastTold > tellEvery) touch();
    else if (left <= 0) look();
    else if (left <= warnBefore) {
      if (!dialog.open) look().then(() => warn());
      else if (left % 10 === 0) look();
      if (dialog.open) say(left);
    }
  }

  function warn() {
    const left = Math.round((endsAt - Date.now()) / 1000);
    if (isOut || left > warnBefore) return;
    // A touch that the server has not heard of yet is enough to stay.
    if (isTouched) touch();
    else {
      openDialog();
      say(left);
    }
  }

  for (const kind of ["keydown", "pointerdown", "scroll", "input"]) {
    addEventListener(kind, () => (isTouched = true), { passive: true, capture: true });
  }
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    touch().then(closeDialog);
  });
  dialog.querySelector("[data-idle-stay]").addEventListener("click", async () => {
    await touch();
    if (!isOut) closeDialog();
  });
  document.querySelector("[data-idle-resume]").addEventListener("click", async () => {
    answer.textContent = "Looking ...";
    try {
      const state = await ask("GET");
      if (state.signed_in) signedIn(state);
      else answer.textContent = "You are not signed in yet. Sign in in the new tab first.";
    } catch {
      answer.textContent = "No answer from the server. Try again in a moment.";
    }
  });
  // A laptop that slept, a tab that was in the background: look before anything is shown.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !isOut && Date.now() > endsAt - warnBefore * 1000) look();
  });
  setInterval(tick, 1000);
}
