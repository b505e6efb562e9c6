// The functions of `work.mjs` as a plain Node.js server: the peer of a deployment that runs them. It takes the same
// requests and answers with the same bytes.
//
//   node node.mjs PORT

import http from "node:http";
import process from "node:process";
import * as work from "./work.mjs";

const server = http.createServer((request, response) => {
  const pieces = [];
  request.on("data", (piece) => pieces.push(piece));
  request.on("end", () => {
    const { path, args } = JSON.parse(Buffer.concat(pieces).toString());
    const value = work[path.replace("work:", "")](args);
    response.writeHead(200, { "Content-Type": "application/json" });
    response.end(JSON.stringify({ status: "success", value }));
  });
});

server.listen(Number(process.argv[2]), "127.0.0.1");
