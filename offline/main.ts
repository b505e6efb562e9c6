import { accompany } from "./companion";
import { showPage } from "./page";
import { person } from "./store";

/** The code that pages fetch when they stand. The page that the browser keeps is made of it. */

/** A browser that forbids storage keeps nothing, and is none the worse for it. */
const forgoes = (): void => undefined;

/** Whose page this is, as the server has written it. Pages that are nobody's keep nothing. */
const whose = document.querySelector<HTMLElement>("[data-person]")?.dataset["person"];

const kept = document.querySelector<HTMLElement>("main.offline");
if (kept !== null) void showPage(kept);
// A browser that comes over a bare connection from elsewhere keeps nothing: it could not be made to forget it.
else if (whose !== undefined && "serviceWorker" in navigator) void person().then(() => accompany(whose), forgoes);
