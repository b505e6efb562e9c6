// What code finds that imports `async_hooks`.
const { AsyncLocalStorage, AsyncResource } = globalThis;
export { AsyncLocalStorage, AsyncResource };
export default { AsyncLocalStorage, AsyncResource };
