// The form of the page: what is typed is kept, and sent over a bad connection. What the form is like, `plain-form.js` or
// `logic-form.js` has said, which comes before.

import { Drafts } from "./drafts.js";
import { Form } from "./form-page.js";
import { loadLater } from "./later.js";
import { sendOver } from "./sending.js";
import "./error-summary.js";

document.documentElement.classList.add("scripted");
const rules = document.getElementById("logic");
export const form = new Form.kind(document.getElementById("answers"), JSON.parse(rules.textContent));
form.start();
export const drafts = new Drafts(form);
drafts.start();
if (form.element.dataset.unsent === undefined) sendOver(form, drafts);
else form.element.addEventListener("submit", () => form.showStatus(form.element.dataset.unsent));
loadLater(form.element, rules.dataset);
