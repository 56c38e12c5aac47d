// Writes the types of the API: node generate.mjs OPENAPI.json SCHEMA.ts. A file's bytes are a Blob.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

const BLOB = ts.factory.createTypeReferenceNode("Blob");
const [source, target] = process.argv.slice(2);
const types = await openapiTS(JSON.parse(await readFile(source, "utf8")), {
  defaultNonNullable: false, // what has a default may be left out of a body
  transform: (schema) => (schema.format === "binary" ? BLOB : undefined),
});
await writeFile(target, astToString(types));
