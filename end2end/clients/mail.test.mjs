// Mails through a mail server.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { Browser } from "./support/browser.mjs";
import { Deployment } from "./support/deployment.mjs";
import { MailServer } from "./support/smtp.mjs";
import { test } from "./support/test.mjs";

describe("mails", () => {
  let mails;
  let product;
  before(async () => {
    mails = await MailServer.start();
    const env = { CONCLAVE_SMTP_URL: `smtp://127.0.0.1:${mails.port}`, CONCLAVE_MAIL_FROM: "Conclave <no-reply@example.org>" };
    product = await Deployment.start({ serve: true, env });
  });
  after(async () => {
    await product.dispose();
    mails.close();
  });

  test("go to whom they are for, and are neither in the outbox nor in the log", async () => {
    const pia = new Browser(product);
    const email = "pia@example.org";
    await pia.post("/auth/sign-up", { name: "Pia", email, password: "Pia has a long password" });
    const { from, text } = await mails.to(email);
    assert.equal(from, "no-reply@example.org");
    const token = /\/verify\?token=([\w-]+)/.exec(text)[1];
    assert.equal(Browser.target(await pia.post("/auth/verify", { token })), "/");
    assert.equal((await pia.get("/outbox")).status, 404);
    assert.ok(!product.output.includes(token));
  });
});
