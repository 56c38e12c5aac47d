// The yardstick in Node: Hono, zod and the AWS SDK, in one bundle.
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { Hono } from "hono";
import { handle } from "hono/aws-lambda";
import { z } from "zod";

const scale = z.number().int().min(1).max(5);
const Submission = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  language: z.enum(["kk", "ru", "en"]),
  answers: z.strictObject({
    who: z.enum(["official", "deputy", "psychologist", "pupil"]),
    overall: scale,
    useful: z.number().int().min(0).max(10),
    topics: z.array(z.enum(["law", "health", "school", "family"])),
    clear: scale,
    hours: z.number().min(0).max(24),
    best: z.string().max(2000),
    missing: z.string().max(2000),
    again: z.enum(["yes", "no"]),
  }),
});

const client = new DynamoDBClient({ endpoint: process.env.PIKIR_DYNAMODB_ENDPOINT });
const app = new Hono();
app.post("/api/v1/events/:event/forms/:form/responses", async (context) => {
  const { id, language, answers } = Submission.parse(await context.req.json());
  const received_at = new Date().toISOString();
  const Item = {
    pk: { S: "RESP#bare#impressions#0" },
    sk: { S: id },
    received_at: { S: received_at },
    language: { S: language },
    answers: { S: JSON.stringify(answers) },
  };
  await client.send(
    new PutItemCommand({ TableName: process.env.PIKIR_TABLE, Item, ConditionExpression: "attribute_not_exists(pk)" }),
  );
  return context.json({ id, received_at }, 201);
});

export const handler = handle(app);
