"use client";

import { usePreloadedQuery, type Preloaded } from "convex/react";
import type { FunctionReference, PaginationResult } from "convex/server";

export type Task = {
  _id: string;
  title: string;
  status: string;
  repoFullName?: string;
  updatedAt: number;
};

type List = FunctionReference<
  "query",
  "public",
  { paginationOpts: { numItems: number; cursor: string | null } },
  PaginationResult<Task>
>;

const GROUPS = ["RUNNING", "COMPLETED", "INITIALIZING", "STOPPED", "FAILED", "ARCHIVED"];

function Icon({ name }: { name: string }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" className="icon">
      <use href={`#i-${name}`} />
    </svg>
  );
}

function Glyph({ status }: { status: string }) {
  return (
    <svg viewBox="0 0 16 16" role="img" aria-label={status.toLowerCase()} className={`glyph is-${status.toLowerCase()}`}>
      <use href={`#s-${status.toLowerCase()}`} />
    </svg>
  );
}

/** The same elements as a row of the page that this one is compared with. */
function Row({ task }: { task: Task }) {
  const menu = `task-menu-${task._id}`;
  const when = new Date(task.updatedAt).toISOString().slice(0, 16) + "Z";
  return (
    <li id={`task-${task._id}`} className="row">
      <Glyph status={task.status} />
      <a href={`/tasks/${task._id}`} className="row-link">
        {task.title}
      </a>
      <span className="meta">
        <span className="mono">{task.repoFullName}</span>
        <time dateTime={when} title={when}>
          just now
        </time>
      </span>
      <button type="button" popoverTarget={menu} aria-label="More about this task" className="icon-button">
        <Icon name="more" />
      </button>
      <div popover="auto" id={menu} className="menu">
        <form method="post" action="/do/archive_task">
          <input type="hidden" name="task" value={task._id} />
          <button formAction="/do/archive_task" className="menu-item">
            <Icon name="archive" />
            Archive
          </button>
          <button formAction="/do/trash_task" className="menu-item danger">
            <Icon name="trash" />
            Delete
          </button>
        </form>
        <form method="post" action="/do/rename_task" className="menu-form without-script">
          <input type="hidden" name="task" value={task._id} />
          <input name="title" aria-label="Title" maxLength={500} required defaultValue={task.title} className="field" />
          <button className="button">Rename</button>
        </form>
      </div>
    </li>
  );
}

function Sidebar({ recent }: { recent: Task[] }) {
  return (
    <aside id="sidebar" popover="auto" aria-label="Sidebar" className="sidebar">
      <div className="sidebar-head">
        <a href="/" className="brand">
          <Icon name="mark" />
          Conclave
        </a>
        <button type="button" popoverTarget="sidebar" popoverTargetAction="hide" aria-label="Close navigation" className="icon-button">
          <Icon name="close" />
        </button>
      </div>
      <nav aria-label="Main">
        <ul className="nav">
          {[["/", "home", "New task"], ["/tasks", "tasks", "Tasks"], ["/todos", "todos", "Todos"]].map(([href, icon, label]) => (
            <li key={href}>
              <a href={href}>
                <Icon name={icon} />
                <span className="label">{label}</span>
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <section aria-labelledby="recent-tasks" className="sidebar-section">
        <h2 id="recent-tasks">Recent</h2>
        <ul className="nav">
          {recent.map((task) => (
            <li key={task._id}>
              <a href={`/tasks/${task._id}`}>
                <Glyph status={task.status} />
                <span className="label">{task.title}</span>
              </a>
            </li>
          ))}
        </ul>
      </section>
      <form method="post" action="/do/set_theme">
        {["system", "light", "dark"].map((theme) => (
          <button key={theme} name="theme" value={theme} aria-label={`${theme} theme`} aria-pressed={theme === "system"}>
            <Icon name={theme} />
          </button>
        ))}
      </form>
    </aside>
  );
}

/** Sidebar with recent tasks, toolbar, and the list grouped by status. */
export function TaskList({ preloaded, recent }: { preloaded: Preloaded<List>; recent: Preloaded<List> }) {
  const { page } = usePreloadedQuery(preloaded);
  return (
    <div className="app">
      <Sidebar recent={usePreloadedQuery(recent).page} />
      <main id="main" tabIndex={-1}>
        <header className="page-head">
          <h1 tabIndex={-1}>Tasks</h1>
          <a href="/" className="button primary">
            <Icon name="plus" />
            New task
          </a>
        </header>
        <form role="search" method="get" action="/tasks" className="search">
          <Icon name="search" />
          <input type="search" name="q" aria-label="Search tasks" placeholder="Search" maxLength={200} className="field" />
        </form>
        {GROUPS.map((status) => {
          const tasks = page.filter((task) => task.status === status);
          if (tasks.length === 0) return null;
          return (
            <details open key={status} className="group">
              <summary>
                <h2>
                  <Glyph status={status} />
                  {status.toLowerCase()}
                </h2>
                <span aria-label={`${tasks.length} tasks`} className="count">
                  {tasks.length}
                </span>
              </summary>
              <ul>
                {tasks.map((task) => (
                  <Row key={task._id} task={task} />
                ))}
              </ul>
            </details>
          );
        })}
      </main>
    </div>
  );
}
