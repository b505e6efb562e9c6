/** Every bound of the functions. Lengths are in UTF-16 code units, as `String.length` counts. */

export const contentLengthMax = 100_000;
export const titleLengthMax = 500;
export const titleFromPromptLength = 50;
export const todoContentLengthMax = 2_000;
export const todoIdLengthMax = 100;
export const nameLengthMax = 200;
export const urlLengthMax = 2_000;
export const errorMessageLengthMax = 2_000;
export const searchTextLengthMax = 200;

/** Tasks of the list of latest work, which is always read whole. */
export const recentTasksMax = 8;

/** Tasks that one search looks at, newest first, and rows it answers with. */
export const searchScanMax = 500;
export const searchResultsMax = 50;

/** Rows of one page, whatever the client asks for. */
export const pageSizeMax = 200;

/** Todos of one task, those in the trash not counted: a task's list is always read whole. */
export const todosPerTaskMax = 500;
export const bulkTodosMax = 100;

/**
 * Children of a removed task that go in one transaction: fifty of the longest messages, at three bytes a
 * character, stay below the 16 MiB that one may read.
 */
export const removeBatchSize = 50;
