import { cronJobs } from "convex/server";
import { internal } from "./_generated/api";

const crons = cronJobs();

crons.interval("end unused sessions", { hours: 1 }, internal.sessions.sweep, {});
crons.interval("drop expired verifications", { hours: 1 }, internal.verifications.sweep, {});

export default crons;
