/** Where the site has v86's program. Apart from the adapter, since only a bundler knows. */
export { default as v86ProgramUrl } from "v86/build/v86.wasm?url";
