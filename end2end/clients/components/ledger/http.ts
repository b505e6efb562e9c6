import { httpRouter } from "convex/server";
import { api } from "./_generated/api";
import { httpAction } from "./_generated/server";

const http = httpRouter();
http.route({ path: "/largest", method: "GET", handler: httpAction(async (ctx) => Response.json(await ctx.runQuery(api.book.largest))) });
export default http;
