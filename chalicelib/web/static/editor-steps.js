// Sends the editor's steps to the server, one after another, since each is made from the state that the one before left. A lost
// connection or a fault of the server delays them; nothing is dropped before the server has answered.

const PATIENCE = 30_000;
const WAITS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];
const TOO_MANY = 429;
const SERVER_FAULT = 500;

export class Steps {
  // The editor's `onState` is told of each answer that holds the form's state, `onIdle` when nothing is left to be sent.
  constructor(editor, revision) {
    this.editor = editor;
    this.revision = revision;
    this.waiting = [];
    this.isRunning = false;
    this.failures = 0;
    addEventListener("online", () => this.wake?.());
  }

  // A step: `address`, `pairs()` at the moment of sending, `done(data)` and `refused(answer)`. A step that waits stands for
  // those of the same `key` that follow. `at` is the place of its row after the steps before it.
  push(step) {
    const last = this.waiting.at(-1);
    const isCovered = step.key && last?.key === step.key && !(this.isRunning && this.waiting.length === 1);
    if (!isCovered) this.waiting.push(step);
    this.run();
  }

  get isIdle() {
    return this.waiting.length === 0;
  }

  async run() {
    if (this.isRunning) return;
    this.isRunning = true;
    while (this.waiting.length > 0) {
      const [step] = this.waiting;
      if (this.failures === 0) this.editor.say("saving");
      const answer = await this.send(step);
      if (answer.mayWork) {
        step.isDoubtful = true;
        await this.pause(answer.after);
        continue;
      }
      this.failures = 0;
      this.waiting.shift();
      await this.settle(step, answer);
    }
    this.isRunning = false;
    this.editor.onIdle();
    this.finish?.();
  }

  // Resolves when nothing is left to be sent.
  finished() {
    return new Promise((resolve) => (this.finish = resolve));
  }

  async settle(step, answer) {
    const { data } = answer;
    if (data?.revision !== undefined) this.revision = data.revision;
    if (data) this.editor.onState(data);
    if (answer.isOk) {
      this.editor.say("saved");
      await step.done?.(data);
    } else {
      // What follows was meant for a state that never came to be; a question's fields stay, and are sent again.
      this.waiting = this.waiting.filter((each) => each.key);
      for (const each of this.waiting) each.at = undefined;
      await step.refused(answer);
    }
  }

  pause(after) {
    const wait = WAITS[Math.min(this.failures, WAITS.length - 1)];
    this.failures += 1;
    this.editor.say("retrying", { isAlert: true });
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(wait * (0.75 + Math.random() / 2), after));
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  // Sends what waits as the window closes; whether it arrived is found out when the form is opened again.
  flush() {
    const [step] = this.waiting;
    if (step && !this.isRunning) this.send(step, { keepalive: true });
  }

  body(step) {
    const body = new URLSearchParams(step.pairs(step.at));
    body.set("revision", this.revision);
    return body;
  }

  async send(step, options = {}) {
    const answer = await ask(step.address, { method: "POST", body: this.body(step), headers: { Accept: "application/json" }, ...options });
    if (!answer.response) return { mayWork: true, after: 0 };
    const { status, headers } = answer.response;
    const after = Math.max(Number(headers.get("Retry-After")) * 1000, 0) || 0;
    if (status === TOO_MANY || status >= SERVER_FAULT) return { mayWork: true, after };
    return { isOk: status === 200, status, data: answer.data, wasDoubtful: step.isDoubtful };
  }
}

// The response and what it holds: JSON, or a page. No response where the connection failed.
export async function ask(address, options = {}) {
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const response = await fetch(address, { redirect: "manual", signal: stop.signal, ...options });
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    return isJson ? { response, data: await response.json() } : { response, text: await response.text() };
  } catch {
    return {};
  } finally {
    clearTimeout(late);
  }
}

// A page of the editor as a document, undefined where it cannot be had now.
export async function fetchPage(address, options = {}) {
  const { response, text } = await ask(address, options);
  const isPage = response && text !== undefined && (response.ok || [409, 422].includes(response.status));
  return isPage ? new DOMParser().parseFromString(text, "text/html") : undefined;
}
