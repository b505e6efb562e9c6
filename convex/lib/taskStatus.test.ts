import { describe, expect, test } from "vitest";
import { initStatus, taskStatus } from "./shapes";
import { archive, transition, unarchive, type InitStatus, type TaskStatus } from "./taskStatus";

const statuses = taskStatus.members.map(({ value }) => value);
const initStatuses = initStatus.members.map(({ value }) => value);

const state = (status: TaskStatus, init: InitStatus = "ACTIVE") => ({
  status,
  initStatus: init,
  ...(status === "ARCHIVED" ? { archivedFrom: "STOPPED" as const } : {}),
});

const refusal = (call: () => unknown) => {
  try {
    call();
    return null;
  } catch (error) {
    return (error as { data: { code: string } }).data.code;
  }
};

/** Rows: from. Every move that is not here is refused; staying is always allowed. */
const moves: Record<TaskStatus, TaskStatus[]> = {
  INITIALIZING: ["RUNNING", "FAILED", "ARCHIVED"],
  RUNNING: ["COMPLETED", "STOPPED", "FAILED", "ARCHIVED"],
  COMPLETED: ["RUNNING", "INITIALIZING", "ARCHIVED"],
  STOPPED: ["RUNNING", "INITIALIZING", "ARCHIVED"],
  FAILED: ["RUNNING", "INITIALIZING", "ARCHIVED"],
  ARCHIVED: [],
};

describe("status", () => {
  for (const from of statuses) {
    for (const to of statuses) {
      const isAllowed = from === to || moves[from].includes(to);
      test(`${from} ${isAllowed ? "can" : "cannot"} become ${to}`, () => {
        const code = refusal(() => transition(state(from), { status: to }));
        expect(code).toBe(isAllowed ? null : "INVALID_TRANSITION");
      });
    }
  }

  test("nothing runs without an active workspace", () => {
    for (const step of initStatuses.filter((step) => step !== "ACTIVE")) {
      const code = refusal(() => transition(state("INITIALIZING", step), { status: "RUNNING" }));
      expect(code).toBe("INVALID_TRANSITION");
    }
    const together = { status: "RUNNING", initStatus: "ACTIVE" } as const;
    const change = transition(state("INITIALIZING", "COMPLETE_SHADOW_WIKI"), together);
    expect(change).toMatchObject({ ...together, hasBeenInitialized: true });
  });

  test("a task that starts over begins with the first step and without old errors", () => {
    const change = transition(state("FAILED", "INSTALL_DEPENDENCIES"), { status: "INITIALIZING" });
    expect(change).toEqual({
      status: "INITIALIZING",
      initStatus: "INACTIVE",
      initializationError: undefined,
      errorMessage: undefined,
    });
  });

  test("every archived task comes back as what it was", () => {
    for (const status of statuses.filter((one) => one !== "ARCHIVED")) {
      const archived = { ...state(status), ...archive(state(status)) };
      expect(archived.status).toBe("ARCHIVED");
      expect({ ...archived, ...unarchive(archived) }).toEqual({
        ...state(status),
        archivedFrom: undefined,
      });
    }
  });
});

describe("steps of the initialization", () => {
  test("go forward only, skipping allowed", () => {
    for (const [from, step] of initStatuses.entries()) {
      for (const [to, next] of initStatuses.entries()) {
        const code = refusal(() => transition(state("INITIALIZING", step), { initStatus: next }));
        expect(code, `${step} → ${next}`).toBe(to >= from ? null : "INVALID_TRANSITION");
      }
    }
  });

  test("go back to inactive when the workspace is cleaned up, never under a running task", () => {
    for (const status of ["COMPLETED", "STOPPED", "FAILED", "ARCHIVED"] as const) {
      expect(transition(state(status), { initStatus: "INACTIVE" })).toEqual({ initStatus: "INACTIVE" });
    }
    const code = refusal(() => transition(state("RUNNING"), { initStatus: "INACTIVE" }));
    expect(code).toBe("INVALID_TRANSITION");
  });
});
