import { cronJobs } from "convex/server";
import { internal } from "./_generated/api";

const crons = cronJobs();

crons.interval("end unused sessions", { hours: 1 }, internal.sessions.sweep, {});
crons.interval("drop expired verifications", { hours: 1 }, internal.verifications.sweep, {});
crons.interval("silent devices", { minutes: 1 }, internal.presence.sweep, {});
crons.interval("forgotten typing marks", { minutes: 10 }, internal.typing.sweep, {});
crons.interval("people whose grace period is over", { hours: 1 }, internal.users.sweep, {});
crons.interval("indexing without a worker", { minutes: 5 }, internal.repositoryIndexes.sweep, {});
crons.interval("deltas of answers, runs without a holder", { minutes: 1 }, internal.runs.sweep, {});
crons.interval("old ids of clients", { hours: 1 }, internal.runs.sweepReceipts, {});
crons.interval("files of chats that were never begun", { hours: 24 }, internal.attachments.sweep, {});
crons.interval("uploads that were never attached", { hours: 24 }, internal.attachments.sweepUploads, {});

export default crons;
