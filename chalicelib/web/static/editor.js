// The editor of forms. Every page of it works without this script, which makes the same steps without leaving the list.

import { Preview } from "./editor-preview.js";

document.documentElement.classList.add("scripted");
const preview = new Preview(document.querySelector("[data-preview]"), document.querySelector("[data-preview-link]"));
