import type { Doc } from "../_generated/dataModel";
import { invalidTransition } from "./errors";

/**
 * The life of a task as a state machine over `status` and `initStatus`. Pure: it takes what is stored
 * and what is asked for, and answers with the fields to write.
 *
 *   INITIALIZING ──steps done──▶ RUNNING ──▶ COMPLETED | STOPPED | FAILED
 *        │ step fails ──▶ FAILED            │ follow-up, workspace there ──▶ RUNNING
 *        ▲                                  │ follow-up, workspace gone
 *        └──────────────────────────────────┘
 *   any ──archive──▶ ARCHIVED ──unarchive──▶ what it was
 */
export type TaskStatus = Doc<"tasks">["status"];
export type InitStatus = Doc<"tasks">["initStatus"];
type State = Pick<Doc<"tasks">, "status" | "initStatus" | "archivedFrom">;
type Change = Partial<Pick<Doc<"tasks">, "status" | "initStatus" | "archivedFrom">> & {
  hasBeenInitialized?: boolean;
  initializationError?: string | undefined;
  errorMessage?: string | undefined;
};

const nextStatuses: Record<TaskStatus, readonly TaskStatus[]> = {
  INITIALIZING: ["RUNNING", "FAILED"],
  RUNNING: ["COMPLETED", "STOPPED", "FAILED"],
  COMPLETED: ["RUNNING", "INITIALIZING"],
  STOPPED: ["RUNNING", "INITIALIZING"],
  FAILED: ["RUNNING", "INITIALIZING"],
  ARCHIVED: [],
};

/** Every status of a task that is not put away. */
export const unarchivedStatuses: readonly TaskStatus[] = (Object.keys(nextStatuses) as TaskStatus[]).filter(
  (status) => status !== "ARCHIVED",
);

/** Of a task that is still to be done: it counts towards the limit of a person. */
export const activeStatuses = ["INITIALIZING", "RUNNING", "STOPPED"] as const;

const initSteps: readonly InitStatus[] = [
  "INACTIVE",
  "PREPARE_WORKSPACE",
  "CREATE_VM",
  "WAIT_VM_READY",
  "VERIFY_VM_WORKSPACE",
  "START_BACKGROUND_SERVICES",
  "INSTALL_DEPENDENCIES",
  "COMPLETE_SHADOW_WIKI",
  "ACTIVE",
];

const describe = (status: TaskStatus) => status.toLowerCase();

export function archive(task: State): Change {
  if (task.status === "ARCHIVED") {
    return {};
  }
  return { status: "ARCHIVED", archivedFrom: task.status };
}

/** Gives back the status from before; archiving touches no workspace, so it still holds. */
export function unarchive(task: State): Change {
  if (task.status !== "ARCHIVED") {
    return {};
  }
  return { status: task.archivedFrom ?? "STOPPED", archivedFrom: undefined };
}

export function transition(
  task: State,
  wanted: { status?: TaskStatus; initStatus?: InitStatus },
): Change {
  const change = wanted.status === undefined ? {} : statusChange(task, wanted.status);
  const after = { ...task, ...change };
  if (wanted.initStatus !== undefined) {
    checkInitStatus(after, wanted.initStatus);
    change.initStatus = wanted.initStatus;
    after.initStatus = wanted.initStatus;
  }
  if (change.status === "RUNNING" && after.initStatus !== "ACTIVE") {
    throw invalidTransition("A task can run only when its workspace is active.");
  }
  return change;
}

function statusChange(task: State, to: TaskStatus): Change {
  const from = task.status;
  if (from === to) {
    return {};
  }
  if (to === "ARCHIVED") {
    return archive(task);
  }
  if (from === "ARCHIVED") {
    throw invalidTransition("This task is archived. Unarchive it first.");
  }
  if (!nextStatuses[from].includes(to)) {
    throw invalidTransition(`A task that is ${describe(from)} cannot become ${describe(to)}.`);
  }
  switch (to) {
    case "INITIALIZING":
      return { status: to, initStatus: "INACTIVE", initializationError: undefined, errorMessage: undefined };
    case "RUNNING":
      return { status: to, hasBeenInitialized: true, initializationError: undefined, errorMessage: undefined };
    default:
      return { status: to };
  }
}

/** Steps go forward and may be skipped; back to INACTIVE only when no workspace is being made or used. */
function checkInitStatus(task: State, to: InitStatus): void {
  const isIdle = task.status !== "INITIALIZING" && task.status !== "RUNNING";
  if (to === task.initStatus || (to === "INACTIVE" && isIdle)) {
    return;
  }
  const isForward = initSteps.indexOf(to) > initSteps.indexOf(task.initStatus);
  const isAllowed = isForward && (task.status === "INITIALIZING" || (to === "ACTIVE" && task.status === "RUNNING"));
  if (!isAllowed) {
    throw invalidTransition(
      `A task that is ${describe(task.status)} cannot go from step ${task.initStatus} to ${to}.`,
    );
  }
}
