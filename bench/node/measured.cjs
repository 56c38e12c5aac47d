// One line of events in, one line of CPU nanoseconds out, as bench/road/measured.py does.
const { createInterface } = require("node:readline");
const { handler } = require("./build/handler.cjs");

(async () => {
  for await (const line of createInterface({ input: process.stdin })) {
    const { events, status } = JSON.parse(line);
    const spent = [];
    for (const event of events) {
      const before = process.cpuUsage();
      const answer = await handler(event, {});
      const { user, system } = process.cpuUsage(before);
      spent.push((user + system) * 1000);
      if (answer.statusCode !== status) throw new Error(JSON.stringify(answer));
    }
    console.log(JSON.stringify({ spent, bytes: 0 }));
  }
})();
