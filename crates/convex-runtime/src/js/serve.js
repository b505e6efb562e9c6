// Serves one request with the router of `http.js`; hands the response over as it is made.
export default function install(host, web) {
  const { Request, Response } = web("fetch");
  const { bufferOf, encode } = web("encoding");

  const bytesOf = (chunk) => {
    if (typeof chunk === "string") return bufferOf(encode(chunk));
    if (chunk instanceof ArrayBuffer || ArrayBuffer.isView(chunk)) return bufferOf(chunk);
    throw new TypeError("The response's body holds something that is not bytes");
  };

  /** Text: whether the router has a route. */
  const serve = async (namespace, head, content) => {
    const { url, method, path, headers } = JSON.parse(head);
    const found = namespace.default.lookup(path, method);
    if (!found) return "false";
    const request = new Request(url, { method, headers, body: content });
    const response = await found[0].invokeHttpAction(request);
    if (!(response instanceof Response)) throw new TypeError("An HTTP action must return a `Response`");
    const { status } = response;
    host.replyHead(JSON.stringify({ status, headers: [...response.headers] }));
    if (response.body !== null) {
      for await (const chunk of response.body) if (!host.replyBody(bytesOf(chunk))) break;
    }
    return "true";
  };
  return { serve };
}
