import type { JSHandle, Locator } from "@playwright/test";
import type { Desk } from "../support/fixtures.js";

export type Chosen = { name: string; mimeType: string; buffer: Buffer };

/** The box one writes in, with its files and the choice of a model; in a chat and where one begins. */
export class Composer {
  constructor(private readonly desk: Desk) {}

  get #form() {
    return this.desk.page.locator(".composer");
  }

  get text() {
    return this.#form.getByRole("textbox", { name: "Message", exact: true });
  }

  get add() {
    return this.#form.getByRole("button", { name: "Add files" });
  }

  /** The files that go with the message, arrived or on their way. */
  get files() {
    return this.#form.getByRole("list", { name: "Files to send" }).getByRole("listitem");
  }

  /** What one can do with a file once it has arrived. */
  taking(name: string): Locator {
    return this.files.getByRole("button", { name: `Remove ${name}` });
  }

  /** What stands below the box. */
  get notes() {
    return this.desk.page.locator(".composer-notes");
  }

  get dropZone() {
    return this.desk.page.locator(".drop-zone");
  }

  async choose(...files: Chosen[]): Promise<void> {
    const choosing = this.desk.page.waitForEvent("filechooser");
    await this.add.click();
    await (await choosing).setFiles(files);
  }

  /** What dragging, dropping and pasting bring along. */
  async #transfer(files: { name: string; type: string; text: string }[], text = "") {
    return await this.desk.page.evaluateHandle(
      ([files, text]) => {
        const transfer = new DataTransfer();
        for (const { name, type, text } of files) transfer.items.add(new File([text], name, { type }));
        if (text !== "") transfer.setData("text/plain", text);
        return transfer;
      },
      [files, text] as const,
    );
  }

  async drag(type: "dragenter" | "drop", name: string, text: string): Promise<void> {
    const dataTransfer = await this.#transfer([{ name, type: "text/plain", text }]);
    await this.desk.page.dispatchEvent("main", type, { dataTransfer });
  }

  /** Pastes a file. */
  async pasteFile(name: string, type: string, text: string): Promise<void> {
    await this.#paste(await this.#transfer([{ name, type, text }]));
  }

  /** Pastes a text as the browser does: it stands in the box then. */
  async pasteText(text: string): Promise<void> {
    await this.#paste(await this.#transfer([], text));
    await this.text.fill(text);
  }

  async #paste(transfer: JSHandle<DataTransfer>): Promise<void> {
    await this.text.focus();
    await this.text.evaluate(
      (area, clipboardData) =>
        area.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true })),
      transfer,
    );
  }

  get model() {
    return this.#form.getByRole("button", { name: /^Model:/ });
  }

  get modelSearch() {
    return this.#form.getByRole("combobox", { name: "Search models" });
  }

  get models() {
    return this.#form.getByRole("option");
  }

  /** The model that Enter chooses. */
  get activeModel() {
    return this.#form.locator("[role=option][data-active]");
  }

  /** What is proposed while one types: mentions or commands. */
  proposals(name: "Mentions" | "Commands"): Locator {
    return this.#form.getByRole("listbox", { name }).getByRole("option");
  }

  /** The names in the text that stand for something. */
  get tokens() {
    return this.#form.locator(".token");
  }

  /** What whoever sends the form sends. */
  async sent(): Promise<string> {
    return await this.#form.evaluate((form: HTMLFormElement) => String(new FormData(form).get("content")));
  }

  async openModels(): Promise<void> {
    await this.model.click();
    await this.modelSearch.and(this.desk.page.locator(":focus")).waitFor();
  }
}
