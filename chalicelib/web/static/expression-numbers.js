// Reads and writes numbers as XPath does, to the same last digit as the server (`number_format.py`).

const NUMBER = /^[ \t\r\n]*(-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))[ \t\r\n]*$/;

export function parseNumber(text) {
  const match = NUMBER.exec(text);
  return match ? Number(match[1]) : null;
}

export function formatNumber(number) {
  const text = String(number === 0 ? 0 : number);
  const [digits, exponent] = text.split("e");
  if (exponent === undefined) return text;
  const minus = digits.startsWith("-") ? "-" : "";
  const [whole, fraction = ""] = digits.replace("-", "").split(".");
  const point = whole.length + Number(exponent);
  const all = whole + fraction;
  return minus + (point <= 0 ? `0.${"0".repeat(-point)}${all}` : all.padEnd(point, "0"));
}
