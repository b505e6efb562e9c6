import { accompany } from "./companion";
import { showPage } from "./page";
import { person } from "./store";

/** The code that pages fetch when they stand. The page that the browser keeps is made of it. */

/** A browser that forbids storage keeps nothing, and is none the worse for it. */
const forgoes = (): void => undefined;

const kept = document.querySelector<HTMLElement>("main.offline");
if (kept !== null) void showPage(kept);
// A browser that comes over a bare connection from elsewhere keeps nothing: it could not be made to forget it.
else if ("serviceWorker" in navigator) void person().then(accompany, forgoes);
