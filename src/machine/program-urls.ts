/* Where the site has the programs that run beside the page's own code. Apart from the adapter, since only a bundler knows. */
export { default as v86ProgramUrl } from "v86/build/v86.wasm?url";
export { default as pageFingerprintsUrl } from "./page-fingerprints.wasm?url";
