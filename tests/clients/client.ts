// A program that uses the API by the types that openapi-typescript generates, file bodies included.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

type Definition = components["schemas"]["Definition"];
type EventInput = components["schemas"]["Event"];

declare const process: { argv: string[]; stdout: { write(text: string): void } };

const [url, token] = process.argv.slice(2) as [string, string];
const anyone = createClient<paths>({ baseUrl: url });
const api = createClient<paths>({ baseUrl: url, headers: { Authorization: `Bearer ${token}` } });
const path = { event: "from-typescript", form: "impressions" };
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

function take<T>(answer: { data?: T; error?: unknown }): NonNullable<T> {
  if (answer.data === undefined || answer.data === null) throw new Error(JSON.stringify(answer.error));
  return answer.data;
}

const event: EventInput = {
  id: path.event,
  kind: "meeting",
  title: { kk: "Кездесу", en: "A meeting" },
  languages: ["kk", "en"],
  starts_at: "2026-06-13T10:00:00+05:00",
  ends_at: "2026-06-13T13:00:00+05:00",
};
const form: Definition = {
  name: path.form,
  purpose: "impressions",
  title: { kk: "Әсерлер", en: "Impressions" },
  default_language: "kk",
  questions: [
    { type: "range", name: "overall", label: { kk: "Баға", en: "Overall" }, parameters: { start: 1, end: 5, step: 1 } },
  ],
};

take(await api.POST("/api/v1/events", { body: event }));
take(await api.PUT("/api/v1/events/{event}/forms/{form}", { params: { path }, body: form }));
const saved = take(await api.POST("/api/v1/events/{event}/forms/{form}/publish", { params: { path } }));
take(await api.PATCH("/api/v1/events/{event}", { params: { path }, body: { state: "open" } }));

const receipt = take(
  await anyone.POST("/api/v1/events/{event}/forms/{form}/responses", {
    params: { path, query: { lang: "en" } },
    body: { answers: { overall: 4 } },
  }),
);
const listed = take(
  await api.GET("/api/v1/events/{event}/forms/{form}/responses", { params: { path, query: { limit: 10 } } }),
);
const summary = take(await api.GET("/api/v1/events/{event}/forms/{form}/summary", { params: { path } }));
const question = summary.questions[0];

const schema = take(await api.GET("/api/v1/events/{event}/forms/{form}/schema.json", { params: { path } }));
const workbook = take(
  await api.GET("/api/v1/events/{event}/forms/{form}/definition.xlsx", { params: { path }, parseAs: "blob" }),
);
const again = take(
  await api.PUT("/api/v1/events/{event}/forms/{form}", {
    params: { path },
    headers: { "Content-Type": XLSX },
    body: workbook,
    bodySerializer: (body) => body,
  }),
);
const choices = new Blob(["name,label\na,A\n"], { type: "text/csv" });
const attached = { ...path, name: "schools.csv" };
take(
  await api.PUT("/api/v1/events/{event}/forms/{form}/files/{name}", {
    params: { path: attached },
    headers: { "Content-Type": choices.type },
    body: choices,
    bodySerializer: (body) => body,
  }),
);
const downloaded = take(
  await api.GET("/api/v1/events/{event}/forms/{form}/files/{name}", { params: { path: attached }, parseAs: "blob" }),
);
const rows = take(
  await api.GET("/api/v1/events/{event}/forms/{form}/responses.csv", { params: { path }, parseAs: "text" }),
);
const erased = await api.DELETE("/api/v1/events/{event}/forms/{form}/responses/{id}", {
  params: { path: { ...path, id: receipt.id } },
});
const missing = await anyone.GET("/api/v1/events/{event}", { params: { path: { event: "nothing" } } });

process.stdout.write(
  JSON.stringify({
    version: saved.version,
    rows: listed.rows.map((row) => row.id === receipt.id),
    mean: question !== undefined && "mean" in question ? question.mean : null,
    reread: again.name,
    schema: (schema as { type?: unknown }).type,
    file: await downloaded.text(),
    csv: rows.trim().split("\n").length,
    erased: erased.response.status,
    missing: missing.error?.code,
  }),
);
