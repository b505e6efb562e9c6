import { v } from "convex/values";

/**
 * The shapes of stored documents, named once. `schema.ts` stores them, functions return them, and the
 * generated Rust types are named after them.
 */

export const taskStatus = v.union(
  v.literal("STOPPED"),
  v.literal("INITIALIZING"),
  v.literal("ARCHIVED"),
  v.literal("RUNNING"),
  v.literal("COMPLETED"),
  v.literal("FAILED"),
);

export const initStatus = v.union(
  v.literal("INACTIVE"),
  v.literal("PREPARE_WORKSPACE"),
  v.literal("CREATE_VM"),
  v.literal("WAIT_VM_READY"),
  v.literal("VERIFY_VM_WORKSPACE"),
  v.literal("START_BACKGROUND_SERVICES"),
  v.literal("INSTALL_DEPENDENCIES"),
  v.literal("COMPLETE_SHADOW_WIKI"),
  v.literal("ACTIVE"),
);

export const messageRole = v.union(v.literal("USER"), v.literal("ASSISTANT"), v.literal("SYSTEM"));

export const todoStatus = v.union(
  v.literal("PENDING"),
  v.literal("IN_PROGRESS"),
  v.literal("COMPLETED"),
  v.literal("CANCELLED"),
);

/** Absent on a message: it is complete. What is being sent is known to the client only. */
export const messageStatus = v.union(
  v.literal("streaming"),
  v.literal("complete"),
  v.literal("failed"),
  v.literal("interrupted"),
);

export const threadKind = v.union(v.literal("task"), v.literal("chat"), v.literal("conversation"));

export const userFields = {
  externalId: v.string(),
  name: v.string(),
  email: v.string(),
  image: v.optional(v.string()),
  emailVerified: v.boolean(),
  plan: v.string(),
  /** When all of the person's data goes. Present exactly while a deletion has been asked for. */
  deletionScheduledAt: v.optional(v.number()),
  createdAt: v.number(),
  updatedAt: v.number(),
};

export const sessionFields = {
  userId: v.id("users"),
  /** SHA-256 of the cookie's value, in hexadecimal: the table opens no session. */
  tokenHash: v.string(),
  createdAt: v.number(),
  /** Kept to within a few minutes: every change runs the session's queries again. */
  lastSeenAt: v.number(),
  /** The end, however much the session is used. */
  expiresAt: v.number(),
  ipAddress: v.optional(v.string()),
  userAgent: v.optional(v.string()),
};

/** What another provider has granted. The server encrypts the tokens. */
export const grantFields = {
  accessToken: v.optional(v.string()),
  refreshToken: v.optional(v.string()),
  idToken: v.optional(v.string()),
  accessTokenExpiresAt: v.optional(v.number()),
  refreshTokenExpiresAt: v.optional(v.number()),
  scope: v.optional(v.string()),
};

export const accountFields = {
  userId: v.id("users"),
  /** `password`, `github`, or `oidc:` and the id of an issuer. */
  providerId: v.string(),
  /** Who the person is there; for a password the e-mail address in lower case. */
  accountId: v.string(),
  /** What people recognise it by. */
  label: v.string(),
  /** Argon2id in PHC form. */
  passwordHash: v.optional(v.string()),
  ...grantFields,
  githubInstallationId: v.optional(v.string()),
  githubAppConnected: v.boolean(),
  createdAt: v.number(),
  updatedAt: v.number(),
};

export const verificationFields = {
  /** What it is for and the hash of its token: `reset:<hash>`. */
  identifier: v.string(),
  /** Whom or what it is about. */
  value: v.string(),
  expiresAt: v.number(),
  createdAt: v.number(),
};

export const threadFields = {
  userId: v.id("users"),
  kind: threadKind,
  parentThreadId: v.optional(v.id("threads")),
  forkPosition: v.optional(v.number()),
  /** The first thread of the same task, chat or conversation, of which this is another version. */
  variantOf: v.optional(v.id("threads")),
  createdAt: v.number(),
  updatedAt: v.number(),
  deletedAt: v.optional(v.number()),
};

export const messageFields = {
  threadId: v.id("threads"),
  /** Who wrote it, or for whom it was generated. */
  userId: v.id("users"),
  role: messageRole,
  /** The advisor who speaks; only in conversations. May name one who is gone. */
  advisorId: v.optional(v.id("advisors")),
  /** Advisors named with @. */
  mentions: v.optional(v.array(v.id("advisors"))),
  content: v.string(),
  /** The content as structured JSON, where there is more to it than its text. */
  contentJson: v.optional(v.string()),
  status: v.optional(messageStatus),
  /** Present exactly while files belong to it: only then readers ask for them. */
  hasFiles: v.optional(v.literal(true)),
  /** Present exactly while calls of tools are among its parts: only then readers ask for them. */
  hasCalls: v.optional(v.literal(true)),
  position: v.number(),
  llmModel: v.optional(v.string()),
  promptTokens: v.optional(v.number()),
  completionTokens: v.optional(v.number()),
  totalTokens: v.optional(v.number()),
  finishReason: v.optional(v.string()),
  /** The task that was started from here. */
  stackedTaskId: v.optional(v.id("tasks")),
  createdAt: v.number(),
  editedAt: v.optional(v.number()),
  deletedAt: v.optional(v.number()),
};

export const taskFields = {
  userId: v.id("users"),
  threadId: v.id("threads"),
  title: v.string(),
  status: taskStatus,
  initStatus,
  /** The status an archived task had before, and will have again. Present exactly while archived. */
  archivedFrom: v.optional(taskStatus),
  repoFullName: v.optional(v.string()),
  repoUrl: v.optional(v.string()),
  baseBranch: v.optional(v.string()),
  baseCommitSha: v.optional(v.string()),
  shadowBranch: v.optional(v.string()),
  mainModel: v.optional(v.string()),
  workspacePath: v.optional(v.string()),
  scheduledCleanupAt: v.optional(v.number()),
  initializationError: v.optional(v.string()),
  errorMessage: v.optional(v.string()),
  workspaceCleanedUp: v.boolean(),
  hasBeenInitialized: v.boolean(),
  pullRequestNumber: v.optional(v.number()),
  githubIssueId: v.optional(v.string()),
  isScratchpad: v.boolean(),
  createdAt: v.number(),
  updatedAt: v.number(),
  deletedAt: v.optional(v.number()),
};

export const todoFields = {
  userId: v.id("users"),
  /** Absent: the todo is in its owner's inbox. */
  taskId: v.optional(v.id("tasks")),
  todoId: v.string(),
  content: v.string(),
  status: todoStatus,
  sequence: v.number(),
  createdAt: v.number(),
  updatedAt: v.number(),
  deletedAt: v.optional(v.number()),
};

/** What the deployment adds to every document. */
export const system = <Table extends string>(table: Table) => ({
  _id: v.id(table),
  _creationTime: v.number(),
});

export const userDocument = v.object({ ...system("users"), ...userFields });
export const threadDocument = v.object({ ...system("threads"), ...threadFields });
export const messageDocument = v.object({ ...system("messages"), ...messageFields });
export const taskDocument = v.object({ ...system("tasks"), ...taskFields });
export const todoDocument = v.object({ ...system("todos"), ...todoFields });

/** A todo of the list across all tasks. `taskTitle` is null for a todo of the inbox. */
export const todoEntry = v.object({
  todo: todoDocument,
  taskTitle: v.union(v.string(), v.null()),
});

export const todoCounts = v.object({
  total: v.number(),
  pending: v.number(),
  inProgress: v.number(),
  completed: v.number(),
  cancelled: v.number(),
});

/** The caller's session as its owner sees it, without anything that opens it. */
export const sessionEntry = v.object({
  sessionId: v.id("sessions"),
  createdAt: v.number(),
  lastSeenAt: v.number(),
  ipAddress: v.union(v.string(), v.null()),
  userAgent: v.union(v.string(), v.null()),
  isCurrent: v.boolean(),
});

/** A way to sign in as its owner sees it, without hash and tokens. */
export const accountEntry = v.object({
  accountId: v.id("accounts"),
  providerId: v.string(),
  label: v.string(),
  createdAt: v.number(),
});

/** Who signs in, for the server, which makes tokens of it. */
export const person = v.object({
  userId: v.id("users"),
  externalId: v.string(),
  name: v.string(),
  email: v.string(),
  image: v.union(v.string(), v.null()),
  emailVerified: v.boolean(),
});
