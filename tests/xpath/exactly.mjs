// A value that compares bit by bit: a number is its eight bytes, every NaN the same.
export function exactly(value) {
  if (typeof value !== "number") return value;
  if (Number.isNaN(value)) return "NaN";
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setFloat64(0, value);
  return bytes.getBigUint64(0).toString(16).padStart(16, "0");
}

// Identifiers that count up, so that chance is the same for both evaluators.
export function counting() {
  let number = 0;
  return () => `00000000-0000-4000-8000-${(++number).toString(16).padStart(12, "0")}`;
}
