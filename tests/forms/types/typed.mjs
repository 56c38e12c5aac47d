// Answers each line {"text"} with what the page's script reads from a field that holds it: {"number", "text"}.
import { createInterface } from "node:readline";

import { readTypedNumber, readTypedText } from "../../../chalicelib/web/static/typed-answers.js";

for await (const line of createInterface({ input: process.stdin })) {
  const { text } = JSON.parse(line);
  console.log(JSON.stringify({ number: readTypedNumber(text) ?? null, text: readTypedText(text) }));
}
