// Stands in for the program that serves the model, and keeps its contract: the first line of its input says how,
// one line of its output says where, and it ends with its input. The name in the settings says how it behaves.
// Started by a file, it leaves its address beside that one, for tests that see only the product. Asked to "Wait", it
// says nothing when it is started for the first time.

import { existsSync, writeFileSync } from "node:fs";
import http from "node:http";
import { createInterface } from "node:readline";

const [, file] = process.argv;
const isFirst = file !== undefined && !existsSync(`${file}.address`);

const input = createInterface({ input: process.stdin });
input.on("close", () => process.exit(0));

input.once("line", (line) => {
  const { name, key } = JSON.parse(line);
  if (name === "broken") {
    console.error("the file is damaged");
    process.exit(7);
  }
  // Loading takes a while, as far as others can see.
  let unready = 2;
  let abandoned = 0;
  const answers = {
    "GET /health": (response) => response.writeHead(unready-- > 0 ? 503 : 200).end(),
    "GET /v1/models": (response) => response.end(JSON.stringify({ pid: process.pid, abandoned })),
    "POST /v1/chat/completions": (response, body) => {
      if (body.messages === "die") process.exit(9);
      response.on("close", () => (abandoned += response.writableFinished ? 0 : 1));
      if (isFirst && body.messages.at(-1).content === "Wait") return;
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      const event = (choice) => `data: ${JSON.stringify({ choices: [choice] })}\n\n`;
      response.write(event({ delta: { content: "first" } }));
      if (body.messages === "wait") return;
      response.write(event({ delta: {}, finish_reason: "stop" }));
      response.end("data: [DONE]\n\n");
    },
  };
  const server = http.createServer(async (request, response) => {
    const isKnown = request.headers.authorization === `Bearer ${key}` || request.url === "/health";
    if (!isKnown) return response.writeHead(401).end();
    let text = "";
    for await (const piece of request) text += piece;
    answers[`${request.method} ${request.url}`](response, text === "" ? {} : JSON.parse(text));
  });
  server.listen(0, "127.0.0.1", () => {
    const address = `http://127.0.0.1:${server.address().port}`;
    if (file !== undefined) writeFileSync(`${file}.address`, address);
    console.log("a library says something");
    console.log(JSON.stringify({ address }));
  });
});
