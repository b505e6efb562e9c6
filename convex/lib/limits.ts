/** Every bound of the functions. Lengths are in UTF-16 code units, as `String.length` counts. */

export const contentLengthMax = 100_000;
export const titleLengthMax = 500;
export const titleFromPromptLength = 50;
export const todoContentLengthMax = 2_000;
export const todoIdLengthMax = 100;
export const nameLengthMax = 200;
export const emailLengthMax = 254;
/** A picture of 128 by 128 pixels, as text. */
export const imageLengthMax = 65_536;
export const urlLengthMax = 2_000;
export const errorMessageLengthMax = 2_000;
export const searchTextLengthMax = 200;

/** Tasks of the list of latest work, which is always read whole. */
export const recentTasksMax = 8;

/** Chats that stand beside every page, and how many of them are pinned ones. */
export const recentChatsMax = 6;
export const recentPinnedMax = 4;

/** Tasks that one search looks at, newest first, and rows it answers with. */
export const searchScanMax = 500;
export const searchResultsMax = 50;

/** Messages that one search answers with: so many of the longest ones fit into 16 MiB. */
export const foundMessagesMax = 30;
/** Messages that a search in one thread finds, and those with one of the words that it looks at. */
export const threadHitsMax = 200;
export const threadScanMax = 1_000;
/** Characters of messages that one search reads to find them, those in the trash included. */
export const searchedLengthMax = 3_000_000;

/**
 * A search over everything: hits of each kind, rows of each that it looks at, and characters of long ones that
 * it reads. Together they stay far below the 16 MiB that a query may read.
 */
export const hitsPerKindMax = 8;
export const hitsScanMax = 200;
export const hitsTextMax = 500_000;
/** Characters of a text that are shown around what was found in it. */
export const snippetLength = 160;

/** Rows of one page, whatever the client asks for. */
export const pageSizeMax = 200;
/** Bytes of the rows of one page: far more than ordinary ones have, far less than a function may read. */
export const pageBytesMax = 4 * 1024 * 1024;

/** Todos of one task, those in the trash not counted: a task's list is always read whole. */
export const todosPerTaskMax = 500;
export const bulkTodosMax = 100;

/**
 * Rows that one step of a removal deletes: twenty-five of the longest messages, each with its text and the
 * same again as JSON at three bytes a character, stay below the 16 MiB that a transaction may read.
 */
export const removeBatchSize = 25;
/** Rows whose children one step looks for. */
export const removeVisitsMax = 100;

/** How many threads a branch may be away from the first one. */
export const branchDepthMax = 50;
export const branchesMax = 200;
/** Versions and branches that a tree of them shows, and characters of messages that are read to name them. */
export const treeNodesMax = 200;
export const treeTextMax = 1_000_000;

/**
 * Messages that come along with a chat or a conversation, and characters of all of them; the others are
 * paged. A single one may be longer, and still comes.
 */
export const recentMessagesMax = 100;
export const recentMessagesLengthMax = 1_000_000;
/** Parts of a message; an answer ends with them. */
export const messagePartsMax = 500;
export const jsonLengthMax = 50_000;

/** Latest chats that are looked through for what was not read: an answer of each fits into one query. */
export const unreadChatsMax = 30;

export const queuedActionsMax = 30;

/**
 * Whoever generates an answer says so every `heartbeatMs`; `leaseMs` after the last time it is taken for
 * dead. A busy machine must not look like a dead one.
 */
export const leaseMs = 15_000;
export const heartbeatMs = 4_000;
/** Answers that one person has on their way at once, in all threads. */
export const activeRunsMax = 20;
/** Answers of a person are counted by the hour, where the operator limits them. */
export const answersWithinMs = 60 * 60 * 1_000;
/** Limits of providers that are kept for one person: two of each. */
export const providerQuotasMax = 20;
/** How often a run is tried while nothing of it was shown. */
export const attemptsMax = 3;
/** Characters of an answer: three bytes each at most, which fit into a document. */
export const answerLengthMax = 300_000;
/** Deltas of one run, which ends with them, and how many of them a reader gets at once. */
export const deltasMax = 20_000;
export const deltaPageSize = 500;
/** Messages, and characters of them, that one request to a model holds at most. */
export const promptMessagesMax = 2_000;
export const promptLengthMax = 3_000_000;
/** How long deltas stay behind the end of their run, for readers who are still on their way. */
export const deltasKeptMs = 60_000;
/** Answers from one tool call to the next that one run asks for at most. */
export const stepsMax = 100;
/** Other versions of one chat's messages. */
export const variantsMax = 200;
/** How long a client's own id is remembered: longer than anything waits in an outbox. */
export const receiptsKeptMs = 30 * 24 * 60 * 60 * 1_000;
export const attachmentsPerMessageMax = 20;
/** In bytes: as Base64 the 5 MiB of a picture that every provider takes. */
export const pictureSizeMax = 3_900_000;
/** In bytes. A model is told the first `contentLengthMax` characters. */
export const textFileSizeMax = 1_000_000;
/** How long the bytes of an upload wait to be attached. */
export const uploadKeptMs = 24 * 60 * 60 * 1_000;
/** How long a file waits for the chat that it was added for. */
export const unsentKeptMs = 7 * 24 * 60 * 60 * 1_000;
export const devicesMax = 50;
export const deviceLengthMax = 100;

/** All advisors of a person are read at once: so many of the longest ones fit into 16 MiB. */
export const advisorsMax = 80;
export const mentionsMax = 10;
export const tagsMax = 20;
export const tagLengthMax = 50;
/** Different tags that one person has on their chats: the list of them is always read whole. */
export const ownTagsMax = 100;
/** Entries of an advisor's components, metadata or localization, and characters of all of them. */
export const advisorEntriesMax = 50;
export const advisorTextLengthMax = 10_000;
export const advisorMemoriesMax = 500;
export const summariesMax = 50;
export const summaryLengthMax = 20_000;
export const keyLengthMax = 200;

export const memoryLengthMax = 2_000;
export const memoriesForPromptMax = 100;
export const memoryScopesMax = 100;

export const rulesWordsMax = 100;
export const rulesLengthMax = 2_000;
export const selectedModelsMax = 100;
export const languageLengthMax = 35;
export const ciphertextLengthMax = 4_000;
export const hintLengthMax = 8;

export const pathLengthMax = 1_000;
export const codebaseNodesPerWriteMax = 50;
export const repositoriesMax = 200;
/** A run of indexing that has not reported for so long has ended, whatever became of it. */
export const indexingLeaseMs = 10 * 60 * 1_000;
export const taskSessionsMax = 50;
export const pullRequestSnapshotsMax = 50;
export const descriptionLengthMax = 65_536;

/** Rows of one call of the import. */
export const importBatchMax = 100;

/** How long a typing mark holds without another key, and somebody counts as online without a heartbeat. */
export const typingLifetimeMs = 8_000;
export const heartbeatLifetimeMs = 60_000;
/** How long the row of a device that is offline is kept. */
export const offlineKeptMs = 30 * 24 * 60 * 60 * 1_000;

/** Between asking for the deletion of an account and the deletion. */
export const deletionGraceMs = 14 * 24 * 60 * 60 * 1_000;

/** Sessions that one person has at most; a further sign-in ends the one that was idle longest. */
export const sessionsPerUserMax = 50;

/** Ways to sign in that one person has at most. */
export const accountsPerUserMax = 20;

/** A session that nobody used for so long has ended: 14 days, in milliseconds. */
export const sessionIdleMax = 14 * 24 * 60 * 60 * 1000;

/** Rows that one run of a sweep takes; it goes on in another one while there are more. */
export const sweepBatchSize = 200;
