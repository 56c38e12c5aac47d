// Sends one file to the bucket by a presigned POST, and tells how a failure is to be answered: a refused file must be
// chosen anew, an expired grant is asked for again, anything else is tried again.

const STALLED = 30_000;

export const WAITS = [1_000, 3_000, 8_000, 15_000];

export class Refused extends Error {}
export class Expired extends Error {}

export const fillIn = (text, values = {}) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

export const pause = (ms) =>
  new Promise((resolve) => {
    const early = () => (clearTimeout(late), resolve());
    const late = setTimeout(() => (removeEventListener("online", early), resolve()), ms);
    addEventListener("online", early, { once: true });
  });

// `progressed` gets the percentage that was sent, `began` the request, by which it can be aborted.
export function sendToBucket(file, { url, fields }, { progressed, began, notTaken }) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  body.append("file", file);
  const request = new XMLHttpRequest();
  began(request);
  return new Promise((resolve, reject) => {
    let stalled = setTimeout(() => request.abort(), STALLED);
    request.upload.onprogress = ({ loaded, total }) => {
      clearTimeout(stalled);
      stalled = setTimeout(() => request.abort(), STALLED);
      progressed(Math.floor((100 * loaded) / (total || 1)));
    };
    request.onloadend = () => {
      clearTimeout(stalled);
      if (request.status >= 200 && request.status < 300) resolve();
      else if (request.status === 403) reject(new Expired());
      else if (request.status === 400) reject(new Refused(notTaken));
      else reject(new Error(`status ${request.status}`));
    };
    request.open("POST", url);
    request.send(body);
  });
}
