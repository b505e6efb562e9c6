import { cronJobs } from "convex/server";
import { internal } from "./_generated/api";

const crons = cronJobs();

crons.interval("end unused sessions", { hours: 1 }, internal.sessions.sweep, {});
crons.interval("drop expired verifications", { hours: 1 }, internal.verifications.sweep, {});
crons.interval("silent devices", { minutes: 1 }, internal.presence.sweep, {});
crons.interval("forgotten typing marks", { minutes: 10 }, internal.typing.sweep, {});
crons.interval("people whose grace period is over", { hours: 1 }, internal.users.sweep, {});
crons.interval("indexing without a worker", { minutes: 5 }, internal.repositoryIndexes.sweep, {});

export default crons;
