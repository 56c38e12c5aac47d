// Removes the draft of answers that have arrived.

import { forget, keyOf } from "./drafts.js";

const { form, submission } = document.querySelector("[data-submission]").dataset;
const key = keyOf(form);

try {
  if (JSON.parse(localStorage.getItem(key))?.id === submission) forget(key);
} catch {
  forget(key);
}
