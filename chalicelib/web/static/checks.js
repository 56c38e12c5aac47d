// What the page can already tell about an answer. It never prevents sending: the server decides.

import { readTypedNumber } from "./typed-answers.js";

// A number whose only fault is its length.
const MANY_DIGITS = /^[+-]?(?=(?:[^0-9]*[0-9]){16})[0-9 \u00a0\u202f]+(?:[.,][0-9]+)?$/;

// The words for what is wrong with an answer; empty where nothing is.
export function problemOf(view, logic, words) {
  const { node, instance, number } = view;
  if (view.isAsked === false || !view.isQuestion) return "";
  if (view.isRanking && view.read() === undefined) return isEmpty(view) ? "" : words.incompleteRanking;
  const text = rawText(view);
  if (text === "" && view.read() === undefined) return "";
  return badNumber(node, text, words) || badConstraint(view, logic, instance, number, words);
}

function rawText(view) {
  const [control] = view.own();
  return control && control.type !== "radio" && control.type !== "checkbox" ? control.value.trim() : "";
}

function isEmpty(view) {
  return view.own().every((one) => one.value === "");
}

function badNumber(node, text, words) {
  if (node.kind.widget !== "number" || text === "") return "";
  const value = readTypedNumber(text);
  if (value === undefined) return MANY_DIGITS.test(text) ? words.tooPrecise : words.notANumber;
  if (node.kind.isWhole && !Number.isInteger(value)) return words.notWhole;
  if (node.min !== undefined && value < node.min) return words.tooSmall.replace("{limit}", node.min);
  if (node.max !== undefined && value > node.max) return words.tooLarge.replace("{limit}", node.max);
  return "";
}

function badConstraint(view, logic, instance, number, words) {
  const { node } = view;
  if (logic.check(instance, number) !== "constraint") return "";
  return node.constraintMessage ? logic.message(instance, number, node.constraintMessage) : words.constraint;
}
