import type { Plugin } from "vite";

/**
 * What the built page may run and show, and from where: nothing but its own site's files. WebAssembly may be compiled, which
 * v86 lives on; v86 makes workers of its own text (`blob:`). Pictures of screens are `data:`, and files that are
 * handed to the browser `blob:`. No style and no script in the document's text, none made of text at run time.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  // Besides the site's own files: the address of a disk image that a person has typed.
  "connect-src 'self' https: http:",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** Writes the policy into the built page. The development server's pages have none: its client needs styles inline. */
export function contentSecurityPolicy(): Plugin {
  return {
    name: "strata-content-security-policy",
    apply: "build",
    transformIndexHtml: () => [
      {
        tag: "meta",
        attrs: { "http-equiv": "Content-Security-Policy", content: policy },
        injectTo: "head-prepend",
      },
    ],
  };
}

/**
 * Lets templates give an element its style as they would an attribute: the policy forbids attributes whose text is a
 * style, and allows the property, which does the same.
 */
export function stylesUnderPolicy(): Plugin {
  return {
    name: "strata-styles-under-policy",
    apply: "build",
    transform(code, id) {
      if (!/\/src\/ui\/.*\.ts$/.test(id)) return null;
      return { code: code.replaceAll(/(\s)style=\$\{/g, "$1.style=${"), map: null };
    },
  };
}

/** What xterm.js does with styles that the policy forbids, and what does the same under it. */
const replacements = [
  { found: /\.createElement\("style"\)/g, count: 3, replacement: '.createElement("strata-sheet")' },
  {
    found: /(\w+)\.setAttribute\("style",(`[^`]*(?:`[^`]*`[^`]*)*?;`)\)/g,
    count: 1,
    replacement: "$1.style.cssText=$2",
  },
] as const;

/**
 * Lets xterm.js work under the policy: its `<style>` elements become `<strata-sheet>`, which hands their text to a
 * constructed style sheet (src/ui/strata-console/strata-sheet.ts), and styles of single cells are set as properties.
 * The build fails where another version of xterm.js has other places for them.
 */
export function xtermUnderPolicy(): Plugin {
  return {
    name: "strata-xterm-under-policy",
    apply: "build",
    transform(code, id) {
      if (!/@xterm\/xterm\/lib\/xterm\.mjs/.test(id)) return null;
      let changed = code;
      for (const { found, count, replacement } of replacements) {
        const places = code.match(found)?.length ?? 0;
        if (places !== count) {
          throw new Error(
            `Build xterm.js: ${places} places match ${found}, wanted ${count} as in version 6.0.0`,
          );
        }
        changed = changed.replace(found, replacement);
      }
      return { code: changed, map: null };
    },
  };
}
